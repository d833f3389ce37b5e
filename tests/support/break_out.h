// What code does that a clip has planted in a decoder, for tests of what it achieves.
#pragma once

#include <cerrno>
#include <string>

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace emorec::testing {

inline bool opens(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags, S_IRUSR | S_IWUSR);
  if (descriptor < 0) return false;
  ::close(descriptor);
  return true;
}

inline bool has_socket(int family) {
  const int descriptor = ::socket(family, SOCK_STREAM, 0);
  if (descriptor < 0) return false;
  ::close(descriptor);
  return true;
}

/// In a child, so that this process goes on; in this one if it may have none.
inline bool runs_a_program() {
  const pid_t child = ::fork();
  if (child <= 0) {
    ::execl("/bin/true", "true", nullptr);
    if (child == 0) ::_exit(1);
    return false;
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0;
}

/// The names of what succeeds, with a blank after each. `file` is one of the user's; the folder
/// that it lies in holds no clip.
inline std::string broken_out(const std::string& file) {
  std::string done;
  const auto note = [&](const char* name, bool succeeded) {
    if (succeeded) done += std::string(name) + " ";
  };
  note("read", opens(file, O_RDONLY));
  note("write", opens(file, O_WRONLY));
  note("create", opens(file + ".new", O_RDWR | O_CREAT));
  note("empty", opens(file, O_RDONLY | O_TRUNC));
  note("link", ::link(file.c_str(), (file + ".link").c_str()) == 0);
  note("chmod", ::chmod(file.c_str(), S_IRWXU) == 0);
  note("internet", has_socket(AF_INET));
  note("unix", has_socket(AF_UNIX));
  note("run", runs_a_program());
  note("kill", ::kill(::getppid(), 0) == 0);
  note("trace", ::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr) == 0);
  note("remove", ::unlink(file.c_str()) == 0);
  return done;
}

}  // namespace emorec::testing
