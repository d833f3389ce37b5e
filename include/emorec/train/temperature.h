// Makes probabilities mean what they say: one number that all logits are divided by (Guo et al.
// 2017), fitted on clips that the network was not trained on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emorec/nn/model_file.h"
#include "emorec/stats/calibration.h"
#include "emorec/train/scores.h"

namespace emorec {

/// The temperature, between 0.1 and 10, with the least log loss of the clips' probabilities. More
/// than 1 makes answers less sure. 1 without any clip.
double fit_temperature(const std::vector<AnsweredClip>& clips);

/// The `clip_temperature` (nn/pooling.h), between 0.5 and 10, with the least log loss of the clips'
/// probabilities; those of one frame say nothing of it. 1 without any clip.
double fit_clip_temperature(const std::vector<AnsweredClip>& clips);

/// How well the probabilities at a temperature are calibrated.
Calibration calibration_at(const std::vector<AnsweredClip>& clips, double temperature);

/// The same with two temperatures, each fitted on every other clip and judged on the rest: what may
/// be expected on clips that did not help to fit.
Calibration cross_fitted_calibration(const std::vector<AnsweredClip>& clips);

/// Divides the classifier's weights and bias, so that whoever runs the network need not know.
void apply_temperature(FrameNetwork& network, double temperature);

/// The mean of the clips' probabilities at a temperature: how frequent the network expects each
/// emotion to be. To judge a network's prior by that, and not by its training labels, minds what
/// label smoothing, mixup and balanced drawing did to it (Saerens et al. 2002; Alexandari et al.
/// 2020, arXiv 1901.06852). An emotion that is 0 in `prior` was never learnt, and stays 0; without
/// any clip, `prior`.
Distribution expected_shares(const std::vector<AnsweredClip>& clips, double temperature,
                             const Distribution& prior);

/// Temperatures that are known already, as from models of a cross-validation: they are not fitted.
struct KnownTemperatures {
  std::optional<double> stills;
  std::optional<double> clips;
};

/// Fits and applies a temperature to the stills among `clips` (indices into the set), or to all of
/// them if there is no still, shown in the data set's own framing if there is one; then the
/// temperature of clips to those of several frames. Says so in the model's card. The model's prior
/// becomes what it expects of what the first temperature was fitted to. `called` is what the card
/// calls them. False, with nothing done, if none of them can be right or wrong.
bool calibrate(Model& model, const ChipSet& chips, const std::vector<std::size_t>& clips,
               const std::string& called, const KnownTemperatures& known = {});

}  // namespace emorec
