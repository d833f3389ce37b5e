// Where to look for faces, and how hard, so that small faces are found and faceless stretches stay
// cheap.
#pragma once

#include <memory>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/stage_times.h"
#include "emorec/face/face_detector.h"

namespace emorec {

class FaceSearch {
 public:
  /// @param everyone whether faces less than 0.6 times as wide as the largest matter
  /// @param times where detecting is timed, if anywhere
  FaceSearch(std::unique_ptr<FaceDetector> detector, bool everyone, StageTimes* times)
      : detector_(std::move(detector)), everyone_(everyone), times_(times) {}

  /// The picture that the detector wants of a frame.
  const cv::Mat& view(const cv::Mat& bgr, const cv::Mat& grey) const;

  /// A shot begins: what was learnt about face sizes no longer holds.
  void forget();

  /// Whether it is time for a look at the whole image at full size, even if all goes well.
  bool due(double time) const;

  /// Looks at the whole image: with the effort at which faces of width `smallest` are found or, if
  /// that finds nothing and nobody is being followed, with growing effort, down to a doubtful face.
  /// When a shot begins and every three seconds, so closely that smaller faces beside a large one
  /// are found: at full size if everyone matters. The two greatest efforts are spent once a second
  /// at most.
  /// @param smallest width of the smallest face known of; 0 if none is
  /// @param following whether a face was there in the frame before; `near` is the way to keep it
  std::vector<Detection> everywhere(const cv::Mat& image, double time, float smallest,
                                    bool following);

  /// Looks closely near `box`, which costs little: only a part of the image is searched.
  std::vector<Detection> near(const cv::Mat& image, const cv::Rect2f& box);

 private:
  /// At least once in a shot, then once in a while: when something that costs much was last done.
  class Occasion {
   public:
    explicit Occasion(double pause) : pause_(pause) {}
    bool due(double time) const;
    void take(double time);
    void forget() { taken_ = false; }

   private:
    double pause_;  ///< seconds
    bool taken_ = false;
    double time_ = 0;  ///< seconds
  };

  bool shows_all(const cv::Mat& image, const std::vector<Detection>& found) const;

  std::unique_ptr<FaceDetector> detector_;
  bool everyone_;
  StageTimes* times_;
  // A look at full size costs four times one at half size, an enlarged one four times that.
  Occasion full_{3.0};
  Occasion thorough_{1.0};
};

}  // namespace emorec
