// The file of results: what is in it survives, what does not belong there is refused.
#include "emorec/batch/result_file.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows.h"
#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;
using Existing = ResultFile::Existing;

constexpr std::size_t kClips = 4;

class ResultFileTest : public ::testing::Test {
 protected:
  ResultFile open(Existing existing = Existing::kResume) {
    return {path_, batch_, indices_, existing};
  }

  std::string row(std::size_t index, ClipStatus status = ClipStatus::kOk) const {
    return row_of(batch_, index, status);
  }

  void add(ResultFile& file, const std::string& row) { file.append(row, read_row(row).summary); }

  std::string refusal() {
    return error_of(ErrorKind::kUsage, [&] { open(); });
  }

  TempDir dir_;
  std::filesystem::path path_ = dir_ / "results.ndjson";
  BatchIdentity batch_ = batch_of(kClips);
  std::vector<std::size_t> indices_ = {0, 1, 2, 3};
};

TEST_F(ResultFileTest, RowsAreOnTheDiskAtOnceAndInOrderAtTheEnd) {
  ResultFile file = open(Existing::kRefuse);
  EXPECT_EQ(file.find(2), nullptr);
  for (const std::size_t index : {2, 0, 3, 1}) {
    add(file, row(index));
    ASSERT_NE(file.find(index), nullptr);
  }
  EXPECT_EQ(read_bytes(path_), row(2) + row(0) + row(3) + row(1));
  file.finish();
  EXPECT_EQ(read_bytes(path_), row(0) + row(1) + row(2) + row(3));
}

TEST_F(ResultFileTest, TheLastRowOfAClipCounts) {
  {
    ResultFile file = open();
    add(file, row(0, ClipStatus::kFailed));
    add(file, row(1));
  }
  ResultFile file = open();
  EXPECT_EQ(file.find(0)->status, ClipStatus::kFailed);
  add(file, row(0));
  EXPECT_EQ(file.find(0)->status, ClipStatus::kOk);
  file.finish();
  EXPECT_EQ(read_bytes(path_), row(0) + row(1));
}

TEST_F(ResultFileTest, ATornLastLineIsCutOffWhereverItTore) {
  const std::string torn = row(1);
  for (const std::size_t length : {std::size_t{1}, torn.size() / 2, torn.size() - 1}) {
    write_bytes(path_, row(0) + torn.substr(0, length));
    ResultFile file = open();
    EXPECT_EQ(file.torn_bytes(), static_cast<std::int64_t>(length));
    EXPECT_NE(file.find(0), nullptr);
    EXPECT_EQ(file.find(1), nullptr);
    add(file, row(1));
    EXPECT_EQ(read_bytes(path_), row(0) + row(1));
  }
}

TEST_F(ResultFileTest, OneTornRowAloneLeavesAnEmptyFile) {
  write_bytes(path_, "{\"schema\"");
  const ResultFile file = open();
  EXPECT_EQ(read_bytes(path_), "");
}

TEST_F(ResultFileTest, WhatIsNotAResultIsRefusedAndLeftAlone) {
  const std::string text = "my thesis\n" + row(0);
  write_bytes(path_, text);
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { open(); }), HasSubstr("line 1 is not a result"));
  EXPECT_EQ(read_bytes(path_), text);
}

TEST_F(ResultFileTest, AnExistingFileIsRefusedUnlessItIsResumed) {
  write_bytes(path_, row(0));
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { open(Existing::kRefuse); }),
              HasSubstr("give --resume"));
  EXPECT_EQ(read_bytes(path_), row(0));
}

TEST_F(ResultFileTest, TwoRunsAtOnceAreRefused) {
  const ResultFile first = open();
  EXPECT_THAT(refusal(), HasSubstr("another run"));
}

TEST_F(ResultFileTest, ResultsOfSomethingElseAreRefused) {
  write_bytes(path_, row(0));
  const BatchIdentity same = batch_;

  batch_.model_sha256 = "other";
  EXPECT_THAT(refusal(), HasSubstr("another model"));
  batch_ = same;
  batch_.options = R"({"max-frames":16,"start":0.0})";
  EXPECT_THAT(refusal(), HasSubstr("--max-frames 0, not 16"));
  batch_ = same;
  batch_.list = "other";
  EXPECT_THAT(refusal(), HasSubstr("another list"));
  batch_ = same;
  indices_ = {1, 2};
  EXPECT_THAT(refusal(), HasSubstr("another shard"));
  indices_ = {0, 1};
  EXPECT_EQ(refusal(), "NO ERROR");
}

TEST_F(ResultFileTest, AFolderThatIsNotThereIsAnOutputError) {
  path_ = dir_ / "nowhere/results.ndjson";
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { open(); }), HasSubstr("nowhere"));
}

}  // namespace
}  // namespace emorec::testing
