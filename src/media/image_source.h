// A clip out of still images: one, or those of a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "emorec/core/error.h"
#include "emorec/media/clip_source.h"

#include "sampling.h"

namespace emorec::media {

/// The images of a folder (not of those inside it), in natural order. Hidden files are left out.
/// @throws Error{kInput} if there are none or the folder cannot be read.
std::vector<std::filesystem::path> images_in_folder(const std::filesystem::path& folder);

class ImageSource : public ClipSource {
 public:
  /// `files` are shown one after the other at options.image_rate. If `path` itself is the only one,
  /// its error is the clip's error; of a folder, an unreadable image is left out with a warning.
  /// @throws Error{kInput} if there is not a single frame to show.
  ImageSource(const std::filesystem::path& path, std::vector<std::filesystem::path> files,
              const ClipOptions& options);

  bool next(Frame& frame) override;
  bool skip() override;

 private:
  double time_of(std::size_t place) const;
  void choose_range();
  bool fetch(Frame& frame);
  bool read(std::size_t place, Frame& frame);
  void finish();
  Error nothing_to_show() const;

  std::vector<std::filesystem::path> files_;
  ClipOptions options_;
  FrameSampler sampler_;
  std::optional<Frame> first_;  // read ahead, so that opening tells of errors and of the size
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  std::int64_t damaged_ = 0;
  std::string first_damaged_;
  std::int64_t unreadable_ = 0;
  std::string first_unreadable_;
  bool done_ = false;
};

}  // namespace emorec::media
