// Fine-tunes a network on stills, with the paper's loss: each is a clip of one frame, or the moment
// of a longer clip whose other frames show it again or a neutral face.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "emorec/core/cancel.h"
#include "emorec/data/still_chips.h"
#include "emorec/nn/model_file.h"
#include "emorec/train/augmentation.h"

namespace emorec {

struct TrainOptions {
  int epochs = 9;
  int batch = 64;
  double backbone_rate = 0.06;  ///< peak learning rate of the backbone
  double head_rate = 0.1;       ///< peak learning rate of attention and classifier
  double weight_decay = 5e-4;
  double momentum = 0.9;         ///< Nesterov's
  double warm_up = 0.25;         ///< share of the steps in which the rate rises (one-cycle)
  double attention_penalty = 0;  ///< C, weight of ‖A·Aᵀ − I‖_F
  double aligned_share =
      0.5;                    ///< of chips shown as the aligner cuts them, not as the data set does
  int small_side = 80;        ///< chips are shown at this side first, which costs half as much
  double small_share = 0.55;  ///< of the epochs; the rest are at the network's own side
  int clip_frames = 1;        ///< most frames of the clips that stills are put together to
  double fer2013_share =
      0;  ///< of FER2013's own labels in the answer; above 0, a second classifier learns them
  double balance = 0;    ///< images are drawn with their label's frequency to the power of −this
  bool bfloat16 = true;  ///< forward and backward in bfloat16; weights stay in float
  unsigned seed = 1;
  int threads = 1;
  AugmentationOptions augmentation;

  /// @throws Error{kUsage}.
  void validate() const;
};

/// Accuracy on stills with a plurality label; both as shares.
struct StillScore {
  double accuracy = 0;     ///< WAR
  double mean_recall = 0;  ///< UAR
  std::size_t count = 0;
};

struct EpochReport {
  int epoch = 0;  ///< from 1
  double loss = 0;
  double seconds = 0;
  StillScore whole;    ///< on the data set's own crops
  StillScore aligned;  ///< on the aligner's chips, where a face was found
  StillScore fer2013;  ///< the second classifier's on whole crops, against FER2013's own labels
};

/// What a caller may watch; either may be left empty.
struct TrainObserver {
  /// After each step: epoch from 1, steps done in it, steps in it, mean loss of the epoch so far.
  std::function<void(int epoch, std::int64_t done, std::int64_t steps, double loss)> on_step;
  std::function<void(const EpochReport&)> on_epoch;
};

/// Trains `model` in place. After each epoch the state is
/// written to `checkpoint` by rename; a run that finds one continues it to the result that an
/// undisturbed run gives.
/// @throws Error{kCancelled} between two batches once `cancel` is set; Error{kUsage} for options
/// that make no sense or fewer images than a batch; Error{kModel} for a checkpoint of something
/// else.
void train_on_stills(Model& model, const StillChips& train, const StillChips& test,
                     const TrainOptions& options, const std::filesystem::path& checkpoint,
                     const CancelToken& cancel, const TrainObserver& observer);

enum class Framing { kWhole, kAligned };

StillScore score_stills(FrameNetwork& network, const InputConfig& input, const StillChips& chips,
                        Framing framing);

/// Adds −strength·log(prior of the training labels) to the classifier's bias: logit adjustment
/// (Menon et al. 2021), so that rare emotions are not answered as rarely as the data set shows
/// them. An emotion without any vote keeps its bias.
void adjust_for_prior(FrameNetwork& network, const StillChips& train, double strength);

}  // namespace emorec
