// How chips are cut for a model.
#pragma once

#include "emorec/data/chip_cutter.h"
#include "emorec/nn/model_config.h"

namespace emorec::cli {

/// As its views want them; the rest is as by default.
inline CutOptions cut_options(const ModelConfig& model) {
  CutOptions options;
  options.view = model.face();
  if (model.views.size() > 1) {
    options.context = model.views[1];
    options.context->takes_middle = false;  // each step of training takes another part
  }
  return options;
}

}  // namespace emorec::cli
