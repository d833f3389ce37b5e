// What the rest of the program sees of a network: face chips in, plain numbers out.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emorec/nn/model_file.h"
#include "emorec/nn/pooling.h"

namespace emorec {

enum class Device { kCpu, kCuda };

enum class Precision {
  kFastest,  ///< the backbone in bfloat16 where the processor computes in it
  kFloat32,
};

/// One view of several frames: S×S×channels bytes each, of 1 (grey) or 3 (BGR) channels.
struct ViewBatch {
  std::vector<const std::uint8_t*> pictures;
  int channels = 3;
};

/// What a view is taken for.
struct WordScore {
  std::size_t view = 0;
  std::size_t word = 0;  ///< its place in the stream's list
  float share = 0;
};

/// What the network says of one frame.
struct FrameScores {
  Distribution logits;  ///< as if the frame were a clip of its own
  std::vector<std::vector<float>>
      maps;                       ///< as `maps_of` has them, each K×H×W, of which all K sum to 1
  std::vector<double> shares;     ///< how much each view counts, sum 1; empty if unknown
  std::vector<float> descriptor;  ///< K·D, what the classifier sees; empty if logits are enough
  std::vector<WordScore> words;   ///< the three likeliest of each view that knows any
};

class InferenceEngine;

class Scorer {
 public:
  /// @throws Error{kUsage} if the device is not there.
  Scorer(const Model& model, Device device, Precision precision = Precision::kFastest);
  ~Scorer();

  /// Scores of a batch of frames, given by their views in the network's order. Safe from several
  /// threads; each thread computes alone, so that results do not depend on how many there are.
  std::vector<FrameScores> run(const std::vector<ViewBatch>& views) const;

  /// o(t,c) of all frames of one clip in order, which are their logits unless the pooling is one
  /// that makes a frame's depend on the others.
  FrameLogits clip_logits(const std::vector<FrameScores>& clip) const;

  /// How much each of them counts, sum 1; empty if the pooling tells it.
  std::vector<double> clip_importance(const std::vector<FrameScores>& clip) const;

  const std::vector<MapSpec>& maps() const { return maps_; }

 private:
  std::vector<ViewSpec> views_;
  std::vector<MapSpec> maps_;
  std::vector<std::size_t> views_with_words_;
  std::unique_ptr<InferenceEngine> engine_;
};

std::string torch_version();
bool cuda_available();

/// The instruction set that LibTorch's own kernels use, e.g. "AVX512".
std::string cpu_capability();

}  // namespace emorec
