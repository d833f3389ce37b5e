// How often a model expects each emotion, and what that does to its answers.
#pragma once

#include "emorec/nn/model_file.h"

namespace emorec {

/// Adds −strength·log(prior) to the classifier's bias: logit adjustment (Menon et al. 2021), so
/// that rare emotions are not answered as rarely as the model learnt to expect them. 1 answers as
/// if all were equally frequent. An emotion that was never seen keeps its bias. The model's prior
/// becomes what is left of it: prior^(1−strength), normalised.
/// @throws Error{kModel} with `where` (the file) if the model does not know its prior, unless
///         `strength` is 0.
void adjust_for_prior(Model& model, double strength, const std::string& where);

}  // namespace emorec
