// Runs a program the way a shell would, or a function the way a program is run: exit code, standard
// output and error out.
#pragma once

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace emorec::testing {

/// As `main` is given them.
inline std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  return arguments;
}

class Process {
 public:
  /// Starts the program; `environment` holds "NAME=value" words that are added to this process's.
  /// With `close_output`, the program finds the reader of its standard output gone.
  explicit Process(std::vector<std::string> words, const std::vector<std::string>& environment = {},
                   bool close_output = false)
      : Process(
            [&] {
              for (const auto& word : environment) ::putenv(const_cast<char*>(word.c_str()));
              return execute(words);
            },
            close_output) {}

  /// In a child of this process, which must have no other threads.
  explicit Process(const std::function<int()>& work, bool close_output = false) {
    int out[2];
    int err[2];
    if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(out[1], STDOUT_FILENO);
      ::dup2(err[1], STDERR_FILENO);
      if (close_output) ::close(out[0]);
      ::_exit(work());
    }
    ::close(out[1]);
    ::close(err[1]);
    if (close_output) ::close(out[0]);
    out_ = close_output ? -1 : out[0];
    err_ = err[0];
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Waits until standard output has a whole line more, and returns what came so far.
  std::string read_line() {
    char c = 0;
    while (::read(out_, &c, 1) == 1) {
      output += c;
      if (c == '\n') break;
    }
    return output;
  }

  pid_t pid() const { return pid_; }
  void send(int signal) const { ::kill(pid_, signal); }

  /// The exit code; 128 + the signal if one ended it. Fills `output` and `errors`. Messages must
  /// fit a pipe's buffer, for they are read after the output.
  int wait() {
    if (out_ >= 0) drain(out_, output);
    drain(err_, errors);
    int status = 0;
    rusage used{};
    ::wait4(pid_, &status, 0, &used);
    peak_memory = used.ru_maxrss;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  std::string output;
  std::string errors;
  long peak_memory = 0;  ///< KiB, once it was waited for

 private:
  static int execute(std::vector<std::string>& words) {
    std::vector<char*> arguments = pointers(words);
    ::execv(arguments[0], arguments.data());
    return 127;
  }

  static void drain(int descriptor, std::string& text) {
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(descriptor, buffer, sizeof buffer)) > 0;) {
      text.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(descriptor);
  }

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
};

}  // namespace emorec::testing
