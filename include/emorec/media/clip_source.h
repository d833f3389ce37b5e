// A clip as a stream of frames: a video file, a still image, or a folder of images.
//
//   auto clip = ClipSource::open("clip.mp4", {});
//   for (Frame frame; clip->next(frame);) { ... }
//
// Frames come in presentation order, rotated upright (display matrix or EXIF) and with square
// pixels (sample aspect ratio), so that nothing after this room needs to know how a clip was
// stored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emorec/core/stage_times.h"
#include "emorec/media/frame_source.h"

namespace emorec {

/// What a clip may cost. A clip beyond a limit is refused or cut with a warning, never swallowed.
struct ClipLimits {
  std::int64_t max_pixels = 64'000'000;  ///< a decoded frame's; more is an error
  std::int64_t max_frames = 2'000'000;   ///< decoded, those before `start` too; the rest is
                                         ///< dropped with a warning
  double max_seconds = 4 * 3600.0;       ///< the presentation time; likewise
};

struct ClipOptions {
  double start = 0.0;                                    ///< seconds, inclusive
  double end = std::numeric_limits<double>::infinity();  ///< seconds, exclusive
  std::int64_t max_frames = 0;  ///< at most this many, spread evenly over [start, end); 0 = all
  /// In videos, only the first frame in every so many seconds has a picture, and others are decoded
  /// only if these depend on them. 0 = every frame has one. Not together with max_frames.
  double picture_every = 0.0;
  /// Nothing is given but three frames of each of so many equal parts of the clip
  /// (`ClipSource::snippets`): what lies between them is leapt over where the container allows it.
  /// 0 = frames one after the other. Not together with either.
  std::int64_t snippets = 0;
  /// For decoding. An intact clip gives the same frames with any number; how the pictures of a
  /// damaged one are patched up is repeatable with 1 only.
  int threads = 1;
  double image_rate = 25.0;  ///< frames per second assumed of a folder of images
  ClipLimits limits;
  StageTimes* times = nullptr;  ///< if given, decoding and converting are timed

  /// @throws Error{kUsage} naming the option that makes no sense, as the command line has it.
  void validate() const;
};

enum class ClipKind {
  kUnknown,  ///< not opened
  kVideo,
  kImage,
  kFolder,  ///< holds images, one a frame
};

const char* name_of(ClipKind kind);  ///< "", "video", "image", "folder"
std::optional<ClipKind> parse_clip_kind(std::string_view name);

struct ClipInfo {
  std::filesystem::path path;
  ClipKind kind = ClipKind::kUnknown;
  std::string codec;  ///< FFmpeg's name, e.g. "h264"; "mjpeg" for JPEG
  int width = 0;      ///< the first frame's, upright, square pixels; a clip may change it
  int height = 0;
  int rotation = 0;           ///< degrees clockwise by which frames were turned: 0, 90, 180 or 270
  double pixel_aspect = 1.0;  ///< as stored, width over height of one pixel; 1 for images
  double duration = 0.0;  ///< seconds that the pictures last: at first a hint from the container
                          ///< (0: unknown), the truth once all were seen
  // Tell of the pictures given so far:
  bool deinterlaced = false;  ///< some were interlaced and are whole now
  bool tone_mapped = false;   ///< some were HDR and are for ordinary screens now
};

/// Seconds of the clip that were asked for; 0 if it does not tell how long it is.
double length_of(const ClipInfo& clip, const ClipOptions& options);

/// A short piece of a clip: the frame in its middle, and one on each side to tell motion by, about
/// an eighth of a second from the first to the last; at the clip's ends, or of a still, the same.
struct SnippetTimes {
  double before = 0;
  double middle = 0;
  double after = 0;
};

class ClipSource : public FrameSource {
 public:
  /// Whether a file is an image or a video, kind_of_file tells. Nothing but the file itself is
  /// read, whatever its name looks like and whatever it refers to.
  /// @throws Error{kUsage} as ClipOptions::validate.
  /// @throws Error{kInput} for a file that is missing, empty, not a video, without a video stream,
  ///         or larger than the limits, and a folder without a readable image; the message names
  ///         the file and the remedy.
  static std::unique_ptr<ClipSource> open(const std::filesystem::path& path,
                                          const ClipOptions& options);

  /// The next wanted frame; false at the end of the clip. A clip that ends early (truncated,
  /// corrupt) gives what could be decoded and a warning.
  /// @throws Error{kInput} at the end, if not a single frame of the clip could be decoded or none
  ///         lies in [start, end).
  bool next(Frame& frame) override = 0;

  /// Decodes the next frame, wanted or not, without converting it to a picture: the least that any
  /// look at the clip costs. False at the end; throws as next().
  virtual bool skip() = 0;

  const ClipInfo& info() const { return info_; }

  /// The snippets that were asked for, in order; their frames may overlap.
  const std::vector<SnippetTimes>& snippets() const { return snippets_; }

  /// Frames passed so far inside [start, end), whether or not they were wanted.
  std::int64_t decoded() const { return decoded_; }

  /// What a user should know about this clip: it ended early, a limit cut it, it had no timestamps.
  /// Complete when next() has returned false.
  const std::vector<std::string>& warnings() const { return warnings_; }

 protected:
  ClipInfo info_;
  std::vector<SnippetTimes> snippets_;
  std::int64_t decoded_ = 0;
  std::vector<std::string> warnings_;
};

/// Whether the file's name, in any case, ends like that of a still image (jpg, jpeg, jpe, png, bmp,
/// webp, tif, tiff, pgm, ppm, pbm, jp2, j2k) or of a video: mp4, m4v, mov, avi, mkv, webm, flv,
/// wmv, asf, mpg, mpeg, m2v, ts, mts, m2ts, vob, 3gp, 3g2, ogv, mxf, y4m, gif.
bool has_clip_extension(const std::filesystem::path& path);

/// By the ending of its name if that is one of these, otherwise by its contents; kUnknown for what
/// is neither image nor video. For searching folders: whether it can be decoded, opening it tells.
ClipKind kind_of_file(const std::filesystem::path& path);

/// Versions of the FFmpeg libraries in use, e.g. "libavformat 59.27, libavcodec 59.37".
std::string ffmpeg_version();

/// Those of the codecs in which clips commonly come that this FFmpeg cannot decode.
std::vector<std::string> missing_decoders();

}  // namespace emorec
