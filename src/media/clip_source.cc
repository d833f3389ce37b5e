#include "emorec/media/clip_source.h"

#include <cmath>
#include <system_error>

#include "image_source.h"
#include "input_error.h"
#include "source_address.h"
#include "video_source.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

void require(bool holds, const std::string& option, const std::string& expected) {
  if (!holds) throw Error(ErrorKind::kUsage, option + ": give " + expected + ".");
}

/// What was meant by a path that leads nowhere.
Error nothing_there(const fs::path& path) {
  const std::string text = path.string();
  const std::string scheme = media::scheme_of(text);
  if (text == "-") {
    return media::input_error(path, "standard input, which is no clip: clips are read twice",
                              "Save it to a file first, or use emorec watch.");
  }
  if (scheme == "file") {
    return media::input_error(path, "an address", "Give the path alone, without file://.");
  }
  if (!scheme.empty()) {
    return media::input_error(path, "an address, and nothing is ever fetched from the network",
                              "Save the clip to a file first.");
  }
  return media::input_error(path, "no such file or folder", "Check the path.");
}

void require_readable_file(const fs::path& path) {
  std::error_code failed;
  const fs::file_status status = fs::status(path, failed);
  if (!fs::exists(status)) throw nothing_there(path);
  if (fs::is_directory(status)) return;
  if (!fs::is_regular_file(status)) {
    const bool stream = fs::is_fifo(status) || fs::is_socket(status);
    throw media::input_error(path,
                             stream ? "a pipe, which can be read once only: clips are read twice"
                                    : "a device, not a file",
                             "Save the clip to a file first.");
  }
  if (fs::file_size(path, failed) == 0 && !failed) {
    throw media::input_error(path, "the file is empty (0 bytes)", "Fetch it again.");
  }
}

}  // namespace

void ClipOptions::validate() const {
  require(std::isfinite(start) && start >= 0.0, "--start", "seconds from 0 up");
  require(end > start, "--end", "seconds greater than --start");  // false for NaN
  require(max_frames >= 0, "--max-frames", "a count, or 0 for all frames");
  require(std::isfinite(picture_every) && picture_every >= 0.0, "time between pictures",
          "seconds, or 0 for every frame");
  require(max_frames == 0 || picture_every == 0.0, "time between pictures",
          "0 together with --max-frames");
  require(snippets >= 0, "snippets", "a count, or 0 for frames");
  require(snippets == 0 || (max_frames == 0 && picture_every == 0.0), "--max-frames",
          "0: the model looks at snippets");
  require(threads >= 1 && threads <= 256, "--threads", "a number from 1 to 256");
  require(std::isfinite(image_rate) && image_rate > 0.0, "image rate",
          "frames per second greater than 0");
  require(limits.max_pixels >= 1, "--max-pixels", "a count from 1 up");
  require(limits.max_frames >= 1, "limit of frames", "a count from 1 up");
  require(limits.max_seconds > 0.0, "--max-seconds", "seconds greater than 0");
}

const char* name_of(ClipKind kind) {
  constexpr const char* kNames[] = {"", "video", "image", "folder"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<ClipKind> parse_clip_kind(std::string_view name) {
  for (const auto kind :
       {ClipKind::kUnknown, ClipKind::kVideo, ClipKind::kImage, ClipKind::kFolder}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

double length_of(const ClipInfo& clip, const ClipOptions& options) {
  return std::max(0.0, std::min(clip.duration, options.end) - options.start);
}

std::unique_ptr<ClipSource> ClipSource::open(const fs::path& path, const ClipOptions& options) {
  options.validate();
  require_readable_file(path);
  if (fs::is_directory(path)) {
    return std::make_unique<media::ImageSource>(path, media::images_in_folder(path), options);
  }
  if (kind_of_file(path) == ClipKind::kImage) {
    return std::make_unique<media::ImageSource>(path, std::vector<fs::path>{path}, options);
  }
  return std::make_unique<media::VideoSource>(path, options);
}

}  // namespace emorec
