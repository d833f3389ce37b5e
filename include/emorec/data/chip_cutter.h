// From the labelled clips of a data set to their face chips.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/core/view.h"
#include "emorec/data/chip_set.h"
#include "emorec/data/dataset.h"

namespace emorec {

/// What is cut.
struct CutOptions {
  ViewSpec view = grey_face();      ///< a face's
  std::optional<ViewSpec> context;  ///< what is kept of the frame around it
  int max_frames = 64;              ///< the most of a clip, spread evenly
  bool crops = false;               ///< every still is a crop that a face fills, whatever its size
  int threads = 1;                  ///< change nothing but the time that it takes

  /// @throws Error{kUsage}.
  void validate() const;
};

/// A set of such chips, without any.
ChipSet empty_chips(const CutOptions& options, const LabelSet& labels = {});

/// A clip that gave no chip.
struct LeftOutClip {
  std::string name;         ///< as `LabelledClip` has it
  std::string label;        ///< the emotion's name; empty if there is none
  std::string split;        ///< as `LabelledClip` has it
  bool unreadable = false;  ///< otherwise it shows no face
  std::string reason;       ///< in words
};

struct CutClips {
  ChipSet set;
  std::vector<LeftOutClip> left_out;
};

/// What somebody who waits wants to know. Called by the thread that asked for the work.
struct CutObserver {
  std::function<void(std::size_t clips)> begin = [](std::size_t) {};
  /// The data set that will be cut, or the folder of the cache that will be read.
  std::function<void(const Dataset&)> dataset = [](const Dataset&) {};
  std::function<void(const std::filesystem::path&)> cache = [](const std::filesystem::path&) {};
  /// A clip is done, or was (`resumed`); `left_out` says if it gave no chip.
  std::function<void(const LeftOutClip* left_out, bool resumed)> clip = [](const LeftOutClip*,
                                                                           bool) {};
};

/// Chips as `ClipClassifier` cuts them: of a clip, those of the main person, in the frames in which
/// he or she is seen. A still has no before and after: there it is the detector's best face. A
/// still of under 100 pixels, or with `crops` every still, is taken for a crop that a face fills
/// (FER2013's 48×48): it gives a chip in the data set's own framing too, and one without landmarks
/// if the detector finds no face.
/// Parts are called "train", "val" and "test" where `read_dataset` would know them as such.
/// @throws Error{kUsage}, Error{kModel} without a landmark model, Error{kCancelled}; never for what
///         a clip is.
CutClips cut_chips(const Dataset& dataset, const CutOptions& options, const CutObserver& observer,
                   const CancelToken& cancel);

}  // namespace emorec
