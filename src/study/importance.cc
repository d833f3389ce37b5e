#include "emorec/study/importance.h"

#include <numeric>

#include <torch/optim/adam.h>
#include <torch/utils.h>

#include "emorec/core/error.h"
#include "emorec/nn/spatial_attention_network.h"
#include "emorec/nn/temporal_pooling.h"
#include "emorec/stats/random.h"

namespace emorec {
namespace {

/// T×(K·D).
torch::Tensor descriptors_of(const ClipDescriptors& clips, std::size_t clip) {
  return clips.frames.narrow(0, clips.clips[clip].first, clips.clips[clip].frames);
}

}  // namespace

void ImportanceOptions::validate() const {
  if (epochs < 1 || batch < 1 || rate <= 0 || decay < 0) {
    throw Error(ErrorKind::kUsage,
                "epochs, batch and rate must be positive, the decay not negative.");
  }
}

void require_softmax_pooling(const ModelConfig& config) {
  if (config.pooling == Pooling::kSoftmax) return;
  throw Error(
      ErrorKind::kUsage,
      "Only by softmax pooling do frames weigh what they show: this model was trained with " +
          std::string(name(config.pooling)) + " pooling.");
}

ClipDescriptors describe(const Model& model, const ClipMaps& clips) {
  constexpr std::int64_t kAtOnce = 64;  // frames
  const torch::NoGradGuard no_grad;
  SpatialAttention& attention = spatial_attention_network(model).attention();
  std::vector<torch::Tensor> parts;
  for (const auto& part : clips.maps.split(kAtOnce)) {
    const auto images = part.permute({0, 3, 1, 2}).to(torch::kFloat32);
    parts.push_back(attention.forward(images).descriptor);
  }
  return {torch::cat(parts), clips.clips};
}

std::vector<AnsweredClip> answer_clips(const Model& model, const ClipDescriptors& clips) {
  const torch::NoGradGuard no_grad;
  const LinearHead head = model.network->head();
  std::vector<AnsweredClip> answered;
  answered.reserve(clips.clips.size());
  for (std::size_t i = 0; i < clips.clips.size(); ++i) {
    answered.push_back(
        {clips.clips[i].label, torch::addmm(head.bias, descriptors_of(clips, i), head.weight.t())});
  }
  return answered;
}

void learn_importance(Model& model, const ClipDescriptors& clips, const ImportanceOptions& options,
                      const CancelToken& cancel) {
  options.validate();
  require_softmax_pooling(model.config);
  const auto batch = static_cast<std::size_t>(options.batch);
  if (clips.clips.size() < batch) {
    throw Error(ErrorKind::kUsage, std::to_string(clips.clips.size()) +
                                       " clips are fewer than one batch of " +
                                       std::to_string(batch) + ". Ask for more clips.");
  }
  const auto answered = answer_clips(model, clips);
  auto direction = torch::zeros({clips.frames.size(1)}).requires_grad_(true);
  const auto loss_of = [&](std::size_t clip) {
    const auto weights = torch::mv(descriptors_of(clips, clip), direction);  // T
    const auto log_p = clip_log_probabilities(answered[clip].logits + weights.unsqueeze(1));
    return -log_p[static_cast<std::int64_t>(answered[clip].truth.index)];
  };
  torch::optim::Adam optimizer({direction}, torch::optim::AdamOptions(options.rate));
  Random random(options.seed);
  std::vector<std::size_t> order(clips.clips.size());
  std::iota(order.begin(), order.end(), 0);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    random.shuffle(order);
    for (std::size_t i = 0; i + batch <= order.size(); i += batch) {
      cancel.check();
      std::vector<torch::Tensor> losses;
      losses.reserve(batch);
      for (std::size_t k = i; k < i + batch; ++k) losses.push_back(loss_of(order[k]));
      optimizer.zero_grad();
      (torch::stack(losses).mean() + options.decay * direction.square().sum()).backward();
      optimizer.step();
    }
  }
  const torch::NoGradGuard no_grad;
  model.network->head().weight.add_(direction);  // to each emotion's row
}

}  // namespace emorec
