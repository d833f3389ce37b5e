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
    : network_(std::move(network)), threads_(static_cast<std::size_t>(threads)), times_(times) {}

ChipScorer::~ChipScorer() {
  {
    const std::lock_guard lock(mutex_);
    waiting_.clear();
    closed_ = true;
  }
  changed_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void ChipScorer::add(cv::Mat chip) {
  batch_.push_back(std::move(chip));
  if (batch_.size() == kBatch) submit();
}

void ChipScorer::submit() {
  Batch batch([this, chips = std::exchange(batch_, {})] {
    const Scorer& network = *network_.get();
    const StageTimer timer(times_, Stage::kForward);
    std::vector<const std::uint8_t*> bytes;
    bytes.reserve(chips.size());
    for (const auto& chip : chips) bytes.push_back(chip.data);
    return network.run(bytes, chips.front().channels());
  });
  under_way_.push_back(batch.get_future());
  if (threads_ == 1) {
    batch();
    return collect();
  }
  if (workers_.empty()) start_threads();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(batch));
  }
  changed_.notify_one();
  while (under_way_.size() >= 2 * threads_) collect();
}

void ChipScorer::start_threads() {
  workers_.reserve(threads_);
  for (std::size_t i = 0; i < threads_; ++i) workers_.emplace_back([this] { work(); });
}

void ChipScorer::work() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    Batch batch = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    batch();
  }
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
