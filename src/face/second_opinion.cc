#include "second_opinion.h"

#include <cmath>
#include <vector>

#include "emorec/face/face.h"

#include "face_geometry.h"
#include "face_network.h"
#include "scaled_image.h"

namespace emorec {
namespace {

/// Pixels that the network looks at: the face and as much around it.
constexpr int kSide = 128;
constexpr float kSurroundings = 2;
constexpr float kFaceSide = kSide / kSurroundings;

/// The box with what is around it, black beyond the image.
cv::Mat view_of(const cv::Mat& bgr, const cv::Rect2f& box) {
  const cv::Rect2f wanted = scaled_about_centre(box, kSurroundings);
  const cv::Rect part = cv::Rect(wanted) & cv::Rect({0, 0}, bgr.size());
  cv::Mat view = cv::Mat::zeros(kSide, kSide, CV_8UC3);
  if (part.empty()) return view;
  const float scale = kSide / wanted.width;
  const cv::Mat seen = resized(bgr(part), scale);
  const cv::Rect place(cv::Point((cv::Point2f(part.tl()) - wanted.tl()) * scale), seen.size());
  const cv::Rect shown = place & cv::Rect(0, 0, kSide, kSide);
  seen(shown - place.tl()).copyTo(view(shown));
  return view;
}

/// Whether a cell sees a face in the middle of the view. Each of H×W cells has two logits, which
/// are 1×1×H×W, and a box, 1×4×H×W: its centre and the logarithm of its size, in cells.
bool sees_face(const cv::Mat& classes, const cv::Mat& objects, const cv::Mat& boxes) {
  // Among 53 places in pictures without people 52 have less than 0.25, of 260 faces that the
  // detector gives a low score all more than 0.35.
  constexpr float kSure = 0.3F;
  constexpr float kSamePlace = 0.3F;
  const cv::Point2f corner(1, 1);
  const cv::Rect2f middle(corner * (kSide - kFaceSide) / 2, cv::Size2f(kFaceSide, kFaceSide));
  const int side = classes.size[3];
  const auto stride = static_cast<float>(kSide / side);
  const auto share = [](float logit) { return 1 / (1 + std::exp(-logit)); };
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const auto at = [&](const cv::Mat& map, int channel = 0) {
        return map.ptr<float>(0, channel, y)[x];
      };
      if (std::sqrt(share(at(classes)) * share(at(objects))) < kSure) continue;
      const cv::Point2f centre(static_cast<float>(x) + at(boxes, 0),
                               static_cast<float>(y) + at(boxes, 1));
      const cv::Point2f half(std::exp(at(boxes, 2)) / 2, std::exp(at(boxes, 3)) / 2);
      const cv::Rect2f box(stride * (centre - half), stride * (centre + half));
      if (overlap(box, middle) > kSamePlace) return true;
    }
  }
  return false;
}

}  // namespace

bool SecondOpinion::confirms(const cv::Mat& bgr, const cv::Rect2f& box) {
  if (net_.empty()) {
    net_ = cv::dnn::readNetFromONNX(assets::kYunetOnnx.data(), assets::kYunetOnnx.size());
  }
  net_.setInput(cv::dnn::blobFromImage(view_of(bgr, box)));
  std::vector<cv::Mat> maps;
  net_.forward(maps, std::vector<cv::String>{"cls_8", "obj_8", "bbox_8", "cls_16", "obj_16",
                                             "bbox_16", "cls_32", "obj_32", "bbox_32"});
  for (std::size_t i = 0; i < maps.size(); i += 3) {
    if (sees_face(maps[i], maps[i + 1], maps[i + 2])) return true;
  }
  return false;
}

}  // namespace emorec
