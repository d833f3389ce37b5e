#include "emorec/report/figure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/error.h"
#include "emorec/report/encoding.h"
#include "emorec/report/svg.h"
#include "emorec/report/view_picture.h"

#include "clock.h"
#include "faces_by_frame.h"
#include "frame_values.h"

namespace emorec {
namespace {

constexpr std::size_t kLeast = 3;

// Millimetres.
constexpr double kNames = 13.6;  // the words at the left
constexpr double kGap = 0.8;
constexpr double kEdge = 0.1;  // room for the edge of the last bar
constexpr double kGroupGap = 2.4;
constexpr double kLargestFace = 30;
constexpr double kHeading = 3.6;
constexpr double kBarPitch = 2.35;
constexpr double kBar = 1.75;
constexpr double kLine = 2.9;
constexpr Letters kLetters = {2.1};  // 6 points
constexpr Stroke kThin = {kInk, 0.15};

/// The most important frames, and the least.
struct Choice {
  Choice(const Subject& subject, int frames) {
    for (const auto place : by_importance(subject)) most.push_back(&subject.frames[place]);
    const auto count = std::min(most.size(), static_cast<std::size_t>(frames));
    const auto few = std::min(kLeast, count / 2);
    least.assign(most.end() - static_cast<std::ptrdiff_t>(few), most.end());
    most.resize(count - few);
  }

  std::vector<const FramePrediction*> most;
  std::vector<const FramePrediction*> least;
};

/// What stands below a frame's bars.
std::vector<std::string> names_of_values(const ClipPrediction& prediction) {
  std::vector<std::string> names = {"importance", "time"};
  const auto& frame = prediction.subjects.front().frames.front();
  if (!frame.shares.empty()) {
    const auto& views = prediction.model.views;
    names.insert(names.end(), views.begin(), views.end());
  }
  return names;
}

std::vector<std::string> values_of(const FramePrediction& frame) {
  std::vector<std::string> values = {fmt::format("{:.1f} %", 100 * frame.importance),
                                     clock(frame.time)};
  for (const double share : frame.shares) values.push_back(fmt::format("{:.0f} %", 100 * share));
  return values;
}

/// Where things are, in a drawing that is at most so wide.
struct Layout {
  Layout(const Choice& choice, std::size_t labels, std::size_t values, double most_wide) {
    const auto columns = static_cast<double>(choice.most.size() + choice.least.size());
    const double gaps = (columns - 1) * kGap + (choice.least.empty() ? 0 : kGroupGap);
    side = std::min(kLargestFace, (most_wide - kEdge - kNames - gaps) / columns);
    attention = kHeading + side + 0.5;
    bars = attention + side + 1.2;
    first_value = bars + static_cast<double>(labels) * kBarPitch + 0.4 + kLetters.size;
    size = {kNames + gaps + side * columns + kEdge,
            first_value - kLetters.size + static_cast<double>(values) * kLine + 0.4};
  }

  double side;       // a face's
  double attention;  // y of each row
  double bars;
  double first_value;
  cv::Size2d size;
};

class Figure : public ClipPicture {
 public:
  Figure(std::filesystem::path path, const ClipPrediction& prediction, const FigureOptions& options)
      : path_(std::move(path)),
        prediction_(prediction),
        subject_(prediction.subjects.front()),
        choice_(subject_, options.frames),
        names_of_values_(names_of_values(prediction)),
        layout_(choice_, prediction.model.labels.size(), names_of_values_.size(),
                options.millimetres),
        svg_(make_svg(options)),
        picture_(prediction.model.maps.front(), face_pixels()) {
    for (const auto* group : {&choice_.most, &choice_.least}) {
      for (const auto* frame : *group) chosen_[frame->index] = frame;
    }
  }

  void add(const Frame& frame) override {
    const auto chosen = chosen_.find(frame.index);
    if (chosen == chosen_.end()) return;
    const auto& map = chosen->second->maps.front();
    const cv::Mat3b face = picture_.view(frame.image, map);
    faces_[frame.index] = {face, picture_.with_heat(face, map)};
  }

  void finish() override {
    require_all_found(prediction_, faces_.size(), chosen_.size());
    draw_names();
    const double end =
        draw_group(chosen_.size() == 1 ? "the frame" : "most important", choice_.most, kNames);
    draw_group("least important", choice_.least, end + kGroupGap);
    svg_.write(path_);
  }

 private:
  Svg make_svg(const FigureOptions& options) const {
    const double pixels =
        options.for_screen ? FigureOptions::kScreenPixels : FigureOptions::kPrintedPixels;
    return Svg(fmt::format("{} {}: the frames that count", label(), percent()), layout_.size,
               "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif", pixels,
               options.for_screen ? pixels : 1, options.for_screen ? "px" : "mm");
  }

  /// Enough for print, and no more than there is to see in a face.
  int face_pixels() const {
    return static_cast<int>(std::clamp(layout_.side * FigureOptions::kPrintedPixels, 48.0, 320.0));
  }

  const std::string& label() const { return labels().name(subject_.label); }
  const LabelSet& labels() const { return prediction_.model.labels; }
  std::string percent() const {
    return fmt::format("{:.0f} %", 100 * subject_.probabilities[subject_.label.index]);
  }

  /// Narrow columns need smaller letters.
  Letters in_column(const char* anchor) const {
    return {std::min(kLetters.size, 0.21 * layout_.side), anchor};
  }

  /// What the rows are, left of them.
  void draw_names() {
    const double middle = kHeading + layout_.side / 2;
    svg_.text(0, middle, label(), {kLetters.size, "start", "bold"});
    svg_.text(0, middle + kLine, percent(), kLetters);
    svg_.text(0, layout_.attention + layout_.side / 2 + kLetters.size / 3, "attention", kLetters);
    double y = layout_.bars + kBar - 0.1;
    for (const auto& name : labels().names()) {
      svg_.text(0, y, name, kLetters);
      y += kBarPitch;
    }
    draw_values(names_of_values_, 0, kLetters);
  }

  void draw_values(const std::vector<std::string>& values, double x, const Letters& letters) {
    double y = layout_.first_value;
    for (const auto& value : values) {
      svg_.text(x, y, value, letters);
      y += kLine;
    }
  }

  /// The group's right end.
  double draw_group(const char* heading, const std::vector<const FramePrediction*>& frames,
                    double x) {
    if (frames.empty()) return x;
    const double pitch = layout_.side + kGap;
    const double end = x + static_cast<double>(frames.size()) * pitch - kGap;
    svg_.text(x, kLetters.size, heading, in_column("start"));
    svg_.line({{x, kHeading - 0.6}, {end, kHeading - 0.6}}, kThin);
    for (const auto* frame : frames) {
      draw_column(*frame, x);
      x += pitch;
    }
    return end;
  }

  void draw_column(const FramePrediction& frame, double x) {
    const auto& [face, attention] = faces_[frame.index];
    svg_.image(x, kHeading, layout_.side, face);
    svg_.image(x, layout_.attention, layout_.side, attention);
    draw_bars(own_probabilities(frame), x);
    draw_values(values_of(frame), x + layout_.side / 2, in_column("middle"));
  }

  /// The whole width is 100 %. The largest is in its emotion's colour and has an edge, so that it
  /// is told without colour too.
  void draw_bars(const Distribution& probabilities, double x) {
    const Label largest = argmax(probabilities);
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      const double y = layout_.bars + static_cast<double>(i) * kBarPitch;
      const bool is_largest = i == largest.index;
      svg_.rect(x, y, layout_.side, kBar, "#efefef");
      svg_.rect(x, y, probabilities[i] * layout_.side, kBar,
                is_largest ? hex(labels().colour(largest)) : "#a9a9a9",
                is_largest ? kThin : Stroke());
    }
  }

  std::filesystem::path path_;
  const ClipPrediction& prediction_;
  const Subject& subject_;
  Choice choice_;
  std::vector<std::string> names_of_values_;
  Layout layout_;
  Svg svg_;
  ViewPicture picture_;
  std::map<std::int64_t, const FramePrediction*> chosen_;          // by index
  std::map<std::int64_t, std::pair<cv::Mat3b, cv::Mat3b>> faces_;  // and their attention
};

}  // namespace

void FigureOptions::validate() const {
  const auto require = [](bool holds, const std::string& message) {
    if (!holds) throw Error(ErrorKind::kUsage, message);
  };
  require(frames >= 1 && frames <= kMostFrames,
          fmt::format("--figure-frames: give a number from 1 to {}.", kMostFrames));
  require(millimetres >= 60 && millimetres <= 600,
          "--figure-width: give from 60mm to 600mm, or from 360px to 3600px.");
}

bool set_figure_width(const std::string& text, FigureOptions& options) {
  std::size_t end = 0;
  double value = 0;
  try {
    value = std::stod(text, &end);
  } catch (const std::exception&) {
    return false;
  }
  const std::string unit = text.substr(end);
  if (!(value > 0 && value < 1e6) || (!unit.empty() && unit != "mm" && unit != "px")) return false;
  options.for_screen = unit == "px";
  options.millimetres = options.for_screen ? value / FigureOptions::kScreenPixels : value;
  return true;
}

std::unique_ptr<ClipPicture> make_figure(const std::filesystem::path& path,
                                         const ClipPrediction& prediction,
                                         const FigureOptions& options) {
  return std::make_unique<Figure>(path, prediction, options);
}

}  // namespace emorec
