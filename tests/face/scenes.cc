#include "scenes.h"

#include <cmath>
#include <stdexcept>
#include <string>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "support/paths.h"

namespace emorec::scenes {
namespace {

Person person_from(const char* file, const cv::Rect2f& face) {
  Person person;
  person.image = portrait(file);
  person.face = {face.x + face.width / 2, face.y + face.height / 2};
  person.width = face.width;
  // An ellipse around head and neck with a soft edge.
  person.alpha = cv::Mat::zeros(person.image.size(), CV_8UC1);
  const cv::Size axes(cv::Size2f(0.85F * face.width, 1.1F * face.height));
  cv::ellipse(person.alpha, person.face + cv::Point2f(0, 0.1F * face.height), axes, 0, 0, 360, 255,
              cv::FILLED);
  cv::GaussianBlur(person.alpha, person.alpha, {}, 0.05 * face.width);
  return person;
}

}  // namespace

cv::Mat portrait(const char* file) {
  const std::string path = std::string(EMOREC_SOURCE_DIR "/samples/portraits/") + file;
  cv::Mat image = cv::imread(path, cv::IMREAD_COLOR);
  if (image.empty()) throw std::runtime_error(path + ": cannot be read");
  return image;
}

const Person& collins() {
  static const Person person = person_from("eileen_collins.png", {175, 77, 100, 100});
  return person;
}

const Person& hopper() {
  static const Person person = person_from("grace_hopper.jpg", {170, 130, 198, 198});
  return person;
}

cv::Mat background(int seed) {
  cv::RNG random(static_cast<std::uint64_t>(seed) + 1);
  cv::Mat picture(480, 640, CV_8UC3);
  const cv::Scalar wall(random.uniform(60, 200), random.uniform(60, 200), random.uniform(60, 200));
  picture.setTo(wall);
  for (int i = 0; i < 12; ++i) {
    const cv::Rect box(random.uniform(0, 560), random.uniform(0, 420), random.uniform(40, 160),
                       random.uniform(40, 160));
    cv::rectangle(picture, box,
                  {random.uniform(20., 235.), random.uniform(20., 235.), random.uniform(20., 235.)},
                  cv::FILLED);
  }
  cv::GaussianBlur(picture, picture, {}, 6);
  return picture;
}

void paint(cv::Mat& picture, const Person& person, cv::Point2f centre, float width, double roll) {
  const float scale = width / person.width;
  cv::Mat to_picture = cv::getRotationMatrix2D(person.face, -roll, scale);
  to_picture.at<double>(0, 2) += centre.x - person.face.x;
  to_picture.at<double>(1, 2) += centre.y - person.face.y;
  cv::Mat image;
  cv::Mat alpha;
  cv::Mat soft;
  // Reduce a lot by averaging first, as a camera would.
  cv::GaussianBlur(person.image, soft, {}, std::max(0.1, 0.4 / scale));
  cv::warpAffine(soft, image, to_picture, picture.size());
  cv::warpAffine(person.alpha, alpha, to_picture, picture.size());
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const int a = alpha.at<uchar>(y, x);
      auto& under = picture.at<cv::Vec3b>(y, x);
      const auto& over = image.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        under[c] = static_cast<uchar>((under[c] * (255 - a) + over[c] * a + 127) / 255);
      }
    }
  }
}

std::shared_ptr<const LandmarkModel> landmark_model() {
  static const auto model = LandmarkModel::load();
  return model;
}

}  // namespace emorec::scenes
