// Results that are read again, of runs that ended and that did not.
#include "emorec/batch/result_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rows.h"
#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ResultReader : public ::testing::Test {
 protected:
  std::vector<std::string> read() const {
    std::vector<std::string> told;
    for_each_result(
        path_,
        [&told](const ClipPrediction& one) {
          told.push_back(one.clip.path.string() + " " + name_of(one.status));
        },
        CancelToken());
    return told;
  }

  TempDir dir_;
  std::filesystem::path path_ = dir_ / "results.ndjson";
  BatchIdentity batch_ = batch_of(3);
};

TEST_F(ResultReader, OfAClipWithSeveralRowsTheLastCounts) {
  write_bytes(path_, row_of(batch_, 2, ClipStatus::kFailed) + row_of(batch_, 0) +
                         row_of(batch_, 2) + row_of(batch_, 1, ClipStatus::kNoFace));
  EXPECT_THAT(read(), ElementsAre("clip0 ok", "clip2 ok", "clip1 no_face"));
}

TEST_F(ResultReader, AnIncompleteLastLineIsPassedOver) {
  const std::string row = row_of(batch_, 1);
  write_bytes(path_, row_of(batch_, 0) + row.substr(0, row.size() / 2));
  EXPECT_THAT(read(), ElementsAre("clip0 ok"));
}

TEST_F(ResultReader, AnswersOfClassifyAreReadToo) {
  const std::string line = prediction_line("a.mp4", ClipStatus::kOk);
  write_bytes(path_, line + line);
  EXPECT_THAT(read(), ElementsAre("a.mp4 ok", "a.mp4 ok"));
}

TEST_F(ResultReader, WhatIsNoResultIsNamedByItsLine) {
  write_bytes(path_, row_of(batch_, 0) + "nonsense\n");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read(); }), HasSubstr("results.ndjson:2: "));
  path_ = dir_ / "missing";
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read(); }), HasSubstr("missing: cannot be read"));
}

}  // namespace
}  // namespace emorec::testing
