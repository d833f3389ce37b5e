// Where the network's spatial attention looks in a face, and whether what is there matters to its
// answer. docs/attention.md defines every figure.
//
// Pointing compares a face's map with the places of its own eyes, mouth and nose, and so does it
// with maps and faces that do not belong together: chips are aligned, so that a fixed blob in their
// middle would meet eyes and mouth too. Deletion and insertion (Petsiuk et al. 2018, RISE) blur the
// cells of the map's grid out of the chip, or show them in a blurred chip, those with the most
// attention first, and watch the probability of what the network answered.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/core/cancel.h"
#include "emorec/core/label_set.h"
#include "emorec/nn/map_spec.h"
#include "emorec/report/svg.h"
#include "emorec/stats/interval.h"
#include "emorec/study/attention_faces.h"
#include "emorec/study/face_regions.h"

namespace emorec {

class Scorer;
struct Model;

inline constexpr const char* kAttentionSchema = "emorec.attention/1";

struct ScoredChip {
  Distribution probabilities;  ///< softmax of the chip's own logits
  cv::Mat1f attention;         ///< H×W, the mean of the K maps; sums to 1
};

/// Answers to S×S BGR chips. Safe from several threads.
using ChipNetwork = std::function<std::vector<ScoredChip>(const std::vector<cv::Mat>& chips)>;

/// @throws Error{kUsage} if the model is none whose maps are of spatial attention over a face.
void require_spatial_attention(const Model& model);

/// `scorer` must live as long as what is returned.
ChipNetwork chip_network(const Scorer& scorer);

/// Shares are of the chip's area and of the attention in it; a ratio is share of attention over
/// share of area, 1 by chance.
struct RegionAttention {
  double area = 0;   ///< mean over faces
  Figure attention;  ///< mean over faces
  Figure ratio;
  Figure mean_map;  ///< the ratio of the mean map of all other clips, in the same faces
  Figure swapped;   ///< the ratio of the face's own map in the regions of all other clips' faces
  Figure shift;     ///< ratio − mean_map
};

/// The share of faces whose map is highest in the eyes or the mouth.
struct PointingGame {
  Figure hits;
  double chance = 0;    ///< the area of eyes and mouth
  Figure mean_map;      ///< hits of the mean map of all other clips
  Figure swapped;       ///< hits in all other clips' faces
  Figure over_mean;     ///< hits − mean_map
  Figure over_swapped;  ///< hits − swapped
};

struct Pointing {
  std::int64_t faces = 0;
  std::array<RegionAttention, kFaceRegionCount> regions;
  PointingGame game;
  /// exp of the map's entropy, in cells: as many cells with equal attention would be as spread out.
  Figure spread;
  /// The share of attention that lies elsewhere than in the mean map of all other clips.
  Figure moved;
};

/// In which order cells are blurred or shown.
enum class CellOrder {
  kAttention,
  kMeanMap,   ///< most attention first in the mean map of all other clips
  kFeatures,  ///< most of the eyes and the mouth in it first
  kCentre,    ///< nearest to the chip's middle first
  kRandom,
};

inline constexpr int kCellOrderCount = 5;
inline constexpr std::array<std::string_view, kCellOrderCount> kCellOrderNames = {
    "attention", "mean map", "eyes and mouth", "centre first", "random"};

inline constexpr int kCurveSteps = 12;
inline constexpr int kRandomDraws = 3;
/// The deviation of the Gaussian that cells are blurred by, in units of the chip's side.
inline constexpr double kBlurSigma = 0.1;

/// The mean probability of the emotion that was answered, after each step.
struct Curve {
  std::array<double, kCurveSteps + 1> probability{};
  Figure area;       ///< under the curve over the share of cells, from 0 to 1
  Figure advantage;  ///< attention's area − this one; of attention itself absent
};

struct OrderCurves {
  Curve deletion;   ///< attention that matters has a small area
  Curve insertion;  ///< and here a large one
};

/// The faces for which one emotion is answered, one laid over the other.
struct MeanFace {
  std::int64_t faces = 0;
  cv::Mat3b chip;       ///< empty without faces
  cv::Mat1f attention;  ///< H×W
  Landmarks landmarks{};
};

struct AttentionStudy {
  Pointing all;
  std::vector<Pointing> by_answer;              ///< one a label
  std::array<double, kCurveSteps + 1> cells{};  ///< share of cells after each step
  std::array<OrderCurves, kCellOrderCount> orders;
  std::vector<MeanFace> mean_faces;  ///< one a label
  cv::Mat1f mean_attention;          ///< H×W, over all faces
  CellGrid grid;
  LabelSet labels;
};

struct AttentionOptions {
  std::uint32_t seed = 1;  ///< the seed of random orders, and of cells with equal attention
  int threads = 1;
  CellGrid grid;         ///< the grid of the network's attention maps
  LabelSet labels = {};  ///< that it answers with
};

/// `on_face` is called as the curves of each face end, by one thread at a time. Does not depend on
/// the number of threads.
/// @throws Error{kInput} if the faces are of fewer than two clips; Error{kCancelled}.
AttentionStudy study_attention(const std::vector<AttentionFace>& faces, const ChipNetwork& network,
                               const AttentionOptions& options, const CancelToken& cancel,
                               const std::function<void()>& on_face);

/// What a study is about, for its readers.
struct AttentionSubject {
  std::string dataset;
  std::size_t listed = 0;  ///< clips that there are, of which some were looked at
  std::size_t clips = 0;
  std::size_t without_face = 0;
  std::size_t unreadable = 0;
  std::string model;
  std::string sha256;
  int heads = 0;
  std::uint32_t seed = 0;
};

/// For people, in 80 columns of ASCII.
void write_text(std::ostream& out, const AttentionSubject& subject, const AttentionStudy& study);

/// One object, kAttentionSchema. Numbers have six decimals; what is absent is null.
void write_json(std::ostream& out, const AttentionSubject& subject, const AttentionStudy& study);

/// The curves, and the mean map over the mean face by answered emotion.
Svg attention_picture(const AttentionSubject& subject, const AttentionStudy& study);

}  // namespace emorec
