// Merging files of rows made by hand.
#include "emorec/batch/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

json json_row(int index, int clips = 6) {
  return {{"schema", "emorec.prediction/2"},
          {"file", "clip" + std::to_string(index) + ".mp4"},
          {"status", "ok"},
          {"model", {{"name", "base"}, {"sha256", "abc"}}},
          {"batch",
           {{"size", 1000},
            {"modified_ns", 1},
            {"index", index},
            {"clips", clips},
            {"list", "123"},
            {"options", {{"max-frames", 0}, {"faces", "main"}}}}}};
}

std::string line_of(const json& row) { return row.dump() + "\n"; }
std::string line_of(int index) { return line_of(json_row(index)); }

template <typename... Rows>
std::string lines_of(const Rows&... rows) {
  return (line_of(rows) + ...);
}

class MergeShards : public ::testing::Test {
 protected:
  fs::path shard(const std::string& name, const std::string& bytes) {
    options_.shards.push_back(folder_ / name);
    write_bytes(options_.shards.back(), bytes);
    return options_.shards.back();
  }
  MergeSummary merge() { return merge_shards(options_, cancel_); }
  std::string merged() {
    merge();
    return read_bytes(out());
  }
  /// The message of the error of kind kInput; nothing may have been written.
  std::string complaint() {
    auto message = error_of(ErrorKind::kInput, [this] { merge(); });
    EXPECT_FALSE(fs::exists(out()));
    return message;
  }
  const fs::path& out() const { return options_.out; }

  TempDir folder_;
  CancelToken cancel_;
  MergeOptions options_{{}, folder_ / "results.ndjson", {}};
};

TEST_F(MergeShards, PutsRowsInOrderByteByByte) {
  // Spaces that a parser would drop show that rows are copied.
  const std::string spaced = json(json_row(3)).dump(-1, ' ') + "  \n";
  shard("1", lines_of(4, 0) + spaced);
  shard("2", lines_of(5, 1, 2));
  EXPECT_EQ(merged(), lines_of(0, 1, 2) + spaced + lines_of(4, 5));
}

TEST_F(MergeShards, AShardWithoutClipsIsFine) {
  shard("1", lines_of(0, 1, 2, 3, 4, 5));
  shard("2", "");
  EXPECT_EQ(merged(), lines_of(0, 1, 2, 3, 4, 5));
}

TEST_F(MergeShards, TheLastRowOfARepeatedClipCounts) {
  json failed = json_row(1);
  failed["status"] = "failed";
  shard("1", lines_of(failed, 0, 2, 3, 4, 5, 1));
  EXPECT_EQ(merged(), lines_of(0, 1, 2, 3, 4, 5));
}

TEST_F(MergeShards, CountsTheAnswered) {
  json nobody = json_row(5);
  nobody["status"] = "no_face";
  shard("1", lines_of(0, 1, 2, 3, 4, nobody));
  const auto summary = merge();
  EXPECT_EQ(summary.clips, 6U);
  EXPECT_EQ(summary.answered, 5U);
}

TEST_F(MergeShards, NamesTheFirstMissingAndTheFileThatStopped) {
  const auto done = shard("done", lines_of(0, 2, 4));
  const auto stopped = shard("stopped", lines_of(3));
  EXPECT_THAT(complaint(), AllOf(HasSubstr("2 of 6 clips have no result (index 1, 5)"),
                                 HasSubstr("looks: " + stopped.string() + ". "),
                                 Not(HasSubstr(done.string())), HasSubstr("--resume")));
}

TEST_F(MergeShards, ARunThatHasNotPutItsRowsInOrderHasNotEnded) {
  shard("1", lines_of(0, 2, 4));
  const auto stopped = shard("2", lines_of(3, 1));
  EXPECT_THAT(complaint(), HasSubstr("looks: " + stopped.string() + ". "));
}

TEST_F(MergeShards, AsksForAForgottenShardWhereAllOthersLookFinished) {
  shard("1", lines_of(0, 1));
  shard("2", lines_of(4, 5));
  EXPECT_THAT(complaint(), AllOf(HasSubstr("(index 2, 3)"), HasSubstr("not named here?")));
}

TEST_F(MergeShards, NamesNoMoreThanAFewOfManyMissing) {
  shard("1", line_of(json_row(1, 1000000000)));
  EXPECT_THAT(complaint(), HasSubstr("999999999 of 1000000000 clips have no result "
                                     "(index 0, 2, 3, 4, 5, ...)"));
}

TEST_F(MergeShards, TheSameClipInTwoFilesIsAnErrorThatNamesBoth) {
  const auto one = shard("1", lines_of(0, 1, 2));
  const auto two = shard("2", lines_of(2, 3, 4, 5));
  EXPECT_THAT(complaint(),
              HasSubstr(one.string() + " and " + two.string() + " both have a result of clip 2."));
}

TEST_F(MergeShards, RefusesToMixRuns) {
  const auto complaint_about = [this](const char* pointer, const json& value) {
    json other = json_row(1);
    other[json::json_pointer(pointer)] = value;
    options_.shards.clear();
    shard("1", lines_of(0));
    const auto second = shard("2", line_of(2) + line_of(other));
    auto message = complaint();
    EXPECT_THAT(message, HasSubstr(second.string() + ":2: "));
    return message;
  };
  EXPECT_THAT(complaint_about("/model/sha256", "def"), HasSubstr("another model"));
  EXPECT_THAT(complaint_about("/batch/list", "456"), HasSubstr("another list"));
  EXPECT_THAT(complaint_about("/batch/clips", 7), HasSubstr("another list"));
  EXPECT_THAT(complaint_about("/batch/options/max-frames", 120),
              HasSubstr("--max-frames 120, not 0"));
}

TEST_F(MergeShards, NamesFileAndLineOfWhatIsNoRow) {
  json outside = json_row(6);
  for (const std::string& bad : {std::string("{\"schema\": \n"), line_of(json::object()),
                                 std::string("\n"), line_of(outside)}) {
    options_.shards.clear();
    const auto file = shard("1", lines_of(0, 1) + bad + lines_of(2));
    EXPECT_THAT(complaint(), HasSubstr(file.string() + ":3: not a row")) << bad;
  }
}

TEST_F(MergeShards, ATornLastLineIsToBeResumed) {
  const auto file = shard("1", lines_of(0, 1) + line_of(2).substr(0, 50));
  EXPECT_THAT(complaint(), AllOf(HasSubstr(file.string() + ":3: cut off"), HasSubstr("--resume")));
  options_.shards.clear();
  shard("1", "{}");
  EXPECT_THAT(complaint(), HasSubstr(":1: cut off"));
}

TEST_F(MergeShards, FilesThatCannotBeReadAreNamed) {
  options_.shards = {folder_ / "missing"};
  EXPECT_THAT(complaint(), HasSubstr("missing: cannot be read (No such file"));
  options_.shards = {folder_.path()};
  EXPECT_THAT(complaint(), HasSubstr("cannot be read (Is a directory"));
  options_.shards.clear();
  shard("1", "");
  EXPECT_THAT(complaint(), HasSubstr("1: is empty"));
}

TEST_F(MergeShards, AnErrorLeavesAnEarlierResultAsItWas) {
  write_bytes(out(), "earlier");
  shard("1", lines_of(0));
  EXPECT_THROW(merge(), Error);
  EXPECT_EQ(read_bytes(out()), "earlier");
}

TEST_F(MergeShards, WillNotTakeAShardTwice) {
  const auto file = shard("1", lines_of(0, 1, 2, 3, 4, 5));
  fs::create_hard_link(file, folder_ / "2");
  options_.shards.push_back(folder_ / "2");
  EXPECT_THAT(error_of(ErrorKind::kUsage, [this] { merge(); }), HasSubstr("named twice"));
  options_.shards.clear();
  EXPECT_THAT(error_of(ErrorKind::kUsage, [this] { merge(); }), HasSubstr("Name the files"));
}

TEST_F(MergeShards, StopsOnRequest) {
  shard("1", lines_of(0, 1, 2, 3, 4, 5));
  cancel_.request();
  EXPECT_NE(error_of(ErrorKind::kCancelled, [this] { merge(); }), "NO ERROR");
  EXPECT_FALSE(fs::exists(out()));
}

}  // namespace
}  // namespace emorec::testing
