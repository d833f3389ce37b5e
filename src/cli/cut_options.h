// How chips are cut for a model.
#pragma once

#include "emorec/core/error.h"
#include "emorec/data/chip_cutter.h"
#include "emorec/nn/model_config.h"

namespace emorec::cli {

/// As its views want them; the rest is as by default.
/// @throws Error{kUsage} if the model looks at no chips.
inline CutOptions cut_options(const ModelConfig& model) {
  if (model.snippets > 0) {
    throw Error(ErrorKind::kUsage,
                "this model looks at snippets of whole frames, not at chips: 'emorec extract "
                "--features' and 'emorec train --recipe dual' are for such.");
  }
  CutOptions options;
  options.view = model.face();
  if (model.views.size() > 1) {
    options.context = model.views[1];
    options.context->takes_middle = false;  // each step of training takes another part
  }
  return options;
}

}  // namespace emorec::cli
