// Errors that a user can do something about. Bugs are assertions, not Errors.
#pragma once

#include <stdexcept>
#include <string>

namespace emorec {

/// The closed set of what can go wrong. `cli` maps each kind to an exit code.
enum class ErrorKind {
  kUsage,      ///< options that contradict each other or make no sense
  kInput,      ///< a clip, image, list or data set that cannot be read
  kModel,      ///< a model file that is missing, damaged or of another shape
  kOutput,     ///< a result that cannot be written
  kCancelled,  ///< the user asked to stop
};

/// `what()` says what was expected, what was found, where, and what to do:
/// "clip.mp4: no video stream (audio only). Give a file with video."
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  ErrorKind kind() const { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace emorec
