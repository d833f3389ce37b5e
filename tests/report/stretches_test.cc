// Stretches of an emotion, in clips made by hand: times and means are counted on fingers.
#include "emorec/report/stretches.h"

#include <cmath>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::DoubleNear;
using ::testing::HasSubstr;

/// A frame that alone gives the label that probability, and the others what is left.
FramePrediction frame_at(double time, Label label, double probability) {
  FramePrediction frame;
  frame.time = time;
  frame.logits.assign(kLabelCount, std::log((1 - probability) / (kLabelCount - 1)) + 3);
  frame.logits[label.index] = std::log(probability) + 3;
  return frame;
}

/// One person with such frames, ten a second from 0 on.
Subject person(int id, Label label, const std::vector<double>& probabilities) {
  Subject subject;
  subject.id = id;
  subject.label = label;
  subject.probabilities = only(label);
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    subject.frames.push_back(frame_at(0.1 * static_cast<double>(i), label, probabilities[i]));
  }
  return subject;
}

ClipPrediction film_of(std::vector<Subject> subjects) {
  ClipPrediction prediction;
  prediction.clip.path = "films/a & b.mp4";
  prediction.model.name = "handmade";
  prediction.subjects = std::move(subjects);
  return prediction;
}

const std::vector<double> kTwice = {0.9, 0.7, 0.2, 0.2, 0.8, 0.8, 0.8, 0.1};

TEST(Stretches, LastFromTheirFirstFrameToTheEndOfTheirLast) {
  const auto found = find_stretches(film_of({person(0, kFear, kTwice)}), {{"fear"}, 0.6, 0, 0});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].from, DoubleNear(0, 1e-9));
  EXPECT_THAT(found[0].to, DoubleNear(0.2, 1e-9));
  EXPECT_THAT(found[0].probability, DoubleNear(0.8, 1e-9));
  EXPECT_THAT(found[1].from, DoubleNear(0.4, 1e-9));
  EXPECT_THAT(found[1].to, DoubleNear(0.7, 1e-9));
  EXPECT_EQ(found[1].emotion, kFear);
  EXPECT_EQ(found[1].person, "0");
}

TEST(Stretches, ThatAreTooShortAreLeftOut) {
  const auto clip = film_of({person(0, kFear, kTwice)});
  EXPECT_EQ(find_stretches(clip, {{"fear"}, 0.6, 0.3, 0}).size(), 1U);
  EXPECT_EQ(find_stretches(clip, {{"fear"}, 0.6, 0.31, 0}).size(), 0U);
}

TEST(Stretches, CloserThanTheGapAreOneWithTheMeanOfAllBetween) {
  const auto found = find_stretches(film_of({person(0, kFear, kTwice)}), {{"fear"}, 0.6, 0, 0.2});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0].to, DoubleNear(0.7, 1e-9));
  EXPECT_THAT(found[0].probability, DoubleNear((0.9 + 0.7 + 0.4 + 2.4) / 7, 1e-9));
}

TEST(Stretches, EndWhereTheFaceIsGone) {
  Subject subject = person(0, kFear, {0.9, 0.9, 0.9});
  subject.frames.push_back(frame_at(2.0, kFear, 0.9));
  subject.frames.push_back(frame_at(2.1, kFear, 0.9));
  const auto found = find_stretches(film_of({subject}), {{"fear"}, 0.6, 0, 0});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].to, DoubleNear(0.3, 1e-9));
  EXPECT_THAT(found[1].from, DoubleNear(2.0, 1e-9));
  EXPECT_THAT(found[1].to, DoubleNear(2.2, 1e-9));
}

TEST(Stretches, OfAStillHaveNoLength) {
  const auto clip = film_of({person(0, kSadness, {0.7})});
  const auto found = find_stretches(clip, {{}, 0.5, 0, 0});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].from, found[0].to);
  EXPECT_EQ(found[0].emotion, kSadness);
  EXPECT_EQ(find_stretches(clip, {{}, 0.5, 0.1, 0}).size(), 0U);
}

TEST(Stretches, OfSeveralPeopleComeByTime) {
  const auto clip =
      film_of({person(0, kFear, {0.1, 0.1, 0.9}), person(1, kHappiness, {0.9, 0.1, 0.1})});
  const auto found = find_stretches(clip, {{}, 0.6, 0, 0});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].person, "1");
  EXPECT_EQ(found[1].person, "0");
}

TEST(Stretches, OfAnEmotionThatTheModelLacksAreRefused) {
  const auto clip = film_of({person(0, kFear, kTwice)});
  EXPECT_THAT(error_of(ErrorKind::kUsage,
                       [&] {
                         find_stretches(clip, {{"awe"}, 0.5, 0, 0});
                       }),
              HasSubstr("awe: no emotion that the model handmade answers with"));
}

class StretchLists : public ::testing::Test {
 protected:
  ClipPrediction clip_ = film_of({person(0, kFear, kTwice)});
  std::vector<Stretch> stretches_ = {{0, 0.2, kFear, "0", 0.8},
                                     {3661.5, 3663.25, kFear, "0", 0.714}};
  std::ostringstream out_;
};

TEST_F(StretchLists, AsText) {
  write_stretches_text(out_, clip_, stretches_);
  EXPECT_EQ(out_.str(),
            "films/a & b.mp4\n"
            "   0:00.00 to  0:00.20    0.20 s  fear 80 %\n"
            "  61:01.50 to 61:03.25    1.75 s  fear 71 %\n");
}

TEST_F(StretchLists, AsCsv) {
  write_stretches_csv_header(out_);
  write_stretches_csv(out_, clip_, stretches_);
  EXPECT_EQ(out_.str(),
            "file,from,to,person,emotion,mean_probability\n"
            "films/a & b.mp4,0.000,0.200,0,fear,0.8000\n"
            "films/a & b.mp4,3661.500,3663.250,0,fear,0.7140\n");
}

TEST_F(StretchLists, AsSubtitles) {
  clip_.subjects.push_back(person(1, kFear, {0.1}));
  write_stretches_vtt(out_, clip_, {stretches_[1]});
  EXPECT_EQ(out_.str(), "WEBVTT\n\n01:01:01.500 --> 01:01:03.250\nfear 71 %  person 0\n");
}

TEST_F(StretchLists, AsEdits) {
  EditList edits(out_, "emorec", 25);
  edits.add(clip_, stretches_);
  // 3661.5 s are 91,537.5 frames, 3663.25 s 91,581.25.
  EXPECT_EQ(out_.str(),
            "TITLE: emorec\nFCM: NON-DROP FRAME\n"
            "\n001  AX       V     C        00:00:00:00 00:00:00:05 00:00:00:00 00:00:00:05\n"
            "* FROM CLIP NAME: a & b.mp4\n* COMMENT: fear 80 %\n"
            "\n002  AX       V     C        01:01:01:13 01:01:03:06 00:00:00:05 00:00:01:23\n"
            "* FROM CLIP NAME: a & b.mp4\n* COMMENT: fear 71 %\n");
}

TEST_F(StretchLists, EditsCountFramesThatAreNoWholePartOfASecond) {
  EditList edits(out_, "emorec", 29.97);
  edits.add(clip_, {{100, 101, kFear, "0", 0.8}});  // 2,997 frames, thirty a second of time code
  EXPECT_THAT(out_.str(), HasSubstr(" 00:01:39:27 00:01:40:27 "));
}

TEST_F(StretchLists, MoreEditsThanTheFormatHoldsAreRefused) {
  EditList edits(out_, "emorec", 25);
  const std::vector<Stretch> many(EditList::kMostEvents + 1, stretches_[0]);
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { edits.add(clip_, many); }), HasSubstr("--longer"));
}

}  // namespace
}  // namespace emorec::testing
