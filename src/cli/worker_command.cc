// emorec worker: what 'emorec batch' starts, one for each of its jobs. Speaks the language of
// worker_protocol.h on its standard input and output.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <sstream>

#include <sys/prctl.h>
#include <unistd.h>

#include "emorec/batch/sandbox.h"
#include "emorec/batch/worker_protocol.h"
#include "emorec/core/files.h"
#include "emorec/pipeline/clip_classifier.h"
#include "emorec/report/clip_report.h"
#include "emorec/report/json_report.h"

#include "command.h"
#include "worker_program.h"

namespace emorec::cli {
namespace {

/// Standard output as it was, for answers alone: whatever a library prints goes to the log.
std::FILE* claim_output() {
  std::FILE* answers = ::fdopen(::dup(STDOUT_FILENO), "w");
  ::dup2(STDERR_FILENO, STDOUT_FILENO);
  return answers;
}

void answer(std::FILE* answers, const std::string& line) {
  std::fwrite(line.data(), 1, line.size(), answers);
  std::fflush(answers);
}

/// Before any other thread is there. CUDA's driver writes to devices.
void enter_sandbox(const WorkerTask& task) {
  if (!task.folders || task.classifier.cuda) return;
  std::vector<std::filesystem::path> readable = *task.folders;
  for (auto& file : model_files_of(task.classifier)) readable.push_back(std::move(file));
  emorec::enter_sandbox(readable);
}

std::unique_ptr<ClipClassifier> get_ready(const WorkerTask& task) {
  enter_sandbox(task);
  auto classifier = ClipClassifier::create(task.classifier);
  if (sha256_of_file(task.classifier.model) != task.model_sha256) {
    throw Error(ErrorKind::kModel,
                task.classifier.model.string() + ": has changed since the batch began.");
  }
  return classifier;
}

/// For the page of a batch: rows in, faces out. No network is needed for it.
int answer_with_faces(const WorkerTask& task, std::FILE* answers, const CancelToken& cancel) {
  constexpr int kSide = 112;  // shown at half of it: for fine screens
  enter_sandbox(task);
  answer(answers, ready_answer() + "\n");
  while (const auto row = read_message(std::cin)) {
    std::string jpeg;
    try {
      jpeg = clip_portrait(read_json(*row), task.classifier.clip, cancel, kSide);
    } catch (const Error&) {  // the clip has changed or is gone: the answer is none
    }
    answer(answers, face_answer(jpeg) + "\n");
  }
  return kOk;
}

int run_worker(const CancelToken& cancel) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a worker has no purpose of its own
  std::FILE* answers = claim_output();
  const auto task = read_task(std::cin);
  if (!task) return kUsage;
  if (task->faces) return answer_with_faces(*task, answers, cancel);
  std::unique_ptr<ClipClassifier> classifier;
  try {
    classifier = get_ready(*task);
  } catch (const Error& e) {
    answer(answers, refusal(e) + "\n");
    return exit_code(e);
  }
  answer(answers, ready_answer() + "\n");
  while (const auto clip = read_message(std::cin)) {
    std::ostringstream line;
    write_json(line, classifier->classify(*clip, cancel));
    answer(answers, line.str());
  }
  return kOk;
}

}  // namespace

WorkerCommand worker_command() {
  return {"/proc/self/exe", {"emorec", "worker"}, {"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"}};
}

void add_worker(CLI::App& app, Session& session) {
  app.add_subcommand("worker", "What 'emorec batch' starts")->group("")->callback([&session] {
    session.computes = Computes::kOneThread;
    session.action = [&session] { return run_worker(*session.cancel); };
  });
}

}  // namespace emorec::cli
