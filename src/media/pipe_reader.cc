#include "pipe_reader.h"

#include <cerrno>
#include <cstring>
#include <new>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "input_error.h"

namespace emorec::media {
namespace {

/// Without waiting for somebody who writes.
int open_pipe(const std::string& path) {
  if (path.empty()) return ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
  return ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

}  // namespace

PipeReader::PipeReader(const std::string& path, const Interrupt& interrupt)
    : interrupt_(interrupt), descriptor_(open_pipe(path)) {
  if (descriptor_ < 0) {
    throw input_error(path.empty() ? "-" : path,
                      std::string("cannot be opened (") + std::strerror(errno) + ")",
                      "Check its name and permissions.");
  }
  constexpr int kSize = 1 << 16;
  auto* buffer = static_cast<unsigned char*>(av_malloc(kSize));
  io_ = avio_alloc_context(buffer, kSize, 0, this, &PipeReader::read, nullptr, nullptr);
  if (io_ == nullptr) {
    av_free(buffer);
    ::close(descriptor_);
    throw std::bad_alloc();
  }
}

PipeReader::~PipeReader() {
  av_freep(&io_->buffer);
  avio_context_free(&io_);
  ::close(descriptor_);
}

int PipeReader::read(void* self, std::uint8_t* bytes, int size) {
  const auto& pipe = *static_cast<PipeReader*>(self);
  constexpr int kGlance = 100;  // milliseconds
  while (!pipe.interrupt_.stopped()) {
    pollfd wanted{pipe.descriptor_, POLLIN, 0};
    if (::poll(&wanted, 1, kGlance) <= 0) continue;
    const ssize_t count = ::read(pipe.descriptor_, bytes, static_cast<std::size_t>(size));
    if (count > 0) return static_cast<int>(count);
    if (count == 0) return AVERROR_EOF;
    if (errno != EAGAIN && errno != EINTR) return AVERROR(errno);
  }
  return AVERROR_EXIT;
}

}  // namespace emorec::media
