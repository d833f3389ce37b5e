// A clip as snippets: short pieces of it, evenly spread.
//
//   auto clip = ClipSource::open("clip.mp4", options);  // with options.snippets
//   SnippetReader snippets(*clip);
//   for (Snippet snippet; snippets.next(snippet);) { ... }
#pragma once

#include <deque>

#include "emorec/media/clip_source.h"

namespace emorec {

/// Three frames, as `SnippetTimes` has them; they share their pixels where they are the same.
struct Snippet {
  Frame before;
  Frame middle;
  Frame after;
};

class SnippetReader {
 public:
  /// `clip` was opened with `ClipOptions::snippets` and must outlive this.
  explicit SnippetReader(ClipSource& clip) : clip_(clip) {}

  /// The next snippet, in order; false at the end. Where a frame could not be decoded, the nearest
  /// that could be stands in.
  /// @throws Error{kInput} as ClipSource::next.
  bool next(Snippet& snippet);

 private:
  const Frame& nearest(double time) const;

  ClipSource& clip_;
  std::size_t next_ = 0;
  std::deque<Frame> held_;  // those that this snippet or a later one may need
  bool ended_ = false;
};

}  // namespace emorec
