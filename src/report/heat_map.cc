#include "emorec/report/heat_map.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

cv::Mat1f mean_of_heads(const AttentionMap& map, const MapSpec& spec) {
  cv::Mat1f mean(spec.height, spec.width, 0.0F);
  const std::size_t cells = mean.total();
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    mean(static_cast<int>(i % cells) / mean.cols, static_cast<int>(i % cells) % mean.cols) +=
        map.values[i] / static_cast<float>(spec.heads);
  }
  return mean;
}

}  // namespace

cv::Matx23d cells_to_picture(const CellGrid& grid, int side) {
  // Middles of pixels and of cells lie at whole numbers.
  const double scale = side / grid.side;
  const double first = -grid.corner * scale - 0.5;
  return {scale, 0, first, 0, scale, first};
}

cv::Mat spread_over_view(const cv::Mat& map, const CellGrid& grid, int side, int interpolation) {
  cv::Mat picture;
  cv::warpAffine(map, picture, cells_to_picture(grid, side), {side, side}, interpolation,
                 cv::BORDER_REPLICATE);
  return picture;
}

cv::Mat1f heat_map(const AttentionMap& map, const MapSpec& spec, int side) {
  cv::Mat1f heat = spread_over_view(mean_of_heads(map, spec), spec.grid, side, cv::INTER_CUBIC);
  double low = 0;
  double high = 0;
  cv::minMaxLoc(heat, &low, &high);
  const double range = high - low;
  if (range <= 1e-6 * std::abs(high)) return cv::Mat1f(side, side, 0.0F);
  heat.convertTo(heat, CV_32F, 1 / range, -low / range);
  return heat;
}

cv::Mat3b hot_colours(const cv::Mat1f& heat) {
  cv::Mat levels;
  heat.convertTo(levels, CV_8U, 255);
  cv::Mat3b colours;
  cv::applyColorMap(levels, colours, cv::COLORMAP_INFERNO);
  return colours;
}

cv::Mat3b blend_heat(const cv::Mat3b& picture, const cv::Mat1f& heat, float strength) {
  const cv::Mat3b hot = hot_colours(heat);
  cv::Mat3b blended(picture.size());
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const float share = strength * std::clamp(heat(y, x), 0.0F, 1.0F);
      for (int c = 0; c < 3; ++c) {
        blended(y, x)[c] =
            cv::saturate_cast<uchar>((1 - share) * picture(y, x)[c] + share * hot(y, x)[c]);
      }
    }
  }
  return blended;
}

}  // namespace emorec
