#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>
#include <spdlog/fmt/fmt.h>

#include "emorec/core/counted.h"
#include "emorec/media/jpeg.h"
#include "emorec/report/encoding.h"
#include "emorec/report/heat_map.h"
#include "emorec/study/attention_study.h"

namespace emorec {
namespace {

constexpr int kWidth = 980;
constexpr int kMargin = 24;
constexpr int kTop = 96;  // of the curves' frames
constexpr int kPlotWidth = 400;
constexpr int kPlotHeight = 250;
constexpr int kPlotGap = 84;
constexpr int kPlotLeft = 64;
constexpr int kFaceTop = kTop + kPlotHeight + 122;
constexpr int kFace = 124;
constexpr int kFacePitch = 133;
constexpr int kRowPitch = 170;
constexpr int kHeight = kFaceTop + kRowPitch + kFace + 44;
constexpr int kJpegQuality = 90;
constexpr const char* kInk = "#1a1a1a";
constexpr const char* kFaint = "#555555";

/// Okabe and Ito's colours, and a dash for print.
struct LineStyle {
  const char* colour;
  const char* dash;
  double width;
};
constexpr std::array<LineStyle, kCellOrderCount> kLines = {{{"#d55e00", "none", 3},
                                                            {"#0072b2", "7 3", 2},
                                                            {"#009e73", "2 2", 2},
                                                            {"#cc79a7", "9 3 2 3", 2},
                                                            {"#777777", "none", 1.5}}};

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
      : subject_(subject), study_(study) {}

  std::string draw() {
    svg_ = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
        "width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" fill=\"{2}\" font-size=\"13\" "
        "font-family=\"DejaVu Sans, Arial, sans-serif\">\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
        kWidth, kHeight, kInk);
    text(kMargin, 34, "Does attention look at what matters?",
         "font-size=\"19\" font-weight=\"bold\"");
    text(kMargin, 57,
         fmt::format("{}, {}, model {}", subject_.dataset, counted(study_.all.faces, "face"),
                     subject_.model),
         fmt::format("fill=\"{}\"", kFaint));
    draw_plot(kPlotLeft, "Deletion: cells blurred, low is good", "cells blurred",
              &OrderCurves::deletion);
    draw_plot(kPlotLeft + kPlotWidth + kPlotGap, "Insertion: cells shown, high is good",
              "cells shown", &OrderCurves::insertion);
    draw_key();
    draw_faces();
    return svg_ + "</svg>\n";
  }

 private:
  void text(double x, double y, const std::string& words, const std::string& attributes = "") {
    svg_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, attributes,
                        escaped(words));
  }

  void draw_plot(int left, const char* title, const char* axis, Curve OrderCurves::*curves) {
    const auto y_of = [](double p) { return kTop + kPlotHeight * (1 - p); };
    text(left, kTop - 12, title, "font-weight=\"bold\"");
    for (int i = 0; i <= 4; ++i) {
      const double share = i / 4.0;
      svg_ += fmt::format("<path d=\"M{} {:.1f}h{}\" stroke=\"#dddddd\"/>\n", left, y_of(share),
                          kPlotWidth);
      text(left - 8, y_of(share) + 4, fmt::format("{:.2f}", share),
           "font-size=\"12\" text-anchor=\"end\"");
      text(left + share * kPlotWidth, kTop + kPlotHeight + 18, fmt::format("{:.0f} %", 100 * share),
           "font-size=\"12\" text-anchor=\"middle\"");
    }
    text(left + kPlotWidth / 2.0, kTop + kPlotHeight + 36, axis, "text-anchor=\"middle\"");
    const double middle = kTop + kPlotHeight / 2.0;
    text(left - 44, middle, "p of the answer",
         fmt::format("text-anchor=\"middle\" transform=\"rotate(-90 {} {})\"", left - 44, middle));
    for (std::size_t i = kCellOrderCount; i-- > 0;) {
      const Curve& curve = study_.orders[i].*curves;
      std::string points;
      for (std::size_t step = 0; step < curve.probability.size(); ++step) {
        points += fmt::format("{:.1f},{:.1f} ", left + study_.cells[step] * kPlotWidth,
                              y_of(curve.probability[step]));
      }
      const auto& style = kLines[i];
      svg_ += fmt::format(
          "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" "
          "stroke-dasharray=\"{}\"/>\n",
          points, style.colour, style.width, style.dash);
    }
  }

  void draw_key() {
    const int y = kTop + kPlotHeight + 62;
    int x = kPlotLeft;
    for (std::size_t i = 0; i < kCellOrderCount; ++i) {
      const auto& style = kLines[i];
      svg_ += fmt::format(
          "<path d=\"M{} {}h34\" stroke=\"{}\" stroke-width=\"{}\" stroke-dasharray=\"{}\"/>\n", x,
          y - 4, style.colour, style.width, style.dash);
      text(x + 42, y, std::string(kCellOrderNames[i]));
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
    text(kMargin, kFaceTop - 34,
         fmt::format("Mean attention by answer, 1 by chance: dark {:.2f}, bright {:.2f}", lowest,
                     highest),
         "font-weight=\"bold\"");
    text(kMargin, kFaceTop + kRowPitch - 12,
         fmt::format("Its change from the mean over all faces: red more, blue less, full at {:.2f}",
                     change),
         "font-weight=\"bold\"");
    for (std::size_t i = 0; i < study_.labels.size(); ++i) {
      const auto& face = study_.mean_faces[i];
      const double x = kMargin + static_cast<double>(i) * kFacePitch;
      text(x + kFace / 2.0, kFaceTop - 10,
           fmt::format("{} ({})", study_.labels.names()[i], face.faces), "text-anchor=\"middle\"");
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
    svg_ += fmt::format(
        "<image x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2}\" height=\"{2}\" xlink:href=\"{3}\"/>\n", x,
        y, kFace, data_uri("image/jpeg", jpeg_of(picture, kJpegQuality)));
    const double scale = static_cast<double>(kFace) / face.chip.cols;
    std::string path;
    for (const auto& outline : kOutlines) {
      for (int i = outline.first; i <= outline.last; ++i) {
        // Pixel centres lie at half-integers.
        path += fmt::format("{}{:.1f} {:.1f}", i == outline.first ? "M" : "L",
                            x + (face.landmarks[i].x + 0.5) * scale,
                            y + (face.landmarks[i].y + 0.5) * scale);
      }
      if (outline.closed) path += "Z";
    }
    svg_ += fmt::format(
        "<path d=\"{}\" fill=\"none\" stroke=\"#ffffff\" stroke-opacity=\"0.8\"/>\n", path);
  }

  const AttentionSubject& subject_;
  const AttentionStudy& study_;
  std::string svg_;
};

}  // namespace

std::string attention_svg(const AttentionSubject& subject, const AttentionStudy& study) {
  return Drawing(subject, study).draw();
}

}  // namespace emorec
