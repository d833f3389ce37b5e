// Rows of results, made by hand.
#pragma once

#include <sstream>
#include <string>

#include "emorec/batch/result_row.h"
#include "emorec/report/json_report.h"

#include "support/labels.h"

namespace emorec::testing {

inline BatchIdentity batch_of(std::size_t clips) {
  return {clips, "list-digest", "model-hash", R"({"max-frames":0,"start":0.0})"};
}

inline std::string prediction_line(const std::string& file, ClipStatus status) {
  ClipPrediction prediction;
  prediction.clip.path = file;
  prediction.status = status;
  prediction.error = status == ClipStatus::kOk ? "" : "went wrong";
  prediction.model.sha256 = "model-hash";
  if (status == ClipStatus::kOk) {
    Subject subject;
    subject.label = kFear;
    subject.probabilities = only(kFear);
    subject.frames.resize(1);
    subject.frames[0].logits = subject.frames[0].probabilities = only(kFear);
    prediction.subjects.push_back(subject);
  }
  std::ostringstream out;
  write_json(out, prediction);
  return out.str();
}

inline std::string row_of(const BatchIdentity& batch, std::size_t index,
                          ClipStatus status = ClipStatus::kOk) {
  const std::string file = "clip" + std::to_string(index);
  return with_batch_member(prediction_line(file, status), batch, index, {file, 10 * index, 77});
}

}  // namespace emorec::testing
