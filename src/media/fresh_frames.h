// The newest frames of a source that does not wait: those that nobody takes in time are dropped.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "stop.h"
#include "timed_source.h"

namespace emorec::media {

class FreshFrames : public TimedSource {
 public:
  /// Takes frames on a thread of its own. One that waits for longer than `oldest` seconds is
  /// dropped if there is a newer one. `meanwhile` is called now and then while next() waits.
  /// `stop` must outlive this.
  FreshFrames(std::unique_ptr<TimedSource> source, double oldest, std::function<void()> meanwhile,
              const Stop& stop);
  /// Waits for the source, which ends if `stop` is requested.
  ~FreshFrames() override { thread_.join(); }

  bool next(Frame& frame) override;
  LiveClock::time_point came() const override { return came_; }
  LiveCounts counts() const override;
  std::deque<std::string> take_notices() override { return source_->take_notices(); }

 private:
  struct Arrival {
    Frame frame;
    LiveClock::time_point came;
  };

  void run();
  void drop_what_is_old();

  std::unique_ptr<TimedSource> source_;
  double oldest_;
  std::function<void()> meanwhile_;
  const Stop& stop_;
  LiveClock::time_point came_;

  // What the two threads share:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Arrival> arrivals_;
  std::int64_t dropped_ = 0;
  bool ended_ = false;
  std::exception_ptr failure_;

  std::thread thread_;
};

}  // namespace emorec::media
