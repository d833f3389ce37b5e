#include "emorec/core/softmax.h"
#include "emorec/nn/scorer.h"
#include "emorec/nn/spatial_attention_network.h"
#include "emorec/study/attention_study.h"

namespace emorec {
namespace {

/// Small enough for the processor's cache.
constexpr std::size_t kBatch = 16;

/// With the mean of the K maps.
ScoredChip scored(const FrameScores& scores, const MapSpec& map) {
  ScoredChip chip{softmax(scores.logits), cv::Mat1f::zeros(map.height, map.width)};
  const std::size_t cells = chip.attention.total();
  for (std::size_t i = 0; i < scores.maps.front().size(); ++i) {
    *(chip.attention.begin() + static_cast<std::ptrdiff_t>(i % cells)) +=
        scores.maps.front()[i] / static_cast<float>(map.heads);
  }
  return chip;
}

}  // namespace

void require_spatial_attention(const Model& model) { spatial_attention_network(model); }

ChipNetwork chip_network(const Scorer& scorer) {
  return [&scorer](const std::vector<cv::Mat>& chips) {
    std::vector<ScoredChip> answers;
    answers.reserve(chips.size());
    for (std::size_t begin = 0; begin < chips.size(); begin += kBatch) {
      ViewBatch batch;
      for (std::size_t i = begin; i < std::min(begin + kBatch, chips.size()); ++i) {
        batch.pictures.push_back(chips[i].data);
      }
      for (const auto& scores : scorer.run({batch})) {
        answers.push_back(scored(scores, scorer.maps().front()));
      }
    }
    return answers;
  };
}

}  // namespace emorec
