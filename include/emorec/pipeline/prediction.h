// What a clip was found to show: the type that `report` and `cli` take.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <opencv2/core/matx.hpp>
#include <opencv2/core/types.hpp>

#include "emorec/core/label_set.h"
#include "emorec/media/clip_source.h"
#include "emorec/nn/map_shape.h"
#include "emorec/nn/pooling.h"

namespace emorec {

/// One person in one frame. Symbols as in arXiv 1910.01254.
struct FramePrediction {
  std::int64_t index = 0;        ///< in presentation order, from 0
  double time = 0;               ///< seconds
  cv::Rect2f box;                ///< the face, pixels of the upright square-pixel frame
  cv::Matx23d to_chip;           ///< from that frame's pixels to the chip's (ChipAligner)
  double score = 0;              ///< of the face's last detection
  bool doubtful = false;         ///< likewise; files do not tell
  bool detected = false;         ///< found by the detector here, not carried from an earlier frame
  bool interpolated = false;     ///< not looked at: all of this is between the frames around it
  Distribution logits;           ///< of the network, before any pooling
  Distribution probabilities;    ///< P(t,·): over all frames and emotions together they sum to 1
  double importance = 0;         ///< w(t) for the person's label; over the frames they sum to 1
  std::vector<float> attention;  ///< K×H×W, each of the K maps sums to 1
};

/// One person through the clip.
struct PersonPrediction {
  int track = 0;  ///< 0 for the main person, 1 for the next
  Label label;
  Distribution probabilities;  ///< p(·) as calibrated for so many frames (`tempered`), sum 1
  std::vector<FramePrediction> frames;

  double mean_side() const;  ///< of the face, pixels
  /// Σ over frames of the face's side, less of doubtful ones: what "largest and longest" means.
  double presence() const;
};

enum class ClipStatus {
  kOk,
  kNoFace,      ///< readable, but nobody's face was found: there is no label
  kUnreadable,  ///< not a clip that can be decoded
  kFailed,      ///< something else went wrong
};

const char* name_of(ClipStatus status);  ///< "ok", "no_face", "unreadable", "failed"
std::optional<ClipStatus> parse_status(std::string_view name);

/// decoded = scored + interpolated + without_face + not_sampled, counted for the main person.
struct FrameAccount {
  std::int64_t decoded = 0;
  std::int64_t scored = 0;
  std::int64_t interpolated = 0;  ///< not needed for a clear answer
  std::int64_t without_face = 0;  ///< looked at, but the main person's face was not there
  std::int64_t not_sampled = 0;   ///< passed over: by --max-frames, or beside a frame without it
};

struct ModelIdentity {
  std::string name;
  std::string sha256;
  int chip_side = 0;  ///< S, pixels
  MapShape maps;      ///< of attention
  Pooling pooling = Pooling::kSoftmax;
  double prior_adjustment = 0;  ///< that it answered with, beyond what is in its file
  LabelSet labels = {};
};

struct ClipPrediction {
  ClipInfo clip;
  ClipStatus status = ClipStatus::kOk;
  std::string error;  ///< why the status is not ok, and what to do
  FrameAccount account;
  int people_found = 0;
  std::vector<PersonPrediction>
      people;  ///< the main one first; only that one unless all were asked
  ModelIdentity model;
  std::vector<std::string> warnings;
};

}  // namespace emorec
