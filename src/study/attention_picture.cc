#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>
#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/report/heat_map.h"
#include "emorec/study/attention_study.h"

namespace emorec {
namespace {

constexpr int kWidth = 980;
constexpr int kMargin = 24;
constexpr int kTop = 96;  // the top of the curves' frames
constexpr int kPlotWidth = 400;
constexpr int kPlotHeight = 250;
constexpr int kPlotGap = 84;
constexpr int kPlotLeft = 64;
constexpr int kFaceTop = kTop + kPlotHeight + 122;
constexpr int kFace = 124;
constexpr int kFacePitch = 133;
constexpr int kRowPitch = 170;
constexpr int kHeight = kFaceTop + kRowPitch + kFace + 44;
constexpr Letters kLetters = {13};
constexpr Letters kBold = {13, "start", "bold"};
constexpr Letters kMiddle = {13, "middle"};
constexpr const char* kTitle = "Does attention look at what matters?";

/// Okabe and Ito's colours, and a dash for print.
constexpr std::array<Stroke, kCellOrderCount> kLines = {{{"#d55e00", 3},
                                                         {"#0072b2", 2, "7 3"},
                                                         {"#009e73", 2, "2 2"},
                                                         {"#cc79a7", 2, "9 3 2 3"},
                                                         {"#777777", 1.5}}};

/// The lines of a face, as runs of landmarks.
struct Outline {
  int first;
  int last;
  bool closed;
};
constexpr Outline kOutlines[] = {{17, 21, false}, {22, 26, false}, {27, 30, false}, {31, 35, false},
                                 {36, 41, true},  {42, 47, true},  {48, 59, true},  {60, 67, true}};

/// Red where `change` is above 0, blue where below, full at ±1.
cv::Mat3b blend_change(const cv::Mat3b& picture, const cv::Mat1f& change) {
  cv::Mat3b blended(picture.size());
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const float value = change(y, x);
      const float share = std::min(1.0F, std::abs(value)) * 0.85F;
      const cv::Vec3f colour = value > 0 ? cv::Vec3f(0, 50, 200) : cv::Vec3f(190, 90, 0);
      const cv::Vec3f mixed = (1 - share) * cv::Vec3f(picture(y, x)) + share * colour;
      for (int c = 0; c < 3; ++c) blended(y, x)[c] = cv::saturate_cast<uchar>(mixed[c]);
    }
  }
  return blended;
}

class Drawing {
 public:
  Drawing(const AttentionSubject& subject, const AttentionStudy& study)
      : study_(study), svg_(kTitle, {kWidth, kHeight}, "DejaVu Sans, Arial, sans-serif") {
    svg_.text(kMargin, 34, kTitle, {19, "start", "bold"});
    svg_.text(kMargin, 57,
              fmt::format("{}, {}, model {}", subject.dataset, counted(study_.all.faces, "face"),
                          subject.model),
              {13, "start", "normal", kFaintInk});
    draw_plot(kPlotLeft, "Deletion: cells blurred, low is good", "cells blurred",
              &OrderCurves::deletion);
    draw_plot(kPlotLeft + kPlotWidth + kPlotGap, "Insertion: cells shown, high is good",
              "cells shown", &OrderCurves::insertion);
    draw_key();
    draw_faces();
  }

  const Svg& svg() const { return svg_; }

 private:
  void draw_plot(double left, const char* title, const char* axis, Curve OrderCurves::*curves) {
    const auto y_of = [](double p) { return kTop + kPlotHeight * (1 - p); };
    svg_.text(left, kTop - 12, title, kBold);
    for (int i = 0; i <= 4; ++i) {
      const double share = i / 4.0;
      const double y = y_of(share);
      svg_.line({{left, y}, {left + kPlotWidth, y}}, {"#dddddd"});
      svg_.text(left - 8, y + 4, fmt::format("{:.2f}", share), {12, "end"});
      svg_.text(left + share * kPlotWidth, kTop + kPlotHeight + 18,
                fmt::format("{:.0f} %", 100 * share), {12, "middle"});
    }
    svg_.text(left + kPlotWidth / 2.0, kTop + kPlotHeight + 36, axis, kMiddle);
    svg_.text(left - 44, kTop + kPlotHeight / 2.0, "p of the answer", kMiddle, 90);
    for (std::size_t i = kCellOrderCount; i-- > 0;) {
      const auto& probability = (study_.orders[i].*curves).probability;
      std::vector<cv::Point2d> points;
      for (std::size_t step = 0; step < probability.size(); ++step) {
        points.emplace_back(left + study_.cells[step] * kPlotWidth, y_of(probability[step]));
      }
      svg_.line(points, kLines[i]);
    }
  }

  void draw_key() {
    constexpr double kY = kTop + kPlotHeight + 62;
    double x = kPlotLeft;
    for (std::size_t i = 0; i < kCellOrderCount; ++i) {
      svg_.line({{x, kY - 4}, {x + 34, kY - 4}}, kLines[i]);
      svg_.text(x + 42, kY, std::string(kCellOrderNames[i]), kLetters);
      x += 176;
    }
  }

  /// Mean attention of one answer in units of chance.
  cv::Mat ratio_of(const MeanFace& face) const {
    return face.attention * static_cast<double>(face.attention.total());
  }

  /// Its change from the mean over all faces, likewise.
  cv::Mat change_of(const MeanFace& face) const {
    return (face.attention - study_.mean_attention) * static_cast<double>(face.attention.total());
  }

  void draw_faces() {
    double lowest = 1;
    double highest = 1;
    double change = 1e-6;
    for (const auto& face : study_.mean_faces) {
      if (face.faces == 0) continue;
      double low = 0;
      double high = 0;
      cv::minMaxLoc(ratio_of(face), &low, &high);
      lowest = std::min(lowest, low);
      highest = std::max(highest, high);
      change = std::max(change, cv::norm(change_of(face), cv::NORM_INF));
    }
    const double range = std::max(1e-6, highest - lowest);
    svg_.text(kMargin, kFaceTop - 34,
              fmt::format("Mean attention by answer, 1 by chance: dark {:.2f}, bright {:.2f}",
                          lowest, highest),
              kBold);
    svg_.text(kMargin, kFaceTop + kRowPitch - 12,
              fmt::format("Its change from the mean over all faces: red more, blue less, full at "
                          "{:.2f}",
                          change),
              kBold);
    for (std::size_t i = 0; i < study_.labels.size(); ++i) {
      const auto& face = study_.mean_faces[i];
      const double x = kMargin + static_cast<double>(i) * kFacePitch;
      svg_.text(x + kFace / 2.0, kFaceTop - 10,
                fmt::format("{} ({})", study_.labels.names()[i], face.faces), kMiddle);
      if (face.faces == 0) continue;
      cv::Mat3b picture;
      cv::resize(face.chip, picture, {2 * kFace, 2 * kFace}, 0, 0, cv::INTER_CUBIC);
      const auto enlarged = [&](const cv::Mat& map) {
        return spread_over_view(map, study_.grid, 2 * kFace, cv::INTER_CUBIC);
      };
      cv::Mat1f heat = enlarged(ratio_of(face));
      heat = (heat - lowest) / range;
      draw_picture(blend_heat(picture, heat, 0.8F), face, x, kFaceTop);
      draw_picture(blend_change(picture, enlarged(change_of(face)) / change), face, x,
                   kFaceTop + kRowPitch);
    }
  }

  void draw_picture(const cv::Mat3b& picture, const MeanFace& face, double x, double y) {
    svg_.image(x, y, kFace, picture);
    const double scale = static_cast<double>(kFace) / face.chip.cols;
    for (const auto& outline : kOutlines) {
      std::vector<cv::Point2d> points;
      for (int i = outline.first; i <= outline.last; ++i) {
        // Pixel centres lie at half-integers.
        points.emplace_back(x + (face.landmarks[i].x + 0.5) * scale,
                            y + (face.landmarks[i].y + 0.5) * scale);
      }
      svg_.line(points, {"#ffffff", 1, "none", 0.8}, outline.closed);
    }
  }

  const AttentionStudy& study_;
  Svg svg_;
};

}  // namespace

Svg attention_picture(const AttentionSubject& subject, const AttentionStudy& study) {
  return Drawing(subject, study).svg();
}

}  // namespace emorec
