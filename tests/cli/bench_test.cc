// emorec bench as a process. How fast it is, is not tested; that its figures belong together is.
// The model has random weights.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "program.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class BenchCommand : public ::testing::Test {
 protected:
  void SetUp() override { save_test_model(model()); }

  std::string model() const { return (folder_ / "a.safetensors").string(); }

  Result bench(std::vector<std::string> words) const {
    words.insert(words.begin(), {"bench", "--quiet", "--model", model()});
    return emorec(std::move(words));
  }

  TempDir folder_;
};

std::vector<std::string> stages_of(const json& object) {
  std::vector<std::string> names;
  for (const auto& [name, stage] : object["stages"].items()) names.push_back(name);
  return names;
}

/// The spread of two values.
void expect_spread_of(const json& spread, double a, double b) {
  EXPECT_DOUBLE_EQ(spread["low"].get<double>(), std::min(a, b));
  EXPECT_DOUBLE_EQ(spread["high"].get<double>(), std::max(a, b));
  EXPECT_DOUBLE_EQ(spread["median"].get<double>(), (a + b) / 2);
}

TEST_F(BenchCommand, GivesFiguresThatBelongTogether) {
  const auto result = bench({kSample, kSample, "--workers", "2", "--repeat", "2", "--max-frames",
                             "20", "--format", "json"});
  ASSERT_EQ(result.code, 0) << result.errors;
  const json object = json::parse(result.output);
  EXPECT_EQ(object["schema"], "emorec.bench/1");
  EXPECT_EQ(object["workers"], 2);
  EXPECT_EQ(object["clips"], 2);
  EXPECT_THAT(object["failed"], SizeIs(0));

  const auto classified =
      emorec({"classify", kSample, "--model", model(), "--max-frames", "20", "--format", "json"});
  const json prediction = json::parse(classified.output);
  EXPECT_EQ(object["frames"], 2 * prediction["frames"]["decoded"].get<int>());
  EXPECT_NEAR(object["video_seconds"].get<double>(), 2 * 2.4, 0.01);

  ASSERT_THAT(object["rounds"], SizeIs(2));
  std::vector<double> ratios;
  std::vector<double> speeds;
  for (const auto& round : object["rounds"]) {
    const double classify = round["classify_seconds"];
    ratios.push_back(round["decode_seconds"].get<double>() / classify);
    EXPECT_DOUBLE_EQ(round["ratio"].get<double>(), ratios.back());
    speeds.push_back(object["frames"].get<double>() / classify);
  }
  expect_spread_of(object["ratio"], ratios[0], ratios[1]);
  expect_spread_of(object["classify"]["frames_per_second"], speeds[0], speeds[1]);

  const auto& start = object["start_up"];
  EXPECT_LT(start["ready_seconds"]["low"], start["answer_seconds"]["low"]);
  EXPECT_GT(object["peak_memory_bytes"], 10'000'000);
}

TEST_F(BenchCommand, AccountsForTheStagesOfClassifying) {
  const auto result =
      bench({kSample, "--workers", "1", "--repeat", "1", "--max-frames", "20", "--format", "json"});
  ASSERT_EQ(result.code, 0) << result.errors;
  const json object = json::parse(result.output);
  EXPECT_THAT(stages_of(object),
              ::testing::UnorderedElementsAre("open", "decode", "convert", "track", "detect",
                                              "landmarks", "align", "forward", "pool", "write"));
  double shares = 0;
  double milliseconds = 0;
  for (const auto& stage : object["stages"]) {
    EXPECT_GT(stage["calls"], 0);
    EXPECT_GE(stage["share"], 0);
    shares += stage["share"].get<double>();
    milliseconds += stage["ms_per_frame"].get<double>();
  }
  EXPECT_NEAR(shares, 1, 1e-9);
  // No moment is in two stages, so one worker's stages cannot take longer than its round.
  const double round = object["rounds"][0]["classify_seconds"];
  EXPECT_LT(milliseconds * object["frames"].get<double>() / 1000, round);
  EXPECT_NEAR(object["stages_cover"].get<double>(),
              milliseconds * object["frames"].get<double>() / 1000 / round, 1e-9);

  const auto& stages = object["stages"];
  EXPECT_EQ(stages["open"]["calls"], 1);
  EXPECT_EQ(stages["decode"]["calls"], 61);  // 60 frames, and the look that finds the end
  EXPECT_EQ(stages["convert"]["calls"], 20);
  EXPECT_EQ(stages["track"]["calls"], 20);
  EXPECT_EQ(stages["forward"]["calls"], 3);  // batches of 8
  EXPECT_EQ(stages["pool"]["calls"], 1);
  EXPECT_EQ(stages["write"]["calls"], 1);
}

TEST_F(BenchCommand, LeavesOutClipsThatFail) {
  const std::string broken = (folder_ / "broken.mp4").string();
  write_bytes(broken, "no clip at all");
  const auto result =
      bench({kSample, broken, "--repeat", "1", "--max-frames", "4", "--format", "json"});
  EXPECT_EQ(result.code, 1);
  EXPECT_THAT(result.errors, HasSubstr(broken));
  const json object = json::parse(result.output);
  EXPECT_EQ(object["clips"], 1);
  EXPECT_THAT(object["failed"], ElementsAre(HasSubstr(broken)));

  const auto none = bench({broken});
  EXPECT_EQ(none.code, 3);
  EXPECT_THAT(none.errors, HasSubstr(broken));
  EXPECT_EQ(none.output, "");
}

TEST_F(BenchCommand, WritesForPeople) {
  const auto result = bench({kSample, "--repeat", "1", "--max-frames", "4"});
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.output,
              HasSubstr("clips 1, of these 0 without a face; frames 60; seconds of video 2.4"));
  for (const char* word : {"times real time", "ratio", "peak memory", "landmarks"}) {
    EXPECT_THAT(result.output, HasSubstr(word));
  }
}

}  // namespace
}  // namespace emorec::testing
