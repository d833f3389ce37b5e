#include "live_stream.h"

#include <algorithm>
#include <cmath>
#include <thread>
#include <utility>

#include "input_error.h"

namespace emorec::media {
namespace {

constexpr double kFirstPause = 0.5;  // seconds; each is twice as long as the one before
constexpr double kLongestPause = 30;

std::string in_seconds(double value) { return std::to_string(std::lround(value)) + " s"; }

}  // namespace

LiveStream::LiveStream(SourceAddress address, const LiveOptions& options, const Stop& stop)
    : address_(std::move(address)),
      options_(options),
      stop_(stop),
      connection_(std::make_unique<LiveConnection>(address_, options_, stop_)),
      came_(LiveClock::now()) {}

bool LiveStream::next(Frame& frame) {
  while (!stop_.requested()) {
    if (connection_->next(frame)) return take(frame);
    if (!lose() || !come_back()) return false;
  }
  return false;
}

bool LiveStream::take(Frame& frame) {
  came_ = connection_->came();
  if (!first_came_) first_came_ = came_;
  if (fresh_ && index_ >= 0) {
    constexpr double kLeastPause = 1e-3;
    const double elapsed = std::chrono::duration<double>(came_ - *first_came_).count();
    base_ = std::max(elapsed, time_ + kLeastPause) - frame.time;
  }
  fresh_ = false;
  frame.time += base_;
  frame.index = ++index_;
  time_ = frame.time;
  count_losses();
  return true;
}

void LiveStream::count_losses() {
  dropped_ = before_.dropped + connection_->dropped();
  damaged_ = before_.damaged + connection_->damaged();
}

/// False if it has come to its end, or cannot come back.
bool LiveStream::lose() {
  count_losses();
  if (stop_.requested()) return false;
  const std::string reason = connection_->break_reason();
  if (reason.empty()) return false;
  if (address_.kind == SourceKind::kPipe) {
    notices_.add(address_.shown + ": broke off (" + reason + ")");
    return false;
  }
  before_ = counts();
  connection_.reset();
  notices_.add(address_.shown + ": broke off (" + reason + "); it is tried again");
  return true;
}

/// Opens it again, with longer and longer pauses. False if stopping was requested.
bool LiveStream::come_back() {
  const auto lost = LiveClock::now();
  // A source that gave nothing since it was last opened may do so for ever.
  double pause = fresh_ ? kLongestPause : kFirstPause;
  while (wait(std::min(pause, options_.patience - seconds_since(lost)))) {
    pause = std::min(2 * pause, kLongestPause);
    try {
      connection_ = std::make_unique<LiveConnection>(address_, options_, stop_);
      fresh_ = true;
      ++breaks_;
      notices_.add(address_.shown + ": is back after " + in_seconds(seconds_since(lost)));
      return true;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput) return false;
      if (seconds_since(lost) < options_.patience) continue;
      throw input_error(address_.shown,
                        "broke off and did not come back within " + in_seconds(options_.patience),
                        "Check the source, or give it longer by --reconnect.");
    }
  }
  return false;
}

/// False if stopping was requested meanwhile.
bool LiveStream::wait(double seconds) const {
  const auto begin = LiveClock::now();
  while (!stop_.requested() && seconds_since(begin) < seconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return !stop_.requested();
}

LiveCounts LiveStream::counts() const { return {0, dropped_, damaged_, breaks_}; }

}  // namespace emorec::media
