// A portrait of the tree, cut to its face, stands for a FER2013 image.
#include "emorec/data/still_chips.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "emorec/face/face_detector.h"

#include "support/errors.h"
#include "support/paths.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

constexpr int kSize = 64;

class StillChipsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(LandmarkModel::default_path())) {
      GTEST_SKIP() << "no landmark model: install libdlib-data";
    }
    static const auto landmarks = LandmarkModel::load();
    landmarks_ = landmarks;
  }

  StillChips cut(const std::vector<LabelledImage>& images, int threads = 1) const {
    return cut_still_chips(images, kSize, ChipTemplate(), landmarks_, threads);
  }

  LabelledImage write(const char* name, const cv::Mat& image,
                      std::optional<Emotion> label = std::nullopt) const {
    cv::imwrite((dir_ / name).string(), image);
    return {dir_ / name, {0, 0, 0, 0.75, 0.25, 0, 0}, label};
  }

  /// The portrait's face with a little around it, as FER2013 crops faces.
  static cv::Mat face_crop() {
    const cv::Mat portrait =
        cv::imread(EMOREC_SOURCE_DIR "/samples/portraits/eileen_collins.png", cv::IMREAD_GRAYSCALE);
    const auto faces = FaceDetector::create({})->detect(portrait, DetectorEffort::kFull);
    cv::Rect2f box = faces.at(0).box;
    box -= cv::Point2f(0.1F * box.width, 0.2F * box.height);
    box += cv::Size2f(0.2F * box.width, 0.2F * box.height);
    cv::Mat crop;
    cv::resize(portrait(cv::Rect(box) & cv::Rect({}, portrait.size())), crop, {96, 96}, 0, 0,
               cv::INTER_AREA);
    return crop;
  }

  static cv::Mat chip(const std::vector<std::uint8_t>& bytes, int index) {
    return cv::Mat(kSize, kSize, CV_8UC1,
                   const_cast<std::uint8_t*>(&bytes.at(std::size_t{kSize} * kSize * index)));
  }

  TempDir dir_;
  std::shared_ptr<const LandmarkModel> landmarks_;
};

TEST_F(StillChipsTest, AFaceAndAPlainImage) {
  const cv::Mat face = face_crop();
  const auto chips = cut({write("face.png", face, Emotion::kHappiness),
                          write("plain.png", cv::Mat(48, 48, CV_8UC1, cv::Scalar(90)))});
  ASSERT_EQ(chips.count(), 2U);
  EXPECT_EQ(chips.size, kSize);
  ASSERT_EQ(chips.whole.size(), 2U * kSize * kSize);
  ASSERT_EQ(chips.aligned.size(), 2U * kSize * kSize);
  EXPECT_THAT(chips.labels, ::testing::ElementsAre(static_cast<int>(Emotion::kHappiness), -1));
  EXPECT_EQ(chips.votes[0][3], 0.75);
  EXPECT_THAT(chips.has_face, ::testing::ElementsAre(true, false));

  // The whole framing is the image itself, scaled.
  cv::Mat expected;
  cv::resize(face, expected, {kSize, kSize}, 0, 0, cv::INTER_AREA);
  EXPECT_LE(cv::norm(chip(chips.whole, 0), expected, cv::NORM_INF), 1);
  EXPECT_EQ(cv::countNonZero(chip(chips.whole, 1) != 90), 0);
  EXPECT_EQ(cv::countNonZero(chip(chips.aligned, 1)), 0);  // no face: zeros
}

// The chip's own landmarks lie where the template says: the aligned framing is inference's.
TEST_F(StillChipsTest, TheAlignedChipHasItsLandmarksAtTheTemplatesPlaces) {
  const auto chips = cut({write("face.png", face_crop())});
  cv::Mat large;
  cv::resize(chip(chips.aligned, 0), large, {256, 256}, 0, 0, cv::INTER_CUBIC);
  const Landmarks found = landmarks_->fit(large, {0, 0, 256, 256});
  const ChipTemplate expected;
  EXPECT_NEAR((found[36].y + found[39].y + found[42].y + found[45].y) / 4 / 256, expected.eye_line,
              0.05);
  EXPECT_NEAR(found[36].x / 256, 0.5 - expected.outer_eye, 0.05);
  EXPECT_NEAR(found[45].x / 256, 0.5 + expected.outer_eye, 0.05);
  EXPECT_NEAR(found[33].y / 256, expected.nose_base, 0.05);
}

TEST_F(StillChipsTest, ThreadsChangeNothing) {
  std::vector<LabelledImage> images;
  for (int i = 0; i < 6; ++i) {
    const cv::Mat darker = face_crop() * (1 - 0.1 * i);
    images.push_back(write((std::to_string(i) + ".png").c_str(), darker));
  }
  const auto one = cut(images, 1);
  const auto three = cut(images, 3);
  EXPECT_EQ(one.whole, three.whole);
  EXPECT_EQ(one.aligned, three.aligned);
  EXPECT_EQ(one.has_face, three.has_face);
}

TEST_F(StillChipsTest, AnUnreadableImageIsNamed) {
  write_bytes(dir_ / "broken.png", "no image");
  const auto good = write("good.png", cv::Mat(48, 48, CV_8UC1, cv::Scalar(90)));
  for (const char* name : {"broken.png", "missing.png"}) {
    const LabelledImage bad{dir_ / name, {}, std::nullopt};
    EXPECT_THAT(error_of(ErrorKind::kInput,
                         [&] {
                           cut({good, bad, good}, 2);
                         }),
                ::testing::HasSubstr((dir_ / name).string()));
  }
}

}  // namespace
}  // namespace emorec::testing
