// Which parts of the face attention lies in, beside what it would be by chance.
#pragma once

#include <cstddef>
#include <vector>

#include "emorec/study/attention_study.h"

namespace emorec {

/// A face and what the network made of it.
struct ScoredFace {
  std::size_t clip = 0;
  ScoredChip answer;
  cv::Mat1b regions;   ///< S×S of FaceRegion
  cv::Mat1f mean_map;  ///< H×W, mean attention in the faces of all other clips
};

/// Fills `mean_map` of all. @pre Faces of one clip lie side by side, and there are two clips.
void add_mean_maps(std::vector<ScoredFace>& faces);

/// Shares of one face; indexed by FaceRegion.
struct FacePointing {
  using Shares = std::array<double, kFaceRegionCount>;
  std::size_t clip = 0;
  Shares area{};
  Shares attention{};
  Shares mean_map{};     ///< attention of the mean map
  Shares others_area{};  ///< mean area in the faces of other clips
  Shares swapped{};      ///< attention in those faces' regions
  double hit = 0;        ///< share of the map's highest places that is in the eyes or the mouth
  double mean_hit = 0;   ///< likewise of the mean map
  double swapped_hit = 0;
  double spread = 0;
  double moved = 0;
};

/// @pre as add_mean_maps, which must have been called.
std::vector<FacePointing> point(const std::vector<ScoredFace>& faces, const CellGrid& grid);

/// @pre `faces` of one clip lie side by side.
Pointing pointing_of(const std::vector<FacePointing>& faces);

}  // namespace emorec
