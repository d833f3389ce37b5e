// What a batch and its workers say to each other. First the batch tells the options and the worker
// answers whether it is ready; then each message is a clip's path, each answer a line of
// json_report.h.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emorec/core/error.h"
#include "emorec/pipeline/clip_classifier.h"

namespace emorec {

struct WorkerTask {
  ClassifierOptions classifier;
  std::string model_sha256;  ///< the file may be replaced while a batch runs
  /// Where clips lie that will be asked for, if the worker is to enter the sandbox (sandbox.h).
  std::optional<std::vector<std::filesystem::path>> folders;
  /// Not answers are asked for, but faces: each message is a row, each answer face_answer.
  bool faces = false;
};

/// A message ends with a zero byte; so does each folder, which follow the first message as they
/// are, since JSON cannot hold every path.
std::string encode(const WorkerTask& task);

/// Nothing if the input ends before the task does.
std::optional<WorkerTask> read_task(std::istream& in);

/// A path; nothing at the end.
std::optional<std::string> read_message(std::istream& in);

/// Lines, without the newline.
std::string ready_answer();
std::string refusal(const Error& reason);
std::string face_answer(std::string_view jpeg);

/// The JPEG as base64; empty if the answer holds none.
std::string face_in(const std::string& answer);

/// @throws Error the one that was the reason for a refusal.
void check_ready(const std::string& answer);

/// Every option that changes results, by its name on the command line: a JSON object on one line,
/// the same text for the same options. A model's file is told by its SHA-256 instead of its path,
/// which may differ from machine to machine.
/// @throws Error{kModel} if such a file cannot be read.
std::string options_that_matter(const ClassifierOptions& options);

}  // namespace emorec
