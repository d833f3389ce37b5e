// How chips are cut for a model.
#pragma once

#include "emorec/data/chip_cutter.h"
#include "emorec/nn/model_config.h"

namespace emorec::cli {

/// As its input wants them; the rest is as by default.
inline CutOptions cut_options(const InputConfig& input) {
  CutOptions options;
  options.size = input.size;
  options.colour = !input.grey;
  options.chip_template = input.margin;
  return options;
}

}  // namespace emorec::cli
