#include <cmath>

#include <torch/torch.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/inference_engine.h"
#include "emorec/nn/preprocessing.h"
#include "emorec/study/attention_study.h"

namespace emorec {
namespace {

/// Small enough for the processor's cache.
constexpr std::size_t kBatch = 16;

ScoredChip scored(const torch::Tensor& logits, const torch::Tensor& maps) {
  ScoredChip chip;
  const auto probabilities = logits.to(torch::kFloat64).softmax(0).contiguous();  // 7
  std::copy_n(probabilities.data_ptr<double>(), kEmotionCount, chip.probabilities.begin());
  const auto mean = maps.to(torch::kFloat32).mean(0).contiguous();  // H×W
  chip.attention.create(static_cast<int>(mean.size(0)), static_cast<int>(mean.size(1)));
  std::copy_n(mean.data_ptr<float>(), mean.numel(), chip.attention.begin());
  return chip;
}

}  // namespace

ChipNetwork chip_network(const InferenceEngine& engine, const InputConfig& input) {
  return [&engine, input](const std::vector<cv::Mat>& chips) {
    std::vector<ScoredChip> answers;
    answers.reserve(chips.size());
    for (std::size_t begin = 0; begin < chips.size(); begin += kBatch) {
      std::vector<const std::uint8_t*> bytes;
      for (std::size_t i = begin; i < std::min(begin + kBatch, chips.size()); ++i) {
        bytes.push_back(chips[i].data);
      }
      const auto outputs = engine.run({chips_to_tensor(bytes, /*channels=*/3, input)});
      for (std::int64_t i = 0; i < outputs.logits.size(0); ++i) {
        answers.push_back(scored(outputs.logits[i], outputs.attention[i]));
      }
    }
    return answers;
  };
}

}  // namespace emorec
