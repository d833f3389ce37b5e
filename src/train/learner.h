// What is trained: the network and, beside its own, classifiers that help it to learn: for each
// data set, and for each view.
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
  /// `sources` is how many data sets the clips are from.
  Learner(const Model& model, const TrainOptions& options, std::size_t sources);

  /// Logits T×7 of each frame by the classifier of its data set, after the dropout that the
  /// network's own has too; `sources` has T indices.
  torch::Tensor source_logits(const FrameOutputs& outputs, const torch::Tensor& sources);

  /// For networks of several views: logits T×C of each view by itself, by classifiers of their own.
  std::vector<torch::Tensor> logits_apart(const ViewTensors& views);

  /// All classifiers are linear, so that a weighted mean of their logits is a classifier again: the
  /// network's becomes that of it and, with weight `share`, the mean of the data sets'.
  void mix_classifiers(double share);

  /// Backbones whose rate is 0 are frozen: they have no gradients, and their batch norms stay as
  /// they are.
  void train(bool on = true) override;

  bool has_sources() const { return !sources_.is_empty(); }
  FrameNetwork& network() { return *network_; }

 private:
  std::shared_ptr<FrameNetwork> network_;
  torch::nn::Linear sources_{nullptr};    // all of them, one after the other
  std::vector<torch::nn::Linear> apart_;  // by view
  double dropout_;
  bool frozen_;  // the backbones
};

}  // namespace emorec
