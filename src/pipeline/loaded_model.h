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

/// From the pixels of a view, whose middles are at whole numbers, to the cells of a map over it.
inline cv::Matx23d cells_of_view(const ViewSpec& view, const CellGrid& grid) {
  const double scale = grid.side / view.size;
  const double first = scale / 2 + grid.corner;
  return {scale, 0, first, 0, scale, first};
}

struct LoadedModel {
  ClassifierOptions options;
  ModelConfig config;
  ModelIdentity identity;
  FutureScorer network;
  std::shared_ptr<const LandmarkModel> landmarks;
};

}  // namespace emorec
