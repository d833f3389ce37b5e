#include "emorec/eval/evaluation.h"

#include <cmath>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

#include "emorec/eval/confusion_picture.h"

#include "scores.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// Two angry clips, one of them right; a neutral one right; a happy one without a face; a sad one
// that cannot be read.
const std::vector<Answer> kAnswers = {{kAnger, ClipStatus::kOk, surely(kAnger)},
                                      {kAnger, ClipStatus::kOk, {0.3, 0.6, 0.1, 0, 0, 0, 0}},
                                      {kNeutral, ClipStatus::kOk, surely(kNeutral)},
                                      {kHappiness, ClipStatus::kNoFace, {}},
                                      {kSadness, ClipStatus::kUnreadable, {}}};

class EvaluationTest : public ::testing::Test {
 protected:
  Evaluation evaluation(Pooling pooling = Pooling::kSoftmax) {
    return evaluate(dataset_, scores_, pooling);
  }

  std::string text(const Evaluation& evaluation) {
    std::ostringstream out;
    write_text(out, evaluation);
    return out.str();
  }
  json as_json(const Evaluation& evaluation) {
    std::ostringstream out;
    write_json(out, evaluation);
    return json::parse(out.str());
  }

  std::vector<Answer> answers_ = kAnswers;
  Dataset dataset_ = dataset_of(kAnswers);
  ModelScores scores_ = scores_of(kAnswers);
};

TEST_F(EvaluationTest, ClipsWithoutAnAnswerAreWrongAmongAllAndAbsentAmongThoseWithAFace) {
  const auto result = evaluation();
  EXPECT_EQ(result.all.confusion.count(), 5);
  EXPECT_DOUBLE_EQ(*result.all.war.value, 2 / 5.0);
  EXPECT_DOUBLE_EQ(*result.all.uar.value, (0.5 + 0 + 1 + 0) / 4);
  EXPECT_EQ(result.with_face.confusion.count(), 3);
  EXPECT_DOUBLE_EQ(*result.with_face.war.value, 2 / 3.0);
  EXPECT_DOUBLE_EQ(*result.with_face.uar.value, (0.5 + 1) / 2);
  EXPECT_EQ(result.calibration.count(), 3);
}

TEST_F(EvaluationTest, PoolingDecidesWhichAnswersCount) {
  // All but softmax answer neutral: one of three is right.
  EXPECT_DOUBLE_EQ(*evaluation(Pooling::kMax).with_face.war.value, 1 / 3.0);
}

TEST_F(EvaluationTest, McNemarCountsClipsThatOnlyOneGotRight) {
  const auto result = evaluation();
  const auto mean = compare(result, scores_, Pooling::kMean, "mean");
  EXPECT_EQ(mean.difference.only_first, 1);  // the angry clip
  EXPECT_EQ(mean.difference.only_second, 0);
  answers_[1].probabilities = surely(kAnger);
  answers_[3] = {kHappiness, ClipStatus::kOk, surely(kHappiness)};
  const auto better = compare(result, scores_of(answers_), Pooling::kSoftmax, "better");
  EXPECT_EQ(better.difference.only_first, 0);
  EXPECT_EQ(better.difference.only_second, 2);
  EXPECT_DOUBLE_EQ(*better.figures.war.value, 4 / 5.0);
}

TEST_F(EvaluationTest, TextFitsEightyColumnsOfAscii) {
  auto result = evaluation();
  result.poolings.push_back(compare(result, scores_, Pooling::kMean, "mean"));
  const std::string page = text(result);
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_THAT(line, Not(::testing::EndsWith(" ")));
  }
  for (const char c : page) EXPECT_LT(static_cast<unsigned char>(c), 128);
  EXPECT_THAT(page, AllOf(HasSubstr("40.00 % (11.76 to 76.93)"),  // Wilson's of 2 of 5
                          HasSubstr("clips without a face (1)\n    set/3.avi\n"),
                          HasSubstr("clips that cannot be read (1)")));
}

TEST_F(EvaluationTest, OfManyClipsWithoutAFaceTextNamesSome) {
  const std::vector<Answer> answers(30, {kFear, ClipStatus::kNoFace, {}});
  const Dataset dataset = dataset_of(answers);
  const ModelScores scores = scores_of(answers);
  const auto result = evaluate(dataset, scores, Pooling::kSoftmax);
  EXPECT_THAT(text(result),
              AllOf(HasSubstr("set/19.avi\n    and 10 more"), Not(HasSubstr("set/20.avi"))));
  EXPECT_EQ(as_json(result)["no_face"].size(), 30U);
}

TEST_F(EvaluationTest, SaysWhichWordsOfAnotherSetWereReadAsWhat) {
  dataset_.words = {{"contempt", {}, 3}, {"joy", kHappiness, 2}};
  EXPECT_THAT(text(evaluation()),
              HasSubstr("read 'joy' as happiness (2); left out 'contempt' (3)\n"));
  const json dataset = as_json(evaluation())["dataset"];
  EXPECT_EQ(dataset["read_as"], json({{"joy", "happiness"}}));
  EXPECT_EQ(dataset["left_out"], json({{"contempt", 3}}));
}

TEST_F(EvaluationTest, JsonSaysTheSame) {
  scores_.model.prior_adjustment = 0.5;
  auto result = evaluation();
  result.poolings.push_back(compare(result, scores_, Pooling::kMean, "mean"));
  EXPECT_THAT(text(result), HasSubstr("model model, softmax pooling, prior adjustment 0.5\n"));
  const json object = as_json(result);
  EXPECT_EQ(object["schema"], "emorec.evaluation/1");
  EXPECT_EQ(object["prior_adjustment"], 0.5);
  EXPECT_EQ(object["dataset"]["path"], "set");
  EXPECT_EQ(object["dataset"]["layout"], "CSV");
  EXPECT_EQ(object["dataset"]["split"], "val");
  EXPECT_TRUE(object["dataset"]["read_as"].empty());
  EXPECT_EQ(object["model"], json({{"name", "model"}, {"sha256", "hash"}}));
  EXPECT_EQ(object["pooling"], "softmax");
  EXPECT_EQ(object["all"]["clips"], 5);
  EXPECT_EQ(object["all"]["war"]["value"], 0.4);
  EXPECT_NEAR(object["all"]["war"]["interval"][0], 0.117621, 1e-6);
  EXPECT_EQ(object["all"]["confusion"]["answered"][0], json({1, 1, 0, 0, 0, 0, 0}));
  EXPECT_EQ(object["all"]["confusion"]["unanswered"], json({0, 0, 0, 1, 0, 1, 0}));
  EXPECT_EQ(object["all"]["classes"]["anger"]["recall"], 0.5);
  EXPECT_TRUE(object["all"]["classes"]["fear"]["recall"].is_null());
  EXPECT_EQ(object["with_face"]["clips"], 3);
  EXPECT_EQ(object["calibration"]["answers"], 3);
  EXPECT_EQ(object["calibration"]["bins"].size(), 15U);
  EXPECT_EQ(object["poolings"][0]["name"], "mean");
  EXPECT_EQ(object["poolings"][0]["lost"], 1);
  EXPECT_EQ(object["no_face"], json({"set/3.avi"}));
  EXPECT_EQ(object["unreadable"], json({"set/4.avi"}));
  EXPECT_EQ(object["failed"], json::array());
}

TEST_F(EvaluationTest, WithoutAnyAnswerFiguresAreAbsent) {
  scores_.clips.assign(scores_.clips.size(), ClipScore());
  const auto result = evaluation();
  EXPECT_EQ(result.all.war.value, 0);
  const json object = as_json(result);
  EXPECT_TRUE(object["with_face"]["war"]["value"].is_null());
  EXPECT_TRUE(object["with_face"]["uar"]["interval"].is_null());
  EXPECT_TRUE(object["calibration"]["ece"].is_null());
  EXPECT_THAT(text(result), Not(HasSubstr("nan")));
}

TEST_F(EvaluationTest, PerClipTableHasARowForEach) {
  dataset_.clips[1].path = "set/a, \"b\".avi";
  std::ostringstream out;
  write_per_clip(out, evaluation());
  std::istringstream lines(out.str());
  std::vector<std::string> rows;
  for (std::string row; std::getline(lines, row);) rows.push_back(row);
  EXPECT_THAT(rows,
              ElementsAre("file,split,truth,label,status,anger,disgust,fear,happiness,neutral,"
                          "sadness,surprise",
                          "set/0.avi,val,anger,anger,ok,1.000000,0.000000,0.000000,0.000000,"
                          "0.000000,0.000000,0.000000",
                          "\"set/a, \"\"b\"\".avi\",val,anger,disgust,ok,0.300000,0.600000,"
                          "0.100000,0.000000,0.000000,0.000000,0.000000",
                          "set/2.avi,val,neutral,neutral,ok,0.000000,0.000000,0.000000,0.000000,"
                          "1.000000,0.000000,0.000000",
                          "set/3.avi,val,happiness,,no_face,,,,,,,",
                          "set/4.avi,val,sadness,,unreadable,,,,,,,"));
}

/// WCAG 2's relative luminance of "#rrggbb".
double luminance(const std::string& colour) {
  double sum = 0;
  const double weight[] = {0.2126, 0.7152, 0.0722};
  for (int i = 0; i < 3; ++i) {
    const double c = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    sum += weight[i] * (c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}

// Every share from 0 to 100 % in steps of 1: the numbers can be read on whatever shade is theirs.
TEST_F(EvaluationTest, InkContrastsWithItsCell) {
  for (int share = 0; share <= 100; ++share) {
    Confusion confusion(kLabelCount);
    confusion.answered[0][0] = share;
    confusion.answered[0][1] = 100 - share;
    auto result = evaluation();
    result.all = figures_of(confusion);
    const std::string svg = confusion_picture(result).svg();
    const std::regex cell(R"re(<rect x[^>]* fill="(#\w{6})"[^>]*>\s*<text [^>]*fill="(#\w{6})")re");
    for (std::sregex_iterator at(svg.begin(), svg.end(), cell), end; at != end; ++at) {
      const double one = luminance((*at)[1]);
      const double other = luminance((*at)[2]);
      EXPECT_GT((std::max(one, other) + 0.05) / (std::min(one, other) + 0.05), 4) << share << " %";
    }
  }
}

TEST_F(EvaluationTest, PictureNamesWhatItShows) {
  dataset_.split = "a<b & c";
  const auto result = evaluation();
  const std::string svg = confusion_picture(result).svg();
  EXPECT_THAT(svg, AllOf(HasSubstr("WAR 40.00 %, UAR 37.50 %"), HasSubstr("a&lt;b &amp; c"),
                         HasSubstr(">no answer<"), HasSubstr(">50 %<"), HasSubstr("n = 2")));
  const std::string png = confusion_picture(result).png();
  const cv::Mat image = cv::imdecode(std::vector<char>(png.begin(), png.end()), cv::IMREAD_COLOR);
  EXPECT_GT(image.cols, 800);
  EXPECT_GT(image.rows, 800);
}

TEST_F(EvaluationTest, WhereAllClipsHaveAnAnswerThereIsNoColumnForNone) {
  const std::vector<Answer> answers(kAnswers.begin(), kAnswers.begin() + 3);
  const Dataset dataset = dataset_of(answers);
  const ModelScores scores = scores_of(answers);
  EXPECT_THAT(confusion_picture(evaluate(dataset, scores, Pooling::kSoftmax)).svg(),
              Not(HasSubstr("no answer")));
}

}  // namespace
}  // namespace emorec::testing
