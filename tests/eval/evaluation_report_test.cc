// The page of an evaluation as bytes. What it does in a browser is tested in tests/browser.
#include "emorec/eval/evaluation_report.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "scores.h"
#include "support/errors.h"
#include "support/file_size_limit.h"
#include "support/labels.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

// Wrong with 60 %, right, wrong with 90 %, without a face, wrong with 60 %.
const std::vector<Answer> kReported = {{kAnger, ClipStatus::kOk, {0.3, 0.6, 0.1, 0, 0, 0, 0}},
                                       {kNeutral, ClipStatus::kOk, surely(kNeutral)},
                                       {kSadness, ClipStatus::kOk, {0, 0, 0, 0.9, 0.1, 0, 0}},
                                       {kHappiness, ClipStatus::kNoFace, {}},
                                       {kAnger, ClipStatus::kOk, {0.2, 0.6, 0.2, 0, 0, 0, 0}}};

const std::string kHostile = "set/</script><img src=x onerror=alert(1)>\"'&\xff.avi";

class EvaluationReport : public ::testing::Test {
 protected:
  void SetUp() override { dataset_.clips[0].path = dataset_.clips[3].path = kHostile; }

  Evaluation evaluation() { return evaluate(dataset_, scores_, Pooling::kSoftmax); }
  fs::path place() const { return folder_ / "out"; }

  void write(const EvaluationReportOptions& options = {}) {
    const ReportFolder folder(place(), ReportFolder::Clips::kYes);
    write_evaluation_report(folder, evaluation(), options, CancelToken());
  }
  std::string page() const { return read_bytes(place() / "report.html"); }
  json data() const {
    const std::string text = page();
    const std::string before = "id=\"data\">";
    const auto start = text.find(before) + before.size();
    return json::parse(text.substr(start, text.find("</script>", start) - start));
  }

  Dataset dataset_ = dataset_of(kReported);
  ModelScores scores_ = scores_of(kReported);
  TempDir folder_;
};

TEST_F(EvaluationReport, HoldsTheNumbersOfTheJson) {
  write();
  std::ostringstream out;
  write_json(out, evaluation());
  const json shown = data();
  EXPECT_EQ(shown["evaluation"], json::parse(out.str()));
  EXPECT_EQ(shown["schema"], "emorec.report.evaluation/1");
  // Angry clips are found with 30 % and 20 %, before those of 0 %; nobody answers surprise.
  EXPECT_EQ(shown["curves"][0]["points"], json({{0.5, 1.0}, {1.0, 1.0}}));
  EXPECT_EQ(shown["curves"][0]["averagePrecision"], 1.0);
  EXPECT_TRUE(shown["curves"][6]["averagePrecision"].is_null());
}

TEST_F(EvaluationReport, MistakesComeMostConfidentFirst) {
  EXPECT_THAT(most_confident_mistakes(evaluation(), 24), ElementsAre(2, 0, 4));
  EXPECT_THAT(most_confident_mistakes(evaluation(), 2), ElementsAre(2, 0));
  write();
  const json mistakes = data()["mistakes"];
  ASSERT_EQ(mistakes.size(), 3U);
  EXPECT_EQ(mistakes[0]["file"], "set/2.avi");
  EXPECT_EQ(mistakes[0]["truth"], kSadness.index);
  EXPECT_EQ(mistakes[0]["answer"], kHappiness.index);
  EXPECT_EQ(mistakes[0]["probability"], 0.9);
}

TEST_F(EvaluationReport, TellsNothingOfTheMakersFolders) {
  dataset_.path = "/home/maker/set/";
  for (auto& clip : dataset_.clips) clip.path = "/home/maker" / clip.path;
  dataset_.clips[2].path = "/elsewhere/2.avi";
  write();
  EXPECT_THAT(page(), AllOf(Not(HasSubstr("/home")), Not(HasSubstr("elsewhere"))));
  EXPECT_EQ(data()["evaluation"]["dataset"]["path"], "set");
  EXPECT_EQ(data()["mistakes"][0]["file"], "2.avi");
  EXPECT_EQ(data()["mistakes"][2]["file"], "set/4.avi");
}

TEST_F(EvaluationReport, NamesAreTextAndNothingIsFetched) {
  EvaluationReportOptions options;
  options.clip.card["licence"] = "<b>none</b>";
  dataset_.path = "</title><script>";
  write(options);
  const std::string text = page();
  EXPECT_THAT(text, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(text, Not(HasSubstr("</title><script>")));
  EXPECT_THAT(text, Not(HasSubstr("<b>none")));
  EXPECT_THAT(data()["mistakes"][1]["file"].get<std::string>(), HasSubstr("<img src=x"));
  for (const char* attribute : {"src=\"http", "href=\"http", "url(http", "@import"}) {
    EXPECT_THAT(text, Not(HasSubstr(attribute)));
  }
  EXPECT_THAT(text, HasSubstr("default-src 'none'"));
}

TEST_F(EvaluationReport, ReplacesAnEarlierOneWithItsClipsAndNothingElse) {
  write();
  fs::create_directories(place() / "clips/1");
  fs::copy_file(place() / "report.html", place() / "clips/1/report.html");
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { const ReportFolder plain(place()); }),
              HasSubstr("something else"));
  write();
  EXPECT_FALSE(fs::exists(place() / "clips"));
  fs::create_directories(place() / "clips/1");
  write_bytes(place() / "clips/1/notes.txt", "mine");
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { write(); }), HasSubstr("something else"));
  EXPECT_TRUE(fs::exists(place() / "clips/1/notes.txt"));
}

TEST_F(EvaluationReport, AFullDiskLeavesTheEarlierOne) {
  write();
  const std::string before = page();
  {
    const FileSizeLimit limit(20000);
    EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { write(); }), HasSubstr("cannot be written"));
  }
  EXPECT_EQ(page(), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(place()), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace emorec::testing
