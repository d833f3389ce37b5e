#include "emorec/face/exposure.h"

#include <algorithm>
#include <cmath>

#include <opencv2/core.hpp>

namespace emorec {

void lighten(cv::Mat& grey) {
  constexpr double kWhite = 255;
  constexpr double kUsualMean = 0.4;
  constexpr double kBlack = 0.01;  // below, there is only noise to raise
  const double mean = cv::mean(grey)[0] / kWhite;
  if (mean >= kUsualMean) return;
  const double gamma = std::log(kUsualMean) / std::log(std::max(mean, kBlack));
  cv::Mat table(1, 256, CV_8U);
  for (int value = 0; value < table.cols; ++value) {
    table.at<std::uint8_t>(value) =
        cv::saturate_cast<std::uint8_t>(kWhite * std::pow(value / kWhite, gamma));
  }
  cv::LUT(grey, table, grey);
}

}  // namespace emorec
