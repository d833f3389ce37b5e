// Which frames matter, on feature maps whose meaning is known.
#include "emorec/study/importance.h"

#include <gmock/gmock.h>
#include <torch/utils.h>

#include "../train/chips.h"
#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kClipFrames = 16;
constexpr int kTelling = 2;  // frames of a clip that show its emotion
constexpr int kMark = 7;     // a channel that only these frames have

/// A model whose logit of an emotion is the channel of that number.
Model reading_model() {
  Model model = fresh_model();
  const torch::NoGradGuard no_grad;
  auto parameters = model.network->named_parameters();
  parameters["classifier.weight"].zero_();
  parameters["classifier.bias"].zero_();
  parameters["classifier.weight"].narrow(1, 0, kLabelCount).copy_(torch::eye(kLabelCount));
  return model;
}

/// Maps of one place. Most frames are surely neutral: the few others are outvoted.
ClipMaps make_maps(int count) {
  ClipMaps maps;
  maps.maps = torch::zeros({count * kClipFrames, 1, 1, 512});
  for (int i = 0; i < count; ++i) {
    const int label = i % kLabelCount;
    auto clip = maps.maps.narrow(0, i * kClipFrames, kClipFrames);
    clip.select(3, kNeutral.index).fill_(2.5);
    maps.clips.push_back({Label{static_cast<std::size_t>(label)}, 1, i * kClipFrames, kClipFrames});
    if (maps.clips.back().label == kNeutral) continue;
    auto telling = clip.narrow(0, i % (kClipFrames - kTelling), kTelling);
    telling.zero_();
    telling.select(3, label).fill_(3);
    telling.select(3, kMark).fill_(1);
  }
  return maps;
}

ImportanceOptions quick_learning() {
  ImportanceOptions options;
  options.epochs = 30;
  options.rate = 0.05;
  return options;
}

TEST(ImportanceTest, AFewTellingFramesAreNoLongerOutvoted) {
  Model model = reading_model();
  const auto test = describe(model, make_maps(35));
  const auto score = [&] { return score_of(answer_clips(model, test)); };
  EXPECT_NEAR(score().war, 1.0 / kLabelCount, 1e-9);  // neutral, always
  learn_importance(model, describe(model, make_maps(70)), quick_learning(), CancelToken());
  EXPECT_EQ(score().war, 1);
  EXPECT_EQ(score().count, 35);
}

TEST(ImportanceTest, AnswersToSingleFramesStay) {
  Model model = reading_model();
  const auto parameters = model.network->named_parameters();
  const auto descriptors = torch::randn({5, 1024});
  const auto answers = [&] {
    return torch::softmax(torch::matmul(descriptors, parameters["classifier.weight"].t()), 1);
  };
  const auto weight = parameters["classifier.weight"].detach().clone();
  const auto before = answers().detach().clone();
  learn_importance(model, describe(model, make_maps(70)), quick_learning(), CancelToken());
  EXPECT_GT((parameters["classifier.weight"] - weight).abs().max().item<double>(), 0.1);
  EXPECT_LT((answers() - before).abs().max().item<double>(), 1e-5);
}

TEST(ImportanceTest, RefusesFewerClipsThanABatch) {
  Model model = reading_model();
  EXPECT_THAT(error_of(ErrorKind::kUsage,
                       [&] {
                         learn_importance(model, describe(model, make_maps(7)), quick_learning(),
                                          CancelToken());
                       }),
              HasSubstr("7 clips are fewer than one batch of 32"));
}

}  // namespace
}  // namespace emorec::testing
