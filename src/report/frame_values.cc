#include "frame_values.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace emorec {

std::vector<std::size_t> by_importance(const PersonPrediction& person) {
  std::vector<std::size_t> order(person.frames.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return person.frames[a].importance > person.frames[b].importance;
  });
  return order;
}

EmotionArray own_probabilities(const FramePrediction& frame) {
  const double most = *std::max_element(frame.logits.begin(), frame.logits.end());
  EmotionArray shares{};
  for (std::size_t c = 0; c < shares.size(); ++c) shares[c] = std::exp(frame.logits[c] - most);
  return normalised(shares);
}

}  // namespace emorec
