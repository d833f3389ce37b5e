#include "batch_scorer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace emorec {
namespace {

/// Large enough for LibTorch's part to cost little, small enough for a short clip to use several
/// threads.
constexpr std::size_t kBatch = 8;

/// @pre pictures are continuous, as what has just been cut is.
std::vector<ViewBatch> by_view(const std::vector<std::vector<cv::Mat>>& frames) {
  std::vector<ViewBatch> views(frames.front().size());
  for (const auto& frame : frames) {
    for (std::size_t i = 0; i < frame.size(); ++i) {
      views[i].pictures.push_back(frame[i].data);
      views[i].channels = frame[i].channels();
    }
  }
  return views;
}

}  // namespace

BatchScorer::BatchScorer(FutureScorer network, int threads, StageTimes* times)
    : network_(std::move(network)),
      most_under_way_(2 * static_cast<std::size_t>(threads)),
      times_(times),
      pool_(threads > 1 ? threads : 0) {}

void BatchScorer::add(std::vector<cv::Mat> views) {
  batch_.push_back(std::move(views));
  if (batch_.size() == kBatch) submit();
}

void BatchScorer::submit() {
  under_way_.push_back(pool_.submit([this, frames = std::exchange(batch_, {})](std::size_t) {
    const Scorer& network = *network_.get();
    const StageTimer timer(times_, Stage::kForward);
    return network.run(by_view(frames));
  }));
  while (under_way_.size() >= most_under_way_) collect();
}

void BatchScorer::collect() {
  Scores batch = under_way_.front().get();
  under_way_.pop_front();
  std::move(batch.begin(), batch.end(), std::back_inserter(scores_));
}

std::vector<FrameScores> BatchScorer::finish() {
  if (!batch_.empty()) submit();
  while (!under_way_.empty()) collect();
  return std::exchange(scores_, {});
}

}  // namespace emorec
