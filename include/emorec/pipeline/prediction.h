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
#include "emorec/nn/map_spec.h"
#include "emorec/nn/pooling.h"

namespace emorec {

/// A face in a frame.
struct FacePlace {
  cv::Rect2f box;         ///< pixels of the upright square-pixel frame
  double score = 0;       ///< its last detection's
  bool doubtful = false;  ///< likewise; files do not tell
  bool detected = false;  ///< found by the detector here, not carried from an earlier frame
};

/// One of the model's maps in one frame.
struct AttentionMap {
  cv::Matx23d to_cells;  ///< from the frame's pixels to the map's cells, middles at whole numbers
  std::vector<float> values;  ///< K×H×W, each of the K maps sums to 1
};

/// What one of the model's views is taken for, by the network that its backbone was trained as.
struct SeenWord {
  std::string view;
  std::string word;
  double share = 0;  ///< its probability among all the words of that network
};

/// One subject in one frame. Symbols as in arXiv 1910.01254.
struct FramePrediction {
  std::int64_t index = 0;          ///< in presentation order, from 0
  double time = 0;                 ///< seconds
  std::optional<FacePlace> face;   ///< none where only the rest of the frame was scored
  bool interpolated = false;       ///< not looked at: all of this is between the frames around it
  Distribution logits;             ///< the network's, before any pooling
  Distribution probabilities;      ///< P(t,·): over all frames and emotions together they sum to 1
  double importance = 0;           ///< w(t) for the subject's label; over the frames they sum to 1
  std::vector<double> shares;      ///< the share of each view in it, sum 1; empty for one view
  std::vector<AttentionMap> maps;  ///< in the order of the model's
  std::vector<SeenWord> words;     ///< the first few of each view that knows any, likeliest first
};

/// Whom an answer is about: a person, or the scene where nobody's face is seen.
enum class SubjectKind { kPerson, kScene };

const char* name_of(SubjectKind kind);  ///< "person", "scene"
std::optional<SubjectKind> parse_subject_kind(std::string_view name);

/// One person through the clip, or the scene.
struct Subject {
  SubjectKind kind = SubjectKind::kPerson;
  int id = 0;  ///< 0 for the main person, 1 for the next
  Label label;
  Distribution probabilities;  ///< p(·) as calibrated for so many frames (`tempered`), sum 1
  std::vector<FramePrediction> frames;

  double mean_side() const;  ///< the face's, pixels; 0 without one
  /// Σ over frames of the face's side, less of doubtful ones: what "largest and longest" means.
  double presence() const;
};

enum class ClipStatus {
  kOk,
  kNoFace,      ///< readable, but nobody's face was found, and the model needs one: no label
  kUnreadable,  ///< not a clip that can be decoded
  kFailed,      ///< something else went wrong
};

const char* name_of(ClipStatus status);  ///< "ok", "no_face", "unreadable", "failed"
std::optional<ClipStatus> parse_status(std::string_view name);

/// decoded = scored + interpolated + without_face + not_sampled, counted for the first subject.
struct FrameAccount {
  std::int64_t decoded = 0;
  std::int64_t scored = 0;
  std::int64_t interpolated = 0;  ///< not needed for a clear answer
  std::int64_t without_face = 0;  ///< looked at, but the face was not there
  std::int64_t not_sampled = 0;   ///< passed over: by --max-frames, or beside a frame without it
};

struct ModelIdentity {
  std::string name;
  std::string sha256;
  std::vector<std::string> views;  ///< what it sees of a frame, by name
  std::vector<MapSpec> maps;       ///< the attention maps
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
  std::vector<Subject> subjects;  ///< the main one first; only that one unless all were asked
  ModelIdentity model;
  std::vector<std::string> warnings;
};

}  // namespace emorec
