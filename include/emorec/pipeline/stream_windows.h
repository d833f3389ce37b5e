// What a stream shows, again and again: every step one answer for the last seconds.
//
//   StreamWindows windows(model, options);
//   for (Frame frame; source.next(frame); frame = {}) {
//     if (const auto answer = windows.add(frame)) { ... }
//   }
//   if (const auto rest = windows.finish()) { ... }
//
// Memory stays bounded, however long the stream is.
#pragma once

#include <memory>
#include <optional>

#include "emorec/pipeline/session.h"

namespace emorec {

struct WindowOptions {
  double window = 4;  ///< seconds that an answer is about
  double step = 1;    ///< seconds from one answer to the next

  /// @throws Error{kUsage} naming the option that makes no sense, as the command line has it.
  void validate() const;
};

/// What the last seconds show.
struct WindowAnswer {
  double start = 0;  ///< seconds from the stream's first frame
  double end = 0;    ///< time of the newest frame
  Findings found;    ///< without anybody, no subjects
};

class StreamWindows {
 public:
  /// @throws Error{kUsage} as WindowOptions::validate.
  StreamWindows(std::shared_ptr<const LoadedModel> model, const WindowOptions& options);

  /// The next frame; gives an answer if a step is complete with it. However long nothing came, that
  /// is one answer.
  std::optional<WindowAnswer> add(const Frame& frame);

  /// The stream is at its end: the answer that frames since the last one are still owed, if any.
  std::optional<WindowAnswer> finish();

 private:
  WindowAnswer answer();

  WindowOptions options_;
  Session session_;
  double next_;      // time from which on the next answer is due
  double time_ = 0;  // the newest frame's
  bool owed_ = false;
};

}  // namespace emorec
