#include "emorec/eval/scoring.h"

#include <atomic>
#include <future>
#include <mutex>

namespace emorec {

ClipScore score_of(const ClipPrediction& prediction) {
  ClipScore score;
  score.status = prediction.status;
  score.error = prediction.error;
  if (prediction.people.empty()) return score;
  std::vector<EmotionArray> logits;
  for (const auto& frame : prediction.people.front().frames) logits.push_back(frame.logits);
  for (int i = 0; i < kPoolingCount; ++i) {
    score.probabilities[i] = pool_frames(logits, static_cast<Pooling>(i));
  }
  return score;
}

ModelScores score_clips(const Dataset& dataset, const ClipClassifier& classifier, int jobs,
                        const CancelToken& cancel,
                        const std::function<void(const ClipScore&)>& on_clip) {
  ModelScores scores;
  scores.model = classifier.model().name;
  scores.sha256 = classifier.model().sha256;
  scores.clips.resize(dataset.clips.size());
  std::atomic<std::size_t> next{0};
  std::mutex reporting;
  const auto work = [&] {
    for (std::size_t i = next++; i < dataset.clips.size(); i = next++) {
      const auto& clip = dataset.clips[i];
      if (!clip.without_frames) scores.clips[i] = score_of(classifier.classify(clip.path, cancel));
      const std::lock_guard lock(reporting);
      on_clip(scores.clips[i]);
    }
  };
  std::vector<std::future<void>> workers;
  workers.reserve(static_cast<std::size_t>(jobs));
  for (int i = 0; i < jobs; ++i) workers.push_back(std::async(std::launch::async, work));
  for (auto& worker : workers) worker.get();
  return scores;
}

}  // namespace emorec
