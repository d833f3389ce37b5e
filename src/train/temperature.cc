#include "emorec/train/temperature.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <iomanip>
#include <sstream>

#include <torch/utils.h>

#include "emorec/core/softmax.h"
#include "emorec/nn/frame_network.h"

namespace emorec {
namespace {

/// Logits as plain numbers: the search looks at each of them fifty times, and tensors as small as a
/// still's cost a hundred times what is computed with them.
struct PlainClip {
  Label truth;
  std::size_t labels;
  std::vector<double> logits;  // T·C
  std::size_t frames;
};

std::vector<PlainClip> plain(const std::vector<AnsweredClip>& clips) {
  std::vector<PlainClip> result;
  result.reserve(clips.size());
  for (const auto& clip : clips) {
    const auto logits = clip.logits.to(torch::kFloat64).contiguous();
    const double* values = logits.data_ptr<double>();
    result.push_back({clip.truth,
                      static_cast<std::size_t>(logits.size(1)),
                      {values, values + logits.numel()},
                      clip.frames});
  }
  return result;
}

/// Temporal softmax pooling, as temporal_pooling.h has it.
Distribution probabilities(const PlainClip& clip, double temperature) {
  std::vector<double> joint = clip.logits;
  for (double& value : joint) value /= temperature;
  joint = softmax(std::move(joint));
  Distribution shares(clip.labels);
  for (std::size_t i = 0; i < joint.size(); ++i) shares[i % clip.labels] += joint[i];
  return shares;
}

void add(Calibration& calibration, const std::vector<PlainClip>& clips, double temperature) {
  for (const auto& clip : clips) {
    calibration.add(clip.truth, probabilities(clip, temperature));
  }
}

/// The temperature from `low` to `high` at which `loss` is least, by golden-section search: the
/// loss of a still is convex in 1/T, and a clip's has one valley too in all cases that were seen.
double least(double low, double high, const std::function<double(double)>& loss) {
  const double ratio = (std::sqrt(5.0) - 1) / 2;
  low = std::log(low);
  high = std::log(high);
  for (int i = 0; i < 25; ++i) {
    const double left = high - ratio * (high - low);
    const double right = low + ratio * (high - low);
    if (loss(std::exp(left)) < loss(std::exp(right))) {
      high = right;
    } else {
      low = left;
    }
  }
  return std::exp((low + high) / 2);
}

double fit(const std::vector<PlainClip>& clips) {
  if (clips.empty()) return 1;
  return least(0.1, 10, [&](double temperature) {
    Calibration calibration;
    add(calibration, clips, temperature);
    return *calibration.log_loss();
  });
}

Calibration clip_calibration(const std::vector<PlainClip>& clips, double clip_temperature) {
  Calibration calibration;
  for (const auto& clip : clips) {
    calibration.add(clip.truth, tempered(probabilities(clip, 1), clip_temperature, clip.frames));
  }
  return calibration;
}

double fit_clips(const std::vector<PlainClip>& clips) {
  if (clips.empty()) return 1;
  return least(0.5, 10, [&](double clip_temperature) {
    return *clip_calibration(clips, clip_temperature).log_loss();
  });
}

std::string fixed(double value, int digits) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(digits) << value;
  return text.str();
}

std::string percent(const Calibration& calibration) {
  return fixed(100 * *calibration.expected_error(), 1) + " %";
}

/// Applies the known temperature, or the one that fits; returns it.
double calibrate_frames(Model& model, const std::vector<AnsweredClip>& clips,
                        const std::string& called, std::optional<double> known) {
  const double temperature = known ? *known : fit_temperature(clips);
  const auto after = known ? calibration_at(clips, temperature) : cross_fitted_calibration(clips);
  model.config.card["calibration"] =
      "temperature " + fixed(temperature, 3) + (known ? ", given; on " : ", fitted on ") +
      std::to_string(clips.size()) + ' ' + called + ": ECE " + percent(calibration_at(clips, 1)) +
      " before, " + percent(after) + (known ? " after" : " after (cross-fitted)");
  model.config.prior = expected_shares(clips, temperature, model.config.prior);
  apply_temperature(*model.network, temperature);
  return temperature;
}

/// The same for clips of several frames, whose logits are divided by the first temperature already.
void calibrate_clips(Model& model, const std::vector<AnsweredClip>& clips,
                     std::optional<double> known) {
  const double temperature = known ? *known : fit_clip_temperature(clips);
  model.config.clip_temperature = temperature;
  auto& text = model.config.card["calibration"];
  text += "; of clips " + fixed(temperature, 3);
  if (clips.empty()) return;
  text += ", ECE of " + std::to_string(clips.size()) + " of several frames " +
          percent(calibration_at(clips, 1)) + " before, " +
          percent(clip_calibration(plain(clips), temperature)) + " after";
}

}  // namespace

double fit_temperature(const std::vector<AnsweredClip>& clips) { return fit(plain(clips)); }

double fit_clip_temperature(const std::vector<AnsweredClip>& clips) {
  return fit_clips(plain(clips));
}

Calibration calibration_at(const std::vector<AnsweredClip>& clips, double temperature) {
  Calibration calibration;
  add(calibration, plain(clips), temperature);
  return calibration;
}

Calibration cross_fitted_calibration(const std::vector<AnsweredClip>& clips) {
  const auto all = plain(clips);
  std::vector<PlainClip> halves[2];
  for (std::size_t i = 0; i < all.size(); ++i) halves[i % 2].push_back(all[i]);
  Calibration calibration;
  for (const int judged : {0, 1}) add(calibration, halves[judged], fit(halves[1 - judged]));
  return calibration;
}

void apply_temperature(FrameNetwork& network, double temperature) {
  const torch::NoGradGuard no_grad;
  const LinearHead head = network.head();
  head.weight.div_(temperature);
  head.bias.div_(temperature);
}

Distribution expected_shares(const std::vector<AnsweredClip>& clips, double temperature,
                             const Distribution& prior) {
  if (prior.empty()) return prior;
  Distribution shares(prior.size());
  for (const auto& clip : plain(clips)) {
    const Distribution answer = probabilities(clip, temperature);
    for (std::size_t c = 0; c < shares.size(); ++c) shares[c] += prior[c] > 0 ? answer[c] : 0;
  }
  const bool any = *std::max_element(shares.begin(), shares.end()) > 0;
  return any ? normalised(shares) : prior;
}

bool calibrate(Model& model, const ChipSet& chips, const std::vector<std::size_t>& clips,
               const std::string& called, const KnownTemperatures& known) {
  const auto framing = chips.whole.empty() ? Framing::kAligned : Framing::kWhole;
  const auto answered =
      answer_clips(*model.network, model.config.pooling, model.config.views, chips, clips, framing);
  if (answered.empty()) return false;
  std::vector<AnsweredClip> stills;
  std::vector<AnsweredClip> moving;
  for (const auto& clip : answered) (clip.frames > 1 ? moving : stills).push_back(clip);
  const double temperature =
      calibrate_frames(model, stills.empty() ? moving : stills, called, known.stills);
  for (auto& clip : moving) clip.logits = clip.logits / temperature;
  calibrate_clips(model, moving, known.clips);
  return true;
}

}  // namespace emorec
