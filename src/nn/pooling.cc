#include "emorec/nn/pooling.h"

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "emorec/core/error.h"
#include "emorec/nn/temporal_pooling.h"

namespace emorec {

Pooling parse_pooling(std::string_view name) {
  const auto found = std::find(kPoolingNames.begin(), kPoolingNames.end(), name);
  if (found == kPoolingNames.end()) {
    throw Error(ErrorKind::kModel, "unknown pooling '" + std::string(name) +
                                       "'; there are softmax, mean, max, stats and lstm");
  }
  return static_cast<Pooling>(found - kPoolingNames.begin());
}

EmotionArray pool_frames(const std::vector<EmotionArray>& logits, Pooling pooling) {
  auto frames =
      torch::empty({static_cast<std::int64_t>(logits.size()), kEmotionCount}, torch::kFloat64);
  double* out = frames.data_ptr<double>();
  for (const auto& frame : logits) out = std::copy(frame.begin(), frame.end(), out);
  const auto clip = clip_log_probabilities(pool_logits(frames, pooling)).exp();
  EmotionArray probabilities;
  std::copy_n(clip.data_ptr<double>(), kEmotionCount, probabilities.begin());
  return probabilities;
}

EmotionArray tempered(const EmotionArray& probabilities, double clip_temperature,
                      std::size_t frames) {
  const double temperature =
      1 + (clip_temperature - 1) * (1 - 1 / static_cast<double>(std::max<std::size_t>(1, frames)));
  EmotionArray result = probabilities;
  for (double& p : result) p = std::pow(p, 1 / temperature);
  return normalised(result);
}

}  // namespace emorec
