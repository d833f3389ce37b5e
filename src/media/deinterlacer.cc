#include "deinterlacer.h"

namespace emorec::media {
namespace {

constexpr const char* kFilter = "bwdif=mode=send_frame:deint=interlaced";

bool is_interlaced(AVFieldOrder order) {
  return order != AV_FIELD_UNKNOWN && order != AV_FIELD_PROGRESSIVE;
}

/// As FFmpeg writes and reads it: the first letter tells.
bool is_top_first(AVFieldOrder order) { return order == AV_FIELD_TT || order == AV_FIELD_TB; }

bool are_alike(const AVFrame& a, const AVFrame& b) {
  return a.width == b.width && a.height == b.height && a.format == b.format;
}

}  // namespace

Deinterlacer::Deinterlacer(const AVCodecParameters& video, int threads)
    : order_(video.field_order),
      threads_(threads),
      fields_apart_(video.codec_id == AV_CODEC_ID_HEVC),
      by_stream_(!fields_apart_ && is_interlaced(video.field_order)) {}

bool Deinterlacer::concerns(const AVFrame& frame) {
  if (fields_apart_) return false;
  by_frame_ = by_frame_ || frame.interlaced_frame != 0;
  return by_frame_ ? frame.interlaced_frame != 0 : by_stream_;
}

const AVFrame& Deinterlacer::whole(FrameWindow& frames) {
  const AVFrame& frame = frames.frame();
  if (failed_ || !concerns(frame)) return frame;
  const auto neighbour = [&](const AVFrame* other) {
    return other != nullptr && are_alike(*other, frame) ? other : nullptr;
  };
  const AVFrame* result = filter(neighbour(frames.before()), frame, neighbour(frames.after()));
  failed_ = result == nullptr;
  return failed_ ? frame : *result;
}

/// A new graph makes its first picture out of that picture alone: right where nothing is before it.
const AVFrame* Deinterlacer::filter(const AVFrame* before, const AVFrame& frame,
                                    const AVFrame* after) {
  if (before == nullptr || !graph_ || !graph_->takes(frame)) {
    graph_ = FilterGraph::create(kFilter, frame, threads_);
    if (!graph_ || (before != nullptr && run(before, frame, after) == nullptr)) return nullptr;
  }
  return run(before, frame, after);
}

/// Neighbours are handed over as if they were not interlaced, so that they pass at no cost.
const AVFrame* Deinterlacer::run(const AVFrame* before, const AVFrame& frame,
                                 const AVFrame* after) {
  if (before != nullptr && !push(*before, false)) return nullptr;
  if (!push(frame, true) || !push(after == nullptr ? frame : *after, false)) return nullptr;
  return graph_->latest();
}

bool Deinterlacer::push(const AVFrame& frame, bool interlaced) {
  if (av_frame_ref(pushed_.get(), &frame) < 0) return false;
  if (interlaced && frame.interlaced_frame == 0) pushed_->top_field_first = is_top_first(order_);
  pushed_->interlaced_frame = interlaced ? 1 : 0;
  pushed_->repeat_pict = 0;
  const bool taken = graph_->push(*pushed_);
  av_frame_unref(pushed_.get());
  return taken;
}

}  // namespace emorec::media
