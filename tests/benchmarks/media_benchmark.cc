// The media room: a decoded picture of AFEW's size to BGR.
#include <numeric>

#include <benchmark/benchmark.h>

#include "ffmpeg.h"
#include "picture_converter.h"

namespace emorec::media {
namespace {

FfmpegPtr<AVFrame> picture(int width, int height) {
  auto made = make_frame();
  made->width = width;
  made->height = height;
  made->format = AV_PIX_FMT_YUV420P;
  av_frame_get_buffer(made.get(), 0);
  const AVBufferRef& planes = *made->buf[0];  // all of them lie in one
  std::iota(planes.data, planes.data + planes.size, std::uint8_t{0});
  return made;
}

/// The argument is the pixels' aspect ratio in percent; other than 100, pictures are scaled.
void convert_picture(benchmark::State& state) {
  const auto yuv = picture(720, 576);
  const AVRational aspect = {static_cast<int>(state.range(0)), 100};
  PictureConverter converter(1'000'000);
  cv::Mat bgr;
  while (state.KeepRunning()) benchmark::DoNotOptimize(converter.convert(*yuv, aspect, {}, bgr));
}
BENCHMARK(convert_picture)->ArgName("aspect")->Arg(100)->Arg(107)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace emorec::media
