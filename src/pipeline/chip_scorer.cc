#include "chip_scorer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace emorec {
namespace {

/// Large enough for LibTorch's part to cost little, small enough for a short clip to use several
/// threads.
constexpr std::size_t kBatch = 8;

}  // namespace

ChipScorer::ChipScorer(FutureScorer network, int threads, StageTimes* times)
    : network_(std::move(network)),
      most_under_way_(2 * static_cast<std::size_t>(threads)),
      times_(times),
      pool_(threads > 1 ? threads : 0) {}

void ChipScorer::add(cv::Mat chip) {
  batch_.push_back(std::move(chip));
  if (batch_.size() == kBatch) submit();
}

void ChipScorer::submit() {
  under_way_.push_back(pool_.submit([this, chips = std::exchange(batch_, {})](std::size_t) {
    const Scorer& network = *network_.get();
    const StageTimer timer(times_, Stage::kForward);
    std::vector<const std::uint8_t*> bytes;
    bytes.reserve(chips.size());
    for (const auto& chip : chips) bytes.push_back(chip.data);
    return network.run(bytes, chips.front().channels());
  }));
  while (under_way_.size() >= most_under_way_) collect();
}

void ChipScorer::collect() {
  Scores batch = under_way_.front().get();
  under_way_.pop_front();
  std::move(batch.begin(), batch.end(), std::back_inserter(scores_));
}

std::vector<FrameScores> ChipScorer::finish() {
  if (!batch_.empty()) submit();
  while (!under_way_.empty()) collect();
  return std::move(scores_);
}

}  // namespace emorec
