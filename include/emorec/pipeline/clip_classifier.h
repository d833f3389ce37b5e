// One clip in, one answer out: joins media, face and nn.
//
//   const auto classifier = ClipClassifier::create(options);
//   const ClipPrediction prediction = classifier->classify("clip.mp4", cancel);
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "emorec/core/cancel.h"
#include "emorec/core/stage_times.h"
#include "emorec/face/face_detector.h"
#include "emorec/face/face_tracker.h"
#include "emorec/media/clip_source.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

struct ClassifierOptions {
  std::filesystem::path model;      ///< a model file
  std::string model_name;           ///< what to call it in results
  std::filesystem::path landmarks;  ///< empty: the model that is built in
  bool cuda = false;
  bool float32 = false;         ///< all of the network in float32, even where bfloat16 is faster
  double prior_adjustment = 0;  ///< see adjust_for_prior, 0 to 1
  bool all_faces = false;       ///< an answer for every person, not only the main one
  bool cropped = false;         ///< every frame is a face already; a still is aligned besides
  /// Score every frame. Otherwise, of a video with one face throughout, only some five frames a
  /// second are, and the others interpolated, if they leave no doubt about the label.
  bool every_frame = false;
  int threads = 1;
  StageTimes* times = nullptr;  ///< if given, all stages are timed; must outlive the classifier
  ClipOptions clip;
  DetectorOptions detector;
  TrackerOptions tracker;

  /// @throws Error{kUsage}.
  void validate() const;
};

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

  const ModelIdentity& model() const;  ///< without the size of its maps, which clips tell

 private:
  struct Impl;
  explicit ClipClassifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
