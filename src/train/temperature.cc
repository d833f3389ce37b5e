#include "emorec/train/temperature.h"

#include <cmath>

#include <torch/torch.h>

#include "emorec/nn/temporal_pooling.h"

namespace emorec {
namespace {

EmotionArray probabilities(const torch::Tensor& logits, double temperature) {
  const auto p = clip_log_probabilities(logits.to(torch::kFloat64) / temperature).exp();
  EmotionArray values;
  for (int c = 0; c < kEmotionCount; ++c) values[c] = p[c].item<double>();
  return values;
}

}  // namespace

Calibration calibration_at(const std::vector<AnsweredClip>& clips, double temperature) {
  Calibration calibration;
  for (const auto& clip : clips) {
    calibration.add(clip.truth, probabilities(clip.logits, temperature));
  }
  return calibration;
}

double fit_temperature(const std::vector<AnsweredClip>& clips) {
  if (clips.empty()) return 1;
  const auto loss = [&](double log_temperature) {
    return *calibration_at(clips, std::exp(log_temperature)).log_loss();
  };
  // Golden-section search: the loss of a still is convex in 1/T, and a clip's has one valley too in
  // all cases that were seen.
  const double ratio = (std::sqrt(5.0) - 1) / 2;
  double low = std::log(0.1);
  double high = std::log(10.0);
  for (int i = 0; i < 25; ++i) {
    const double left = high - ratio * (high - low);
    const double right = low + ratio * (high - low);
    if (loss(left) < loss(right)) {
      high = right;
    } else {
      low = left;
    }
  }
  return std::exp((low + high) / 2);
}

Calibration cross_fitted_calibration(const std::vector<AnsweredClip>& clips) {
  std::vector<AnsweredClip> halves[2];
  for (std::size_t i = 0; i < clips.size(); ++i) halves[i % 2].push_back(clips[i]);
  Calibration calibration;
  for (const int judged : {0, 1}) {
    const double temperature = fit_temperature(halves[1 - judged]);
    for (const auto& clip : halves[judged]) {
      calibration.add(clip.truth, probabilities(clip.logits, temperature));
    }
  }
  return calibration;
}

void apply_temperature(FrameNetwork& network, double temperature) {
  const torch::NoGradGuard no_grad;
  auto parameters = network.named_parameters();
  parameters["classifier.weight"].div_(temperature);
  parameters["classifier.bias"].div_(temperature);
}

}  // namespace emorec
