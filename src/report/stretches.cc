#include "emorec/report/stretches.h"

#include <algorithm>
#include <tuple>

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include "emorec/core/error.h"

#include "frame_values.h"

namespace emorec {
namespace {

constexpr double kRounding = 1e-5;  // the error of times in files, seconds

std::vector<Label> labels_of(const ClipPrediction& prediction, const StretchQuery& query) {
  const LabelSet& known = prediction.model.labels;
  std::vector<Label> labels;
  for (const auto& name : query.emotions) {
    const auto label = known.parse(name);
    if (!label) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("{}: no emotion that the model {} answers with. It knows {}.", name,
                              prediction.model.name, fmt::join(known.names(), ", ")));
    }
    labels.push_back(*label);
  }
  for (std::size_t i = 0; query.emotions.empty() && i < known.size(); ++i) labels.push_back({i});
  return labels;
}

/// Seconds from one frame to the next, as it is in the middle of all; 0 for a single frame.
double usual_interval(const std::vector<FramePrediction>& frames) {
  if (frames.size() < 2) return 0;
  std::vector<double> intervals;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    intervals.push_back(frames[i].time - frames[i - 1].time);
  }
  const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  return *middle;
}

/// When each frame ends: where the next one begins, unless the face was gone in between.
std::vector<double> ends_of(const std::vector<FramePrediction>& frames) {
  const double usual = usual_interval(frames);
  std::vector<double> ends;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const double time = frames[i].time;
    const bool followed = i + 1 < frames.size() && frames[i + 1].time - time <= 2 * usual;
    ends.push_back(followed ? frames[i + 1].time : time + usual);
  }
  return ends;
}

class Finder {
 public:
  Finder(const Subject& subject, const StretchQuery& query)
      : subject_(subject), query_(query), ends_(ends_of(subject.frames)) {
    for (const auto& frame : subject.frames) own_.push_back(own_probabilities(frame));
  }

  void find(Label emotion, std::vector<Stretch>& found) const {
    std::optional<std::size_t> first;
    std::size_t last = 0;
    for (std::size_t i = 0; i < own_.size(); ++i) {
      if (own_[i][emotion.index] < query_.min) continue;
      if (first && subject_.frames[i].time > ends_[last] + query_.gap + kRounding) {
        add(*first, last, emotion, found);
        first.reset();
      }
      if (!first) first = i;
      last = i;
    }
    if (first) add(*first, last, emotion, found);
  }

 private:
  void add(std::size_t first, std::size_t last, Label emotion, std::vector<Stretch>& found) const {
    const double from = subject_.frames[first].time;
    if (ends_[last] - from < query_.longer - kRounding) return;
    double sum = 0;
    for (std::size_t i = first; i <= last; ++i) sum += own_[i][emotion.index];
    found.push_back(
        {from, ends_[last], emotion, id_of(subject_), sum / static_cast<double>(last - first + 1)});
  }

  const Subject& subject_;
  const StretchQuery& query_;
  std::vector<double> ends_;
  std::vector<Distribution> own_;
};

}  // namespace

std::vector<Stretch> find_stretches(const ClipPrediction& prediction, const StretchQuery& query) {
  std::vector<Stretch> found;
  const auto labels = labels_of(prediction, query);
  for (const auto& subject : prediction.subjects) {
    const Finder finder(subject, query);
    for (const Label label : labels) finder.find(label, found);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
  return found;
}

}  // namespace emorec
