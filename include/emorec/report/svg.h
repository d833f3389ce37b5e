// A drawing in SVG, from its back to its front, and the same as PNG.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace emorec {

inline constexpr const char* kInk = "#1a1a1a";
inline constexpr const char* kFaintInk = "#4c4c4c";

struct Letters {
  double size = 13;
  const char* anchor = "start";
  const char* weight = "normal";
  const char* colour = kInk;
};

struct Stroke {
  const char* colour = "none";
  double width = 1;
  const char* dash = "none";
  double opacity = 1;
};

class Svg {
 public:
  /// A white page. Outside of the drawing its unit is `scale` of CSS's `unit`; a PNG has `pixels`
  /// for it.
  Svg(const std::string& title, cv::Size2d size, const char* fonts, double pixels = 1.5,
      double scale = 1, const char* unit = "px");

  /// On the base line at `y`, `turned` to the left by so many degrees.
  void text(double x, double y, const std::string& words, const Letters& letters,
            double turned = 0);
  void rect(double x, double y, double width, double height, const std::string& fill,
            const Stroke& edge = {});
  void line(const std::vector<cv::Point2d>& points, const Stroke& stroke, bool closed = false);
  void image(double x, double y, double side, const cv::Mat3b& picture);

  std::string svg() const { return svg_ + "</svg>\n"; }

  /// The bytes of a PNG file.
  /// @throws Error{kOutput} if librsvg cannot draw it.
  std::string png() const;

  /// PNG if the name says so, otherwise SVG.
  /// @throws Error{kOutput}
  void write(const std::filesystem::path& path) const;

 private:
  std::string svg_;
  int width_;  // a PNG's, pixels
  int height_;
};

}  // namespace emorec
