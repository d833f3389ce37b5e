// Runs frames' views through the network in batches, on threads of its own.
#pragma once

#include <deque>
#include <future>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/stage_times.h"
#include "emorec/core/thread_pool.h"

#include "loaded_model.h"

namespace emorec {

class BatchScorer {
 public:
  /// `threads` batches at a time, each computed by one thread; 1 computes in the caller's. Batches
  /// are timed if `times` is given.
  BatchScorer(FutureScorer network, int threads, StageTimes* times);

  /// Takes the next frame's pictures, one a view. Waits while enough batches are under way, so that
  /// memory stays bounded.
  void add(std::vector<cv::Mat> views);

  /// The scores of all frames since the last call, in the order in which they were added.
  std::vector<FrameScores> finish();

 private:
  using Scores = std::vector<FrameScores>;

  void submit();
  void collect();

  FutureScorer network_;
  std::size_t most_under_way_;
  StageTimes* times_;
  std::vector<std::vector<cv::Mat>> batch_;  // by frame, by view
  std::deque<std::future<Scores>> under_way_;
  Scores scores_;

  // LibTorch and oneDNN prepare things for each thread that computes: the same ones do all batches.
  // It is the last member: its threads use the others.
  ThreadPool pool_;
};

}  // namespace emorec
