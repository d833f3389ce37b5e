// How right a network in training is.
#pragma once

#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "emorec/core/view.h"
#include "emorec/data/chip_set.h"
#include "emorec/nn/pooling.h"

namespace emorec {

class FrameNetwork;

struct NamedScore {
  std::string name;
  double war = 0;  ///< share of right answers; 0 without clips
  double uar = 0;  ///< mean recall of the emotions that occur; likewise
  std::int64_t count = 0;
};

/// kWhole needs a set with whole frames.
enum class Framing { kWhole, kAligned };

/// A clip that can be right or wrong, as the network sees it.
struct AnsweredClip {
  Label truth;
  at::Tensor logits;       ///< T×C, or 1×C if another pooling than the softmax came before
  std::size_t frames = 1;  ///< T
};

/// Clips without a label, and frames without a face where the aligned framing is asked for, are
/// left out. Puts the network into evaluation mode.
std::vector<AnsweredClip> answer_clips(FrameNetwork& network, Pooling pooling,
                                       const std::vector<ViewSpec>& views, const ChipSet& chips,
                                       const std::vector<std::size_t>& clips, Framing framing);

/// Without a name.
NamedScore score_of(const std::vector<AnsweredClip>& clips);

/// The score of the clips that `answer_clips` answers.
NamedScore score_clips(FrameNetwork& network, Pooling pooling, const std::vector<ViewSpec>& views,
                       const ChipSet& chips, const std::vector<std::size_t>& clips,
                       Framing framing);

}  // namespace emorec
