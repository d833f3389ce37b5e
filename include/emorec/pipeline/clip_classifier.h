// One clip in, one answer out: joins media, face and nn.
//
//   const auto classifier = ClipClassifier::create(options);
//   const ClipPrediction prediction = classifier->classify("clip.mp4", cancel);
#pragma once

#include <filesystem>
#include <memory>

#include "emorec/core/cancel.h"
#include "emorec/pipeline/classifier_options.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

class ClipClassifier {
 public:
  /// Loads the model and the landmark model, at the same time.
  /// @throws Error{kModel} or Error{kUsage}.
  static std::unique_ptr<ClipClassifier> create(const ClassifierOptions& options);
  ~ClipClassifier();

  /// Never throws for what a clip is: a clip that cannot be read or has no face is an answer with
  /// that status. The same file, model and options give the same answer for any number of threads.
  /// Safe from several threads; give each clip one thread of its own then (ClassifierOptions).
  /// @throws Error{kCancelled}.
  ClipPrediction classify(const std::filesystem::path& path, const CancelToken& cancel) const;

  const ModelIdentity& model() const;

 private:
  struct Impl;
  explicit ClipClassifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
