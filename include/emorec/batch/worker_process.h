// One worker: a program that runs beside this one, takes messages on its standard input and gives
// an answer, one line, for each on its standard output. Messages end with a zero byte, the only one
// that no path holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace emorec {

struct WorkerCommand {
  std::string program;                   ///< its path
  std::vector<std::string> words;        ///< what it is called, then its arguments
  std::vector<std::string> environment;  ///< "NAME=value", beside what this process has
};

class WorkerProcess {
 public:
  /// Starts the program. It does not get the signals that ask this process to stop (a terminal or
  /// Slurm sends them to both): it is up to this process when to end it.
  /// @throws Error{kOutput} if the system has no room for it.
  explicit WorkerProcess(const WorkerCommand& command);
  ~WorkerProcess();  ///< ends it
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// If the worker is gone, the message is lost: its end will be seen by read_answer. The process
  /// must ignore SIGPIPE.
  void send(const std::string& message);

  int answers() const { return answers_; }  ///< to poll
  int log() const { return log_; }          ///< its standard error, to poll; -1 once it has ended

  /// Reads what is there. False when the worker has ended.
  bool read_answer();
  void read_log();

  /// The answer, with its newline, once it is complete.
  std::optional<std::string> take_answer();

  std::int64_t answer_bytes() const;  ///< the size of the answer that is not complete

  /// Memory that is the worker's own: not the program's code, which all workers share. 0 if
  /// unknown.
  std::int64_t private_bytes() const;

  struct End {
    int signal = 0;      ///< that ended it, or 0
    std::string reason;  ///< "killed by signal 11 (Segmentation fault)", and the log's last line
  };
  /// Ends it, unless it has ended by itself, and says how it ended.
  End end();

 private:
  pid_t pid_ = -1;
  int messages_ = -1;
  int answers_ = -1;
  int log_ = -1;
  std::string answer_;
  std::string log_tail_;
};

}  // namespace emorec
