#include "emorec/pipeline/stream_windows.h"

#include <cmath>
#include <utility>

#include "emorec/core/error.h"

namespace emorec {
namespace {

/// Times are sums of rounded numbers: the frame at second 2 may have been given a little less.
constexpr double kSlack = 1e-6;

WindowOptions checked(const WindowOptions& options) {
  options.validate();
  return options;
}

}  // namespace

void WindowOptions::validate() const {
  constexpr double kLongest = 600;  // with 30 frames a second, what is kept takes 20 MB a person
  if (!(window > 0) || window > kLongest) {
    throw Error(ErrorKind::kUsage, "--window: give seconds greater than 0, up to 600.");
  }
  if (!(step > 0) || step > window) {
    throw Error(ErrorKind::kUsage,
                "--step: give seconds greater than 0, no more than those of --window.");
  }
}

StreamWindows::StreamWindows(std::shared_ptr<const LoadedModel> model, const WindowOptions& options)
    : options_(checked(options)),
      session_(std::move(model), {/*still=*/false, options.window}),
      next_(options.step) {}

std::optional<WindowAnswer> StreamWindows::add(const Frame& frame) {
  session_.add(frame);
  time_ = frame.time;
  owed_ = true;
  if (time_ < next_ - kSlack) return std::nullopt;
  next_ = (std::floor((time_ + kSlack) / options_.step) + 1) * options_.step;
  return answer();
}

std::optional<WindowAnswer> StreamWindows::finish() {
  return owed_ ? std::optional(answer()) : std::nullopt;
}

WindowAnswer StreamWindows::answer() {
  owed_ = false;
  return {std::max(0.0, time_ - options_.window), time_, session_.latest()};
}

}  // namespace emorec
