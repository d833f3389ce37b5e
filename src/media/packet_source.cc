#include "packet_source.h"

#include <algorithm>

namespace emorec::media {

double PacketSource::frame_duration() const {
  const AVRational rate = av_guess_frame_rate(&format(), &stream(), nullptr);
  if (rate.num <= 0 || rate.den <= 0) return 1.0 / 25.0;
  return std::clamp(av_q2d(av_inv_q(rate)), 1e-4, 10.0);
}

}  // namespace emorec::media
