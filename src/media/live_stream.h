// A camera, an address or a pipe as frames, opened again when it breaks off.
#pragma once

#include <atomic>
#include <memory>
#include <optional>

#include "live_connection.h"
#include "source_address.h"
#include "timed_source.h"

namespace emorec::media {

class LiveStream : public TimedSource {
 public:
  /// Opens it. `stop` must outlive this.
  /// @throws as LiveInput.
  LiveStream(SourceAddress address, const LiveOptions& options, const Stop& stop);

  bool next(Frame& frame) override;
  LiveClock::time_point came() const override { return came_; }
  LiveCounts counts() const override;
  std::deque<std::string> take_notices() override { return notices_.take(); }

 private:
  bool take(Frame& frame);
  bool lose();
  bool come_back();
  bool wait(double seconds) const;
  void count_losses();

  SourceAddress address_;
  LiveOptions options_;
  const Stop& stop_;
  std::unique_ptr<LiveConnection> connection_;
  Notices notices_;
  LiveClock::time_point came_;
  std::optional<LiveClock::time_point> first_came_;
  double base_ = 0;  // time of the connection's first frame
  double time_ = 0;  // the last frame's
  std::int64_t index_ = -1;
  bool fresh_ = true;  // the connection has given no frame yet

  // The counts of connections that are gone, and of the present one when it was last asked:
  std::atomic<std::int64_t> dropped_{0};
  std::atomic<std::int64_t> damaged_{0};
  std::atomic<std::int64_t> breaks_{0};
  LiveCounts before_;  // the counts of connections that are gone
};

}  // namespace emorec::media
