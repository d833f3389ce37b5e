#include "emorec/data/chip_cutter.h"

#include <gmock/gmock.h>

#include "emorec/face/landmark_model.h"

#include "faces.h"
#include "support/errors.h"
#include "support/labels.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ChipCutter : public ::testing::Test {
 protected:
  CutClips cut(const std::string& path = "") {
    return cut_chips(read_all_parts(dir_ / path), options_, {}, CancelToken());
  }

  cv::Mat chip(const std::vector<std::uint8_t>& bytes, int index) const {
    const int size = options_.view.size;
    const int type = CV_8UC(options_.view.channels());
    const std::size_t chip = std::size_t(size) * size * options_.view.channels();
    return cv::Mat(size, size, type, const_cast<std::uint8_t*>(&bytes.at(chip * index)));
  }

  static std::vector<std::string> names(const ChipSet& set) {
    std::vector<std::string> all;
    for (const auto& clip : set.clips) all.push_back(clip.name);
    return all;
  }

  /// A chip's own landmarks lie where the template says.
  static void expect_in_place(const cv::Mat& small) {
    static const auto landmarks = LandmarkModel::load();
    cv::Mat large;
    cv::resize(small, large, {256, 256}, 0, 0, cv::INTER_CUBIC);
    const Landmarks found = landmarks->fit(large, {0, 0, 256, 256});
    const ChipTemplate expected;
    const float eyes = (found[36].y + found[39].y + found[42].y + found[45].y) / 4 / 256;
    EXPECT_NEAR(eyes, expected.eye_line, 0.05);
    EXPECT_NEAR(found[36].x / 256, 0.5 - expected.outer_eye, 0.05);
    EXPECT_NEAR(found[45].x / 256, 0.5 + expected.outer_eye, 0.05);
    EXPECT_NEAR(found[33].y / 256, expected.nose_base, 0.05);
  }

  TempDir dir_;
  CutOptions options_;
};

TEST_F(ChipCutter, CropsGiveBothFramingsAndNeedNoFace) {
  options_.view.size = 64;
  const cv::Mat face = face_crop();
  write_image(dir_ / "happy/face.png", face);
  write_image(dir_ / "sad/plain.png", cv::Mat(48, 48, CV_8UC1, cv::Scalar(90)));
  const auto [set, left_out] = cut();
  EXPECT_TRUE(left_out.empty());
  EXPECT_THAT(names(set), ElementsAre("happy/face.png", "sad/plain.png"));
  EXPECT_THAT(set.has_face, ElementsAre(true, false));
  ASSERT_EQ(set.aligned.size(), 2U * 64 * 64);
  ASSERT_EQ(set.whole.size(), 2U * 64 * 64);
  EXPECT_EQ(set.clips[1].first, 1U);
  EXPECT_EQ(set.clips[1].frames, 1U);
  EXPECT_EQ(set.clips[1].label, kSadness);
  EXPECT_EQ(set.clips[1].target, (Distribution{0, 0, 0, 0, 0, 1, 0}));

  cv::Mat expected;  // the whole framing is the image itself, scaled
  cv::resize(face, expected, {64, 64}, 0, 0, cv::INTER_AREA);
  EXPECT_LE(cv::norm(chip(set.whole, 0), expected, cv::NORM_INF), 1);
  EXPECT_EQ(cv::countNonZero(chip(set.whole, 1) != 90), 0);
  EXPECT_EQ(cv::countNonZero(chip(set.aligned, 1)), 0);  // no face: zeros
  expect_in_place(chip(set.aligned, 0));
}

// The box stands in the place of a detector, which would find nothing here.
TEST_F(ChipCutter, WithABoxTheFaceAndItsContextAreCut) {
  cv::Mat3b scene(256, 342, cv::Vec3b(200, 100, 50));
  scene(cv::Rect(100, 60, 80, 90)) = cv::Vec3b(0, 0, 255);
  write_image(dir_ / "scene.png", scene);
  write_image(dir_ / "nobody.png", cv::Mat3b(256, 342, cv::Vec3b(200, 100, 50)));
  write_bytes(dir_ / "labels.csv",
              "path,label,x1,y1,x2,y2\nscene.png,sad,100,60,180,150\nnobody.png,sad,,,,\n");
  options_.view.grey = false;
  options_.view.kind = ViewKind::kFaceBox;
  options_.view.size = 32;
  options_.view.needs_face = false;
  options_.context = context_view(112, 128, 171);
  const auto [set, left_out] = cut();
  ASSERT_TRUE(left_out.empty());
  EXPECT_THAT(set.has_face, ElementsAre(false, true));  // in order of their names
  EXPECT_EQ(cv::norm(chip(set.aligned, 1), cv::Mat3b(32, 32, cv::Vec3b(0, 0, 255))), 0);
  EXPECT_EQ(cv::norm(chip(set.aligned, 0)), 0);
  EXPECT_EQ(set.context.height, 128);
  EXPECT_EQ(set.context.width, 171);
  const std::size_t bytes = 128 * 171 * 3;
  ASSERT_EQ(set.context.bytes.size(), 2 * bytes);
  const auto context_of = [&](std::size_t i) {
    return cv::Mat3b(128, 171,
                     reinterpret_cast<cv::Vec3b*>(
                         const_cast<std::uint8_t*>(set.context.bytes.data() + i * bytes)));
  };
  EXPECT_EQ(context_of(1)(52, 70), cv::Vec3b(0, 0, 0));  // where the face is: half the scene
  EXPECT_EQ(context_of(1)(100, 150), cv::Vec3b(200, 100, 50));
  EXPECT_EQ(context_of(0)(52, 70), cv::Vec3b(200, 100, 50));
}

TEST_F(ChipCutter, StillsAndFoldersOfFramesInColour) {
  options_.view.grey = false;
  const cv::Mat image = portrait(300);
  write_image(dir_ / "Angry/still.png", image);
  for (const char* frame : {"1.png", "2.png", "3.png"}) {
    write_image(dir_ / "Fear/clip" / frame, image);
  }
  const auto [set, left_out] = cut();
  EXPECT_THAT(names(set), ElementsAre("Angry/still.png", "Fear/clip"));
  EXPECT_EQ(set.clips[1].frames, 3U);
  EXPECT_EQ(set.frame_count(), 4U);
  EXPECT_EQ(set.channels, 3);
  EXPECT_TRUE(set.whole.empty());
  ASSERT_EQ(set.aligned.size(), 4 * set.chip_bytes());
  expect_in_place(chip(set.aligned, 0));
  expect_in_place(chip(set.aligned, 3));
  const cv::Scalar mean = cv::mean(chip(set.aligned, 0));
  EXPECT_GT(mean[2], mean[0] + 10);  // BGR: skin is more red than blue
}

TEST_F(ChipCutter, NoMoreFramesThanWanted) {
  options_.max_frames = 2;
  for (const char* frame : {"1.png", "2.png", "3.png", "4.png"}) {
    write_image(dir_ / "Fear/clip" / frame, portrait(300));
  }
  EXPECT_EQ(cut().set.frame_count(), 2U);
}

TEST_F(ChipCutter, WhatGivesNoChipIsLeftOutWithItsReason) {
  write_image(dir_ / "val/sad/1.png", portrait(300));
  write_image(dir_ / "val/sad/2.png", cv::Mat(200, 200, CV_8UC3, cv::Scalar(90, 90, 90)));
  write_bytes(dir_ / "val/sad/3.png", "no image");
  write_bytes(dir_ / "val/sad/4.avi", "no clip");
  const auto [set, left_out] = cut();
  EXPECT_THAT(names(set), ElementsAre("val/sad/1.png"));
  ASSERT_EQ(left_out.size(), 3U);
  EXPECT_EQ(left_out[0].name, "val/sad/2.png");
  EXPECT_EQ(left_out[0].label, "sadness");
  EXPECT_EQ(left_out[0].split, "val");
  EXPECT_THAT(left_out[0].reason, HasSubstr("no face"));
  EXPECT_FALSE(left_out[0].unreadable);
  EXPECT_EQ(left_out[1].name, "val/sad/3.png");
  EXPECT_TRUE(left_out[1].unreadable);
  EXPECT_THAT(left_out[1].reason, HasSubstr("3.png"));
  EXPECT_TRUE(left_out[2].unreadable);
}

TEST_F(ChipCutter, AmongCropsAClipsAlignedChipsStandForItsWholeFrames) {
  write_image(dir_ / "anger/1.png", portrait(300));
  write_image(dir_ / "anger/2.png", face_crop());
  write_image(dir_ / "anger/3.png", portrait(300));
  const auto set = cut().set;
  ASSERT_EQ(set.whole.size(), 3 * set.chip_bytes());
  EXPECT_EQ(cv::norm(chip(set.whole, 0), chip(set.aligned, 0)), 0);
  EXPECT_GT(cv::norm(chip(set.whole, 1), chip(set.aligned, 1)), 0);
  EXPECT_EQ(cv::norm(chip(set.whole, 2), chip(set.aligned, 2)), 0);
}

TEST_F(ChipCutter, PartsHaveTheirUsualNames) {
  for (const char* part : {"Train_AFEW", "Val_AFEW"}) {
    write_image(dir_ / part / "Sad/1.png", face_crop());
  }
  const auto set = cut().set;
  EXPECT_THAT(names(set), ElementsAre("Train_AFEW/Sad/1.png", "Val_AFEW/Sad/1.png"));
  EXPECT_EQ(set.clips[0].split, "train");
  EXPECT_EQ(set.clips[1].split, "val");
}

TEST_F(ChipCutter, ACsvsLabelsGroupsAndNames) {
  write_image(dir_ / "a/1.png", face_crop());
  write_bytes(dir_ / "list.csv", "path,label,split,group\na/1.png,joy,fold 3,Eileen\n");
  const auto set = cut("list.csv").set;
  const LabelledClip& clip = set.clips.at(0);
  EXPECT_EQ(clip.name, "a/1.png");
  EXPECT_EQ(clip.split, "fold 3");
  EXPECT_EQ(clip.group, "Eileen");
  EXPECT_EQ(clip.label, kHappiness);
}

TEST_F(ChipCutter, ThreadsChangeNothing) {
  for (int i = 0; i < 12; ++i) {
    write_image(dir_ / "anger" / (std::to_string(i) + ".png"), face_crop() * (1 - 0.05 * i));
  }
  const auto one = cut();
  options_.threads = 3;
  const auto three = cut();
  EXPECT_EQ(names(one.set), names(three.set));
  EXPECT_EQ(one.set.aligned, three.set.aligned);
  EXPECT_EQ(one.set.whole, three.set.whole);
  EXPECT_EQ(one.set.has_face, three.set.has_face);
}

TEST_F(ChipCutter, OptionsThatMakeNoSense) {
  write_image(dir_ / "anger/1.png", face_crop());
  const auto fails = [&] { return error_of(ErrorKind::kUsage, [&] { cut(); }); };
  options_.view.size = 5000;
  EXPECT_THAT(fails(), HasSubstr("16 to 1024"));
  options_ = {};
  options_.max_frames = 0;
  EXPECT_THAT(fails(), HasSubstr("1 to 1000"));
  options_ = {};
  options_.threads = 0;
  EXPECT_THAT(fails(), HasSubstr("threads"));
}

}  // namespace
}  // namespace emorec::testing
