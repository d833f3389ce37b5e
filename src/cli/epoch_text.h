// What the log says of a training as it goes.
#pragma once

#include <string>

#include "emorec/train/trainer.h"

namespace emorec::cli {

/// "held out 61.20 % (UAR 58.10 %, n=120)".
std::string text_of(const NamedScore& score);

/// "epoch 2/10: loss 1.2034, 12 s; " and the scores.
std::string text_of(const EpochReport& report, int epochs);

}  // namespace emorec::cli
