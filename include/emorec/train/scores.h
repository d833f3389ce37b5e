// How right a network in training is.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "emorec/data/chip_set.h"
#include "emorec/nn/frame_network.h"
#include "emorec/nn/pooling.h"

namespace emorec {

struct NamedScore {
  std::string name;
  double war = 0;  ///< share of right answers; 0 without clips
  double uar = 0;  ///< mean recall of the emotions that occur; likewise
  std::int64_t count = 0;
};

enum class Framing { kWhole, kAligned };
enum class WhichLabels { kFirst, kSecond };

struct ScoreOptions {
  Framing framing = Framing::kAligned;  ///< kWhole needs a set with whole frames
  WhichLabels labels = WhichLabels::kFirst;
  int most_frames = 120;  ///< of a clip, spread evenly: the paper's protocol
};

/// From a network's outputs for the frames of one clip, the logits that its temporal softmax is of:
/// `pool_logits`, T×7 or 1×7.
using LogitsOf = std::function<torch::Tensor(const FrameOutputs&)>;

/// By the network's own classifier.
LogitsOf clip_logits_of(FrameNetwork& network, Pooling pooling);

/// A clip that can be right or wrong, as the network sees it.
struct AnsweredClip {
  Label truth;
  torch::Tensor logits;    ///< T×C, or 1×C if another pooling than the softmax came before
  std::size_t frames = 1;  ///< T
};

/// Clips without a label, and frames without a face where the aligned framing is asked for, are
/// left out. Puts the network into evaluation mode.
std::vector<AnsweredClip> answer_clips(FrameNetwork& network, const LogitsOf& logits_of,
                                       const std::vector<ViewSpec>& views, const ChipSet& chips,
                                       const std::vector<std::size_t>& clips,
                                       const ScoreOptions& options);

/// Without a name.
NamedScore score_of(const std::vector<AnsweredClip>& clips);

/// The score of the clips that `answer_clips` answers.
NamedScore score_clips(FrameNetwork& network, const LogitsOf& logits_of,
                       const std::vector<ViewSpec>& views, const ChipSet& chips,
                       const std::vector<std::size_t>& clips, const ScoreOptions& options);

}  // namespace emorec
