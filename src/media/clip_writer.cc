#include "emorec/media/clip_writer.h"

#include <optional>
#include <utility>

#include "emorec/core/error.h"

#include "mp4_file.h"
#include "picture_encoder.h"
#include "sound_reader.h"
#include "sound_track.h"

namespace emorec {
namespace {

void check_option(bool holds, const std::string& option, const std::string& expected) {
  if (!holds) {
    throw Error(ErrorKind::kUsage,
                "clip writer option " + option + " makes no sense: give " + expected + ".");
  }
}

}  // namespace

void ClipWriterOptions::validate() const {
  check_option(crf >= 0 && crf <= 51, "crf", "a number from 0 to 51");
  check_option(max_width == 0 || max_width >= 16, "max_width",
               "16 pixels or more, or 0 for no limit");
  check_option(threads >= 1 && threads <= 256, "threads", "a number from 1 to 256");
  check_option(sound_end > 0, "sound_end", "seconds greater than 0");
}

struct ClipWriter::Impl {
  Impl(const std::filesystem::path& path, ClipWriterOptions given)
      : options(std::move(given)), file(path) {}

  void begin(const cv::Mat& bgr, double time) {
    origin = time;
    pictures.emplace(file, bgr, options);
    if (!options.sound.empty()) open_sound();
    file.begin();
  }

  void open_sound() {
    try {
      auto reader = media::SoundReader::open(options.sound, origin, options.sound_end);
      if (reader) sound.emplace(file, std::move(*reader));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput) throw;
      warnings.push_back(std::string("without sound: ") + error.what());
    }
  }

  ClipWriterOptions options;
  media::Mp4File file;
  std::optional<media::PictureEncoder> pictures;
  std::optional<media::SoundTrack> sound;
  double origin = 0;
  std::vector<std::string> warnings;
};

ClipWriter::ClipWriter(const std::filesystem::path& path, const ClipWriterOptions& options) {
  options.validate();
  impl_ = std::make_unique<Impl>(path, options);
}

ClipWriter::~ClipWriter() = default;

void ClipWriter::add(const cv::Mat& bgr, double time) {
  if (!impl_->pictures) impl_->begin(bgr, time);
  impl_->pictures->add(bgr, time - impl_->origin);
  if (impl_->sound) impl_->sound->write_until(time - impl_->origin);
}

void ClipWriter::finish(double last_duration) {
  if (!impl_->pictures) throw impl_->file.error("no picture was given");
  impl_->pictures->finish(last_duration);
  if (impl_->sound) impl_->sound->finish();
  impl_->file.finish();
}

const std::vector<std::string>& ClipWriter::warnings() const { return impl_->warnings; }

}  // namespace emorec
