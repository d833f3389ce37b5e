#include "emorec/report/figure.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>
#include <vector>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/report/svg_image.h"
#include "emorec/report/view_picture.h"

#include "faces_by_frame.h"
#include "figure_svg.h"
#include "frame_values.h"

namespace emorec {
namespace {

constexpr std::size_t kLeast = 3;

/// The resolution of a PNG.
double pixels_per_millimetre(const FigureOptions& options) {
  return options.for_screen ? FigureOptions::kScreenPixels : FigureOptions::kPrintedPixels;
}

/// Places in `person.frames`: the most important ones, and the least.
struct Choice {
  Choice(const Subject& subject, int frames) : most(by_importance(subject)) {
    const auto count = std::min(most.size(), static_cast<std::size_t>(frames));
    const auto few = std::min(kLeast, count / 2);
    least.assign(most.end() - static_cast<std::ptrdiff_t>(few), most.end());
    most.resize(count - few);
  }

  std::vector<std::size_t> most;
  std::vector<std::size_t> least;
};

class Figure : public ClipPicture {
 public:
  Figure(std::filesystem::path path, const ClipPrediction& prediction, const FigureOptions& options)
      : path_(std::move(path)),
        prediction_(prediction),
        person_(prediction.subjects.front()),
        options_(options),
        choice_(person_, options.frames),
        picture_(prediction.model.maps.front(), face_pixels()) {
    for (const auto* group : {&choice_.most, &choice_.least}) {
      for (const auto place : *group) places_[person_.frames[place].index] = place;
    }
  }

  void add(const Frame& frame) override {
    const auto wanted = places_.find(frame.index);
    if (wanted == places_.end()) return;
    const FramePrediction& scored = person_.frames[wanted->second];
    FigureColumn& column = columns_[wanted->second];
    column.face = picture_.view(frame.image, scored.maps.front());
    column.attention = picture_.with_heat(column.face, scored.maps.front());
    column.probabilities = own_probabilities(scored);
    column.importance = scored.importance;
    column.time = scored.time;
  }

  void finish() override {
    require_all_found(prediction_, columns_.size(), places_.size());
    const std::string bytes = picture();
    replace_file(path_, [&bytes](std::ostream& out) { out << bytes; });
  }

 private:
  /// Enough for print, and no more than there is to see in a face.
  int face_pixels() const {
    const double side =
        figure_face_side(choice_.most.size(), choice_.least.size(), options_.millimetres);
    return static_cast<int>(std::clamp(side * FigureOptions::kPrintedPixels, 48.0, 320.0));
  }

  std::string picture() {
    FigureContent content;
    content.labels = prediction_.model.labels;
    content.label = person_.label;
    content.probability = person_.probabilities[person_.label.index];
    for (const auto place : choice_.most) content.most.push_back(columns_[place]);
    for (const auto place : choice_.least) content.least.push_back(columns_[place]);
    const double scale = pixels_per_millimetre(options_);
    const FigureDrawing drawing =
        draw_figure(content, options_.millimetres,
                    options_.for_screen ? std::optional<double>(scale) : std::nullopt);
    if (path_.extension() == ".svg") return drawing.svg;
    return png_of_svg(drawing.svg, static_cast<int>(std::lround(drawing.width * scale)));
  }

  std::filesystem::path path_;
  const ClipPrediction& prediction_;
  const Subject& person_;
  FigureOptions options_;
  Choice choice_;
  ViewPicture picture_;
  std::map<std::int64_t, std::size_t> places_;   // by index of the frame
  std::map<std::size_t, FigureColumn> columns_;  // by place
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
