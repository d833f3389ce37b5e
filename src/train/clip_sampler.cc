#include "clip_sampler.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace emorec {
namespace {

torch::Tensor drawing_weights(const TrainingData& data, double balance) {
  std::map<std::optional<Label>, double> count;
  for (const auto i : data.train.clips) count[data.chips.clips[i].label] += 1;
  std::vector<float> weights;
  weights.reserve(data.train.clips.size());
  for (const auto i : data.train.clips) {
    weights.push_back(static_cast<float>(std::pow(count[data.chips.clips[i].label], -balance)));
  }
  return torch::tensor(weights);
}

}  // namespace

ClipSampler::ClipSampler(const TrainingData& data, const TrainOptions& options)
    : chips_(data.chips),
      frames_(options.frames),
      batch_(options.batch),
      clips_(torch::tensor(
          std::vector<std::int64_t>(data.train.clips.begin(), data.train.clips.end()))) {
  if (options.balance > 0) weights_ = drawing_weights(data, options.balance);
}

torch::Tensor ClipSampler::order() const {
  const auto places = weights_.defined()
                          ? torch::multinomial(weights_, clips_.size(0), /*replacement=*/true)
                          : torch::randperm(clips_.size(0), torch::kInt64);
  return clips_.index_select(0, places);
}

torch::Tensor ClipSampler::frames_of(const torch::Tensor& clips) const {
  std::vector<torch::Tensor> frames;
  frames.reserve(static_cast<std::size_t>(clips.size(0)));
  for (std::int64_t i = 0; i < clips.size(0); ++i) {
    const auto& clip = chips_.clips[static_cast<std::size_t>(clips[i].item<std::int64_t>())];
    const auto count = static_cast<std::int64_t>(clip.frames);
    const auto drawn = count < frames_
                           ? torch::randint(count, {frames_}, torch::kInt64)
                           : torch::randperm(count, torch::kInt64).narrow(0, 0, frames_);
    frames.push_back(std::get<0>(drawn.sort()) + static_cast<std::int64_t>(clip.first));
  }
  return torch::cat(frames);
}

std::int64_t ClipSampler::batches() const { return clips_.size(0) / batch_; }

}  // namespace emorec
