#include "glance.h"

#include <algorithm>

#include <torch/torch.h>

#include "emorec/face/face.h"

namespace emorec {
namespace {

/// Fewer scored frames say too little of how much frames differ.
constexpr int kFewest = 8;

bool in_one_place(const FramePrediction& a, const FramePrediction& b) {
  constexpr float kLeastOverlap = 0.4F;
  return overlap(a.box, b.box) >= kLeastOverlap;
}

FramePrediction between(const FramePrediction& a, const FramePrediction& b, double share,
                        const Frame& place) {
  FramePrediction frame;
  frame.index = place.index;
  frame.time = place.time;
  frame.interpolated = true;
  frame.score = a.score;
  frame.to_chip = a.to_chip * (1 - share) + b.to_chip * share;
  const auto mix = [share](float from, float to) {
    return static_cast<float>((1 - share) * from + share * to);
  };
  frame.box = {mix(a.box.x, b.box.x), mix(a.box.y, b.box.y), mix(a.box.width, b.box.width),
               mix(a.box.height, b.box.height)};
  return frame;
}

}  // namespace

bool too_short_for_a_glance(double seconds) {
  return seconds > 0 && seconds < (kFewest - 1) * kGlanceEvery;
}

bool is_clear(const torch::Tensor& logits, double errors) {
  if (logits.size(0) < kFewest) return false;
  const auto values = logits.to(torch::kFloat64);
  const auto evidence = values.logsumexp(0);  // 7: log p up to a constant
  const auto importance = values.softmax(0);  // T×7
  const auto label = evidence.argmax().item<std::int64_t>();
  const auto margin = evidence[label] - evidence;
  const auto error = (importance.select(1, label).unsqueeze(1) - importance).norm(2, 0);
  return (margin >= errors * error).all().item<bool>();
}

FrameOutputs FilledFrames::outputs(const FrameOutputs& scored) const {
  const auto from = torch::tensor(before);
  const auto to = torch::tensor(after);
  const auto by = torch::tensor(share);
  return {torch::lerp(scored.logits.index_select(0, from), scored.logits.index_select(0, to),
                      by.view({-1, 1})),
          torch::lerp(scored.attention.index_select(0, from), scored.attention.index_select(0, to),
                      by.view({-1, 1, 1, 1}))};
}

FilledFrames fill_in(const std::vector<FramePrediction>& scored, const std::vector<Frame>& passed) {
  FilledFrames filled;
  const auto add = [&](FramePrediction frame, std::size_t before, std::size_t after, double share) {
    filled.frames.push_back(std::move(frame));
    filled.before.push_back(static_cast<std::int64_t>(before));
    filled.after.push_back(static_cast<std::int64_t>(after));
    filled.share.push_back(static_cast<float>(share));
  };
  auto next = passed.begin();
  for (std::size_t i = 0; i < scored.size(); ++i) {
    const FramePrediction& here = scored[i];
    add(here, i, i, 0);
    while (next != passed.end() && next->index < here.index) ++next;
    const auto begin = next;
    auto reached = here.index;
    for (; next != passed.end() && next->index == reached + 1; ++next) ++reached;
    const bool last = i + 1 == scored.size();
    const FramePrediction& there = scored[last ? i : i + 1];
    if (!last && (reached + 1 != there.index || !in_one_place(here, there))) continue;
    for (auto frame = begin; frame != next; ++frame) {
      const double share = last ? 0 : (frame->time - here.time) / (there.time - here.time);
      add(between(here, there, share, *frame), i, last ? i : i + 1, share);
    }
  }
  return filled;
}

}  // namespace emorec
