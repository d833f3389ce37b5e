#include "emorec/core/label_set.h"

#include <set>

#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

TEST(LabelSetTest, AfewsWordsAndWhatOthersCallThem) {
  const LabelSet& labels = LabelSet::afew7();
  ASSERT_EQ(labels.size(), 7U);
  const char* folders[] = {"Angry", "Disgust", "Fear", "Happy", "Neutral", "Sad", "Surprise"};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    EXPECT_EQ(labels.parse(labels.names()[i]), Label{i});
    EXPECT_EQ(labels.parse(folders[i]), Label{i}) << folders[i];
  }
  EXPECT_EQ(labels.parse("sAdNeSs"), kSadness);
  EXPECT_EQ(labels.parse("fearful"), kFear);
  EXPECT_EQ(labels.parse("Joy"), kHappiness);
  for (const char* word : {"", "contempt", "an", "angry ", "0", "trust"}) {
    EXPECT_EQ(labels.parse(word), std::nullopt) << '"' << word << '"';
  }
}

TEST(LabelSetTest, CremaDsCodesInAnyCase) {
  const LabelSet& labels = LabelSet::afew7();
  const std::pair<const char*, Label> codes[] = {{"ANG", kAnger},   {"DIS", kDisgust},
                                                 {"FEA", kFear},    {"HAP", kHappiness},
                                                 {"Neu", kNeutral}, {"sad", kSadness}};
  for (const auto& [code, label] : codes) EXPECT_EQ(labels.parse(code), label) << code;
  EXPECT_EQ(LabelSet::ekman6().name(*LabelSet::ekman6().parse("HAP")), "joy");
}

TEST(LabelSetTest, KnowsTheNamesOfAllSets) {
  for (const char* name : {"joy", "Happiness", "trust", "neutral"}) {
    EXPECT_TRUE(LabelSet::is_known_name(name)) << name;
  }
  for (const char* name : {"angry", "HAP", "contempt", ""}) {
    EXPECT_FALSE(LabelSet::is_known_name(name)) << name;
  }
}

TEST(LabelSetTest, JoyIsJoyWhereThereIsSuchALabel) {
  const LabelSet& labels = LabelSet::ekman6();
  EXPECT_EQ(labels.name(*labels.parse("joy")), "joy");
  EXPECT_EQ(labels.name(*labels.parse("Happy")), "joy");
  EXPECT_EQ(labels.parse("neutral"), std::nullopt);
  EXPECT_FALSE(labels.neutral());
  EXPECT_EQ(LabelSet::video_emotion8().size(), 8U);
  EXPECT_TRUE(LabelSet::video_emotion8().parse("Anticipation"));
  EXPECT_EQ(LabelSet::afew7().neutral(), kNeutral);
}

TEST(LabelSetTest, LettersAndColoursTellLabelsApart) {
  for (const auto& labels : {LabelSet::afew7(), LabelSet::ekman6(), LabelSet::video_emotion8(),
                             LabelSet::named({"awe", "anger", "a", "aa"})}) {
    std::set<char> letters;
    std::set<int> colours;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      letters.insert(labels.letter({i}));
      const Rgb rgb = labels.colour({i});
      colours.insert((rgb.red << 16) + (rgb.green << 8) + rgb.blue);
    }
    EXPECT_EQ(letters.size(), labels.size());
    EXPECT_EQ(colours.size(), labels.size());
  }
  const LabelSet& labels = LabelSet::afew7();
  EXPECT_EQ(labels.letter(kSadness), 'S');
  EXPECT_EQ(labels.letter(kSurprise), 'U');
  EXPECT_EQ(labels.colour(kAnger).red, LabelSet::ekman6().colour({0}).red);
}

TEST(LabelSetTest, SetsOfTheSameNamesAreEqual) {
  EXPECT_EQ(LabelSet(), LabelSet::afew7());
  EXPECT_EQ(LabelSet::from_text("ekman6"), LabelSet::ekman6());
  EXPECT_EQ(LabelSet::from_text("anger,disgust,fear,joy,sadness,surprise"), LabelSet::ekman6());
  EXPECT_NE(LabelSet::named({"fear", "anger"}), LabelSet::named({"anger", "fear"}));
}

TEST(LabelSetTest, WhatMakesNoSenseIsNamed) {
  for (const char* text : {"", "fear,", "fear,fear", "fear,caf\xE9"}) {
    EXPECT_NE(error_of(ErrorKind::kModel, [&] { LabelSet::from_text(text); }).find("labels"),
              std::string::npos)
        << text;
  }
}

TEST(LabelSetTest, ArgmaxIsTheFirstOfTheLargest) {
  EXPECT_EQ(argmax({0.1, 0.2, 0.1, 0.3, 0.1, 0.1, 0.1}), kHappiness);
  EXPECT_EQ(argmax({0, 0, 0, 0, 0, 0, 1}), kSurprise);
  EXPECT_EQ(argmax({-2, -1, -3, -1, -4, -5, -6}), kDisgust);
  EXPECT_EQ(argmax(Distribution(7)), kAnger);
}

TEST(LabelSetTest, NormalisedValuesAreSharesOfTheirSum) {
  EXPECT_EQ(normalised({1, 2, 1}), (Distribution{0.25, 0.5, 0.25}));
}

}  // namespace
}  // namespace emorec::testing
