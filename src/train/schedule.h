// How the learning rate rises and falls.
#pragma once

#include "emorec/train/train_options.h"

namespace emorec {

/// The share of the peak rate after `epochs_done` epochs, which need not be whole.
double rate_factor(double epochs_done, const TrainOptions& options);

}  // namespace emorec
