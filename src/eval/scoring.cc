#include "emorec/eval/scoring.h"

#include <mutex>

#include "emorec/core/thread_pool.h"

namespace emorec {

ClipScore score_of(const ClipPrediction& prediction) {
  ClipScore score;
  score.status = prediction.status;
  score.error = prediction.error;
  if (prediction.subjects.empty()) return score;
  std::vector<Distribution> logits;
  for (const auto& frame : prediction.subjects.front().frames) logits.push_back(frame.logits);
  for (const auto pooling : kFramePoolings) score.by(pooling) = pool_frames(logits, pooling);
  // As it was answered: other poolings are compared without the model's temperature of clips.
  score.by(prediction.model.pooling) = prediction.subjects.front().probabilities;
  return score;
}

ModelScores score_clips(const Dataset& dataset, const ClipClassifier& classifier, int jobs,
                        const CancelToken& cancel,
                        const std::function<void(const ClipScore&)>& on_clip) {
  ModelScores scores;
  scores.model = classifier.model();
  scores.clips.resize(dataset.clips.size());
  std::mutex reporting;
  ThreadPool pool(jobs);
  in_parallel(pool, dataset.clips.size(), [&](std::size_t, std::size_t i) {
    const auto& clip = dataset.clips[i];
    if (!clip.without_frames) scores.clips[i] = score_of(classifier.classify(clip.path, cancel));
    const std::lock_guard lock(reporting);
    on_clip(scores.clips[i]);
  });
  return scores;
}

}  // namespace emorec
