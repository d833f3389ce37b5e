// What a training run was asked for, in its checkpoint and in its model, so that whoever comes back
// to either can be told whether it is the same run.
#pragma once

#include <map>
#include <string>

#include "emorec/nn/model_config.h"
#include "emorec/train/train_options.h"

namespace emorec {

/// Every setting by the name that the command line has for it, as JSON; `more` are those that are
/// neither the network's nor the training's.
std::string run_settings(const ModelConfig& model, const TrainOptions& options,
                         const std::map<std::string, std::string>& more = {});

/// "--epochs, --seed": settings of `now` that `then` does not have, or has otherwise. Empty if the
/// runs are the same.
std::string different_settings(const std::string& then, const std::string& now);

}  // namespace emorec
