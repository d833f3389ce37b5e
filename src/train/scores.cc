#include "emorec/train/scores.h"

#include <torch/utils.h>

#include "emorec/nn/frame_network.h"
#include "emorec/nn/temporal_pooling.h"
#include "emorec/stats/metrics.h"
#include "emorec/train/augmentation.h"
#include "emorec/train/chip_tensors.h"
#include "emorec/train/context_crops.h"

namespace emorec {
namespace {

/// The clip's frames that count, at most 120 of them (the paper's protocol) and spread evenly.
std::vector<std::int64_t> frames_of(const ChipSet& chips, const LabelledClip& clip, bool all) {
  constexpr std::size_t kMost = 120;
  std::vector<std::int64_t> usable;
  for (std::size_t i = clip.first; i < clip.first + clip.frames; ++i) {
    if (all || chips.has_face[i]) {
      usable.push_back(static_cast<std::int64_t>(i));
    }
  }
  if (usable.size() <= kMost) return usable;
  std::vector<std::int64_t> spread;
  spread.reserve(kMost);
  for (std::size_t i = 0; i < kMost; ++i) spread.push_back(usable[i * usable.size() / kMost]);
  return spread;
}

/// Logits and descriptors of many clips; as most are stills, their frames go through the network
/// together.
FrameOutputs outputs_of(FrameNetwork& network, const std::vector<ViewSpec>& views,
                        const torch::Tensor& images, const torch::Tensor& contexts,
                        const std::vector<std::int64_t>& frames) {
  constexpr std::int64_t kAtOnce = 64;
  const auto parameters = network.parameters();
  const auto device = parameters.empty() ? torch::kCPU : parameters.front().device();
  std::vector<torch::Tensor> logits;
  std::vector<torch::Tensor> descriptors;
  for (const auto& part : torch::tensor(frames).split(kAtOnce)) {
    const auto chips = to_unit_range(images.index_select(0, part));
    ViewTensors seen;
    seen.reserve(views.size());
    seen.push_back(normalise_chips(chips, views.front()).to(device));
    if (contexts.defined()) {
      const auto middles = middle_crops(contexts.index_select(0, part), views.at(1).size);
      seen.push_back(normalise_chips(middles, views[1]).to(device));
    }
    const auto outputs = network.forward(seen);
    logits.push_back(outputs.logits);
    descriptors.push_back(outputs.descriptor);
  }
  return {torch::cat(logits), {}, torch::cat(descriptors)};
}

}  // namespace

std::vector<AnsweredClip> answer_clips(FrameNetwork& network, Pooling pooling,
                                       const std::vector<ViewSpec>& views, const ChipSet& chips,
                                       const std::vector<std::size_t>& clips, Framing framing) {
  const torch::NoGradGuard no_grad;
  network.eval();
  const bool all = framing == Framing::kWhole || !views.front().needs_face;
  std::vector<std::int64_t> frames;
  std::vector<std::int64_t> lengths;
  std::vector<AnsweredClip> answered;
  for (const auto i : clips) {
    const auto& clip = chips.clips[i];
    const auto usable = frames_of(chips, clip, all);
    if (!clip.label || usable.empty()) continue;
    frames.insert(frames.end(), usable.begin(), usable.end());
    lengths.push_back(static_cast<std::int64_t>(usable.size()));
    answered.push_back({*clip.label, {}, usable.size()});
  }
  if (answered.empty()) return answered;
  const auto images = chip_tensor(chips, framing == Framing::kWhole ? chips.whole : chips.aligned);
  const auto outputs = outputs_of(network, views, images, context_tensor(chips), frames);
  const auto logits = outputs.logits.split_with_sizes(lengths);
  const auto descriptors = outputs.descriptor.split_with_sizes(lengths);
  for (std::size_t i = 0; i < answered.size(); ++i) {
    const FrameOutputs of_clip{logits[i], {}, descriptors[i]};
    const auto of_frames = network.clip_logits(of_clip, logits[i].size(0));
    answered[i].logits = pool_logits(of_frames, pooling).squeeze(0).to(torch::kCPU);
  }
  return answered;
}

NamedScore score_of(const std::vector<AnsweredClip>& clips) {
  Confusion confusion(clips.empty() ? 0 : static_cast<std::size_t>(clips.front().logits.size(-1)));
  for (const auto& clip : clips) {
    const auto answer = clip_log_probabilities(clip.logits).argmax().item<std::int64_t>();
    confusion.add(clip.truth, Label{static_cast<std::size_t>(answer)});
  }
  const Metrics metrics = metrics_of(confusion);
  return {"", metrics.war.value_or(0), metrics.uar.value_or(0), confusion.count()};
}

NamedScore score_clips(FrameNetwork& network, Pooling pooling, const std::vector<ViewSpec>& views,
                       const ChipSet& chips, const std::vector<std::size_t>& clips,
                       Framing framing) {
  return score_of(answer_clips(network, pooling, views, chips, clips, framing));
}

}  // namespace emorec
