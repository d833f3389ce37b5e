// What all sessions of a model share.
#pragma once

#include <future>
#include <memory>

#include "emorec/face/landmark_model.h"
#include "emorec/nn/scorer.h"
#include "emorec/pipeline/session.h"

namespace emorec {

/// The network is still being made ready while the first faces are looked for.
using FutureScorer = std::shared_future<std::unique_ptr<const Scorer>>;

struct LoadedModel {
  ClassifierOptions options;
  ModelConfig config;
  ModelIdentity identity;
  FutureScorer network;
  std::shared_ptr<const LandmarkModel> landmarks;
};

}  // namespace emorec
