#include "emorec/nn/pooling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "emorec/core/error.h"
#include "emorec/core/softmax.h"

namespace emorec {
namespace {

/// o(·,c) over the clip.
std::vector<double> of_class(const FrameLogits& logits, std::size_t c) {
  std::vector<double> values;
  values.reserve(logits.size());
  for (const auto& frame : logits) values.push_back(frame[c]);
  return values;
}

/// What the clip answers for one class, before the softmax over classes.
double pooled(const std::vector<double>& values, Pooling pooling) {
  switch (pooling) {
    case Pooling::kSoftmax:
      return log_sum_exp(values);
    case Pooling::kMax:
      return *std::max_element(values.begin(), values.end());
    case Pooling::kLstm:
      return values.back();
    default:
      return std::accumulate(values.begin(), values.end(), 0.0) /
             static_cast<double>(values.size());
  }
}

}  // namespace

Pooling parse_pooling(std::string_view name) {
  const auto found = std::find(kPoolingNames.begin(), kPoolingNames.end(), name);
  if (found == kPoolingNames.end()) {
    throw Error(ErrorKind::kModel,
                "unknown pooling '" + std::string(name) +
                    "'; there are softmax, mean, max, stats, lstm and attention");
  }
  return static_cast<Pooling>(found - kPoolingNames.begin());
}

Distribution pool_frames(const FrameLogits& logits, Pooling pooling) {
  Distribution clip = logits.front();
  for (std::size_t c = 0; c < clip.size(); ++c) clip[c] = pooled(of_class(logits, c), pooling);
  return softmax(clip);
}

std::vector<double> frame_importance(const FrameLogits& logits, std::size_t c, Pooling pooling) {
  std::vector<double> values = of_class(logits, c);
  // The normaliser over all (t,c) cancels: what is left is a softmax over time of one class.
  if (pooling == Pooling::kSoftmax) return softmax(std::move(values));
  if (pooling != Pooling::kMax) {
    return std::vector<double>(values.size(), 1.0 / static_cast<double>(values.size()));
  }
  std::vector<double> decides(values.size());
  decides[std::max_element(values.begin(), values.end()) - values.begin()] = 1;
  return decides;
}

FrameLogits frame_probabilities(const FrameLogits& logits, Pooling pooling) {
  const Distribution clip = pool_frames(logits, pooling);
  FrameLogits joint = logits;
  for (std::size_t c = 0; c < clip.size(); ++c) {
    const auto importance = frame_importance(logits, c, pooling);
    for (std::size_t t = 0; t < joint.size(); ++t) joint[t][c] = clip[c] * importance[t];
  }
  return joint;
}

Distribution tempered(const Distribution& probabilities, double clip_temperature,
                      std::size_t frames) {
  const double temperature =
      1 + (clip_temperature - 1) * (1 - 1 / static_cast<double>(std::max<std::size_t>(1, frames)));
  Distribution result = probabilities;
  for (double& p : result) p = std::pow(p, 1 / temperature);
  return normalised(result);
}

}  // namespace emorec
