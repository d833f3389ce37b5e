// What the frozen streams of a dual focus network make of a data set's snippets, computed once: a
// folder with features.json, extractors.safetensors (the network that made them) and a file for
// each clip. docs/dual-focus.md has the format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/data/chip_cutter.h"
#include "emorec/data/chip_set.h"
#include "emorec/data/dataset.h"
#include "emorec/nn/model_file.h"

namespace at {
class Tensor;
}

namespace emorec {

/// A stream by its name, and the file of weights that it starts from; motion has none.
struct StreamSource {
  std::string name;
  std::filesystem::path weights;
};

/// A dual focus network with these streams, which has learnt nothing else.
/// @throws Error{kModel} if a file is none that scripts/import_weights.py wrote; Error{kUsage} for
/// an
///         unknown name.
Model dual_focus_model(const std::vector<StreamSource>& streams, const LabelSet& labels,
                       int snippets);

struct FeatureSummary {
  std::size_t clips = 0;     ///< with features
  std::size_t snippets = 0;  ///< these clips'
  std::size_t resumed = 0;   ///< clips that were done before
  std::uintmax_t bytes = 0;  ///< on the disk
  std::vector<LeftOutClip> left_out;
};

/// Makes `folder`, or goes on with it: a clip that was done is left as it is if neither it nor the
/// network has changed. The bytes do not depend on the number of threads.
/// @throws Error{kOutput} if the folder cannot be written or was made by other streams;
/// Error{kInput}
///         if not a single clip can be read; Error{kCancelled}.
FeatureSummary write_features(const std::filesystem::path& folder, const Dataset& dataset,
                              const Model& extractors, int threads, const CutObserver& observer,
                              const CancelToken& cancel);

/// An opened cache. The clips' features stay on the disk until they are asked for.
class FeatureSet {
 public:
  /// @throws Error{kInput} naming the file that is missing or damaged; Error{kModel}.
  explicit FeatureSet(std::filesystem::path folder);

  const std::filesystem::path& folder() const { return folder_; }
  const LabelSet& labels() const { return labels_; }
  const std::vector<LabelledClip>& clips() const { return clips_; }

  /// The network that made them.
  Model extractors() const;

  /// A clip's features, one tensor for each of these views: maps T×D×H×W of frozen streams, and
  /// pictures of motion T×3×S×S as a network takes them.
  /// @throws Error{kInput} if the file is missing, damaged or of another clip.
  std::vector<at::Tensor> of(std::size_t clip, const std::vector<ViewSpec>& views) const;

 private:
  std::filesystem::path folder_;
  std::string key_;
  LabelSet labels_;
  std::vector<LabelledClip> clips_;
  std::vector<std::string> files_;
};

}  // namespace emorec
