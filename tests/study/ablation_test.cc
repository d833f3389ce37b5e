// Heads on synthetic feature maps.
#include "emorec/study/ablation.h"

#include <map>

#include <gmock/gmock.h>

#include "../train/chips.h"
#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kFrames = 16;
constexpr int kDepth = 12;

/// Noise, but for two frames a clip that show the emotion in a channel of its own, at one place of
/// 2×2. Some of the noise is another emotion's channel, a little, in every frame.
ClipMaps make_maps(int count, unsigned seed) {
  torch::manual_seed(seed);
  ClipMaps maps;
  maps.maps = 0.3 * torch::randn({count * kFrames, 2, 2, kDepth});
  for (int i = 0; i < count; ++i) {
    const int label = i % kLabelCount;
    const int rival = torch::randint(kLabelCount, {1}).item<int>();
    auto clip = maps.maps.narrow(0, i * kFrames, kFrames);
    clip.select(3, rival).add_(0.6);
    const int begin = torch::randint(kFrames - 1, {1}).item<int>();
    clip.narrow(0, begin, 2).select(3, label).add_(4);
    maps.clips.push_back(
        {Label{static_cast<std::size_t>(label)}, 2.0 / kFrames, i * kFrames, kFrames});
  }
  return maps;
}

AblationOptions quick() {
  AblationOptions options;
  options.seeds = 1;
  options.epochs = 12;
  options.frames = kFrames;
  options.rates = {0.02};
  return options;
}

double war(const HeadAnswers& head, const ClipMaps& test) {
  double right = 0;
  for (std::size_t i = 0; i < test.clips.size(); ++i) {
    right += head.answers.front()[i] == test.clips[i].label;
  }
  return right / static_cast<double>(test.clips.size());
}

TEST(AblationTest, WhereFewFramesTellSoftmaxBeatsTheMean) {
  const ClipMaps train = make_maps(112, 1);
  const ClipMaps test = make_maps(70, 2);
  std::map<std::string, double> scores;
  for (const auto& head : ablate(train, test, quick(), CancelToken(), {})) {
    ASSERT_EQ(head.answers.size(), 1U);
    ASSERT_EQ(head.answers.front().size(), test.clips.size());
    scores[name_of(head.attention, head.pooling)] = war(head, test);
  }
  ASSERT_EQ(scores.size(), 15U);
  for (const std::string attention : {"none", "v1", "v2"}) {
    EXPECT_GT(scores[attention + " softmax"], 0.9) << attention;
    EXPECT_GT(scores[attention + " softmax"], scores[attention + " mean"] + 0.1) << attention;
  }
}

TEST(AblationTest, EveryKindOfHeadTakesTheRateThatSuitsItBest) {
  AblationOptions options = quick();
  options.rates = {1e-7, 0.02, 1e-6};
  for (const auto& head : ablate(make_maps(70, 1), make_maps(7, 2), options, CancelToken(), {})) {
    if (head.pooling != Pooling::kSoftmax) continue;
    EXPECT_EQ(head.rate, 0.02) << name_of(head.attention, head.pooling);
  }
}

TEST(AblationTest, TheSameSeedGivesTheSameAnswersAndEveryRunIsAnnounced) {
  const ClipMaps train = make_maps(32, 1);
  const ClipMaps test = make_maps(14, 2);
  AblationOptions options = quick();
  options.seeds = 2;
  options.epochs = 1;
  std::vector<HeadReport> reports;
  const auto first = ablate(train, test, options, CancelToken(),
                            [&](const HeadReport& report) { reports.push_back(report); });
  const auto second = ablate(train, test, options, CancelToken(), {});
  bool runs_differ = false;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].answers, second[i].answers);
    runs_differ |= first[i].answers[0] != first[i].answers[1];
  }
  EXPECT_TRUE(runs_differ);
  ASSERT_EQ(reports.size(), 30U);
  EXPECT_EQ(reports.front().name, "none mean");
  EXPECT_EQ(reports.back().name, "v2 lstm");
  EXPECT_EQ(reports.back().done, reports.back().of);
  EXPECT_EQ(reports.back().run, 2);
}

TEST(AblationTest, CanBeStoppedBetweenHeads) {
  const ClipMaps maps = make_maps(20, 1);
  CancelToken cancel;
  int trained = 0;
  error_of(ErrorKind::kCancelled, [&] {
    ablate(maps, maps, quick(), cancel, [&](const HeadReport&) {
      ++trained;
      cancel.request();
    });
  });
  EXPECT_EQ(trained, 1);
}

TEST(AblationTest, RefusesWhatCannotBe) {
  const ClipMaps maps = make_maps(19, 1);
  const auto message = [&](const AblationOptions& options) {
    return error_of(ErrorKind::kUsage, [&] { ablate(maps, maps, options, CancelToken(), {}); });
  };
  EXPECT_THAT(message(quick()), HasSubstr("19 training clips"));
  AblationOptions options = quick();
  options.batch = 4;
  options.frames = kFrames + 1;
  EXPECT_THAT(message(options), HasSubstr("16 frames"));
  options.seeds = 0;
  EXPECT_THAT(message(options), HasSubstr("seeds"));
}

TEST(AblationTest, MapsAreTheBackbonesOfEveryFrame) {
  const Model model = fresh_model();
  StillClips clips;
  clips.chips = make_clips(3, 30);  // more frames than are mapped at a time
  clips.shares = {0.5, 0.25, 1};
  std::size_t done = 0;
  const ClipMaps maps = map_clips(model, clips, CancelToken(),
                                  [&](std::size_t frames, std::size_t) { done = frames; });
  EXPECT_EQ(done, 90U);
  EXPECT_EQ(maps.maps.size(0), 90);
  EXPECT_EQ(maps.maps.scalar_type(), torch::kBFloat16);
  ASSERT_EQ(maps.clips.size(), 3U);
  EXPECT_EQ(maps.clips[1].first, 30);
  EXPECT_EQ(maps.clips[1].frames, 30);
  EXPECT_EQ(maps.clips[1].label, kHappiness);
  EXPECT_EQ(maps.clips[1].share, 0.25);
  // Frames of one pattern are more alike than those of two.
  const auto mean = maps.maps.to(torch::kFloat32).mean({1, 2});
  const auto distance = [&](int a, int b) { return (mean[a] - mean[b]).norm().item<double>(); };
  EXPECT_LT(distance(0, 29), distance(0, 89));
  EXPECT_LT(distance(60, 70), distance(60, 10));
}

}  // namespace
}  // namespace emorec::testing
