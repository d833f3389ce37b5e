// What a picture of a clip is made by: the clip is decoded a second time, its frames are handed
// over one after the other, then the picture is written.
#pragma once

#include <string>
#include <vector>

#include "emorec/media/frame.h"

namespace emorec {

class ClipPicture {
 public:
  virtual ~ClipPicture() = default;

  /// Frames of the clip in order, among them all that were scored.
  virtual void add(const Frame& frame) = 0;

  /// Puts the finished file or folder in place; without it nothing is left.
  /// @throws Error{kOutput}; Error{kInput} if the frames were not those that were scored.
  virtual void finish() = 0;

  /// What a user should know of the finished picture.
  virtual std::vector<std::string> warnings() const { return {}; }
};

}  // namespace emorec
