// One clip in, one answer out: joins media, face and nn.
//
//   const auto classifier = ClipClassifier::create(options);
//   const ClipPrediction prediction = classifier->classify("clip.mp4", cancel);
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "emorec/core/cancel.h"
#include "emorec/pipeline/classifier_options.h"
#include "emorec/pipeline/prediction.h"
#include "emorec/pipeline/session.h"

namespace emorec {

/// Told of each frame before it is looked at: its time, and how long the clip is (0: unknown), in
/// seconds.
using Progress = std::function<void(double seconds, double duration)>;

class ClipClassifier {
 public:
  /// Loads the model and the landmark model, at the same time.
  /// @throws Error{kModel} or Error{kUsage}.
  static std::unique_ptr<ClipClassifier> create(const ClassifierOptions& options);
  explicit ClipClassifier(std::shared_ptr<const LoadedModel> model);

  /// Never throws for what a clip is: a clip that cannot be read or has no face is an answer with
  /// that status. The same file, model and options give the same answer for any number of threads.
  /// Safe from several threads; give each clip one thread of its own then (ClassifierOptions).
  /// A clip that leaves doubt is gone through twice, so that `progress` begins again.
  /// @throws Error{kCancelled}.
  ClipPrediction classify(const std::filesystem::path& path, const CancelToken& cancel,
                          const Progress& progress = {}) const;

  const ModelIdentity& model() const;

 private:
  std::shared_ptr<const LoadedModel> model_;
};

}  // namespace emorec
