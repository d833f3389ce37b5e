#include "recorder.h"

namespace emorec::cli {

Recorder::Recorder(const std::filesystem::path& path)
    : writer_(path, {}), thread_([this] { write(); }) {}

Recorder::~Recorder() { end_writing(); }

void Recorder::write() {
  try {
    while (const auto frame = frames_.pop()) writer_.add(frame->image, frame->time);
  } catch (...) {
    failure_ = std::current_exception();
    frames_.close();
  }
}

void Recorder::end_writing() {
  frames_.close();
  if (thread_.joinable()) thread_.join();
}

void Recorder::add(const Frame& frame) {
  any_ = true;
  if (frames_.push(frame)) return;
  end_writing();
  std::rethrow_exception(failure_);
}

void Recorder::finish() {
  end_writing();
  if (failure_) std::rethrow_exception(failure_);
  if (any_) writer_.finish(0);
}

}  // namespace emorec::cli
