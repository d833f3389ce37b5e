// Whatever gives frames one after the other.
#pragma once

#include "emorec/media/frame.h"

namespace emorec {

class FrameSource {
 public:
  virtual ~FrameSource() = default;

  /// The next frame, in presentation order; false at the end.
  /// @throws Error{kInput} if no more can be had.
  virtual bool next(Frame& frame) = 0;
};

}  // namespace emorec
