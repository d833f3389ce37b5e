#include "emorec/face/snippet_views.h"

#include <opencv2/imgproc.hpp>
#include <opencv2/video/tracking.hpp>

#include "emorec/face/grey.h"

namespace emorec {
namespace {

constexpr int kFlowSide = 160;  // pixels; less misses what is small, more takes longer
constexpr float kFarthest = kFlowSide / 8.0F;
constexpr float kAtRest = 128;

cv::Mat1b small(const cv::Mat& frame) {
  cv::Mat scaled;
  cv::resize(frame, scaled, {kFlowSide, kFlowSide}, 0, 0, cv::INTER_AREA);
  return to_grey(scaled);
}

}  // namespace

cv::Mat3b motion_picture(const cv::Mat& before, const cv::Mat& after) {
  if (before.data == after.data) return cv::Mat3b(kFlowSide, kFlowSide, cv::Vec3b(128, 128, 0));
  const cv::Mat1b from = small(before);
  const cv::Mat1b to = small(after);
  cv::Mat2f flow;
  cv::DISOpticalFlow::create(cv::DISOpticalFlow::PRESET_FAST)->calc(from, to, flow);
  cv::Mat1b change;
  cv::absdiff(from, to, change);
  cv::Mat3b picture(kFlowSide, kFlowSide);
  for (int y = 0; y < kFlowSide; ++y) {
    for (int x = 0; x < kFlowSide; ++x) {
      const cv::Vec2f& moved = flow(y, x);
      for (int i = 0; i < 2; ++i) {
        picture(y, x)[i] = cv::saturate_cast<uchar>(kAtRest + moved[i] * 127 / kFarthest);
      }
      picture(y, x)[2] = change(y, x);
    }
  }
  return picture;
}

Views snippet_views(const std::vector<ViewSpec>& views, const Snippet& snippet) {
  const ViewCutter cutter(views);
  FramePixels pixels{snippet.middle.image, {}, {}};
  if (cutter.needs_grey()) pixels.grey = to_grey(snippet.middle.image);
  if (cutter.needs_motion()) {
    pixels.motion = motion_picture(snippet.before.image, snippet.after.image);
  }
  return cutter.without_face(pixels);
}

}  // namespace emorec
