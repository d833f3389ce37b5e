// Frames given one by one: what a program that has frames of its own does.
#include "emorec/pipeline/session.h"

#include <string>

#include <gtest/gtest.h>

#include "emorec/media/clip_source.h"
#include "emorec/pipeline/clip_classifier.h"

#include "support/random_model.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

class SessionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.model = folder_ / "random.safetensors";
    options_.float32 = true;
    save_random_model(options_.model);
    const auto clip = ClipSource::open(kSample, {});
    for (Frame frame; clip->next(frame); frame = {}) frames_.push_back(frame);
  }

  TempDir folder_;
  ClassifierOptions options_;
  std::vector<Frame> frames_;  // 60 of them, 25 a second
};

TEST_F(SessionTest, FramesGivenOneByOneGiveTheClipsAnswer) {
  options_.every_frame = true;
  Session session(load_model_for_sessions(options_), {});
  for (const auto& frame : frames_) session.add(frame);
  const Findings found = session.finish();
  const auto clip = ClipClassifier::create(options_)->classify(kSample, CancelToken());
  ASSERT_EQ(found.subjects.size(), 1U);
  EXPECT_EQ(found.scored, clip.account.scored);
  EXPECT_EQ(found.people_found, clip.people_found);
  const Subject& subject = found.subjects[0];
  const Subject& expected = clip.subjects.at(0);
  EXPECT_EQ(subject.probabilities, expected.probabilities);
  EXPECT_EQ(subject.frames.at(17).logits, expected.frames.at(17).logits);
}

TEST_F(SessionTest, TheLatestAnswerIsOfTheLastSecondsAlone) {
  options_.cropped = true;  // so that frames do not depend on those before
  const auto model = load_model_for_sessions(options_);
  Session stream(model, {/*still=*/false, /*window=*/1});
  for (std::size_t i = 0; i < 60; ++i) {
    stream.add(frames_[i]);
    if (i % 7 != 3) continue;
    const Findings found = stream.latest();
    const std::size_t first = i < 25 ? 0 : i - 25;  // a second before it
    ASSERT_EQ(found.subjects.at(0).frames.size(), i - first + 1);
    EXPECT_EQ(found.scored, static_cast<std::int64_t>(i - first + 1));
    EXPECT_EQ(found.without_face, 0);
    Session part(model, {});
    for (std::size_t k = first; k <= i; ++k) part.add(frames_[k]);
    const Subject expected = part.finish().subjects.at(0);
    EXPECT_EQ(found.subjects[0].label, expected.label);
    for (std::size_t c = 0; c < expected.probabilities.size(); ++c) {
      EXPECT_NEAR(found.subjects[0].probabilities[c], expected.probabilities[c], 1e-6);
    }
    EXPECT_EQ(found.subjects[0].frames.front().index, expected.frames.front().index);
  }
}

TEST_F(SessionTest, WithoutFramesThereIsNobody) {
  Session session(load_model_for_sessions(options_), {});
  EXPECT_TRUE(session.latest().subjects.empty());
  EXPECT_TRUE(session.finish().subjects.empty());
}

}  // namespace
}  // namespace emorec::testing
