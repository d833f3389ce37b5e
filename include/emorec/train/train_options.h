// How a training run goes, from its length to its random changes of the pictures.
#pragma once

#include <string>

#include "emorec/train/augmentation.h"

namespace emorec {

struct TrainOptions {
  int epochs = 15;
  int batch = 64;  ///< clips a step
  int frames = 1;  ///< of each clip a step, drawn anew each time
  std::string optimizer = "sgd";
  double backbone_rate = 0.05;
  double head_rate = 0.08;
  double momentum = 0.9;
  double weight_decay = 5e-4;
  std::string schedule = "one-cycle";
  double warm_up = 0.25;
  int period = 5;
  double attention_penalty = 0;
  double second_share = 0;
  double balance = 0;
  double label_smoothing = 0;
  double mixup = 0;
  double average = 0;
  int patience = 0;
  double aligned_share = 0.5;
  int small_side = 80;
  double small_share = 0;
  bool bfloat16 = true;
  unsigned seed = 1;
  AugmentationOptions augmentation;

  /// The settings of arXiv 1910.01254, for clips and a backbone that knows faces.
  static TrainOptions paper();

  /// @throws Error{kUsage}.
  void validate() const;
};

/// Calls visit(name, value, what it is) for each option, so that the command line, the checkpoint
/// and the log speak of the same ones.
template <class Options, class Visitor>
void for_each_option(Options& o, Visitor&& visit) {
  visit("epochs", o.epochs, "How often every clip is seen");
  visit("batch", o.batch, "Clips a step");
  visit("frames", o.frames, "Frames of each clip a step, drawn at random and kept in order");
  visit("optimizer", o.optimizer, "sgd (with Nesterov's momentum) or adamw");
  visit("backbone-rate", o.backbone_rate, "Peak learning rate of the backbone; 0 freezes it");
  visit("head-rate", o.head_rate, "Peak learning rate of attention and classifier");
  visit("momentum", o.momentum, "The momentum of sgd; the first beta of adamw");
  visit("weight-decay", o.weight_decay, "Per step, times the learning rate");
  visit("schedule", o.schedule, "one-cycle, or cosine with warm restarts");
  visit("warm-up", o.warm_up, "Share of the steps in which one-cycle's rate rises");
  visit("period", o.period, "Epochs to cosine's first restart; each later one is twice as long");
  visit("penalty", o.attention_penalty, "Weight C of the attention penalty");
  visit("second-share", o.second_share,
        "Learn the data set's second labels too (FER2013's own beside FER+), and let them weigh so "
        "much in the answer");
  visit("balance", o.balance,
        "Draw clips with their label's frequency to the power of minus this: 0 as they come, 1 all "
        "labels alike");
  visit("label-smoothing", o.label_smoothing, "Share of the target spread over all emotions");
  visit("mixup", o.mixup, "Alpha of the beta distribution that two clips are mixed by; 0 is off");
  visit("average", o.average, "Decay a step of the weights' moving average; 0 is off");
  visit("patience", o.patience,
        "Stop after so many epochs without a better score on the held-out clips, and give out the "
        "best; 0 is off");
  visit("aligned-share", o.aligned_share,
        "Share of stills that are shown as the aligner cuts them, the others as the data set does");
  visit("small-side", o.small_side, "Pixels of the chips of the first epochs");
  visit("small-share", o.small_share, "Share of the epochs with small chips");
  visit("bfloat16", o.bfloat16, "Forward and backward in bfloat16; weights stay in float");
  visit("seed", o.seed, "The seed of all random numbers");
  auto& a = o.augmentation;
  visit("rotation", a.rotation, "Degrees, either way");
  visit("scale", a.scale, "Relative, either way");
  visit("squeeze", a.squeeze, "Width against height, relative, either way: anamorphic film");
  visit("shift", a.shift, "Share of the chip's side, either way");
  visit("frame-jitter", a.frame_jitter, "Share of these moves that each frame makes by itself");
  visit("brightness", a.brightness, "Either way, of the full range");
  visit("contrast", a.contrast, "Relative, either way");
  visit("gamma", a.gamma, "Change of gamma's logarithm, either way: dim and bright film");
  visit("shadow", a.shadow, "Logarithm of the light from one side to the other, either way");
  visit("tint", a.tint, "Logarithm of each colour's gain, either way; colour chips only");
  visit("noise", a.noise, "Largest standard deviation of a chip's noise, of the full range");
  visit("motion-blur", a.motion_blur, "Share of chips that are blurred along a line");
  visit("low-resolution", a.low_resolution, "Share of chips that lose detail");
  visit("compression", a.compression, "Share of chips that went through JPEG at quality 10 to 50");
  visit("erasing", a.erasing, "Share of chips of which a rectangle is covered");
}

/// {"epochs": 15, …} in one line.
std::string to_json(const TrainOptions& options);

}  // namespace emorec
