#include "emorec/train/importance.h"

#include <numeric>

#include <torch/torch.h>

#include "emorec/core/error.h"
#include "emorec/eval/metrics.h"
#include "emorec/nn/temporal_pooling.h"

#include "random.h"

namespace emorec {
namespace {

/// Clips' frames as the classifier gets them, F×D, and its logits for them, F×7.
struct Described {
  torch::Tensor descriptors;
  torch::Tensor logits;
};

SpatialAttention& attention_of(const Model& model) {
  return dynamic_cast<SpatialAttention&>(*model.network->named_children()["attention"]);
}

Described describe(const Model& model, const torch::Tensor& maps) {
  constexpr std::int64_t kAtOnce = 64;  // frames
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> parts;
  for (const auto& part : maps.split(kAtOnce)) {
    const auto images = part.permute({0, 3, 1, 2}).to(torch::kFloat32);
    parts.push_back(attention_of(model).forward(images).descriptor);
  }
  const auto descriptors = torch::cat(parts);
  const auto parameters = model.network->named_parameters();
  return {descriptors, torch::addmm(parameters["classifier.bias"], descriptors,
                                    parameters["classifier.weight"].t())};
}

torch::Tensor log_probabilities(const torch::Tensor& logits, const ClipMaps::Clip& clip) {
  return clip_log_probabilities(logits.narrow(0, clip.first, clip.frames));
}

/// Mean negative log probability of the labels of some of the clips.
torch::Tensor loss_of(const torch::Tensor& logits, const ClipMaps& clips, const std::size_t* begin,
                      const std::size_t* end) {
  std::vector<torch::Tensor> losses;
  for (const auto* i = begin; i != end; ++i) {
    const auto& clip = clips.clips[*i];
    losses.push_back(-log_probabilities(logits, clip)[static_cast<std::int64_t>(clip.label)]);
  }
  return torch::stack(losses).mean();
}

}  // namespace

void ImportanceOptions::validate() const {
  if (epochs < 1 || batch < 1 || rate <= 0 || decay < 0) {
    throw Error(ErrorKind::kUsage,
                "epochs, batch and rate must be positive, the decay not negative.");
  }
}

void learn_importance(Model& model, const ClipMaps& clips, const ImportanceOptions& options,
                      const CancelToken& cancel) {
  options.validate();
  const auto batch = static_cast<std::size_t>(options.batch);
  if (clips.clips.size() < batch) {
    throw Error(ErrorKind::kUsage, std::to_string(clips.clips.size()) +
                                       " clips are fewer than one batch of " +
                                       std::to_string(batch) + ". Ask for more clips.");
  }
  const Described frames = describe(model, clips.maps);
  auto direction = torch::zeros({frames.descriptors.size(1)}).requires_grad_(true);
  torch::optim::Adam optimizer({direction}, torch::optim::AdamOptions(options.rate));
  Random random(options.seed);
  std::vector<std::size_t> order(clips.clips.size());
  std::iota(order.begin(), order.end(), 0);
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    random.shuffle(order);
    for (std::size_t i = 0; i + batch <= order.size(); i += batch) {
      cancel.check();
      const auto weights = torch::mv(frames.descriptors, direction);  // F
      const auto loss = loss_of(frames.logits + weights.unsqueeze(1), clips, order.data() + i,
                                order.data() + i + batch);
      optimizer.zero_grad();
      (loss + options.decay * direction.square().sum()).backward();
      optimizer.step();
    }
  }
  const torch::NoGradGuard no_grad;
  model.network->named_parameters()["classifier.weight"].add_(direction);  // to each emotion's row
}

NamedScore score_clips(const Model& model, const ClipMaps& clips) {
  const torch::NoGradGuard no_grad;
  const auto logits = describe(model, clips.maps).logits;
  Confusion confusion;
  for (const auto& clip : clips.clips) {
    const auto answer = log_probabilities(logits, clip).argmax().item<int>();
    confusion.add(clip.label, static_cast<Emotion>(answer));
  }
  const Metrics metrics = metrics_of(confusion);
  return {"clips made of stills", metrics.war.value_or(0), metrics.uar.value_or(0),
          confusion.count()};
}

}  // namespace emorec
