// emorec attention as a process, on two portraits. The model has random weights: what is tested
// here is not where it looks.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "program.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fs = std::filesystem;

class AttentionCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directory(folder_ / "faces");
    save_test_model(folder_ / "a.safetensors");
  }

  void add(const std::string& portrait) {
    fs::copy_file(fs::path(EMOREC_SOURCE_DIR "/samples/portraits") / portrait,
                  folder_.path() / "faces" / portrait);
  }

  Result attention(std::vector<std::string> words) {
    words.insert(words.begin(), {"attention", (folder_ / "faces").string(), "--model",
                                 (folder_ / "a.safetensors").string()});
    return emorec_here(std::move(words));
  }

  TempDir folder_;
};

TEST_F(AttentionCommand, MeasuresAFolderOfStills) {
  add("eileen_collins.png");
  add("grace_hopper.jpg");
  const std::string chart = (folder_ / "chart.png").string();
  const auto result = attention({"--format", "json", "--chart", chart});
  ASSERT_EQ(result.code, 0) << result.errors;
  const json object = json::parse(result.output);
  EXPECT_EQ(object["schema"], "emorec.attention/1");
  EXPECT_EQ(object["dataset"]["clips"], 2);
  EXPECT_EQ(object["pointing"]["faces"], 2);
  const auto& regions = object["pointing"]["regions"];
  double attention_sum = 0;
  double area_sum = 0;
  for (const auto& region : regions) {
    attention_sum += region["attention"]["value"].get<double>();
    area_sum += region["area"].get<double>();
  }
  EXPECT_NEAR(attention_sum, 1, 1e-5);
  EXPECT_NEAR(area_sum, 1, 1e-5);
  EXPECT_GT(regions["mouth"]["area"], 0.03);
  EXPECT_LT(regions["mouth"]["area"], 0.25);
  EXPECT_THAT(read_bytes(chart), StartsWith("\x89PNG"));
}

TEST_F(AttentionCommand, SaysWhatIsWrong) {
  EXPECT_EQ(attention({}).code, 3);  // no clips
  add("grace_hopper.jpg");
  const auto alone = attention({});
  EXPECT_EQ(alone.code, 3);
  EXPECT_THAT(alone.errors, HasSubstr("fewer than two clips"));
  EXPECT_EQ(attention({"--chart", "chart.gif"}).code, 2);
}

}  // namespace
}  // namespace emorec::testing
