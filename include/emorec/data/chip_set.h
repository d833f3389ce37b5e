// Face chips of labelled clips, as `emorec extract` cuts them and `emorec train` reads them. A
// still is a clip of one frame.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emorec/core/label_set.h"

namespace emorec {

struct LabelledClip {
  std::string name;   ///< its path below the data set's folder
  std::string split;  ///< "train", "val" or another name; empty if the data set has no parts
  std::string
      group;  ///< person or film that must not be both trained on and held out; may be empty
  Distribution target;         ///< shares of the annotators' votes, sum 1
  std::optional<Label> label;  ///< the emotion to score by; none where votes are tied
  std::size_t source = 0;      ///< which of the data sets that are learnt together it is of
  std::size_t first = 0;       ///< its first frame's place in the set
  std::size_t frames = 0;      ///< at least 1
};

/// What is seen around faces, in F frames of height×width×channels bytes: grey, or BGR. Empty for
/// networks that look at faces alone.
struct ContextSet {
  int height = 0;
  int width = 0;
  int channels = 3;
  std::vector<std::uint8_t> bytes;
};

/// F frames of size×size×channels bytes: grey, or BGR.
struct ChipSet {
  int size = 112;
  int channels = 1;
  LabelSet labels;  ///< whose labels the clips have
  std::vector<LabelledClip> clips;
  std::vector<std::uint8_t> aligned;  ///< F chips cut by landmarks; zeros where no face was found
  std::vector<bool> has_face;         ///< F
  /// F frames as the data set crops them, enlarged, for data sets of cropped stills; empty for
  /// others, where a frame without a face is left out.
  std::vector<std::uint8_t> whole;
  ContextSet context;

  std::size_t frame_count() const { return has_face.size(); }
  std::size_t chip_bytes() const { return static_cast<std::size_t>(size) * size * channels; }
};

/// Adds the other's clips and frames. If only one has whole frames, the aligned chips stand for the
/// other's.
/// @pre both are of one size and as many channels.
void append(ChipSet& set, const ChipSet& more);

}  // namespace emorec
