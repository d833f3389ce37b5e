#include "emorec/batch/worker_pool.h"

#include <algorithm>

#include <poll.h>
#include <spdlog/fmt/fmt.h>

#include "emorec/batch/worker_protocol.h"
#include "emorec/core/error.h"

namespace emorec {
namespace {

/// How often limits are looked at: memory grows by some 100 MB in the meantime at most.
constexpr int kTickMilliseconds = 50;
constexpr int kStartsAttempted = 3;
constexpr auto kPause = std::chrono::seconds(2);

std::chrono::steady_clock::duration seconds(double value) {
  using Duration = std::chrono::steady_clock::duration;
  constexpr double kMost = 1e9;  // seconds that fit a Duration
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::min(value, kMost)));
}

std::int64_t megabytes(std::int64_t bytes) { return (bytes + 999'999) / 1'000'000; }

}  // namespace

WorkerPool::WorkerPool(WorkerCommand command, std::string first_message, const WorkerLimits& limits,
                       int workers)
    : command_(std::move(command)),
      first_message_(std::move(first_message)),
      limits_(limits),
      workers_(static_cast<std::size_t>(workers)) {}

void WorkerPool::run(const Jobs& jobs, const CancelToken& cancel) {
  jobs_ = &jobs;
  given_ = done_ = 0;
  last_look_ = Clock::now();
  while (done_ < jobs.count) {
    cancel.check();
    for (auto& worker : workers_) give_work(worker);
    wait();
    forgive_pause();
    for (auto& worker : workers_) {
      listen(worker);
      enforce_limits(worker);
    }
    jobs.tick();
  }
}

void WorkerPool::start(Worker& worker) {
  worker.process = std::make_unique<WorkerProcess>(command_);
  worker.ready = false;
  worker.fresh = true;
  worker.deadline = Clock::now() + seconds(limits_.start_timeout);
  worker.process->send(first_message_);
}

void WorkerPool::give_work(Worker& worker) {
  if (!worker.job) {
    if (given_ == jobs_->count) return;
    worker.job = given_++;
    if (worker.process != nullptr) ask(worker);
  }
  if (worker.process == nullptr) start(worker);
}

void WorkerPool::ask(Worker& worker) {
  worker.deadline = Clock::now() + seconds(limits_.timeout);
  worker.process->send(jobs_->message(*worker.job));
}

void WorkerPool::wait() {
  std::vector<pollfd> sources;
  for (const auto& worker : workers_) {
    if (worker.process == nullptr) continue;
    sources.push_back({worker.process->answers(), POLLIN, 0});
    sources.push_back({worker.process->log(), POLLIN, 0});  // poll passes over -1
  }
  ::poll(sources.data(), sources.size(), kTickMilliseconds);
}

/// Time in which this process did not run (the machine slept, Slurm suspended the job) is not
/// counted against workers, who slept as well.
void WorkerPool::forgive_pause() {
  const auto now = Clock::now();
  const auto pause = now - last_look_;
  last_look_ = now;
  if (pause < kPause) return;
  for (auto& worker : workers_) worker.deadline += pause;
}

void WorkerPool::listen(Worker& worker) {
  if (worker.process == nullptr) return;
  worker.process->read_log();
  const bool alive = worker.process->read_answer();
  if (const auto answer = worker.process->take_answer()) {
    if (!worker.ready) {
      become_ready(worker, *answer);
    } else if (worker.job) {
      finish(worker, {*answer, "", 0});
    }
  } else if (!alive) {
    lost(worker, "", Blame::kJobIfFresh);
  }
}

void WorkerPool::become_ready(Worker& worker, const std::string& answer) {
  check_ready(answer);
  const auto needed = worker.process->private_bytes();
  if (needed > limits_.memory) {
    throw Error(ErrorKind::kUsage,
                fmt::format("--memory {}: a worker needs {} MB before its first clip. Give more.",
                            limits_.memory / 1'000'000, megabytes(needed)));
  }
  worker.ready = true;
  failed_starts_ = 0;
  ask(worker);
}

void WorkerPool::enforce_limits(Worker& worker) {
  if (worker.process == nullptr || !worker.job) return;
  if (Clock::now() > worker.deadline) {
    const double limit = worker.ready ? limits_.timeout : limits_.start_timeout;
    lost(worker, fmt::format("timed out after {:g} s", limit), Blame::kJob);
  } else if (worker.ready && worker.process->private_bytes() > limits_.memory) {
    lost(worker, fmt::format("needed more than {} MB of memory", limits_.memory / 1'000'000),
         Blame::kJobIfFresh);
  } else if (worker.process->answer_bytes() > limits_.memory) {
    lost(worker, fmt::format("answered with more than {} MB", limits_.memory / 1'000'000),
         Blame::kJob);
  }
}

/// `why` is empty if the worker ended by itself.
void WorkerPool::lost(Worker& worker, const std::string& why, Blame blame) {
  const auto end = worker.process->end();
  worker.process.reset();
  const JobResult result = {"", why.empty() ? end.reason : why, end.signal};
  if (!worker.ready) {
    if (++failed_starts_ == kStartsAttempted) {
      throw Error(ErrorKind::kOutput, "workers cannot be started, the last one: " + result.failure +
                                          ". Is there memory enough for --jobs of them?");
    }
    return;  // its job waits for the next one
  }
  if (worker.job && (worker.fresh || blame == Blame::kJob)) finish(worker, result);
}

void WorkerPool::finish(Worker& worker, const JobResult& result) {
  const std::size_t job = *worker.job;
  worker.job.reset();
  worker.fresh = false;
  ++done_;
  jobs_->done(job, result);
}

}  // namespace emorec
