// A row of a batch's results: a line of json_report.h with one more member, which tells what it is
// the result of:
//
//   "batch": {"index": 3, "clips": 2000, "size": 81234, "modified_ns": 1700000000000000000,
//             "list": "<sha256>", "options": {...}, "signal": 11}
//
// `signal` is there only if one ended the worker.
#pragma once

#include <cstdint>
#include <string>

#include "emorec/batch/clip_list.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

/// What all rows of a file have in common.
struct BatchIdentity {
  std::size_t clips = 0;     ///< in the whole list, all shards together
  std::string list;          ///< digest_of the whole list
  std::string model_sha256;  ///< the hash of the row's "model"
  std::string options;       ///< options_that_matter
};

/// In what `found` differs from `wanted`, for a message: "another model", "--max-frames 120, not
/// 16". Empty if in nothing.
std::string difference(const BatchIdentity& found, const BatchIdentity& wanted);

/// What a batch needs to know of a row; little, so that it can be kept for many.
struct RowSummary {
  std::size_t index = 0;         ///< the clip's place in the whole list
  std::int64_t modified_ns = 0;  ///< the clip's modification time when it was looked at
  ClipStatus status = ClipStatus::kFailed;
  std::string label;  ///< the answer; empty if there is none
};

/// `line` as write_json gives it, with the member added.
/// @throws Error{kInput} if it is no object at all.
std::string with_batch_member(std::string line, const BatchIdentity& batch, std::size_t index,
                              const ListedClip& clip, int signal = 0);

struct ResultRow {
  RowSummary summary;
  BatchIdentity batch;
  std::uintmax_t clip_size = 0;  ///< bytes
  std::string error;             ///< why the status is not ok
};

/// @throws Error{kInput} if `line` is not a row of a batch's results.
ResultRow read_row(const std::string& line);

}  // namespace emorec
