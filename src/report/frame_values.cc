#include "frame_values.h"

#include <algorithm>
#include <numeric>

#include "emorec/core/softmax.h"

namespace emorec {

std::vector<std::size_t> by_importance(const PersonPrediction& person) {
  std::vector<std::size_t> order(person.frames.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return person.frames[a].importance > person.frames[b].importance;
  });
  return order;
}

Distribution own_probabilities(const FramePrediction& frame) { return softmax(frame.logits); }

}  // namespace emorec
