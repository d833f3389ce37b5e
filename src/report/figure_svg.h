// The drawing of --figure: columns of frames, in millimetres.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/label_set.h"

namespace emorec {

struct FigureColumn {
  cv::Mat3b face;
  cv::Mat3b attention;         ///< the face with the heat over it
  Distribution probabilities;  ///< of the frame by itself, sum 1
  double importance = 0;
  double time = 0;  ///< seconds
};

struct FigureContent {
  LabelSet labels;
  Label label;
  double probability = 0;           ///< of the label, for the whole clip
  std::vector<FigureColumn> most;   ///< the most important frame first
  std::vector<FigureColumn> least;  ///< in order of importance; may be empty
};

/// Side of a face, in millimetres, in a drawing of at most `width` millimetres.
double figure_face_side(std::size_t most, std::size_t least, double width);

struct FigureDrawing {
  std::string svg;
  double width;  ///< millimetres: less than asked for if there are too few faces to fill it
};

/// Letters are 6 points high whatever the width. The size is given in millimetres, or in pixels of
/// which so many go to a millimetre.
FigureDrawing draw_figure(const FigureContent& content, double width,
                          std::optional<double> pixels_per_millimetre);

}  // namespace emorec
