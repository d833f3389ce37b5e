// emorec merge as its users meet it, with shards that emorec batch wrote.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/ffmpeg.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class MergeCommand : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return dir_ / name; }

  Result merge(std::vector<std::string> words) const {
    words.insert(words.begin(), "merge");
    return emorec_here(std::move(words));
  }

  TempDir dir_;
};

TEST_F(MergeCommand, GivesWhatASingleRunGives) {
  EMOREC_NEEDS_FFMPEG();
  save_test_model(path("random.safetensors"));
  fs::create_directory(path("stills"));
  for (const std::string size : {"40x40", "48x48", "56x56"}) {
    ffmpeg("-f lavfi -i testsrc2=size=" + size + " -frames:v 1", dir_ / "stills" / (size + ".png"));
  }
  const auto batch = [this](const std::string& name, std::vector<std::string> more) {
    more.insert(more.begin(), {"batch", path("stills"), "--cropped", "--jobs", "1", "--model",
                               path("random.safetensors"), "--out", path(name)});
    return emorec(std::move(more)).code;
  };
  ASSERT_EQ(batch("whole", {"--csv", path("whole.csv"), "--frames-csv", path("whole.frames")}), 0);
  ASSERT_EQ(batch("1", {"--shard", "1/2"}), 0);
  ASSERT_EQ(batch("2", {"--shard", "2/2"}), 0);

  const auto result = merge({path("2"), path("1"), "--out", path("merged"), "--csv",
                             path("merged.csv"), "--frames-csv", path("merged.frames")});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.errors, HasSubstr("3 clips from 2 shards, 0 without an answer"));
  EXPECT_EQ(read_bytes(path("merged")), read_bytes(path("whole")));
  EXPECT_EQ(read_bytes(path("merged.csv")), read_bytes(path("whole.csv")));
  EXPECT_EQ(read_bytes(path("merged.frames")), read_bytes(path("whole.frames")));
}

TEST_F(MergeCommand, ExitCodesTellWhatWentWrong) {
  const auto row = [](int index, const std::string& status) {
    return R"({"schema": "emorec.prediction/2", "status": ")" + status +
           R"(", "model": {"sha256": "a"}, "batch": {"clips": 2, "list": "b", "size": 1,)" +
           R"( "modified_ns": 1, "options": {}, "index": )" + std::to_string(index) + "}}\n";
  };
  write_bytes(path("0"), row(0, "ok"));
  write_bytes(path("1"), row(1, "no_face"));
  const std::string out = path("merged");
  EXPECT_EQ(merge({path("0"), path("1"), "--out", out}).code, 1);
  EXPECT_EQ(merge({path("0"), path("1")}).code, 2);
  EXPECT_EQ(merge({path("0"), path("0"), "--out", out}).code, 2);
  EXPECT_EQ(merge({path("0"), "--out", out}).code, 3);
  EXPECT_EQ(merge({path("0"), path("1"), "--out", path("no/such/folder")}).code, 5);
}

}  // namespace
}  // namespace emorec::testing
