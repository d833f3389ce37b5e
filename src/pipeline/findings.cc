#include "findings.h"

#include <utility>

#include "emorec/core/stage_times.h"
#include "emorec/nn/pooling.h"

namespace emorec {
namespace {

using Scores = std::vector<FrameScores>;

Scores rows_of(const Scores& scores, const std::vector<std::int64_t>& rows) {
  Scores chosen;
  chosen.reserve(rows.size());
  for (const auto row : rows) chosen.push_back(scores[static_cast<std::size_t>(row)]);
  return chosen;
}

std::vector<SeenWord> words_of(const std::vector<WordScore>& words, const ModelConfig& config) {
  std::vector<SeenWord> seen;
  for (const auto& [view, word, share] : words) {
    seen.push_back({config.views[view].name, config.streams[view].words[word], share});
  }
  return seen;
}

}  // namespace

void pool_subject(Subject& subject, Scores scores, const LoadedModel& model) {
  const FrameLogits logits = model.network.get()->clip_logits(scores);
  const Pooling pooling = model.config.pooling;
  const Distribution clip = pool_frames(logits, pooling);
  subject.label = argmax(clip);
  subject.probabilities = tempered(clip, model.config.clip_temperature, subject.frames.size());
  auto joint = frame_probabilities(logits, pooling);
  auto importance = model.network.get()->clip_importance(scores);
  if (importance.empty()) {
    importance = frame_importance(logits, subject.label.index, pooling);
  } else {
    for (std::size_t t = 0; t < joint.size(); ++t) {
      for (std::size_t c = 0; c < clip.size(); ++c) joint[t][c] = clip[c] * importance[t];
    }
  }
  for (std::size_t t = 0; t < subject.frames.size(); ++t) {
    auto& frame = subject.frames[t];
    frame.logits = logits[t];
    frame.probabilities = joint[t];
    frame.importance = importance[t];
    frame.shares = std::move(scores[t].shares);
    frame.words = words_of(scores[t].words, model.config);
    for (std::size_t i = 0; i < frame.maps.size(); ++i) {
      frame.maps[i].values = std::move(scores[t].maps[i]);
    }
  }
}

std::optional<Findings> findings_of(const LoadedModel& model, const Look& look, const Fill& fill) {
  const StageTimer timer(model.options.times, Stage::kPool);
  const Scene& scene = look.scene();
  Findings findings;
  findings.people_found = scene.people();
  findings.without_face = scene.looks();
  if (scene.is_empty()) return findings;
  std::vector<Role> roles = scene.roles();
  if (!model.options.all_faces) roles.resize(1);
  findings.scored = static_cast<std::int64_t>(roles.front().rows.size());
  findings.without_face -= scene.looks_for(roles.front().subject.id);
  for (auto& [subject, rows] : roles) {
    Scores scores = rows_of(look.scores(), rows);
    if (fill && !fill(subject, scores)) return std::nullopt;
    pool_subject(subject, std::move(scores), model);
    findings.tracks.push_back(subject.id);
    findings.subjects.push_back(std::move(subject));
  }
  auto& subjects = findings.subjects;
  findings.interpolated =
      static_cast<std::int64_t>(subjects.front().frames.size()) - findings.scored;
  for (std::size_t i = 0; i < subjects.size(); ++i) subjects[i].id = static_cast<int>(i);
  return findings;
}

}  // namespace emorec
