#include "emorec/media/clip_source.h"
#include "emorec/media/extension.h"

#include "content.h"
#include "ffmpeg.h"

namespace emorec {
namespace media {
namespace {

Content first_bytes_of(const std::filesystem::path& path) {
  AVIOContext* io = nullptr;
  if (avio_open2(&io, ("file:" + path.string()).c_str(), AVIO_FLAG_READ, nullptr, nullptr) < 0) {
    return {};
  }
  const FfmpegPtr<AVIOContext> owner(io);
  constexpr unsigned kEnough = 64U << 10U;
  return content_of(*io, kEnough);
}

/// Goes by the first bytes alone: whoever searches folders must not fall to a hostile file.
ClipKind kind_by_content(const std::filesystem::path& path) {
  const Content content = first_bytes_of(path);
  if (content.strange || content.avif) return ClipKind::kImage;
  if (!content.surely) return ClipKind::kUnknown;
  if (content.is_video()) return ClipKind::kVideo;
  return content.is_image() ? ClipKind::kImage : ClipKind::kUnknown;
}

}  // namespace
}  // namespace media

ClipKind kind_of_file(const std::filesystem::path& path) {
  if (has_image_extension(path)) return ClipKind::kImage;
  if (has_clip_extension(path)) return ClipKind::kVideo;
  if (has_sound_extension(path)) return ClipKind::kUnknown;
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(path, unknown)) return ClipKind::kUnknown;
  return media::kind_by_content(path);
}

}  // namespace emorec
