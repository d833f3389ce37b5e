#include "emorec/report/heat_map.h"

#include <algorithm>
#include <cmath>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

cv::Mat1f mean_of_heads(const FramePrediction& frame, const ModelIdentity& model) {
  cv::Mat1f mean(model.maps.height, model.maps.width, 0.0F);
  const std::size_t cells = mean.total();
  for (std::size_t i = 0; i < frame.attention.size(); ++i) {
    mean(static_cast<int>(i % cells) / mean.cols, static_cast<int>(i % cells) % mean.cols) +=
        frame.attention[i] / static_cast<float>(model.maps.heads);
  }
  return mean;
}

}  // namespace

cv::Mat spread_over_chip(const cv::Mat& map, const CellGrid& grid, int chip_side, int side,
                         int interpolation) {
  // Pixels' centres are at their indices in the chip and in the picture of it.
  const double scale = static_cast<double>(chip_side) / side / grid.stride;
  const double first = ((static_cast<double>(chip_side) / side - 1) / 2 - grid.first) / grid.stride;
  const cv::Matx23d to_map(scale, 0, first, 0, scale, first);
  cv::Mat picture;
  cv::warpAffine(map, picture, to_map, {side, side}, interpolation | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  return picture;
}

cv::Mat1f heat_map(const FramePrediction& frame, const ModelIdentity& model, int side) {
  cv::Mat1f heat = spread_over_chip(mean_of_heads(frame, model), model.maps.grid, model.chip_side,
                                    side, cv::INTER_CUBIC);
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
