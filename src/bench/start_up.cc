#include "start_up.h"

#include <chrono>

#include <poll.h>

#include "emorec/batch/sandbox.h"
#include "emorec/batch/worker_protocol.h"
#include "emorec/core/error.h"
#include "emorec/core/files.h"

namespace emorec {
namespace {

std::string wait_for_answer(WorkerProcess& worker, const CancelToken& cancel) {
  constexpr int kTickMilliseconds = 50;  // between looks at `cancel`; an answer ends a tick
  while (true) {
    cancel.check();
    pollfd sources[] = {{worker.answers(), POLLIN, 0}, {worker.log(), POLLIN, 0}};
    ::poll(sources, 2, kTickMilliseconds);
    worker.read_log();
    const bool alive = worker.read_answer();
    if (auto answer = worker.take_answer()) return *answer;
    if (!alive) throw Error(ErrorKind::kOutput, "a worker " + worker.end().reason + ".");
  }
}

}  // namespace

StartUp time_start_up(const BenchOptions& options, const std::filesystem::path& clip,
                      const CancelToken& cancel) {
  const std::string task =
      encode({options.classifier, sha256_of_file(options.classifier.model), folders_of({clip})});
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  StartUp times;
  WorkerProcess worker(options.worker);
  worker.send(task);
  check_ready(wait_for_answer(worker, cancel));
  times.ready = seconds();
  worker.send(clip.native());
  wait_for_answer(worker, cancel);
  times.answer = seconds();
  return times;
}

}  // namespace emorec
