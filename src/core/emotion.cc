#include "emorec/core/emotion.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <string>
#include <utility>

namespace emorec {
namespace {

/// What data sets call them, AFEW's folders first.
constexpr std::pair<std::string_view, Emotion> kOtherNames[] = {
    {"angry", Emotion::kAnger},        {"happy", Emotion::kHappiness},
    {"sad", Emotion::kSadness},        {"disgusted", Emotion::kDisgust},
    {"afraid", Emotion::kFear},        {"fearful", Emotion::kFear},
    {"scared", Emotion::kFear},        {"joy", Emotion::kHappiness},
    {"surprised", Emotion::kSurprise},
};

}  // namespace

std::optional<Emotion> parse_emotion(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto own = std::find(kEmotionNames.begin(), kEmotionNames.end(), lower);
  if (own != kEmotionNames.end()) return static_cast<Emotion>(own - kEmotionNames.begin());
  for (const auto& [other, emotion] : kOtherNames) {
    if (other == lower) return emotion;
  }
  return std::nullopt;
}

EmotionArray normalised(EmotionArray values) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  for (double& value : values) value /= sum;
  return values;
}

Emotion argmax(const EmotionArray& values) {
  return static_cast<Emotion>(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace emorec
