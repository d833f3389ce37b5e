#include "frame_painter.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <opencv2/imgproc.hpp>
#include <spdlog/fmt/fmt.h>

#include "emorec/core/label_set.h"
#include "emorec/face/affine.h"
#include "emorec/report/heat_map.h"

#include "frame_values.h"

namespace emorec {
namespace {

constexpr float kHeatStrength = 0.6F;
constexpr int kHeatSide = 112;     // pixels of a map before it is laid over a frame
constexpr double kSoftEdge = 0.2;  // a part of kHeatSide
const cv::Scalar kInk(255, 255, 255);
const cv::Scalar kPaper(24, 24, 24);

cv::Scalar to_bgr(const Rgb& colour) {
  return {double(colour.blue), double(colour.green), double(colour.red)};
}

/// Sizes in pixels, for frames of any size: readable from 240 lines up.
struct Scale {
  explicit Scale(const cv::Mat& image) {
    const int lines = std::min(image.rows, image.cols);
    letter = std::max(8, lines / 36);
    line = std::max(2, lines / 270);
  }
  double font() const { return letter / 21.0; }  // Hershey's capitals are 21 units high
  int pen() const { return std::max(1, letter / 9); }

  int letter;  ///< height of a capital
  int line;    ///< width of a box's edge
};

/// Dark paper with a line of text on it; the upper left corner is moved into the picture.
class Tag {
 public:
  Tag(std::string text, const Scale& scale) : text_(std::move(text)), scale_(scale) {
    int below = 0;
    const cv::Size size =
        cv::getTextSize(text_, cv::FONT_HERSHEY_SIMPLEX, scale.font(), scale.pen(), &below);
    const int margin = scale.letter / 2;
    size_ = {size.width + 2 * margin, scale.letter + 2 * margin};
  }

  cv::Size size() const { return size_; }

  void draw(cv::Mat3b& image, cv::Point corner) const {
    corner.x = std::clamp(corner.x, 0, std::max(0, image.cols - size_.width));
    corner.y = std::clamp(corner.y, 0, std::max(0, image.rows - size_.height));
    const cv::Rect paper = cv::Rect(corner, size_) & cv::Rect({0, 0}, image.size());
    cv::Mat3b under = image(paper);
    cv::addWeighted(under, 0.3, cv::Mat3b(under.size(), cv::Vec3b(24, 24, 24)), 0.7, 0, under);
    const int margin = scale_.letter / 2;
    cv::putText(image, text_, {corner.x + margin, corner.y + margin + scale_.letter},
                cv::FONT_HERSHEY_SIMPLEX, scale_.font(), kInk, scale_.pen(), cv::LINE_AA);
  }

 private:
  std::string text_;
  Scale scale_;
  cv::Size size_;
};

cv::Mat1f soft_edge() {
  cv::Mat1f edge(kHeatSide, kHeatSide);
  const auto rise = [](int i) {
    const double inside = std::min(i, kHeatSide - 1 - i) / (kSoftEdge * kHeatSide);
    const double t = std::min(1.0, inside);
    return t * t * (3 - 2 * t);
  };
  for (int y = 0; y < kHeatSide; ++y) {
    for (int x = 0; x < kHeatSide; ++x) edge(y, x) = static_cast<float>(rise(x) * rise(y));
  }
  return edge;
}

/// The smallest upright rectangle of the image that holds the map's picture.
cv::Rect place_of_picture(const cv::Matx23d& to_picture, cv::Size image) {
  const cv::Matx23d from_picture = inverse(to_picture);
  const double end = kHeatSide - 1;
  std::vector<cv::Point2f> corners;
  for (const auto& [x, y] : {std::pair{0.0, 0.0}, {end, 0.0}, {0.0, end}, {end, end}}) {
    const cv::Vec2d at = from_picture * cv::Vec3d(x, y, 1);
    corners.emplace_back(cv::Vec2f(at));
  }
  return cv::boundingRect(corners) & cv::Rect({0, 0}, image);
}

}  // namespace

FramePainter::FramePainter(const ClipPrediction& prediction)
    : prediction_(prediction), edge_(soft_edge()) {
  for (const auto& subject : prediction.subjects) {
    for (const auto& frame : subject.frames) {
      most_[subject.id] = std::max(most_[subject.id], frame.importance);
    }
  }
}

void FramePainter::paint(cv::Mat3b& image, const std::vector<ScoredFace>& faces) const {
  for (const auto& face : faces) paint_heat(image, *face.frame);
  for (const auto& face : faces) {
    if (face.frame->face) paint_face(image, face);
  }
  paint_verdict(image);
}

void FramePainter::paint_heat(cv::Mat3b& image, const FramePrediction& frame) const {
  for (std::size_t i = 0; i < frame.maps.size(); ++i) {
    const MapSpec& spec = prediction_.model.maps[i];
    cv::Matx23d to_picture = then(frame.maps[i].to_cells, cells_to_picture(spec.grid, kHeatSide));
    const cv::Rect place = place_of_picture(to_picture, image.size());
    if (place.empty()) continue;
    const cv::Mat1f heat = heat_map(frame.maps[i], spec, kHeatSide).mul(edge_);
    to_picture = then({1, 0, double(place.x), 0, 1, double(place.y)}, to_picture);
    cv::Mat1f in_frame;
    cv::warpAffine(heat, in_frame, to_picture, place.size(),
                   cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT, 0);
    cv::Mat3b under = image(place);
    blend_heat(under, in_frame, kHeatStrength).copyTo(under);
  }
}

void FramePainter::paint_face(cv::Mat3b& image, const ScoredFace& face) const {
  const Scale scale(image);
  const LabelSet& labels = prediction_.model.labels;
  const Label label = argmax(face.frame->logits);
  const cv::Scalar colour = to_bgr(labels.colour(label));
  const cv::Rect box = face.frame->face->box;
  cv::rectangle(image, box, kPaper, scale.line + 2);
  cv::rectangle(image, box, colour, scale.line);

  const std::string shares = text_of_shares(face.frame->shares, prediction_.model);
  const Tag tag(fmt::format("#{} {}{}{}", face.subject->id, labels.name(label),
                            shares.empty() ? "" : ": ", shares),
                scale);
  tag.draw(image, {box.x, box.y - tag.size().height - scale.line});

  const double share = face.frame->importance / most_.at(face.subject->id);
  const int height = std::max(5, scale.letter * 2 / 3);
  const int top = std::min(box.br().y + 2 * scale.line, image.rows - height);
  const cv::Rect track(box.x, top, box.width, height);
  cv::rectangle(image, track, kPaper, cv::FILLED);
  const cv::Rect filled(track.x + 1, track.y + 1,
                        static_cast<int>(std::lround(share * (track.width - 2))), track.height - 2);
  if (!filled.empty()) cv::rectangle(image, filled, colour, cv::FILLED);
}

/// The main person's at the bottom, others above as far as there is room.
void FramePainter::paint_verdict(cv::Mat3b& image) const {
  const Scale scale(image);
  const bool several = prediction_.subjects.size() > 1;
  int bottom = image.rows;
  for (const auto& subject : prediction_.subjects) {
    const double share = subject.probabilities[subject.label.index];
    const std::string who = several ? fmt::format("#{} ", subject.id) : "";
    const std::string& answer = prediction_.model.labels.name(subject.label);
    const Tag tag(fmt::format("clip: {}{} {:.0f} %", who, answer, 100 * share), scale);
    bottom -= tag.size().height;
    if (bottom < image.rows * 2 / 3) return;
    tag.draw(image, {0, bottom});
  }
}

}  // namespace emorec
