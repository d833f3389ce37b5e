// What is trained: the network and, beside its own, classifiers that help it to learn: for the
// second labels, and for each view.
#pragma once

#include <memory>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/linear.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"
#include "emorec/train/train_options.h"

namespace emorec {

class Learner : public torch::nn::Module {
 public:
  Learner(const Model& model, const TrainOptions& options);

  /// Logits T×7 by the second classifier, after the dropout that the first has too.
  torch::Tensor second_logits(const FrameOutputs& outputs);

  /// For networks of several views: logits T×C of each view by itself, by classifiers of their own.
  std::vector<torch::Tensor> logits_apart(const ViewTensors& views);

  /// Both classifiers are linear, so that the weighted mean of their logits is a classifier again.
  void mix_classifiers(double second_share);

  /// Backbones whose rate is 0 are frozen: they have no gradients, and their batch norms stay as
  /// they are.
  void train(bool on = true) override;

  bool has_second() const { return !second_.is_empty(); }
  FrameNetwork& network() { return *network_; }

 private:
  std::shared_ptr<FrameNetwork> network_;
  torch::nn::Linear second_{nullptr};
  std::vector<torch::nn::Linear> apart_;  // by view
  double dropout_;
  bool frozen_;  // the backbones
};

}  // namespace emorec
