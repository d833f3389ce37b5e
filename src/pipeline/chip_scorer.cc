#include "chip_scorer.h"

#include <torch/torch.h>

#include "emorec/core/emotion.h"
#include "emorec/nn/preprocessing.h"

namespace emorec {
namespace {

/// Large enough for oneDNN to be efficient, small enough for a short clip to use several threads.
constexpr std::size_t kBatch = 8;

}  // namespace

ChipScorer::ChipScorer(const InferenceEngine& engine, const InputConfig& input, int threads,
                       StageTimes* times)
    : engine_(engine), input_(input), threads_(static_cast<std::size_t>(threads)), times_(times) {}

void ChipScorer::add(cv::Mat chip) {
  batch_.push_back(std::move(chip));
  if (batch_.size() == kBatch) submit();
}

void ChipScorer::submit() {
  auto work = [this, chips = std::move(batch_)] {
    const StageTimer timer(times_, Stage::kForward);
    std::vector<const std::uint8_t*> bytes;
    for (const auto& chip : chips) bytes.push_back(chip.data);
    return engine_.run({chips_to_tensor(bytes, chips.front().channels(), input_)});
  };
  batch_.clear();
  const auto policy = threads_ > 1 ? std::launch::async : std::launch::deferred;
  under_way_.push_back(std::async(policy, std::move(work)));
  while (under_way_.size() >= 2 * threads_) collect();
}

void ChipScorer::collect() {
  auto outputs = under_way_.front().get();
  under_way_.pop_front();
  logits_.push_back(std::move(outputs.logits));
  attention_.push_back(std::move(outputs.attention));
}

FrameOutputs ChipScorer::finish() {
  if (!batch_.empty()) submit();
  while (!under_way_.empty()) collect();
  if (logits_.empty()) return {torch::empty({0, kEmotionCount}), torch::empty({0, 0, 0, 0})};
  return {torch::cat(logits_), torch::cat(attention_)};
}

}  // namespace emorec
