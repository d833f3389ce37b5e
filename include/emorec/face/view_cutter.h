// Cuts a network's views out of a frame: the one place where pixels of a frame become a network's.
#pragma once

#include <utility>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/view.h"
#include "emorec/face/face.h"

namespace emorec {

/// One for each of a network's views, in its order.
struct Views {
  std::vector<cv::Mat> pictures;     ///< size×size, grey or BGR
  std::vector<cv::Matx23d> to_view;  ///< from the frame's pixels to the picture's
};

/// A frame in colour and in grey: the same pixels, 8 bits each. Only what a view takes need be
/// there.
struct FramePixels {
  cv::Mat bgr;
  cv::Mat grey;
  cv::Mat motion = {};  ///< `motion_picture` of the frames around it
};

struct FaceToCut {
  cv::Rect2f box;  ///< pixels of the frame
  Landmarks landmarks;
};

class ViewCutter {
 public:
  explicit ViewCutter(std::vector<ViewSpec> views) : views_(std::move(views)) {}

  /// With faces in it: one each. What is no face is the same picture for all of them; context is
  /// black at every one.
  std::vector<Views> with_faces(const FramePixels& frame,
                                const std::vector<FaceToCut>& faces) const;

  /// A picture, grey or BGR, that a face fills: nothing of it is context.
  Views of_crop(const cv::Mat& image) const;

  /// Without a face: faces are black.
  Views without_face(const FramePixels& frame) const;

  /// Whether a frame without a face cannot be scored.
  bool needs_face() const;

  /// Whether a view takes the grey pixels.
  bool needs_grey() const;

  /// Whether a view is of motion.
  bool needs_motion() const;

 private:
  std::vector<ViewSpec> views_;
};

}  // namespace emorec
