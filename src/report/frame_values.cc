#include "frame_values.h"

#include <algorithm>
#include <numeric>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/softmax.h"

namespace emorec {

std::vector<std::size_t> by_importance(const Subject& subject) {
  std::vector<std::size_t> order(subject.frames.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return subject.frames[a].importance > subject.frames[b].importance;
  });
  return order;
}

Distribution own_probabilities(const FramePrediction& frame) { return softmax(frame.logits); }

std::string text_of_shares(const std::vector<double>& shares, const ModelIdentity& model) {
  std::string text;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    text += fmt::format("{}{} {:.0f} %", i > 0 ? ", " : "", model.views.at(i), 100 * shares[i]);
  }
  return text;
}

std::vector<double> mean_shares(const Subject& subject) {
  std::vector<double> mean(subject.frames.front().shares.size());
  for (const auto& frame : subject.frames) {
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += frame.importance * frame.shares[i];
  }
  return mean;
}

std::vector<std::string> texts_of_words(const FramePrediction& frame) {
  constexpr int kMost = 2;
  std::vector<std::string> texts;
  std::string view;
  int count = 0;
  for (const auto& seen : frame.words) {
    if (seen.view != view) {
      texts.push_back(seen.view + ":");
      view = seen.view;
      count = 0;
    }
    if (++count > kMost) continue;
    texts.back() +=
        fmt::format("{} {} {:.0f} %", count > 1 ? "," : "", seen.word, 100 * seen.share);
  }
  return texts;
}

std::string id_of(const Subject& subject) {
  return subject.kind == SubjectKind::kScene ? "scene" : std::to_string(subject.id);
}

std::string box_cells(const FramePrediction& frame, int decimals) {
  if (!frame.face) return ",,,";
  const cv::Rect2f& box = frame.face->box;
  return fmt::format("{1:.{0}f},{2:.{0}f},{3:.{0}f},{4:.{0}f}", decimals, box.x, box.y, box.width,
                     box.height);
}

}  // namespace emorec
