#include "emorec/study/face_regions.h"

#include <cmath>
#include <initializer_list>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

constexpr double kWidening = 0.03;  // a part of the chip's side

/// Landmarks from `first` to `last`.
struct Points {
  int first;
  int last;
};

void paint(cv::Mat1b& regions, const Landmarks& landmarks, std::initializer_list<Points> parts,
           FaceRegion region) {
  std::vector<cv::Point2f> points;
  for (const auto& part : parts) {
    points.insert(points.end(), landmarks.begin() + part.first, landmarks.begin() + part.last + 1);
  }
  std::vector<cv::Point2f> hull;
  cv::convexHull(points, hull);
  constexpr int kFraction = 4;  // binary digits of a pixel
  std::vector<cv::Point> fixed;
  fixed.reserve(hull.size());
  for (const auto& point : hull) fixed.emplace_back(point * (1 << kFraction));
  cv::Mat1b mask(regions.size(), 0);
  cv::fillConvexPoly(mask, fixed, 255, cv::LINE_8, kFraction);
  const int radius = static_cast<int>(std::lround(kWidening * regions.cols));
  const int size = 2 * radius + 1;
  cv::dilate(mask, mask, cv::getStructuringElement(cv::MORPH_ELLIPSE, {size, size}));
  regions.setTo(static_cast<int>(region), mask);
}

}  // namespace

Landmarks in_chip(const Landmarks& landmarks, const cv::Matx23d& to_chip) {
  Landmarks moved;
  for (std::size_t i = 0; i < landmarks.size(); ++i) {
    const auto p = to_chip * cv::Vec3d(landmarks[i].x, landmarks[i].y, 1);
    moved[i] = cv::Point2f(static_cast<float>(p[0]), static_cast<float>(p[1]));
  }
  return moved;
}

cv::Mat1b face_regions(const Landmarks& chip_landmarks, int side) {
  cv::Mat1b regions(side, side, static_cast<std::uint8_t>(FaceRegion::kRest));
  paint(regions, chip_landmarks, {{27, 35}}, FaceRegion::kNose);
  paint(regions, chip_landmarks, {{17, 21}, {36, 41}}, FaceRegion::kEyes);
  paint(regions, chip_landmarks, {{22, 26}, {42, 47}}, FaceRegion::kEyes);
  paint(regions, chip_landmarks, {{48, 67}}, FaceRegion::kMouth);
  return regions;
}

}  // namespace emorec
