// What is seen now: a camera, an address of the network, a pipe, or a file that is played.
//
//   auto live = LiveSource::open("rtsp://camera/1", {}, cancel);
//   for (Frame frame; live->next(frame); frame = {}) { ... live->age() ... }
//
// Pictures are upright and have square pixels, as a ClipSource's. Only what the user names is
// opened: no address that a playlist or a server points to, unless it is of the same protocol.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "emorec/core/cancel.h"
#include "emorec/media/frame_source.h"

namespace emorec {

struct LiveOptions {
  /// Times its own speed at which the source is played: 0 as fast as frames are taken, none being
  /// dropped. Unless given, a file is played so, and anything else is taken as it comes.
  std::optional<double> pace;
  /// Seconds after which a frame that nobody has taken is dropped for a newer one.
  double oldest = 0.15;
  /// Seconds without data after which a source counts as broken off.
  double silence = 10;
  /// Seconds for which a camera or an address that broke off is tried again.
  double patience = std::numeric_limits<double>::infinity();
  std::int64_t max_pixels = 64'000'000;  ///< a decoded frame's; larger ones are left out
  /// Is told, by next(), what becomes of the source: that it broke off, and that it is back.
  std::function<void(const std::string&)> notice;

  /// @throws Error{kUsage} naming the option that makes no sense, as the command line has it.
  void validate() const;
};

struct LiveCounts {
  std::int64_t given = 0;    ///< frames
  std::int64_t dropped = 0;  ///< frames that were too old, or packets of them
  std::int64_t damaged = 0;  ///< packets and frames that could not be decoded
  std::int64_t breaks = 0;   ///< times that it broke off and was opened again
};

class LiveSource : public FrameSource {
 public:
  /// `source` is "-", the path of a file, pipe or camera, or an address: rtsp, rtsps, http, https,
  /// udp or tcp. `cancel` must outlive the object.
  /// @throws Error{kUsage}; Error{kInput} if it cannot be opened, or is no video.
  static std::unique_ptr<LiveSource> open(const std::string& source, const LiveOptions& options,
                                          const CancelToken& cancel);

  /// Waits for the next frame; false at the end, and once stopping was requested. Times go on
  /// where a source broke off and came back.
  /// @throws Error{kInput} if it broke off for longer than `patience`.
  bool next(Frame& frame) override = 0;

  /// Seconds since the frame given last came in.
  virtual double age() const = 0;

  virtual LiveCounts counts() const = 0;
};

/// What a source is called where people read it: an address without user, password and what
/// follows its path.
std::string shown_source(const std::string& source);

enum class SourceKind {
  kClip,     ///< a file, still or folder; played, unless something else is asked for
  kPipe,     ///< or standard input
  kCamera,   ///< a device
  kAddress,  ///< a network address
};

/// @throws Error{kUsage} for an address of another kind than those that can be watched, and for a
///         terminal.
SourceKind kind_of_source(const std::string& source);

}  // namespace emorec
