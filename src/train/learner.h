// What is trained: the network and, beside its own, a classifier for the second labels.
#pragma once

#include <memory>

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"

namespace emorec {

class Learner : public torch::nn::Module {
 public:
  Learner(const Model& model, bool two_label_sets);

  /// Logits T×7 by the second classifier, after the dropout that the first has too.
  torch::Tensor second_logits(const FrameOutputs& outputs);

  /// Both classifiers are linear, so that the weighted mean of their logits is a classifier again.
  void mix_classifiers(double second_share);

  bool has_second() const { return !second_.is_empty(); }
  FrameNetwork& network() { return *network_; }

 private:
  std::shared_ptr<FrameNetwork> network_;
  torch::nn::Linear second_{nullptr};
  double dropout_;
};

}  // namespace emorec
