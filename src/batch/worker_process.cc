#include "emorec/batch/worker_process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emorec/core/error.h"

namespace emorec {
namespace {

constexpr std::size_t kLogKept = 1000;  // bytes of a worker's last words

void close_once(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

/// Both ends close by themselves in other workers.
struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw Error(ErrorKind::kOutput, std::string("no pipe to a worker (") + std::strerror(errno) +
                                          "). Try fewer --jobs.");
    }
    read = ends[0];
    write = ends[1];
  }
  ~Pipe() {
    close_once(read);
    close_once(write);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int read = -1;
  int write = -1;
};

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

pid_t spawn(const WorkerCommand& command, const Pipe& in, const Pipe& out, const Pipe& err) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, in.read, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, out.write, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, err.write, STDERR_FILENO);
  // A worker writes to nothing else that this process, or the shell before it, has open.
  posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t held;
  sigemptyset(&held);
  for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGHUP}) sigaddset(&held, signal);
  posix_spawnattr_setsigmask(&attributes, &held);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);

  std::vector<char*> environment = pointers_to(command.environment);
  environment.pop_back();
  for (char** variable = environ; *variable != nullptr; ++variable) {
    environment.push_back(*variable);  // the first of two of a name counts
  }
  environment.push_back(nullptr);
  pid_t pid = -1;
  const int failure = ::posix_spawn(&pid, command.program.c_str(), &files, &attributes,
                                    pointers_to(command.words).data(), environment.data());
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) {
    throw Error(ErrorKind::kOutput,
                std::string("a worker cannot be started (") + std::strerror(failure) +
                    "). Is there memory, and room for processes? Try fewer --jobs.");
  }
  return pid;
}

/// As read(2): 0 at the end; -1 if there is nothing now.
ssize_t read_some(int descriptor, std::string& text) {
  std::array<char, 1 << 16> buffer;
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count < 0 && errno != EINTR && errno != EAGAIN ? 0 : count;
}

/// Printable, so that it can be shown on a terminal.
std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  text.erase(0, text.rfind('\n') + 1);
  for (char& c : text) {
    if (std::iscntrl(static_cast<unsigned char>(c)) != 0) c = ' ';
  }
  return text;
}

std::string describe(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    return "killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
  }
  return "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

WorkerProcess::WorkerProcess(const WorkerCommand& command) {
  Pipe in;
  Pipe out;
  Pipe err;
  pid_ = spawn(command, in, out, err);
  messages_ = std::exchange(in.write, -1);
  answers_ = std::exchange(out.read, -1);
  log_ = std::exchange(err.read, -1);
  for (const int descriptor : {answers_, log_}) ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
  // If memory runs out, the system shall end the worker rather than this process. Best effort.
  std::ofstream("/proc/" + std::to_string(pid_) + "/oom_score_adj") << 1000;
}

WorkerProcess::~WorkerProcess() {
  end();
  for (int* descriptor : {&messages_, &answers_, &log_}) close_once(*descriptor);
}

void WorkerProcess::send(const std::string& message) {
  const char* at = message.c_str();
  std::size_t left = message.size() + 1;  // with the zero
  while (left > 0) {
    const ssize_t count = ::write(messages_, at, left);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;
    at += count;
    left -= static_cast<std::size_t>(count);
  }
}

bool WorkerProcess::read_answer() { return read_some(answers_, answer_) != 0; }

void WorkerProcess::read_log() {
  if (read_some(log_, log_tail_) == 0) close_once(log_);
  if (log_tail_.size() > kLogKept) log_tail_.erase(0, log_tail_.size() - kLogKept);
}

std::optional<std::string> WorkerProcess::take_answer() {
  if (answer_.empty() || answer_.back() != '\n') return std::nullopt;
  log_tail_.clear();  // what was said of this message explains nothing later
  return std::exchange(answer_, {});
}

std::int64_t WorkerProcess::answer_bytes() const {
  return static_cast<std::int64_t>(answer_.size());
}

std::int64_t WorkerProcess::private_bytes() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/statm");
  std::int64_t size = 0;
  std::int64_t resident = 0;
  std::int64_t shared = 0;
  in >> size >> resident >> shared;
  return in ? (resident - shared) * ::sysconf(_SC_PAGESIZE) : 0;
}

WorkerProcess::End WorkerProcess::end() {
  if (pid_ < 0) return {};
  ::kill(pid_, SIGKILL);  // has no effect on how a process ended that is ending already
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  for (ssize_t count = 1; log_ >= 0 && count > 0;) count = read_some(log_, log_tail_);
  const std::string said = last_line(log_tail_);
  return {WIFSIGNALED(status) ? WTERMSIG(status) : 0,
          describe(status) + (said.empty() ? "" : ": " + said)};
}

}  // namespace emorec
