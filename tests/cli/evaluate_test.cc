// The way that an owner of AFEW takes, as a process, on a tree of AFEW's shape. The model has
// random weights: what is tested here is not what it answers.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "emorec/core/files.h"

#include "afew_like.h"
#include "program.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class EvaluateCommand : public AfewLike {
 protected:
  static void SetUpTestSuite() {
    AfewLike::SetUpTestSuite();
    save_test_model(model("a"), 1);
    save_test_model(model("b"), 2);
  }

  static std::string model(const std::string& name) { return path(name + ".safetensors"); }
  static Result evaluate(const std::string& dataset, std::vector<std::string> words) {
    words.insert(words.begin(), {"evaluate", dataset, "--model", model("a")});
    return emorec_here(std::move(words));
  }
};

TEST_F(EvaluateCommand, AfewFromItsTopFolder) {
  const auto result = evaluate(
      path("afew"), {"--format", "json", "--jobs", "2", "--ablation", "--compare", model("b"),
                     "--per-clip", path("clips.csv"), "--confusion", path("matrix.png")});
  EXPECT_EQ(result.code, 0) << result.errors;
  const json object = json::parse(result.output);
  EXPECT_EQ(object["dataset"]["split"], "Val_AFEW");
  EXPECT_EQ(object["all"]["clips"], 8);
  EXPECT_EQ(object["with_face"]["clips"], 7);
  EXPECT_EQ(object["all"]["classes"]["neutral"]["support"], 2);
  ASSERT_EQ(object["no_face"].size(), 1U);
  EXPECT_THAT(object["no_face"][0].get<std::string>(), EndsWith("Val_AFEW/Neutral/000000008.avi"));
  EXPECT_EQ(object["poolings"].size(), 2U);
  ASSERT_EQ(object["models"].size(), 1U);
  EXPECT_EQ(object["models"][0]["name"], "b");
  EXPECT_EQ(read_bytes(path("matrix.png")).substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::istringstream table(read_bytes(path("clips.csv")));
  std::string row;
  int rows = 0;
  while (std::getline(table, row)) ++rows;
  EXPECT_EQ(rows, 9);
}

TEST_F(EvaluateCommand, AFinishedBatchGivesTheSameFigures) {
  const auto batch = emorec({"batch", path("afew/Val_AFEW"), "--model", model("a"), "--out",
                             path("results.ndjson"), "--quiet"});
  EXPECT_EQ(batch.code, 1) << batch.errors;  // a clip has no face
  const auto read = emorec_here({"evaluate", path("afew/Val_AFEW"), "--predictions",
                                 path("results.ndjson"), "--format", "json"});
  EXPECT_EQ(read.code, 0) << read.errors;
  const auto computed = evaluate(path("afew/Val_AFEW"), {"--format", "json"});
  // Logits in the file have six decimals: log loss and the like may differ in the last of theirs.
  const json one = json::parse(read.output);
  const json other = json::parse(computed.output);
  for (const char* part : {"dataset", "model", "all", "with_face", "no_face"}) {
    EXPECT_EQ(one[part], other[part]) << part;
  }
  EXPECT_NEAR(one["calibration"]["log_loss"].get<double>(),
              other["calibration"]["log_loss"].get<double>(), 1e-5);
}

/// Lines of a published list: the clip that a model has right, and `wrong` that it has not.
std::string list_of(const std::string& per_clip, int wrong) {
  std::istringstream rows(per_clip);
  std::string list;
  for (std::string row; std::getline(rows, row);) {
    std::vector<std::string> cells;
    std::istringstream in(row);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    if (cells[0] == "file") continue;
    const fs::path clip = cells[0];
    if (cells[2] != cells[3] && wrong-- <= 0) continue;
    list += (clip.parent_path().filename() / clip.stem()).string() + " 1\n";
  }
  return list;
}

TEST_F(EvaluateCommand, SplitsGiveTheirMeanEachWithAModelOfItsOwn) {
  // All clips but one show the same portrait, so that each model has one of them right.
  for (const auto& [letter, list, wrong] :
       {std::tuple{"a", "first", 1}, std::tuple{"b", "second", 2}}) {
    fs::copy_file(model(letter), path(std::string("of-") + list + ".safetensors"));
    const auto whole = emorec_here({"evaluate", path("afew"), "--model", model(letter),
                                    "--per-clip", path("rows.csv"), "--quiet"});
    ASSERT_EQ(whole.code, 0) << whole.errors;
    write_bytes(path(std::string(list) + ".txt"), list_of(read_bytes(path("rows.csv")), wrong));
  }
  write_bytes(path("first.txt"), read_bytes(path("first.txt")) + "Angry/lost 1\n");
  const std::vector<std::string> command = {
      "evaluate", path("afew"),      "--model",         path("of-{}.safetensors"),
      "--splits", path("first.txt"), path("second.txt")};
  auto words = command;
  words.insert(words.end(), {"--format", "json"});
  const auto result = emorec_here(words);
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("1 clip that the data set does not have, Angry/lost"));
  const json object = json::parse(result.output);
  EXPECT_EQ(object["schema"], "emorec.splits/1");
  ASSERT_EQ(object["splits"].size(), 2U);
  EXPECT_EQ(object["splits"][0]["model"], "of-first");
  EXPECT_EQ(object["splits"][0]["clips"], 2);
  EXPECT_EQ(object["splits"][0]["missing"], 1);
  EXPECT_NEAR(object["splits"][0]["war"].get<double>(), 1.0 / 2, 1e-6);
  EXPECT_NEAR(object["splits"][1]["war"].get<double>(), 1.0 / 3, 1e-6);
  EXPECT_NEAR(object["war"]["mean"].get<double>(), 0.416667, 1e-6);
  EXPECT_NEAR(object["war"]["deviation"].get<double>(), 0.117851, 1e-6);  // (1/2 - 1/3) / sqrt(2)
  const auto text = emorec_here(command);
  EXPECT_EQ(text.code, 0) << text.errors;
  EXPECT_THAT(text.output, HasSubstr("41.67 % (sd 11.79)"));

  words.insert(words.end(), {"--per-clip", path("no.csv")});
  EXPECT_EQ(emorec_here(words).code, 2);
}

TEST_F(EvaluateCommand, ReportShowsFacesOfMistakesAndTheirOwnPages) {
  const auto result = evaluate(path("afew"), {"--report", path("page"), "--clip-reports", "1"});
  EXPECT_EQ(result.code, 0) << result.errors;
  const std::string page = read_bytes(path("page/report.html"));
  EXPECT_THAT(page, AllOf(HasSubstr("data:image/jpeg;base64,"), HasSubstr("clips/1/report.html")));
  EXPECT_TRUE(fs::exists(path("page/clips/1/report.html")));
  EXPECT_FALSE(fs::exists(path("page/clips/2")));
  EXPECT_EQ(evaluate(path("afew"), {"--report", path("")}).code, 5);  // holds other files
  EXPECT_EQ(evaluate(path("afew"), {"--clip-reports", "1"}).code, 2);
}

TEST_F(EvaluateCommand, ReportOfABatchAnswersMistakesAsTheBatchDid) {
  fs::create_directories(path("models"));
  const std::string file = path("models/random.safetensors");
  fs::copy_file(model("a"), file);
  const json entry = {{"name", "random"},
                      {"file", "random.safetensors"},
                      {"size", fs::file_size(file)},
                      {"sha256", sha256_of_file(file)},
                      {"summary", "random weights"}};
  write_bytes(path("models/registry.json"), json{{"models", {entry}}}.dump());
  const std::vector<std::string> models = {"EMOREC_MODELS=" + path("models")};
  const auto batch = emorec({"batch", path("afew/Val_AFEW"), "--model", "random", "--out",
                             path("adjusted.ndjson"), "--prior-adjustment", "1", "--quiet"},
                            models);
  ASSERT_EQ(batch.code, 1) << batch.errors;  // a clip has no face
  const auto result =
      emorec({"evaluate", path("afew/Val_AFEW"), "--predictions", path("adjusted.ndjson"),
              "--report", path("adjusted"), "--clip-reports", "1"},
             models);
  ASSERT_EQ(result.code, 0) << result.errors;
  const std::string disgust = R"("label":1)";  // as the page numbers emotions
  EXPECT_THAT(read_bytes(path("adjusted/clips/1/report.html")), HasSubstr(disgust));
}

TEST_F(EvaluateCommand, AlignedFacesOfWhichAClipHasNone) {
  const auto result = evaluate(path("afew/Val_AFEW/AlignedFaces_LBPTOP_Points_Val"),
                               {"--cropped", "--format", "json"});
  EXPECT_EQ(result.code, 0) << result.errors;
  const json object = json::parse(result.output);
  EXPECT_EQ(object["all"]["clips"], 8);
  EXPECT_EQ(object["with_face"]["clips"], 7);
}

TEST_F(EvaluateCommand, AClipThatCannotBeReadIsWrongAndExitCodeOne) {
  fs::create_directories(path("broken/Sad"));
  fs::copy_file(kPortrait, path("broken/Sad/1.jpg"));
  write_bytes(path("broken/Sad/2.avi"), "text");
  const auto result = evaluate(path("broken"), {});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.output, AllOf(HasSubstr("all 2 clips"), HasSubstr("1 with an answer"),
                                   HasSubstr("clips that cannot be read (1)")));
  EXPECT_THAT(result.errors, HasSubstr("2.avi"));
  fs::remove(path("broken/Sad/1.jpg"));
  EXPECT_EQ(evaluate(path("broken"), {}).code, 3);
}

TEST_F(EvaluateCommand, ExitCodesTellWhatWentWrong) {
  EXPECT_EQ(evaluate(path("nothing"), {}).code, 3);
  EXPECT_EQ(evaluate(path("afew"), {"--split", "private"}).code, 3);
  for (const auto& [option, value] : {std::pair{"--pooling", std::string("lstm")},
                                      {"--confusion", path("matrix.jpg")},
                                      {"--predictions", model("a")}}) {  // beside --model
    const auto refused =
        emorec_here({"evaluate", path("afew"), "--model", model("a"), option, value});
    EXPECT_EQ(refused.code, 2) << option;
  }
  EXPECT_EQ(evaluate(path("afew"), {"--per-clip", path("missing/clips.csv")}).code, 5);
  EXPECT_EQ(emorec_here({"evaluate", path("afew"), "--model", "nonsense"}).code, 4);
  EXPECT_EQ(emorec_here({"evaluate", path("afew"), "--predictions", model("a")}).code, 3);
}

}  // namespace
}  // namespace emorec::testing
