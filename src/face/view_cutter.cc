#include "emorec/face/view_cutter.h"

#include <algorithm>

#include <opencv2/imgproc.hpp>

#include "emorec/face/chip_aligner.h"
#include "emorec/face/grey.h"
#include "emorec/face/whole_chip.h"

namespace emorec {
namespace {

/// A part of a frame becomes a picture, by pixels whose centres lie at half-integers.
struct Scaling {
  cv::Rect from;  // pixels of the frame
  cv::Size to;    // that this part is scaled to
  cv::Rect kept;  // pixels of the scaled part

  cv::Matx23d matrix() const {
    const double x = static_cast<double>(to.width) / from.width;
    const double y = static_cast<double>(to.height) / from.height;
    return {x, 0, (x - 1) / 2 - x * from.x - kept.x, 0, y, (y - 1) / 2 - y * from.y - kept.y};
  }

  cv::Mat apply(const cv::Mat& image) const {
    cv::Mat scaled;
    cv::resize(image(from), scaled, to, 0, 0, cv::INTER_LINEAR);
    return kept.size() == to ? scaled : scaled(kept).clone();
  }
};

/// All of a frame; if it is scaled to more than the view, the middle is kept.
Scaling scaling_of_frame(cv::Size frame, const ViewSpec& view) {
  const auto [height, width] = view.picture_size();
  const cv::Size kept(width, height);
  const cv::Size to = view.scaled_to ? cv::Size((*view.scaled_to)[1], (*view.scaled_to)[0]) : kept;
  const cv::Point corner((to.width - width) / 2, (to.height - height) / 2);
  return {{{0, 0}, frame}, to, {corner, kept}};
}

/// The box in whole pixels, as far as it lies in the frame; one pixel of it at least.
cv::Rect inside(const cv::Rect2f& box, cv::Size frame) {
  const cv::Rect part = cv::Rect(box) & cv::Rect({0, 0}, frame);
  if (!part.empty()) return part;
  return {std::clamp(static_cast<int>(box.x), 0, frame.width - 1),
          std::clamp(static_cast<int>(box.y), 0, frame.height - 1), 1, 1};
}

const cv::Mat& pixels_for(const ViewSpec& view, const FramePixels& frame) {
  return view.grey ? frame.grey : frame.bgr;
}

void add(Views& views, cv::Mat picture, const cv::Matx23d& to_view) {
  views.pictures.push_back(std::move(picture));
  views.to_view.push_back(to_view);
}

/// A picture of motion, which shows all of the frame in pixels of its own.
void add_motion(Views& views, const FramePixels& frame, const ViewSpec& view) {
  cv::Mat picture;
  cv::resize(frame.motion, picture, {view.size, view.size}, 0, 0, cv::INTER_AREA);
  add(views, picture, scaling_of_frame(frame.bgr.size(), view).matrix());
}

void add_scaled(Views& views, const cv::Mat& image, const Scaling& scaling) {
  add(views, scaling.apply(image), scaling.matrix());
}

void add_face(Views& views, const cv::Mat& image, const ViewSpec& view, const FaceToCut& face) {
  if (view.kind == ViewKind::kFaceBox) {
    const cv::Size side(view.size, view.size);
    return add_scaled(views, image, {inside(face.box, image.size()), side, {{0, 0}, side}});
  }
  const ChipAligner aligner(view.size, view.margin);
  const cv::Matx23d to_chip = aligner.transform(face.landmarks);
  add(views, aligner.cut(image, to_chip), to_chip);
}

/// What is no face.
void add_surroundings(Views& views, const FramePixels& frame, const ViewSpec& view,
                      const std::vector<FaceToCut>& faces) {
  if (view.kind == ViewKind::kMotion) return add_motion(views, frame, view);
  cv::Mat image = pixels_for(view, frame);
  if (view.kind == ViewKind::kContext) {
    image = image.clone();
    for (const auto& face : faces) image(inside(face.box, image.size())).setTo(0);
  }
  add_scaled(views, image, scaling_of_frame(image.size(), view));
}

void add_black(Views& views, const ViewSpec& view) {
  const auto [height, width] = view.picture_size();
  add(views, cv::Mat::zeros(height, width, CV_8UC(view.channels())), cv::Matx23d::zeros());
}

}  // namespace

bool ViewCutter::needs_face() const {
  return std::any_of(views_.begin(), views_.end(),
                     [](const ViewSpec& view) { return view.is_face() && view.needs_face; });
}

bool ViewCutter::needs_grey() const {
  return std::any_of(views_.begin(), views_.end(), [](const ViewSpec& view) { return view.grey; });
}

bool ViewCutter::needs_motion() const {
  return std::any_of(views_.begin(), views_.end(),
                     [](const ViewSpec& view) { return view.kind == ViewKind::kMotion; });
}

std::vector<Views> ViewCutter::with_faces(const FramePixels& frame,
                                          const std::vector<FaceToCut>& faces) const {
  std::vector<Views> all(faces.size());
  for (const auto& view : views_) {
    if (view.is_face()) {
      for (std::size_t i = 0; i < faces.size(); ++i) {
        add_face(all[i], pixels_for(view, frame), view, faces[i]);
      }
      continue;
    }
    Views shared;
    add_surroundings(shared, frame, view, faces);
    for (auto& views : all) add(views, shared.pictures.front(), shared.to_view.front());
  }
  return all;
}

Views ViewCutter::of_crop(const cv::Mat& image) const {
  Views views;
  for (const auto& view : views_) {
    if (view.kind == ViewKind::kContext) {
      add_black(views, view);
      continue;
    }
    const cv::Mat chip = whole_chip(image, view.size);
    add(views, view.grey ? to_grey(chip) : chip, whole_chip_transform(image.size(), view.size));
  }
  return views;
}

Views ViewCutter::without_face(const FramePixels& frame) const {
  Views views;
  for (const auto& view : views_) {
    if (view.is_face()) {
      add_black(views, view);
      continue;
    }
    if (view.kind == ViewKind::kMotion) {
      add_motion(views, frame, view);
      continue;
    }
    const cv::Mat& image = pixels_for(view, frame);
    add_scaled(views, image, scaling_of_frame(image.size(), view));
  }
  return views;
}

}  // namespace emorec
