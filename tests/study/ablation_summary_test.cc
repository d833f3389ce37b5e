// Accuracies and intervals of answers that are made up.
#include "emorec/study/ablation_summary.h"

#include <sstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

constexpr int kClips = 140;  // 20 an emotion

std::vector<ClipMaps::Clip> test_clips() {
  std::vector<ClipMaps::Clip> clips;
  for (int i = 0; i < kClips; ++i) {
    clips.push_back(
        {Label{static_cast<std::size_t>(i % kLabelCount)}, 0.05 + 0.1 * (i / 7 % 10), 0, 8});
  }
  return clips;
}

/// Wrong for the first clips, `wrong` of them and one more each run.
HeadAnswers make_head(AttentionVariant attention, Pooling pooling, int wrong, int runs = 3) {
  HeadAnswers head{attention, pooling};
  for (int run = 0; run < runs; ++run) {
    std::vector<Label> answers;
    for (int i = 0; i < kClips; ++i) {
      const int label = i % kLabelCount;
      answers.push_back(
          Label{static_cast<std::size_t>(i < wrong + run ? (label + 1) % kLabelCount : label)});
    }
    head.answers.push_back(std::move(answers));
  }
  return head;
}

/// Softmax is wrong for 27 to 29 clips, all others for 55 to 57.
std::vector<HeadAnswers> make_heads(int runs = 3) {
  std::vector<HeadAnswers> heads;
  for (const auto attention : kAttentions) {
    for (const auto pooling : kPoolings) {
      heads.push_back(make_head(attention, pooling, pooling == Pooling::kSoftmax ? 27 : 55, runs));
    }
  }
  return heads;
}

TEST(AblationSummaryTest, AccuracyIsTheMeanOverRunsWithinItsInterval) {
  const auto summary = summarise(make_heads(), test_clips());
  ASSERT_EQ(summary.heads.size(), 15U);
  for (const auto& head : summary.heads) {
    const double wrong = head.pooling == Pooling::kSoftmax ? 28 : 56;
    EXPECT_NEAR(head.war.value, 1 - wrong / kClips, 1e-12);
    EXPECT_NEAR(head.uar.value, head.war.value, 1e-12);  // emotions are balanced
    EXPECT_LT(head.war.interval.low, head.war.value);
    EXPECT_GT(head.war.interval.high, head.war.value);
    // Wide as a binomial share's: 2 · 1.96 · √(p(1−p)/n), a little less for being stratified.
    const double p = head.war.value;
    EXPECT_NEAR(head.war.interval.high - head.war.interval.low,
                2 * 1.96 * std::sqrt(p * (1 - p) / kClips), 0.02);
  }
}

TEST(AblationSummaryTest, DifferencesArePairedAndThoseOfEqualHeadsAreNothing) {
  const auto summary = summarise(make_heads(), test_clips());
  ASSERT_EQ(summary.pooling.size(), 3U);
  for (const auto& difference : summary.pooling) {
    EXPECT_NEAR(difference.war.value, 28.0 / kClips, 1e-12);
    EXPECT_GT(difference.war.interval.low, 0.1);
    EXPECT_LT(difference.war.interval.high, 0.3);
  }
  EXPECT_EQ(summary.pooling[1].better, "v1 softmax");
  EXPECT_EQ(summary.pooling[1].worse, "v1 mean");
  ASSERT_EQ(summary.attention.size(), 10U);
  for (const auto& difference : summary.attention) {
    EXPECT_EQ(difference.war.value, 0);
    EXPECT_EQ(difference.war.interval.low, 0);
    EXPECT_EQ(difference.uar.interval.high, 0);
  }
}

TEST(AblationSummaryTest, RunsThatDifferWidenTheInterval) {
  auto heads = make_heads();
  heads[0].answers[2] = make_head({}, {}, kClips, 1).answers[0];  // one run learnt nothing
  const auto steady = summarise(make_heads(), test_clips()).heads[0].war.interval;
  const auto shaky = summarise(heads, test_clips()).heads[0].war.interval;
  EXPECT_GT(shaky.high - shaky.low, 2 * (steady.high - steady.low));
}

TEST(AblationSummaryTest, SharesLeaveNeutralClipsOut) {
  const auto clips = test_clips();
  const auto summary = summarise(make_heads(), clips);
  // 20 clips of each of six emotions, two of each share from 0.05 to 0.95.
  for (const auto count : summary.share_clips) EXPECT_EQ(count, 24U);
  ASSERT_EQ(summary.by_share.size(), 5U);
  const auto& softmax = summary.by_share[3];
  EXPECT_EQ(softmax.pooling, Pooling::kSoftmax);
  // The first 28 clips are of shares 0.05 … 0.35, once of twice.
  EXPECT_NEAR(softmax.war[0].value, 0.5, 0.03);
  EXPECT_EQ(softmax.war[4].value, 1);
}

TEST(AblationSummaryTest, TextAndJsonSayTheSame) {
  const auto summary = summarise(make_heads(), test_clips());
  std::ostringstream text;
  write_text(text, summary);
  EXPECT_THAT(text.str(), HasSubstr("v1 softmax                     80.0 ("));
  EXPECT_THAT(text.str(), HasSubstr("v1 softmax - v1 mean        +20.0 (+"));
  EXPECT_THAT(text.str(), HasSubstr("0 to 20 %           24"));
  const auto json = nlohmann::json::parse(to_json(summary, {{"model", "m"}}, AblationOptions()));
  EXPECT_EQ(json["schema"], "emorec.ablation/1");
  EXPECT_EQ(json["model"], "m");
  EXPECT_EQ(json["options"]["seeds"], 3);
  ASSERT_EQ(json["heads"].size(), 15U);
  EXPECT_EQ(json["heads"][8]["attention"], "v1");
  EXPECT_EQ(json["heads"][8]["pooling"], "softmax");
  EXPECT_NEAR(json["heads"][8]["war"]["value"].get<double>(), 0.8, 1e-9);
  EXPECT_EQ(json["heads"][8]["war"]["interval"].size(), 2U);
  EXPECT_EQ(json["differences"]["pooling"][1]["better"], "v1 softmax");
  EXPECT_EQ(json["by_share"]["war"]["lstm"].size(), 5U);
}

}  // namespace
}  // namespace emorec::testing
