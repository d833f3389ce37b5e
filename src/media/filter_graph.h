// A chain of FFmpeg's filters: pictures in, pictures out.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ffmpeg.h"
#include "filter_library.h"

namespace emorec::media {

class FilterGraph {
 public:
  /// For pictures of the size and pixel format of `like`. `filters` as FFmpeg's own programs take
  /// them, for example "bwdif=mode=send_frame".
  /// None where libavfilter or one of the filters is missing, or does not take such pictures.
  static std::optional<FilterGraph> create(const std::string& filters, const AVFrame& like,
                                           int threads);

  /// Whether it was made for such pictures.
  bool takes(const AVFrame& picture) const;

  /// Hands a picture over; what is in `picture` is taken. False if it was refused.
  bool push(AVFrame& picture);

  /// The latest picture that has come out since the last call; null if there is none. Valid until
  /// the next call.
  const AVFrame* latest();

 private:
  struct Deleter {
    void operator()(AVFilterGraph* graph) const noexcept { filter_library()->graph_free(&graph); }
  };

  FilterGraph() = default;

  std::unique_ptr<AVFilterGraph, Deleter> graph_;
  AVFilterContext* source_ = nullptr;
  AVFilterContext* sink_ = nullptr;
  FfmpegPtr<AVFrame> latest_ = make_frame();
  FfmpegPtr<AVFrame> next_ = make_frame();
  int width_ = 0;
  int height_ = 0;
  int format_ = AV_PIX_FMT_NONE;
};

}  // namespace emorec::media
