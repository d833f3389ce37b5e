// A pipe as FFmpeg reads it. Waiting for its writer can be ended at any time, unlike with FFmpeg's
// own.
#pragma once

#include <memory>
#include <string>

#include "ffmpeg.h"
#include "interrupt.h"

namespace emorec::media {

class PipeReader {
 public:
  /// Standard input if `path` is empty. `interrupt` must outlive this.
  /// @throws Error{kInput}
  PipeReader(const std::string& path, const Interrupt& interrupt);
  ~PipeReader();
  PipeReader(const PipeReader&) = delete;
  PipeReader& operator=(const PipeReader&) = delete;

  AVIOContext* io() const { return io_; }

 private:
  static int read(void* self, std::uint8_t* bytes, int size);

  const Interrupt& interrupt_;
  int descriptor_;
  AVIOContext* io_;
};

}  // namespace emorec::media
