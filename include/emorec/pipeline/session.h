// One clip or one stream under way: frames in, answers out.
//
//   const auto model = load_model_for_sessions(options);
//   Session session(model, {});
//   for (Frame frame; source.next(frame);) session.add(frame);
//   const Findings found = session.finish();
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "emorec/media/frame.h"
#include "emorec/pipeline/classifier_options.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

/// A model and what its views are made with, ready for any number of sessions in any threads.
struct LoadedModel;

/// Loads the model and the landmark model, at the same time.
/// @throws Error{kModel} or Error{kUsage}.
std::shared_ptr<const LoadedModel> load_model_for_sessions(const ClassifierOptions& options);

const ModelIdentity& identity_of(const LoadedModel& model);

struct SessionOptions {
  bool still = false;  ///< the only frame is a picture of its own
  double window = 5;   ///< seconds that `latest` is about
};

/// Who is in the frames that were given, and what each of them is taken for.
struct Findings {
  int people_found = 0;
  std::vector<Subject> subjects;  ///< none without a face, if the model needs one
  /// Who each of them is, the same in all that one session finds; -1 for the scene.
  std::vector<int> tracks;
  // What became of the frames that were looked at:
  std::int64_t scored = 0;
  std::int64_t interpolated = 0;
  std::int64_t without_face = 0;
};

class Session {
 public:
  Session(std::shared_ptr<const LoadedModel> model, const SessionOptions& options);
  ~Session();
  Session(Session&&) noexcept;

  /// The next frame. Frames come in order. Waits while many are being scored.
  void add(const Frame& frame);

  /// What all frames show but those that `latest` has forgotten.
  Findings finish();

  /// What the last seconds show, for streams without an end: earlier frames are
  /// forgotten, so that memory stays bounded. No frame is scored twice.
  Findings latest();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emorec
