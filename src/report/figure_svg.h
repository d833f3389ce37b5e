// The drawing of --figure: columns of frames, in millimetres of a page's column.
#pragma once

#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/emotion.h"

namespace emorec {

struct FigureColumn {
  cv::Mat3b face;
  cv::Mat3b attention;           ///< the face with the heat over it
  EmotionArray probabilities{};  ///< of the frame by itself, sum 1
  double importance = 0;
  double time = 0;  ///< seconds
};

struct FigureContent {
  Emotion label = Emotion::kNeutral;
  double probability = 0;           ///< of the label, for the whole clip
  std::vector<FigureColumn> most;   ///< the most important frame first
  std::vector<FigureColumn> least;  ///< in order of importance; may be empty
};

/// Side of a face in the drawing, as a share of its width.
double figure_face_share(std::size_t most, std::size_t least);

/// `width` in `unit` ("mm" or "px") is that of the whole; all else follows in proportion.
std::string figure_svg(const FigureContent& content, double width, const std::string& unit);

}  // namespace emorec
