#include "snippet_look.h"

#include <utility>

#include "emorec/core/error.h"
#include "emorec/face/affine.h"
#include "emorec/face/snippet_views.h"
#include "emorec/media/snippets.h"

#include "batch_scorer.h"
#include "findings.h"

namespace emorec {
namespace {

/// Where each map lies: a network of snippets has one for each view, in their order.
std::vector<AttentionMap> places_of(const Views& seen, const LoadedModel& model) {
  std::vector<AttentionMap> maps;
  for (std::size_t i = 0; i < seen.to_view.size(); ++i) {
    const cv::Matx23d to_cells = cells_of_view(model.config.views[i], model.identity.maps[i].grid);
    maps.push_back({then(seen.to_view[i], to_cells), {}});
  }
  return maps;
}

FramePrediction place_of(const Snippet& snippet, const Views& seen, const LoadedModel& model) {
  FramePrediction place;
  place.index = snippet.middle.index;
  place.time = snippet.middle.time;
  place.maps = places_of(seen, model);
  return place;
}

}  // namespace

Findings findings_of_snippets(ClipSource& clip, const LoadedModel& model,
                              const std::function<void(double)>& before) {
  const ClassifierOptions& options = model.options;
  BatchScorer scorer(model.network, options.threads, options.times);
  SnippetReader snippets(clip);
  Subject scene;
  scene.kind = SubjectKind::kScene;
  for (Snippet snippet; snippets.next(snippet);) {
    before(snippet.middle.time);
    const StageTimer timer(options.times, Stage::kAlign);
    Views seen = snippet_views(model.config.views, snippet);
    scene.frames.push_back(place_of(snippet, seen, model));
    scorer.add(std::move(seen.pictures));
  }
  if (scene.frames.empty()) {
    throw Error(ErrorKind::kInput,
                clip.info().path.string() + ": not a frame of it can be decoded.");
  }
  Findings findings;
  findings.scored = static_cast<std::int64_t>(scene.frames.size());
  auto scores = scorer.finish();
  const StageTimer timer(options.times, Stage::kPool);
  pool_subject(scene, std::move(scores), model);
  findings.subjects.push_back(std::move(scene));
  return findings;
}

}  // namespace emorec
