#include "frame_window.h"

#include <utility>

namespace emorec::media {

FrameWindow::FrameWindow(VideoDecoder decoder) : decoder_(std::move(decoder)) {}

bool FrameWindow::next() {
  std::swap(before_, frame_);
  if (!std::exchange(looked_ahead_, false)) return fetch(*frame_);
  std::swap(frame_, after_);
  return !ended_;
}

const AVFrame* FrameWindow::after() {
  if (!looked_ahead_) {
    looked_ahead_ = true;
    ended_ = !fetch(*after_);
  }
  return with_picture(*after_);
}

bool FrameWindow::fetch(AVFrame& frame) {
  av_frame_unref(&frame);
  if (!decoder_.next()) return false;
  decoder_.take(frame);
  return true;
}

}  // namespace emorec::media
