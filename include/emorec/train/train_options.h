// How a training run goes, from its length to its random changes of the pictures.
#pragma once

#include <string>

#include "emorec/core/option_help.h"
#include "emorec/train/augmentation.h"

namespace emorec {

struct TrainOptions {
  int epochs = 15;
  int batch = 64;  ///< clips a step
  int frames = 1;  ///< drawn from each clip a step, anew each time
  std::string optimizer = "sgd";
  double backbone_rate = 0.05;
  double head_rate = 0.08;
  double momentum = 0.9;
  double weight_decay = 5e-4;
  std::string schedule = "one-cycle";
  double warm_up = 0.25;
  int period = 5;
  double attention_penalty = 0;
  double source_share = 0;
  double balance = 0;
  double label_smoothing = 0;
  double polarity = 0;
  int join = 1;
  double background = 0;
  double mixup = 0;
  double average = 0;
  int patience = 0;
  int apart_epochs = 0;
  double aligned_share = 0.5;
  int small_side = 80;
  double small_share = 0;
  bool bfloat16 = true;
  unsigned seed = 1;
  AugmentationOptions augmentation;

  /// The settings of arXiv 1910.01254, for clips and a backbone that knows faces.
  static TrainOptions paper();

  /// Those of GLAMOR-Net (arXiv 2111.04129), for stills. How long encoders are trained apart, it
  /// does not say.
  static TrainOptions glamor();

  /// Those of VAANet, for a dual focus network on features that were computed once.
  static TrainOptions dual();

  /// @throws Error{kUsage}.
  void validate() const;
};

/// Calls visit(name, value, help) for each option, so that the command line, the checkpoint and the
/// log speak of the same ones.
template <class Options, class Visitor>
void for_each_train_option(Options& o, Visitor&& visit) {
  const auto in = [](const char* group) {
    return [group](const char* what) { return OptionHelp{group, what}; };
  };
  const auto run = in("Run");
  const auto steps = in("Steps");
  const auto learnt = in("What is learnt");
  const auto change = in("Changes of the pictures");
  visit("epochs", o.epochs, run("How often every clip is seen"));
  visit("batch", o.batch, run("Clips a step"));
  visit("frames", o.frames, run("Frames of each clip a step, drawn at random and kept in order"));
  visit("patience", o.patience,
        run("Stop after so many epochs without a better score on the held-out clips, and "
            "give out the best; 0 is off"));
  visit("apart-epochs", o.apart_epochs,
        run("Epochs at first in which the backbones of a network of several views learn with a "
            "classifier each, apart from one another"));
  visit("small-side", o.small_side, run("Pixels of the chips of the first epochs"));
  visit("small-share", o.small_share, run("Share of the epochs with small chips"));
  visit("bfloat16", o.bfloat16, run("Forward and backward in bfloat16; weights stay in float"));
  visit("seed", o.seed, run("The seed of all random numbers"));
  visit("optimizer", o.optimizer, steps("sgd (with Nesterov's momentum) or adamw"));
  visit("backbone-rate", o.backbone_rate,
        steps("Peak learning rate of the backbone; 0 freezes it"));
  visit("head-rate", o.head_rate, steps("Peak learning rate of attention and classifier"));
  visit("momentum", o.momentum, steps("The momentum of sgd; the first beta of adamw"));
  visit("weight-decay", o.weight_decay, steps("Per step, times the learning rate"));
  visit("schedule", o.schedule,
        steps("one-cycle, cosine with warm restarts, or steps: a tenth from 5/12 of the run on, a "
              "fiftieth from 2/3 on"));
  visit("warm-up", o.warm_up, steps("Share of the steps in which one-cycle's rate rises"));
  visit("period", o.period,
        steps("Epochs to cosine's first restart; each later one is twice as long"));
  visit("average", o.average, steps("Decay a step of the weights' moving average; 0 is off"));
  visit("penalty", o.attention_penalty, learnt("Weight C of the attention penalty"));
  visit("source-share", o.source_share,
        learnt("Learn a classifier for each data set's own convention too, and let their mean "
               "weigh so much in the answer"));
  visit("balance", o.balance,
        learnt("Draw clips with their label's frequency to the power of minus this: 0 as they "
               "come, 1 all labels alike"));
  visit("label-smoothing", o.label_smoothing,
        learnt("Share of the target spread over all emotions"));
  visit("polarity", o.polarity,
        learnt("How much more a clip counts that is taken for one of the other polarity (joy for "
               "fear); dual-focus only"));
  visit("join", o.join,
        learnt("Clips are seen one by one and up to so many one after the other, with the mean of "
               "their labels; dual-focus only"));
  visit("background", o.background,
        learnt("How much it counts that the snippets which attention passes over tell no label; "
               "dual-focus only"));
  visit("mixup", o.mixup,
        learnt("Alpha of the beta distribution that two clips are mixed by; 0 is off"));
  visit("aligned-share", o.aligned_share,
        change("Share of stills that are shown as the aligner cuts them, the others as the "
               "data set does"));
  auto& a = o.augmentation;
  visit("rotation", a.rotation, change("Degrees, either way"));
  visit("scale", a.scale, change("Relative, either way"));
  visit("squeeze", a.squeeze,
        change("Width against height, relative, either way: anamorphic film"));
  visit("shift", a.shift, change("Share of the chip's side, either way"));
  visit("frame-jitter", a.frame_jitter,
        change("Share of these moves that each frame makes by itself"));
  visit("brightness", a.brightness, change("Either way, of the full range"));
  visit("contrast", a.contrast, change("Relative, either way"));
  visit("gamma", a.gamma, change("Change of gamma's logarithm, either way: dim and bright film"));
  visit("shadow", a.shadow,
        change("Logarithm of the light from one side to the other, either way"));
  visit("tint", a.tint, change("Logarithm of each colour's gain, either way; colour chips only"));
  visit("noise", a.noise,
        change("Largest standard deviation of a chip's noise, of the full range"));
  visit("motion-blur", a.motion_blur, change("Share of chips that are blurred along a line"));
  visit("low-resolution", a.low_resolution, change("Share of chips that lose detail"));
  visit("compression", a.compression,
        change("Share of chips that went through JPEG at quality 10 to 50"));
  visit("erasing", a.erasing, change("Share of chips of which a rectangle is covered"));
}

/// {"epochs": 15, …} in one line.
std::string to_json(const TrainOptions& options);

/// "epochs 3, head-rate 0.01": what is not as in TrainOptions().
std::string changed_options(const TrainOptions& options);

}  // namespace emorec
