#include "picture_maker.h"

extern "C" {
#include <libavutil/display.h>
}

namespace emorec::media {
namespace {

const std::int32_t* stream_matrix(const AVStream& stream) {
  std::size_t size = 0;
  const std::uint8_t* data = av_stream_get_side_data(&stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  if (data == nullptr || size < 9 * sizeof(std::int32_t)) return nullptr;
  return reinterpret_cast<const std::int32_t*>(data);
}

const std::int32_t* frame_matrix(const AVFrame& frame) {
  const AVFrameSideData* data = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX);
  if (data == nullptr || data->size < 9 * sizeof(std::int32_t)) return nullptr;
  return reinterpret_cast<const std::int32_t*>(data->data);
}

}  // namespace

PictureMaker::PictureMaker(const PacketSource& source, int threads, std::int64_t max_pixels,
                           StageTimes* times)
    : source_(source),
      times_(times),
      aspect_(av_guess_sample_aspect_ratio(&source.format(), &source.stream(), nullptr)),
      deinterlacer_(*source.stream().codecpar, threads),
      tone_mapper_(threads),
      converter_(max_pixels) {
  if (const std::int32_t* matrix = stream_matrix(source.stream())) {
    of_stream_ = orientation_of_matrix(matrix);
    has_matrix_ = true;
  }
  orientation_ = of_stream_;
}

void PictureMaker::orient(const AVFrame& stored) {
  const std::int32_t* matrix = has_matrix_ ? nullptr : frame_matrix(stored);
  orientation_ = matrix == nullptr ? of_stream_ : orientation_of_matrix(matrix);
}

/// The present frame, its fields joined, its light as of a usual screen.
const AVFrame& PictureMaker::shown(FrameWindow& frames) {
  const AVFrame& whole = deinterlacer_.whole(frames);
  const AVFrame& mapped = tone_mapper_.mapped(whole);
  deinterlaced_ = deinterlaced_ || &whole != &frames.frame();
  tone_mapped_ = tone_mapped_ || &mapped != &whole;
  return mapped;
}

bool PictureMaker::make(FrameWindow& frames, cv::Mat& bgr) {
  const AVFrame& stored = frames.frame();
  if (deinterlacer_.concerns(stored)) {
    const StageTimer timer(times_, Stage::kDecode);
    frames.after();
  }
  const StageTimer timer(times_, Stage::kConvert);
  aspect_ = av_guess_sample_aspect_ratio(&source_.format(), &source_.stream(),
                                         const_cast<AVFrame*>(&stored));
  odd_aspect_ = odd_aspect_ || (aspect_.num > 0 && !is_usable_aspect(aspect_));
  orient(stored);
  return converter_.convert(shown(frames), aspect_, orientation_, bgr);
}

}  // namespace emorec::media
