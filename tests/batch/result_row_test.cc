#include "emorec/batch/result_row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "rows.h"
#include "support/errors.h"

namespace emorec::testing {
namespace {

using nlohmann::json;

TEST(ResultRow, IsThePredictionWithOneMemberMore) {
  const std::string line = prediction_line("a.mp4", ClipStatus::kOk);
  json row = json::parse(with_batch_member(line, batch_of(9), 3, {"a.mp4", 5, 6}, SIGSEGV));
  const json expected = {{"index", 3},
                         {"clips", 9},
                         {"size", 5},
                         {"modified_ns", 6},
                         {"list", "list-digest"},
                         {"options", {{"max-frames", 0}, {"start", 0.0}}},
                         {"signal", SIGSEGV}};
  EXPECT_EQ(row["batch"], expected);
  row.erase("batch");
  EXPECT_EQ(row, json::parse(line));
}

TEST(ResultRow, IsReadBack) {
  const ResultRow row = read_row(row_of(batch_of(9), 3));
  EXPECT_EQ(row.summary.index, 3U);
  EXPECT_EQ(row.summary.modified_ns, 77);
  EXPECT_EQ(row.summary.status, ClipStatus::kOk);
  EXPECT_EQ(row.summary.label, "fear");
  EXPECT_EQ(row.batch.clips, 9U);
  EXPECT_EQ(row.batch.list, "list-digest");
  EXPECT_EQ(row.batch.model_sha256, "model-hash");
  EXPECT_EQ(row.batch.options, batch_of(9).options);
  EXPECT_EQ(row.error, "");
  const ResultRow failed = read_row(row_of(batch_of(9), 3, ClipStatus::kFailed));
  EXPECT_EQ(failed.error, "went wrong");
  EXPECT_EQ(failed.summary.label, "");
}

TEST(ResultRow, WhatIsNoRowIsAnError) {
  const std::string row = row_of(batch_of(9), 3);
  for (const std::string& line :
       {std::string(), std::string("text"), std::string("{}"), row.substr(0, row.size() / 2),
        std::string(100, '\0'), prediction_line("a.mp4", ClipStatus::kOk)}) {
    EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read_row(line); }),
                ::testing::Not(::testing::AnyOf("NO ERROR", ::testing::HasSubstr("NOT AN Error"))))
        << line;
  }
}

TEST(ResultRow, ARowOfBracketsIsRefused) {
  constexpr std::size_t kMany = 1'000'000;
  const std::string brackets = std::string(kMany, '[') + std::string(kMany, ']');
  std::string row = row_of(batch_of(9), 3);
  row.insert(row.rfind("\"options\":") + 10, brackets + ",\"more\":");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read_row(row); }),
              ::testing::HasSubstr("levels deep"));
}

TEST(ResultRow, AnAnswerOfTwoLinesIsNone) {
  std::string line = prediction_line("a.mp4", ClipStatus::kOk);
  line.insert(1, "\n");
  EXPECT_THAT(error_of(ErrorKind::kInput,
                       [&] {
                         with_batch_member(line, batch_of(9), 3, {"a.mp4", 5, 6});
                       }),
              ::testing::HasSubstr("on one line"));
}

}  // namespace
}  // namespace emorec::testing
