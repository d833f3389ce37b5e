#include "emorec/stats/calibration.h"

#include <algorithm>
#include <cmath>

namespace emorec {

double ReliabilityBin::mean_confidence() const {
  return count == 0 ? 0 : confidence / static_cast<double>(count);
}

double ReliabilityBin::accuracy() const {
  return count == 0 ? 0 : static_cast<double>(right) / static_cast<double>(count);
}

void Calibration::add(Label truth, const Distribution& probabilities) {
  const Label label = argmax(probabilities);
  const double confidence = probabilities[label.index];
  auto& bin = bins_[std::clamp(static_cast<int>(std::ceil(confidence * kBins)) - 1, 0, kBins - 1)];
  ++count_;
  ++bin.count;
  bin.right += label == truth;
  bin.confidence += confidence;
  for (std::size_t c = 0; c < probabilities.size(); ++c) {
    brier_ += std::pow(probabilities[c] - (c == truth.index ? 1 : 0), 2);
  }
  constexpr double kLeast = 1e-15;
  log_loss_ -= std::log(std::max(kLeast, probabilities[truth.index]));
}

std::optional<double> Calibration::mean(double sum) const {
  if (count_ == 0) return std::nullopt;
  return sum / static_cast<double>(count_);
}

std::optional<double> Calibration::expected_error() const {
  double sum = 0;
  for (const auto& bin : bins_) {
    sum += static_cast<double>(bin.count) * std::abs(bin.accuracy() - bin.mean_confidence());
  }
  return mean(sum);
}

std::optional<double> Calibration::brier_score() const { return mean(brier_); }
std::optional<double> Calibration::log_loss() const { return mean(log_loss_); }

}  // namespace emorec
