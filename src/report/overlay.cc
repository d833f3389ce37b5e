#include "emorec/report/overlay.h"

#include <algorithm>
#include <cstdlib>

#include "emorec/media/clip_writer.h"

#include "faces_by_frame.h"
#include "frame_painter.h"

namespace emorec {
namespace {

ClipWriterOptions writer_options(const ClipPrediction& prediction, const OverlayOptions& options) {
  ClipWriterOptions writer;
  writer.threads = options.threads;
  if (prediction.clip.kind == ClipKind::kVideo) writer.sound = prediction.clip.path;
  writer.sound_end = options.end;
  return writer;
}

class Overlay : public ClipPicture {
 public:
  Overlay(const std::filesystem::path& path, const ClipPrediction& prediction,
          const OverlayOptions& options)
      : prediction_(prediction),
        faces_(prediction),
        painter_(prediction),
        writer_(path, writer_options(prediction, options)) {
    for (const auto& subject : prediction.subjects) wanted_ += subject.frames.size();
  }

  void add(const Frame& frame) override {
    found_ += faces_.at(frame.index).size();
    cv::Mat3b painted = frame.image.clone();
    painter_.paint(painted, faces_.at(shown_at(frame.index)));
    writer_.add(painted, frame.time);
    last_duration_ = frame.duration;
  }

  void finish() override {
    require_all_found(prediction_, found_, wanted_);
    writer_.finish(last_duration_);
  }

  std::vector<std::string> warnings() const override { return writer_.warnings(); }

 private:
  /// The scored frame that a frame shows: itself or, where the model looks at snippets, the middle
  /// of the nearest one.
  std::int64_t shown_at(std::int64_t index) const {
    if (prediction_.model.pooling != Pooling::kAttention) return index;
    const auto& frames = prediction_.subjects.front().frames;
    const auto distance = [index](const FramePrediction& a) { return std::abs(a.index - index); };
    return std::min_element(frames.begin(), frames.end(),
                            [&](const auto& a, const auto& b) { return distance(a) < distance(b); })
        ->index;
  }

  const ClipPrediction& prediction_;
  FacesByFrame faces_;
  FramePainter painter_;
  ClipWriter writer_;
  std::size_t wanted_ = 0;
  std::size_t found_ = 0;
  double last_duration_ = 0;
};

}  // namespace

std::unique_ptr<ClipPicture> make_overlay(const std::filesystem::path& path,
                                          const ClipPrediction& prediction,
                                          const OverlayOptions& options) {
  return std::make_unique<Overlay>(path, prediction, options);
}

}  // namespace emorec
