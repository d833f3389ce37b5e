// One clip through all stages, with a network of random weights.
#include "emorec/pipeline/clip_classifier.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include "emorec/core/error.h"
#include "emorec/data/chip_cutter.h"
#include "emorec/face/chip_aligner.h"
#include "emorec/nn/architectures.h"

#include "support/ffmpeg.h"
#include "support/labels.h"
#include "support/paths.h"
#include "support/random_model.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

class Classifier : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.model = folder_ / "random.safetensors";
    save_random_model(options_.model);
  }

  ClipPrediction classify(const std::filesystem::path& path) const {
    return ClipClassifier::create(options_)->classify(path, CancelToken());
  }

  TempDir folder_;
  ClassifierOptions options_;
};

TEST_F(Classifier, JointProbabilitiesOfFramesAddUpToTheClips) {
  const auto clip = classify(kSample);
  ASSERT_EQ(clip.status, ClipStatus::kOk) << clip.error;
  const auto& subject = clip.subjects.at(0);
  for (int c = 0; c < kLabelCount; ++c) {
    double sum = 0;
    for (const auto& frame : subject.frames) sum += frame.probabilities[c];
    EXPECT_NEAR(sum, subject.probabilities[c], 1e-9);
  }
  const auto label = subject.label.index;
  for (const auto& frame : subject.frames) {
    EXPECT_NEAR(frame.importance, frame.probabilities[label] / subject.probabilities[label], 1e-9);
  }
}

Distribution softmax_of(Distribution logits) {
  double sum = 0;
  for (double& value : logits) sum += value = std::exp(value);
  for (double& value : logits) value /= sum;
  return logits;
}

TEST_F(Classifier, AnswersByThePoolingThatTheModelWasTrainedWith) {
  for (const auto pooling : {Pooling::kMean, Pooling::kMax, Pooling::kStats, Pooling::kLstm}) {
    ModelConfig config;
    config.pooling = pooling;
    save_random_model(options_.model, config);
    const auto clip = classify(kSample);
    ASSERT_EQ(clip.status, ClipStatus::kOk) << clip.error;
    EXPECT_EQ(clip.model.pooling, pooling);
    EXPECT_EQ(clip.account.interpolated, 0) << name(pooling);
    const auto& subject = clip.subjects.at(0);
    const auto& frames = subject.frames;
    Distribution logits = frames.back().logits;  // what an LSTM answers
    for (int c = 0; c < kLabelCount && pooling != Pooling::kLstm; ++c) {
      double sum = 0;
      for (const auto& frame : frames) {
        sum += frame.logits[c];
        logits[c] = std::max(logits[c], frame.logits[c]);
      }
      if (pooling != Pooling::kMax) logits[c] = sum / static_cast<double>(frames.size());
    }
    const Distribution expected = softmax_of(logits);
    const auto label = subject.label.index;
    Distribution sums(kLabelCount);
    for (const auto& frame : frames) {
      for (int c = 0; c < kLabelCount; ++c) sums[c] += frame.probabilities[c];
      const bool decides = pooling == Pooling::kMax && frame.logits[label] == logits[label];
      const double share =
          pooling == Pooling::kMax ? decides : 1.0 / static_cast<double>(frames.size());
      EXPECT_NEAR(frame.importance, share, 1e-9) << name(pooling);
    }
    for (int c = 0; c < kLabelCount; ++c) {
      EXPECT_NEAR(subject.probabilities[c], expected[c], 1e-9) << name(pooling);
      EXPECT_NEAR(sums[c], expected[c], 1e-9) << name(pooling);
    }
  }
}

TEST_F(Classifier, PriorAdjustmentDividesByWhatTheModelExpects) {
  ModelConfig config;
  config.prior = {0.02, 0.08, 0.1, 0.2, 0.3, 0.1, 0.2};
  save_random_model(options_.model, config);
  options_.float32 = true;
  const Distribution plain = classify(kSample).subjects.at(0).probabilities;
  options_.prior_adjustment = 0.5;
  const ClipPrediction answer = classify(kSample);
  EXPECT_EQ(answer.model.prior_adjustment, 0.5);
  const Distribution adjusted = answer.subjects.at(0).probabilities;
  Distribution expected(kLabelCount);
  for (int c = 0; c < kLabelCount; ++c) expected[c] = plain[c] / std::sqrt(config.prior[c]);
  const double sum = std::accumulate(expected.begin(), expected.end(), 0.0);
  for (int c = 0; c < kLabelCount; ++c) EXPECT_NEAR(adjusted[c], expected[c] / sum, 1e-5) << c;
}

TEST_F(Classifier, StillOfTwoPeopleGivesAnAnswerForEachAndTheLargerIsMain) {
  const cv::Mat near = cv::imread(kPortrait);
  cv::Mat far = cv::imread(kPortraits + "eileen_collins.png");
  cv::Mat both(std::max(near.rows, far.rows), near.cols + far.cols, CV_8UC3, cv::Scalar::all(128));
  near.copyTo(both(cv::Rect(0, 0, near.cols, near.rows)));
  far.copyTo(both(cv::Rect(near.cols, 0, far.cols, far.rows)));
  const auto path = folder_ / "both.png";
  cv::imwrite(path.string(), both);

  const auto main = classify(path);
  EXPECT_EQ(main.people_found, 2);
  ASSERT_EQ(main.subjects.size(), 1U);

  options_.all_faces = true;
  const auto all = classify(path);
  ASSERT_EQ(all.subjects.size(), 2U);
  EXPECT_GT(all.subjects[0].presence(), all.subjects[1].presence());
  EXPECT_EQ(main.subjects[0].id, 0);
  EXPECT_EQ(all.subjects[0].id, 0);
  EXPECT_EQ(all.subjects[1].id, 1);
  EXPECT_EQ(all.subjects[0].probabilities, main.subjects[0].probabilities);
}

// All views of a still are put together by hand: a folder's frames are each seen as they are.
TEST_F(Classifier, ACroppedStillIsSeenWholeAndAlignedAndMirrored) {
  const cv::Mat portrait = cv::imread(kPortrait);
  const auto photograph = (folder_ / "photograph.png").string();
  cv::imwrite(photograph, portrait);
  cv::Mat mirrored;
  cv::flip(portrait, mirrored, 1);
  std::filesystem::create_directory(folder_ / "both");
  cv::imwrite((folder_ / "both/whole.png").string(), portrait);
  cv::imwrite((folder_ / "both/mirrored.png").string(), mirrored);
  options_.float32 = true;

  const auto aligned = classify(photograph);
  ASSERT_EQ(aligned.status, ClipStatus::kOk) << aligned.error;
  options_.cropped = true;
  const auto both = classify(folder_ / "both");
  const auto still = classify(photograph);
  ASSERT_EQ(still.subjects.at(0).frames.size(), 1U);
  for (int c = 0; c < kLabelCount; ++c) {
    const auto logit = [c](const ClipPrediction& clip, int frame) {
      return clip.subjects.at(0).frames.at(frame).logits[c];
    };
    const double whole = (logit(both, 0) + logit(both, 1)) / 2;
    EXPECT_NEAR(logit(still, 0), (whole + logit(aligned, 0)) / 2, 1e-5);
  }
}

// Where no face is found the answer is of the picture and its mirror image alone: which of the two
// is shown is no matter.
TEST_F(Classifier, MirroredStillGetsTheSameAnswer) {
  cv::Mat noise(112, 112, CV_8UC3);
  cv::randu(noise, 0, 256);
  cv::Mat mirrored;
  cv::flip(noise, mirrored, 1);
  cv::imwrite((folder_ / "noise.png").string(), noise);
  cv::imwrite((folder_ / "mirrored.png").string(), mirrored);
  options_.cropped = true;
  options_.float32 = true;
  const auto one = classify(folder_ / "noise.png");
  const auto other = classify(folder_ / "mirrored.png");
  ASSERT_EQ(one.status, ClipStatus::kOk) << one.error;
  ASSERT_EQ(one.subjects.at(0).frames.size(), 1U);
  EXPECT_NEAR(one.subjects[0].frames[0].importance, 1.0, 1e-9);
  for (int c = 0; c < kLabelCount; ++c) {
    EXPECT_NEAR(one.subjects[0].probabilities[c], other.subjects.at(0).probabilities[c], 1e-5);
  }
}

TEST_F(Classifier, TheSameFrameTwiceGetsTheSameAnswerAndHalfTheImportance) {
  for (const char* name : {"once/1.jpg", "twice/1.jpg", "twice/2.jpg"}) {
    std::filesystem::create_directory((folder_ / name).parent_path());
    std::filesystem::copy_file(kPortrait, folder_ / name);
  }
  options_.tracker.detect_every = 1;
  const auto once = classify(folder_ / "once");
  const auto twice = classify(folder_ / "twice");
  ASSERT_EQ(twice.subjects.at(0).frames.size(), 2U);
  EXPECT_NEAR(twice.subjects[0].frames[0].importance, 0.5, 1e-5);
  for (int c = 0; c < kLabelCount; ++c) {
    EXPECT_NEAR(twice.subjects[0].probabilities[c], once.subjects.at(0).probabilities[c], 1e-5);
  }
}

TEST_F(Classifier, UnreadableClipIsAnAnswerNotAnException) {
  std::ofstream(folder_ / "text.mp4") << "text";
  const auto clip = classify(folder_ / "text.mp4");
  EXPECT_EQ(clip.status, ClipStatus::kUnreadable);
  EXPECT_THAT(clip.error, ::testing::HasSubstr("text.mp4"));
  EXPECT_TRUE(clip.subjects.empty());
}

TEST_F(Classifier, StopsWhenAskedTo) {
  CancelToken cancel;
  cancel.request();
  const auto classifier = ClipClassifier::create(options_);
  try {
    classifier->classify(kSample, cancel);
    FAIL() << "went on";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kCancelled);
  }
}

std::vector<std::int64_t> scored_indices(const Subject& subject) {
  std::vector<std::int64_t> indices;
  for (const auto& frame : subject.frames) {
    if (!frame.interpolated) indices.push_back(frame.index);
  }
  return indices;
}

// A network of random weights says about the same of all frames: that is clear.
TEST_F(Classifier, AGlanceTellsOfEveryFrameAboutWhatScoringItDoes) {
  const auto glance = classify(kSample);
  options_.every_frame = true;
  const auto full = classify(kSample);
  EXPECT_EQ(full.account.scored, 60);
  EXPECT_EQ(full.account.interpolated, 0);
  EXPECT_EQ(glance.account.scored, 12);
  EXPECT_EQ(glance.account.interpolated, 48);
  const auto& frames = glance.subjects.at(0).frames;
  EXPECT_THAT(scored_indices(glance.subjects.at(0)),
              ::testing::ElementsAre(0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55));
  ASSERT_EQ(frames.size(), 60U);
  EXPECT_EQ(glance.subjects[0].label, full.subjects.at(0).label);
  for (std::size_t t = 0; t < frames.size(); ++t) {
    const auto& exact = full.subjects[0].frames.at(t);
    EXPECT_EQ(frames[t].index, exact.index);
    EXPECT_EQ(frames[t].time, exact.time);
    const float shared = (frames[t].face->box & exact.face->box).area();
    EXPECT_GT(shared, 0.85F * std::max(frames[t].face->box.area(), exact.face->box.area())) << t;
    EXPECT_NEAR(frames[t].importance, exact.importance, 0.3 * exact.importance);
  }
}

TEST_F(Classifier, WhatAGlanceCannotTellIsScoredInFull) {
  const auto expect_full = [this] {
    const auto clip = classify(kSample);
    EXPECT_EQ(clip.account.interpolated, 0);
    EXPECT_EQ(clip.account.scored + clip.account.without_face + clip.account.not_sampled,
              clip.account.decoded);
  };
  options_.clip.end = 1.2;  // too few frames to know how much they differ
  expect_full();
  options_.clip.end = 2.4;
  options_.clip.max_frames = 20;  // chosen by the user
  expect_full();
  options_.clip.max_frames = 0;
  options_.all_faces = true;  // others may come and go
  expect_full();
}

TEST(Presence, ADoubtfulFaceComesAfterOthers) {
  Subject doubtful;
  doubtful.frames.resize(9);
  for (auto& frame : doubtful.frames) {
    frame.face = {{0, 0, 90, 90}, 0, /*doubtful=*/true};
  }
  Subject sure;
  sure.frames.push_back(doubtful.frames.front());
  sure.frames.front().face->doubtful = false;
  EXPECT_GT(sure.presence(), doubtful.presence());
  EXPECT_GT(doubtful.presence(), 0);
  EXPECT_DOUBLE_EQ(doubtful.mean_side(), 90);
}

// The histograms of gradients of this fractal look a little like faces again and again.
TEST_F(Classifier, PatternsAreNobody) {
  EMOREC_NEEDS_FFMPEG();
  options_.every_frame = options_.all_faces = true;
  ffmpeg("-f lavfi -i mandelbrot=s=640x480:r=25 -t 3 -c:v libx264", folder_ / "fractal.mp4");
  const auto clip = classify(folder_ / "fractal.mp4");
  EXPECT_EQ(clip.status, ClipStatus::kNoFace);
  EXPECT_EQ(clip.people_found, 0);
}

TEST_F(Classifier, AGlanceTellsThatNobodyIsThere) {
  EMOREC_NEEDS_FFMPEG();
  ffmpeg("-f lavfi -i testsrc=s=320x240:r=25:d=2 -c:v libx264", folder_ / "nobody.mp4");
  const auto clip = classify(folder_ / "nobody.mp4");
  EXPECT_EQ(clip.status, ClipStatus::kNoFace);
  EXPECT_EQ(clip.account.decoded, 50);
  EXPECT_EQ(clip.account.without_face, 10);
  EXPECT_EQ(clip.account.not_sampled, 40);
}

// A network that looks at whole frames answers for the scene, whoever is in it.
TEST_F(Classifier, AModelOfWholeFramesNeedsNoFace) {
  EMOREC_NEEDS_FFMPEG();
  ModelConfig config;
  config.face().name = "frame";
  config.face().kind = ViewKind::kWholeFrame;
  save_random_model(options_.model, config);
  options_.every_frame = true;
  ffmpeg("-f lavfi -i testsrc=s=320x240:r=25:d=1 -c:v libx264", folder_ / "nobody.mp4");
  for (const auto& path : {folder_ / "nobody.mp4", std::filesystem::path(kSample)}) {
    const auto clip = classify(path);
    ASSERT_EQ(clip.status, ClipStatus::kOk) << clip.error;
    EXPECT_EQ(clip.people_found, 0);
    const Subject& scene = clip.subjects.at(0);
    EXPECT_EQ(scene.kind, SubjectKind::kScene);
    EXPECT_EQ(scene.mean_side(), 0);
    EXPECT_EQ(static_cast<std::int64_t>(scene.frames.size()), clip.account.decoded);
    EXPECT_EQ(clip.account.without_face, 0);
    // The map lies over all of the frame: its corners are the frame's.
    const MapSpec& map = clip.model.maps.at(0);
    const cv::Matx23d& to_cells = scene.frames[0].maps.at(0).to_cells;
    const cv::Vec2d last = to_cells * cv::Vec3d(clip.clip.width - 0.5, clip.clip.height - 0.5, 1);
    EXPECT_NEAR(last[0], map.grid.corner + map.grid.side, 1e-9);
    EXPECT_NEAR(last[1], map.grid.corner + map.grid.side, 1e-9);
  }
}

/// A dual focus network of tiny pictures with random weights.
void save_dual_focus(const std::filesystem::path& path) {
  ModelConfig config = dual_focus_config();
  config.depth = 8;
  config.snippets = 5;
  config.labels = LabelSet::ekman6();
  config.views = {dual_focus_view("scene"), dual_focus_view("motion")};
  config.views[0].size = 64;
  config.streams = {{"squeezenet", {"beach", "church", "harbour", "zoo"}}, {"motion", {}}};
  save_random_model(path, config);
}

TEST_F(Classifier, AModelOfSnippetsAnswersForTheWholeClip) {
  EMOREC_NEEDS_FFMPEG();
  save_dual_focus(options_.model);
  ffmpeg("-f lavfi -i testsrc=s=160x120:r=25:d=3 -c:v libx264", folder_ / "nobody.mp4");
  const auto clip = classify(folder_ / "nobody.mp4");
  ASSERT_EQ(clip.status, ClipStatus::kOk) << clip.error;
  const Subject& scene = clip.subjects.at(0);
  EXPECT_EQ(scene.kind, SubjectKind::kScene);
  ASSERT_EQ(scene.frames.size(), 5U);
  EXPECT_EQ(clip.account.scored, 5);
  EXPECT_EQ(clip.model.maps.size(), 2U);
  double importance = 0;
  double joint = 0;
  for (const auto& frame : scene.frames) {
    importance += frame.importance;
    joint += frame.probabilities[scene.label.index];
    ASSERT_EQ(frame.words.size(), 3U);
    EXPECT_EQ(frame.words[0].view, "scene");
    EXPECT_GE(frame.words[0].share, frame.words[1].share);
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& map = frame.maps.at(i).values;
      EXPECT_NEAR(std::accumulate(map.begin(), map.end(), 0.0), 1, 1e-4);
    }
  }
  EXPECT_NEAR(importance, 1, 1e-5);
  EXPECT_NEAR(joint, scene.probabilities[scene.label.index], 1e-5);
  options_.threads = 3;
  const auto again = classify(folder_ / "nobody.mp4");
  EXPECT_EQ(again.subjects.at(0).probabilities, scene.probabilities);
  const auto still = classify(kPortrait);
  ASSERT_EQ(still.status, ClipStatus::kOk) << still.error;
  EXPECT_EQ(still.subjects.at(0).frames.size(), 1U);
}

TEST_F(Classifier, AModelOfSnippetsChoosesItsFramesItself) {
  save_dual_focus(options_.model);
  options_.clip.max_frames = 3;
  EXPECT_THROW(ClipClassifier::create(options_), Error);
}

// A person is there for a part of the clip: the other frames are scored too.
TEST_F(Classifier, AModelThatTakesABlackFaceScoresFramesWithoutOne) {
  EMOREC_NEEDS_FFMPEG();
  const auto clip_path = folder_ / "leaves.mp4";
  ffmpeg("-i " + kSample + " -vf \"drawbox=color=gray:t=fill:enable='gte(t,1)'\" -c:v libx264",
         clip_path);
  options_.every_frame = true;
  const auto with_face_alone = classify(clip_path);
  ASSERT_EQ(with_face_alone.status, ClipStatus::kOk);
  ASSERT_GT(with_face_alone.account.without_face, 20);
  ModelConfig config;
  config.face().needs_face = false;
  save_random_model(options_.model, config);
  const auto clip = classify(clip_path);
  EXPECT_EQ(clip.people_found, 1);
  EXPECT_EQ(clip.account.without_face, 0);
  const Subject& person = clip.subjects.at(0);
  EXPECT_EQ(person.kind, SubjectKind::kPerson);
  EXPECT_EQ(static_cast<std::int64_t>(person.frames.size()), clip.account.decoded);
  EXPECT_TRUE(person.frames.front().face);
  EXPECT_FALSE(person.frames.back().face);
}

// What networks are trained on is what they will be shown.
TEST_F(Classifier, LooksAtTheChipsThatAreCutForTraining) {
  options_.clip.max_frames = 6;
  const auto clip = classify(kSample);
  ASSERT_EQ(clip.status, ClipStatus::kOk) << clip.error;
  const auto& frames = clip.subjects.at(0).frames;

  CutOptions options;
  options.view.grey = false;
  options.max_frames = 6;
  const Dataset dataset{EMOREC_SOURCE_DIR "/samples", "", "", {{kSample, kNeutral, ""}}};
  ChipSet cut = cut_chips(dataset, options, {}, CancelToken()).set;
  ASSERT_EQ(cut.frame_count(), frames.size());

  const auto source = ClipSource::open(kSample, options_.clip);
  const ChipAligner aligner(options.view.size);
  const CellGrid& grid = clip.model.maps.at(0).grid;
  std::size_t t = 0;
  for (Frame frame; source->next(frame);) {
    if (t == frames.size() || frame.index != frames[t].index) continue;
    cv::Matx23d to_chip = frames[t].maps.at(0).to_cells;
    for (int row = 0; row < 2; ++row) to_chip(row, 2) -= grid.corner;
    to_chip = to_chip * (options.view.size / grid.side);
    for (int row = 0; row < 2; ++row) to_chip(row, 2) -= 0.5;
    const cv::Mat chip = aligner.cut(frame.image, to_chip);
    const cv::Mat trained(chip.size(), chip.type(), cut.aligned.data() + t * cut.chip_bytes());
    EXPECT_LT(cv::norm(chip, trained, cv::NORM_L1) / static_cast<double>(cut.chip_bytes()), 0.01);
    ++t;
  }
  EXPECT_EQ(t, frames.size());
}

}  // namespace
}  // namespace emorec::testing
