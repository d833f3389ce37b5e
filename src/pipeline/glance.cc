#include "glance.h"

#include <algorithm>
#include <cmath>

#include "emorec/face/face.h"

#include "findings.h"
#include "look.h"

namespace emorec {
namespace {

/// Fewer scored frames say too little of how much frames differ.
constexpr std::size_t kFewest = 8;

bool in_one_place(const FramePrediction& a, const FramePrediction& b) {
  constexpr float kLeastOverlap = 0.4F;
  if (!a.face && !b.face) return true;
  return a.face && b.face && overlap(a.face->box, b.face->box) >= kLeastOverlap;
}

/// @pre in_one_place(a, b), or `share` is 0
FramePrediction between(const FramePrediction& a, const FramePrediction& b, double share,
                        const Frame& place) {
  FramePrediction frame;
  frame.index = place.index;
  frame.time = place.time;
  frame.interpolated = true;
  for (std::size_t i = 0; i < a.maps.size(); ++i) {
    frame.maps.push_back({a.maps[i].to_cells * (1 - share) + b.maps[i].to_cells * share, {}});
  }
  if (!a.face || share == 0) {
    frame.face = a.face;
    if (frame.face) frame.face->detected = false;
    return frame;
  }
  const auto mix = [share](float from, float to) {
    return static_cast<float>((1 - share) * from + share * to);
  };
  const cv::Rect2f& from = a.face->box;
  const cv::Rect2f& to = b.face->box;
  frame.face = {{mix(from.x, to.x), mix(from.y, to.y), mix(from.width, to.width),
                 mix(from.height, to.height)},
                a.face->score,
                a.face->doubtful};
  return frame;
}

}  // namespace

bool may_glance(const LoadedModel& model) {
  const ClassifierOptions& options = model.options;
  return !options.every_frame && !options.all_faces && options.clip.max_frames == 0 &&
         model.config.pooling == Pooling::kSoftmax;
}

std::optional<Findings> glance_at(FrameSource& frames, std::shared_ptr<const LoadedModel> model,
                                  const CancelToken& cancel) {
  Look look(model, {/*still=*/false, /*everyone=*/false});  // much smaller is not the main person
  for (Frame frame; frames.next(frame);) {
    cancel.check();
    look.add(frame);
  }
  look.score();
  const Scene& scene = look.scene();
  return findings_of(*model, look, [&](Subject& subject, std::vector<FrameScores>& scores) {
    // A third of the looks may miss the face: it turns away, or is hidden.
    const bool mostly_there = 3 * scene.looks_for(subject.id) >= 2 * scene.looks();
    if (!mostly_there || !is_clear(scores)) return false;
    FilledFrames filled = fill_in(subject.frames, scene.passed());
    scores = filled.scores(scores);
    subject.frames = std::move(filled.frames);
    return true;
  });
}

bool too_short_for_a_glance(double seconds) {
  return seconds > 0 && seconds < static_cast<double>(kFewest - 1) * kGlanceEvery;
}

bool is_clear(const std::vector<FrameScores>& scored) {
  constexpr double kErrors = 2;
  if (scored.size() < kFewest) return false;
  FrameLogits logits;
  for (const auto& frame : scored) logits.push_back(frame.logits);
  const Distribution shares = pool_frames(logits, Pooling::kSoftmax);
  const std::size_t label = argmax(shares).index;
  const auto own = frame_importance(logits, label, Pooling::kSoftmax);
  for (std::size_t c = 0; c < shares.size(); ++c) {
    const auto other = frame_importance(logits, c, Pooling::kSoftmax);
    double variance = 0;
    for (std::size_t t = 0; t < own.size(); ++t) variance += std::pow(own[t] - other[t], 2);
    if (std::log(shares[label] / shares[c]) < kErrors * std::sqrt(variance)) return false;
  }
  return true;
}

std::vector<FrameScores> FilledFrames::scores(const std::vector<FrameScores>& scored) const {
  std::vector<FrameScores> filled;
  filled.reserve(frames.size());
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto approach = [by = share[i]](auto& values, const auto& to) {
      for (std::size_t k = 0; k < values.size(); ++k) {
        values[k] += static_cast<std::decay_t<decltype(values[k])>>(by * (to[k] - values[k]));
      }
    };
    filled.push_back(scored[before[i]]);
    approach(filled.back().logits, scored[after[i]].logits);
    approach(filled.back().shares, scored[after[i]].shares);
    for (std::size_t map = 0; map < filled.back().maps.size(); ++map) {
      approach(filled.back().maps[map], scored[after[i]].maps[map]);
    }
  }
  return filled;
}

FilledFrames fill_in(const std::vector<FramePrediction>& scored, const std::vector<Frame>& passed) {
  FilledFrames filled;
  const auto add = [&](FramePrediction frame, std::size_t before, std::size_t after, double share) {
    filled.frames.push_back(std::move(frame));
    filled.before.push_back(before);
    filled.after.push_back(after);
    filled.share.push_back(share);
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
