#include "emorec/face/landmark_model.h"

#include <fstream>

#include <dlib/image_processing/shape_predictor.h>

#include "emorec/core/error.h"

#include "dlib_image.h"

namespace emorec {

struct LandmarkModel::Impl {
  dlib::shape_predictor predictor;
};

LandmarkModel::LandmarkModel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LandmarkModel::~LandmarkModel() = default;

std::filesystem::path LandmarkModel::default_path() {
  return "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";
}

std::shared_ptr<const LandmarkModel> LandmarkModel::load(const std::filesystem::path& path) {
  const auto file = path.empty() ? default_path() : path;
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw Error(ErrorKind::kModel, file.string() +
                                       ": the landmark model cannot be read. Install it with: "
                                       "apt-get install libdlib-data");
  }
  auto impl = std::make_unique<Impl>();
  try {
    dlib::deserialize(impl->predictor, in);
  } catch (const std::exception& e) {
    throw Error(ErrorKind::kModel, file.string() + ": not a dlib shape predictor (" + e.what() +
                                       "). Reinstall it with: apt-get install --reinstall "
                                       "libdlib-data");
  }
  if (impl->predictor.num_parts() != kLandmarkCount) {
    throw Error(ErrorKind::kModel, file.string() + ": expected a model of 68 landmarks, found " +
                                       std::to_string(impl->predictor.num_parts()) +
                                       ". Use libdlib-data's.");
  }
  return std::shared_ptr<const LandmarkModel>(new LandmarkModel(std::move(impl)));
}

Landmarks LandmarkModel::fit(const cv::Mat& image, const cv::Rect2f& box) const {
  const cv::Mat grey = to_grey(image);
  const auto shape = impl_->predictor(GreyView(grey), to_dlib(box));
  Landmarks landmarks;
  for (int i = 0; i < kLandmarkCount; ++i) {
    landmarks[i] = {static_cast<float>(shape.part(i).x()), static_cast<float>(shape.part(i).y())};
  }
  return landmarks;
}

}  // namespace emorec
