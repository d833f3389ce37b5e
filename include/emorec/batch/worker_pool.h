// Keeps several workers busy, watches over them, and replaces those that end.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emorec/batch/worker_process.h"
#include "emorec/core/cancel.h"

namespace emorec {

struct WorkerLimits {
  double timeout = 300;                 ///< seconds for one job
  double start_timeout = 300;           ///< seconds from a worker's start until it is ready
  std::int64_t memory = 2'000'000'000;  ///< bytes of a worker's own memory
};

/// What came of a job: an answer, or the way in which the worker failed.
struct JobResult {
  std::string answer;   ///< a line with its newline; empty if there is none
  std::string failure;  ///< "timed out after 60 s"
  int signal = 0;       ///< that ended the worker, or 0
};

struct Jobs {
  std::size_t count = 0;
  std::function<std::string(std::size_t)> message;  ///< for the worker, of the job 0..count-1
  std::function<void(std::size_t, const JobResult&)> done;  ///< in the order in which jobs end
  std::function<void()> tick = [] {};                       ///< several times a second
};

class WorkerPool {
 public:
  /// Each worker's first message is `first_message`; its answer must be one that `check_ready` of
  /// worker_protocol.h likes.
  WorkerPool(WorkerCommand command, std::string first_message, const WorkerLimits& limits,
             int workers);

  /// A job fails if its worker takes too long, or if a fresh worker ends or needs too much memory
  /// over it: what earlier jobs did to a worker must not count against this one.
  /// @throws Error{kCancelled}; Error of any kind if workers cannot be started.
  void run(const Jobs& jobs, const CancelToken& cancel);

 private:
  using Clock = std::chrono::steady_clock;

  struct Worker {
    std::unique_ptr<WorkerProcess> process;  ///< none until there is something to do
    bool ready = false;
    bool fresh = true;               ///< has not finished a job
    std::optional<std::size_t> job;  ///< being done, or to be done as soon as it is ready
    Clock::time_point deadline;
  };

  void start(Worker& worker);
  void give_work(Worker& worker);
  void ask(Worker& worker);
  void wait();
  void forgive_pause();
  void listen(Worker& worker);
  void become_ready(Worker& worker, const std::string& answer);
  void enforce_limits(Worker& worker);
  enum class Blame { kJob, kJobIfFresh };
  void lost(Worker& worker, const std::string& why, Blame blame);
  void finish(Worker& worker, const JobResult& result);

  WorkerCommand command_;
  std::string first_message_;
  WorkerLimits limits_;
  std::vector<Worker> workers_;
  const Jobs* jobs_ = nullptr;
  std::size_t given_ = 0;
  std::size_t done_ = 0;
  int failed_starts_ = 0;  ///< in a row
  Clock::time_point last_look_;
};

}  // namespace emorec
