// What happens in a clip, what is there and where: streams that look at snippets of it, attention
// over the regions of each and over time, no face.
//
// After the abstract of Qiu, He, Wang 2020 (ICME, doi 10.1109/icme46284.2020.9102808), which is all
// of that paper that is public, and the attention of VAANet. What follows is ours. For snippet t
// and stream s, with M the map of the stream's backbone, D×L after the reduction:
//   X = relu(norm(R_s·M))                       r = softmax over L of u_s·tanh(U_s·X)
//   d_s = X·rᵀ, and d(t) the d_s of all streams one after the other
//   a = softmax over t of v·tanh(V·d(t))        clip's logits = W·Σ_t a(t)·d(t) + b
// Backbones of views other than motion are frozen.
#pragma once

#include <filesystem>

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/linear.h>

#include "emorec/nn/backbone.h"
#include "emorec/nn/frame_network.h"

namespace emorec {

class DualFocusNetwork : public FrameNetwork {
 public:
  /// Attention is "dual", "spatial" (over time the mean), "temporal" (over regions the mean) or
  /// "none".
  /// @throws Error{kModel} for another, an unknown backbone, or streams that are not those of the
  ///         views.
  explicit DualFocusNetwork(const ModelConfig& config);

  FrameOutputs forward(const ViewTensors& views) override;
  LinearHead head() override;
  std::vector<torch::nn::Module*> backbones() override;
  std::vector<MapSpec> maps(const std::vector<ViewSpec>& views) const override;
  torch::Tensor clip_logits(const FrameOutputs& outputs, std::int64_t frames) override;
  torch::Tensor clip_importance(const FrameOutputs& outputs, std::int64_t frames) override;

  /// The stream's map M of pictures: T×channels×H×W.
  torch::Tensor map_of(std::size_t stream, const torch::Tensor& pictures);

  /// All that follows, from each stream's map. It says no words.
  FrameOutputs attend(const std::vector<torch::Tensor>& maps);

  /// Takes what the stream's words are told by from a file of weights; it has none if the stream
  /// knows no words.
  /// @throws Error{kModel}.
  void load_words(std::size_t stream, const std::filesystem::path& path);

  std::size_t streams() const { return streams_.size(); }
  bool is_frozen(std::size_t stream) const { return streams_[stream].frozen; }

 private:
  struct Stream {
    std::shared_ptr<Backbone> backbone;
    bool frozen;
    torch::nn::Conv2d words{nullptr};  // null: it knows none
    torch::nn::Conv2d reduction{nullptr};
    torch::nn::BatchNorm2d norm{nullptr};
    torch::nn::Conv2d hidden{nullptr};  // null: no spatial attention
    torch::nn::Conv2d score{nullptr};
  };

  void add_stream(const ModelConfig& config, std::size_t i);
  static torch::Tensor words_of(const Stream& stream, const torch::Tensor& map);
  torch::Tensor importance(const torch::Tensor& descriptors);

  std::vector<Stream> streams_;
  torch::nn::Linear time_hidden_{nullptr};  // null: no temporal attention
  torch::nn::Linear time_score_{nullptr};
  torch::nn::Dropout dropout_;
  torch::nn::Linear classifier_{nullptr};
};

}  // namespace emorec
