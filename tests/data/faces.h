// Pictures of a face for tests of cutting, from the portrait of the tree.
#pragma once

#include <filesystem>

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "emorec/core/view.h"
#include "emorec/face/face_detector.h"

#include "support/paths.h"

namespace emorec::testing {

inline constexpr const char* kPortrait = EMOREC_SOURCE_DIR "/samples/portraits/eileen_collins.png";

/// 96×96, grey: the face with a little around it, as FER2013 crops faces.
inline cv::Mat face_crop() {
  const cv::Mat portrait = cv::imread(kPortrait, cv::IMREAD_GRAYSCALE);
  const auto faces = FaceDetector::create({})->detect(portrait, DetectorEffort::kFull);
  cv::Rect2f box = faces.at(0).box;
  box -= cv::Point2f(0.1F * box.width, 0.2F * box.height);
  box += cv::Size2f(0.2F * box.width, 0.2F * box.height);
  cv::Mat crop;
  cv::resize(portrait(cv::Rect(box) & cv::Rect({}, portrait.size())), crop, {96, 96}, 0, 0,
             cv::INTER_AREA);
  return crop;
}

/// The head and shoulders, `side` pixels wide, BGR.
inline cv::Mat portrait(int side) {
  const cv::Mat whole = cv::imread(kPortrait);
  cv::Mat small;
  cv::resize(whole, small, {side, side * whole.rows / whole.cols}, 0, 0, cv::INTER_AREA);
  return small;
}

/// What training keeps of a frame around a face: the frame at height×width.
inline ViewSpec context_view(int size, int height, int width) {
  ViewSpec view;
  view.kind = ViewKind::kContext;
  view.size = size;
  view.scaled_to = {{height, width}};
  view.takes_middle = false;
  return view;
}

inline void write_image(const std::filesystem::path& path, const cv::Mat& image) {
  std::filesystem::create_directories(path.parent_path());
  ASSERT_TRUE(cv::imwrite(path.string(), image)) << path;
}

}  // namespace emorec::testing
