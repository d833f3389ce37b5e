#include "emorec/data/chip_set.h"

namespace emorec {
namespace {

template <typename Values>
void add(Values& to, const Values& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void append(ChipSet& set, const ChipSet& more) {
  const std::size_t frames = set.frame_count();
  if (set.whole.empty() && !more.whole.empty()) set.whole = set.aligned;
  if (!more.whole.empty()) {
    add(set.whole, more.whole);
  } else if (!set.whole.empty()) {
    add(set.whole, more.aligned);
  }
  add(set.aligned, more.aligned);
  add(set.has_face, more.has_face);
  add(set.context.bytes, more.context.bytes);
  for (LabelledClip clip : more.clips) {
    clip.first += frames;
    set.clips.push_back(std::move(clip));
  }
}

}  // namespace emorec
