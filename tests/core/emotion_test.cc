#include "emorec/core/emotion.h"

#include <gtest/gtest.h>

namespace emorec {
namespace {

TEST(EmotionTest, NamesAreInTheOrderOfAfew) {
  const char* expected[] = {"anger",   "disgust", "fear",    "happiness",
                            "neutral", "sadness", "surprise"};
  for (int i = 0; i < kEmotionCount; ++i) EXPECT_EQ(name(static_cast<Emotion>(i)), expected[i]);
}

TEST(EmotionTest, EveryNameIsReadBack) {
  for (int i = 0; i < kEmotionCount; ++i) {
    EXPECT_EQ(parse_emotion(kEmotionNames[i]), static_cast<Emotion>(i)) << kEmotionNames[i];
  }
}

TEST(EmotionTest, AfewFolderNamesInAnyCase) {
  const char* folders[] = {"Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise"};
  for (int i = 0; i < kEmotionCount; ++i) {
    EXPECT_EQ(parse_emotion(folders[i]), static_cast<Emotion>(i)) << folders[i];
  }
  EXPECT_EQ(parse_emotion("HAPPY"), Emotion::kHappiness);
  EXPECT_EQ(parse_emotion("sAdNeSs"), Emotion::kSadness);
}

TEST(EmotionTest, SpellingsOfOtherDataSets) {
  EXPECT_EQ(parse_emotion("Disgusted"), Emotion::kDisgust);
  EXPECT_EQ(parse_emotion("fearful"), Emotion::kFear);
  EXPECT_EQ(parse_emotion("Joy"), Emotion::kHappiness);
  EXPECT_EQ(parse_emotion("SURPRISED"), Emotion::kSurprise);
}

TEST(EmotionTest, OtherWordsAreNoEmotion) {
  for (const char* word : {"", "contempt", "happ", "happyy", " happy", "happy ", "0", "\xff"}) {
    EXPECT_EQ(parse_emotion(word), std::nullopt) << '"' << word << '"';
  }
}

TEST(EmotionTest, NormalisedSumsToOne) {
  EXPECT_EQ(normalised({1, 0, 2, 0, 0, 0, 1}), (EmotionArray{0.25, 0, 0.5, 0, 0, 0, 0.25}));
}

TEST(EmotionTest, ArgmaxTakesTheFirstOfEquals) {
  EXPECT_EQ(argmax({0.1, 0.2, 0.1, 0.3, 0.1, 0.1, 0.1}), Emotion::kHappiness);
  EXPECT_EQ(argmax({0, 0, 0, 0, 0, 0, 1}), Emotion::kSurprise);
  EXPECT_EQ(argmax({-2, -1, -3, -1, -4, -5, -6}), Emotion::kDisgust);
  EXPECT_EQ(argmax({}), Emotion::kAnger);
}

}  // namespace
}  // namespace emorec
