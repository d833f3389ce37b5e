#include "emorec/core/emotion.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace emorec {
namespace {

constexpr std::array<std::string_view, kEmotionCount> kAfewFolders = {
    "angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"};

template <std::size_t N>
std::optional<Emotion> find(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Emotion>(found - names.begin());
}

}  // namespace

std::optional<Emotion> parse_emotion(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto by_name = find(kEmotionNames, lower);
  return by_name ? by_name : find(kAfewFolders, lower);
}

Emotion argmax(const EmotionArray& values) {
  return static_cast<Emotion>(std::max_element(values.begin(), values.end()) - values.begin());
}

}  // namespace emorec
