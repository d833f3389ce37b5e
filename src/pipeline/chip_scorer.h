// Runs face chips through the network in batches, on threads of its own.
#pragma once

#include <deque>
#include <future>
#include <vector>

#include <opencv2/core/mat.hpp>
#include <torch/types.h>

#include "emorec/core/stage_times.h"
#include "emorec/nn/inference_engine.h"

namespace emorec {

class ChipScorer {
 public:
  /// `threads` batches at a time, each computed by one thread; 1 computes in the caller's. Batches
  /// are timed if `times` is given.
  ChipScorer(const InferenceEngine& engine, const InputConfig& input, int threads,
             StageTimes* times);

  /// Takes the next chip (size×size, grey if the network sees grey, BGR otherwise). Waits while
  /// enough batches are under way, so that memory stays bounded.
  void add(cv::Mat chip);

  /// Logits (N×7) and attention (N×K×H×W) of all chips, in the order in which they were added.
  FrameOutputs finish();

 private:
  void submit();
  void collect();

  const InferenceEngine& engine_;
  InputConfig input_;
  std::size_t threads_;
  StageTimes* times_;
  std::vector<cv::Mat> batch_;
  std::deque<std::future<FrameOutputs>> under_way_;
  std::vector<torch::Tensor> logits_;
  std::vector<torch::Tensor> attention_;
};

}  // namespace emorec
