// How a network wants to see a face. It stands in the model's file; whoever cuts chips reads it.
#pragma once

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

/// An aligned picture of a face.
struct ChipSpec {
  int size = 112;     ///< S, pixels of its side
  bool grey = false;  ///< luma; otherwise colour
  ChipTemplate margin;
};

}  // namespace emorec
