// Counting right answers, and shifting them towards rare emotions.
#include <gmock/gmock.h>

#include "chips.h"
#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

/// Answers the emotion whose number is the first pixel's grey value.
class ReadsThePixel : public FrameNetwork {
 public:
  LinearHead head() override { return {}; }
  std::vector<torch::nn::Module*> backbones() override { return {this}; }
  std::vector<MapSpec> maps(const std::vector<ViewSpec>& /*views*/) const override { return {}; }

  FrameOutputs forward(const ViewTensors& views) override {
    const auto grey = (views[0].select(1, 0).select(1, 0).select(1, 0) * 255).round();
    const auto logits = torch::one_hot(grey.to(torch::kInt64), kLabelCount).to(torch::kFloat32);
    return {logits, {}, logits};
  }
};

std::optional<Label> emotion(int label) {
  return label < 0 ? std::nullopt : std::optional(Label{static_cast<std::size_t>(label)});
}

/// Clips of the frames' answers each, with its label; −1 is none.
ChipSet chips_of(const std::vector<std::vector<int>>& answers, const std::vector<int>& labels) {
  ChipSet chips;
  chips.size = 1;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    LabelledClip clip;
    clip.label = emotion(labels[i]);
    clip.first = chips.frame_count();
    clip.frames = answers[i].size();
    for (const int answer : answers[i]) {
      chips.aligned.push_back(static_cast<std::uint8_t>(answer));
      chips.has_face.push_back(true);
    }
    chips.clips.push_back(clip);
  }
  return chips;
}

ChipSet stills_of(const std::vector<int>& answers, const std::vector<int>& labels) {
  std::vector<std::vector<int>> frames;
  frames.reserve(answers.size());
  for (const int answer : answers) frames.push_back({answer});
  return chips_of(frames, labels);
}

NamedScore score_of(const ChipSet& chips, Framing framing = Framing::kAligned) {
  ViewSpec view;
  view.mean = {0, 0, 0};
  view.std = {1, 1, 1};
  ReadsThePixel network;
  return score_clips(network, Pooling::kSoftmax, {view}, chips, all_of(chips).clips, framing);
}

TEST(ScoreClipsTest, ByHand) {
  // Anger: 2 of 3 right. Fear: 0 of 1. Happiness: 1 of 1. The unlabelled one does not count.
  const auto score = score_of(stills_of({0, 0, 1, 3, 3, 5}, {0, 0, 0, 2, 3, -1}));
  EXPECT_EQ(score.count, 5);
  EXPECT_NEAR(score.war, 3 / 5.0, 1e-12);
  EXPECT_NEAR(score.uar, (2 / 3.0 + 0 + 1) / 3, 1e-12);
}

TEST(ScoreClipsTest, FramesWithoutAFaceCountOnlyInTheWholeFraming) {
  auto chips = stills_of({0, 0, 0, 0}, {0, 0, 1, 1});
  chips.whole = chips.aligned;
  chips.aligned = {0, 1, 1, 0};
  chips.has_face = {true, true, true, false};
  const auto aligned = score_of(chips, Framing::kAligned);
  EXPECT_EQ(aligned.count, 3);
  EXPECT_NEAR(aligned.war, 2 / 3.0, 1e-12);
  EXPECT_NEAR(aligned.uar, (0.5 + 1) / 2, 1e-12);
  const auto whole = score_of(chips, Framing::kWhole);
  EXPECT_EQ(whole.count, 4);
  EXPECT_NEAR(whole.war, 0.5, 1e-12);
}

TEST(ScoreClipsTest, AClipIsAnsweredByItsFramesTogether) {
  // Two frames of three say disgust; with one-hot logits the softmax over time goes with them.
  EXPECT_EQ(score_of(chips_of({{1, 0, 1}}, {1})).war, 1);
  // 120 of 200 frames are looked at, evenly: more than half of them still say disgust.
  std::vector<int> frames(200, 0);
  std::fill(frames.begin() + 60, frames.end(), 1);
  EXPECT_EQ(score_of(chips_of({frames, {3}}, {1, 3})).war, 1);
}

TEST(ScoreClipsTest, MoreThanABatch) {
  std::vector<int> answers(150, 4);
  for (int i = 140; i < 150; ++i) answers[i] = 2;
  EXPECT_NEAR(score_of(stills_of(answers, std::vector<int>(150, 4))).war, 140 / 150.0, 1e-12);
}

TEST(ScoreClipsTest, NothingToScore) {
  for (const auto& chips : {stills_of({}, {}), stills_of({1}, {-1})}) {
    const auto score = score_of(chips);
    EXPECT_EQ(score.count, 0);
    EXPECT_EQ(score.war, 0);
    EXPECT_EQ(score.uar, 0);
  }
}

TEST(PriorTest, IsTheMeanOfTheTrainingTargets) {
  ChipSet chips = stills_of({0, 0, 0}, {0, 1, 6});
  chips.clips[0].target = {0.5, 0.1, 0.1, 0.1, 0.1, 0.1, 0};
  chips.clips[1].target = {0.1, 0.5, 0.1, 0.1, 0.1, 0.1, 0};
  chips.clips[2].target = {0, 0, 0, 0, 0, 0, 1};  // not of the training part
  const Distribution by_hand = {0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0};
  const Distribution prior = prior_of(chips, {"train", {0, 1}});
  for (int c = 0; c < kLabelCount; ++c) EXPECT_NEAR(prior[c], by_hand[c], 1e-6) << c;
}

}  // namespace
}  // namespace emorec::testing
