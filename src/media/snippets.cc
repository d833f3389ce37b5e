#include "emorec/media/snippets.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "clip_clock.h"

namespace emorec {

bool SnippetReader::next(Snippet& snippet) {
  if (next_ == clip_.snippets().size()) return false;
  const auto [before, middle, after] = clip_.snippets()[next_++];
  while (!ended_ && (held_.empty() || held_.back().time < after - media::kTimeSlack)) {
    Frame frame;
    ended_ = !clip_.next(frame);
    if (!ended_) held_.push_back(std::move(frame));
  }
  if (held_.empty()) return false;
  snippet = {nearest(before), nearest(middle), nearest(after)};
  // The next snippet begins no earlier; its own frames may be these.
  while (held_.size() > 1 && next_ < clip_.snippets().size() &&
         held_.front().time < clip_.snippets()[next_].before - media::kTimeSlack) {
    held_.pop_front();
  }
  return true;
}

const Frame& SnippetReader::nearest(double time) const {
  return *std::min_element(held_.begin(), held_.end(), [time](const Frame& a, const Frame& b) {
    return std::abs(a.time - time) < std::abs(b.time - time);
  });
}

}  // namespace emorec
