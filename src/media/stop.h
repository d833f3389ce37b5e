// Whether to stop: somebody asked for it, or the source is not needed any more.
#pragma once

#include "emorec/core/cancel.h"

namespace emorec::media {

class Stop {
 public:
  /// `cancel` must outlive this.
  explicit Stop(const CancelToken& cancel) : cancel_(cancel) {}

  void request() { own_.request(); }
  bool requested() const { return own_.requested() || cancel_.requested(); }

 private:
  const CancelToken& cancel_;
  CancelToken own_;
};

}  // namespace emorec::media
