#include "prediction_arrays.h"

#include <limits>

namespace emorec {
namespace {

template <typename To, typename From>
void append(std::vector<To>& to, const From& from, std::size_t length) {
  to.insert(to.end(), from.begin(), from.end());
  to.resize(to.size() + length - from.size(), std::numeric_limits<To>::quiet_NaN());
}

std::vector<double> numbers_of(const std::optional<FacePlace>& face) {
  if (!face) return {};
  return {face->box.x, face->box.y, face->box.width, face->box.height};
}

void append(SubjectArrays& arrays, const FramePrediction& frame, const ModelIdentity& model) {
  const std::size_t labels = model.labels.size();
  arrays.indices.push_back(frame.index);
  arrays.times.push_back(frame.time);
  arrays.importance.push_back(frame.importance);
  arrays.interpolated.push_back(frame.interpolated ? 1 : 0);
  append(arrays.logits, frame.logits, labels);
  append(arrays.joint, frame.probabilities, labels);
  append(arrays.boxes, numbers_of(frame.face), 4);
  for (std::size_t i = 0; i < model.maps.size(); ++i) {
    const auto& [view, heads, height, width, grid] = model.maps[i];
    const AttentionMap& map = frame.maps.at(i);
    append(arrays.maps[i], map.values, static_cast<std::size_t>(heads) * height * width);
    arrays.to_cells[i].insert(arrays.to_cells[i].end(), map.to_cells.val, map.to_cells.val + 6);
  }
}

}  // namespace

SubjectArrays arrays_of(const Subject& subject, const ModelIdentity& model) {
  SubjectArrays arrays;
  arrays.maps.resize(model.maps.size());
  arrays.to_cells.resize(model.maps.size());
  for (const auto& frame : subject.frames) append(arrays, frame, model);
  return arrays;
}

}  // namespace emorec
