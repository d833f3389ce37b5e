// The seven emotions of AFEW, in the order in which every table and file of the project lists them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace emorec {

enum class Emotion { kAnger, kDisgust, kFear, kHappiness, kNeutral, kSadness, kSurprise };

inline constexpr int kEmotionCount = 7;

inline constexpr std::array<std::string_view, kEmotionCount> kEmotionNames = {
    "anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"};

/// One value per emotion, indexed by `Emotion`.
using EmotionArray = std::array<double, kEmotionCount>;

constexpr std::string_view name(Emotion emotion) {
  return kEmotionNames[static_cast<std::size_t>(emotion)];
}

/// Accepts the project's names ("anger"), AFEW's folder names ("Angry") and what other data sets
/// say ("surprised", "joy"), in any case.
std::optional<Emotion> parse_emotion(std::string_view text);

/// The values over their sum. @pre No value is negative, and one is positive.
EmotionArray normalised(EmotionArray values);

/// The emotion with the largest value; the first of equals.
Emotion argmax(const EmotionArray& values);

}  // namespace emorec
