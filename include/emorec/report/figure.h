// --figure: the paper's figure for a clip: which frames count, and where the network looks in them.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "emorec/pipeline/prediction.h"
#include "emorec/report/clip_picture.h"

namespace emorec {

struct FigureOptions {
  static constexpr int kMostFrames = 12;
  static constexpr double kPrintedPixels = 300 / 25.4;  ///< a PNG's, in a millimetre of print
  static constexpr double kScreenPixels = 6;  ///< in what is a millimetre where pixels are given

  int frames = 6;           ///< in all; the last three (or half, if fewer) are the least important
  double millimetres = 85;  ///< width; less if there are too few frames to fill it
  bool for_screen = false;  ///< sized in pixels, kScreenPixels to one of those millimetres

  /// @throws Error{kUsage} naming what makes no sense.
  void validate() const;
};

/// "85mm", "1200px" or "85" (millimetres) into `options`; false if it is none of these.
bool set_figure_width(const std::string& text, FigureOptions& options);

/// The main person's most important frames and the least important ones, as columns: the face, its
/// attention over it, the seven probabilities of the frame by itself with the largest marked, the
/// frame's importance and time, and how much each view counted where a network says so. SVG or PNG
/// by the extension of `path`; both are the same drawing. `prediction` must outlive it.
std::unique_ptr<ClipPicture> make_figure(const std::filesystem::path& path,
                                         const ClipPrediction& prediction,
                                         const FigureOptions& options);

}  // namespace emorec
