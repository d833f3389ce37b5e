// What a network wants to see of a frame. It stands in the model's file; whoever makes pictures for
// a network reads it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace emorec {

/// Where five landmarks that expressions hardly move (the eyes' four corners and the base of the
/// nose) come to lie in a chip, in units of the chip's side. The defaults are their mean places in
/// 1,291 FER2013 training images, made symmetric: an aligned chip frames a face as that data set
/// does, brow to lower lip with the chin at the edge, which is the margin that models are trained
/// with.
struct ChipTemplate {
  double outer_eye = 0.2515;  ///< horizontal distance of an eye's outer corner from the middle
  double inner_eye = 0.1060;  ///< likewise, inner corner
  double eye_line = 0.3870;   ///< vertical place of the eyes' corners
  double nose_base = 0.6560;  ///< vertical place of the nose's base
};

enum class ViewKind {
  kAlignedFace,  ///< a face chip: turned upright by its landmarks, as the template says
  kFaceBox,      ///< the face's box, scaled to the square without regard to its aspect
  kContext,      ///< the whole frame, black where the face is
  kWholeFrame,   ///< the whole frame
  kMotion,       ///< what moves between the frames around it, as `motion_picture` draws it
};

/// "aligned_face", "face_box", "context", "whole_frame", "motion"
const char* name_of(ViewKind kind);
std::optional<ViewKind> parse_view_kind(std::string_view name);

/// A square picture of size×size pixels, and how it becomes a network's input:
/// (value/255 − mean) / std per channel, RGB; of a grey picture its luma in all three.
struct ViewSpec {
  std::string name = "face";
  ViewKind kind = ViewKind::kAlignedFace;
  int size = 112;     ///< S, pixels of its side
  bool grey = false;  ///< luma; otherwise colour
  std::array<double, 3> mean = {0.485, 0.456, 0.406};
  std::array<double, 3> std = {0.229, 0.224, 0.225};
  ChipTemplate margin;  ///< an aligned face's

  /// Height and width, pixels, that a whole frame or context is scaled to before its middle is
  /// taken; without them it is scaled to the square.
  std::optional<std::array<int, 2>> scaled_to;

  /// A network sees the middle of a scaled frame. Training takes any part: for it, the picture is
  /// the scaled frame. Files do not tell.
  bool takes_middle = true;

  /// A view of a face: frames without one are not scored. Otherwise they are, with a black face.
  bool needs_face = true;

  bool is_face() const { return kind == ViewKind::kAlignedFace || kind == ViewKind::kFaceBox; }
  int channels() const { return grey ? 1 : 3; }

  /// Height and width of the picture.
  std::array<int, 2> picture_size() const {
    return scaled_to && !takes_middle ? *scaled_to : std::array{size, size};
  }
};

/// What most networks of faces see: an aligned face of 112 pixels, grey.
inline ViewSpec grey_face() {
  ViewSpec view;
  view.grey = true;
  return view;
}

}  // namespace emorec
