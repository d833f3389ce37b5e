// What a batch and its workers say to each other. First the batch tells the options and the worker
// answers whether it is ready; then each message is a clip's path, each answer a line of
// json_report.h.
#pragma once

#include <string>

#include "emorec/core/error.h"
#include "emorec/pipeline/clip_classifier.h"

namespace emorec {

struct WorkerTask {
  ClassifierOptions classifier;
  std::string model_sha256;  ///< the file may be replaced while a batch runs
};

std::string encode(const WorkerTask& task);
WorkerTask decode_task(const std::string& message);

/// Lines, without the newline.
std::string ready_answer();
std::string refusal(const Error& reason);

/// @throws Error the one that was the reason for a refusal.
void check_ready(const std::string& answer);

/// Every option that changes results, by its name on the command line: a JSON object on one line,
/// the same text for the same options. A model's file is told by its SHA-256 instead of its path,
/// which may differ from machine to machine.
/// @throws Error{kModel} if such a file cannot be read.
std::string options_that_matter(const ClassifierOptions& options);

}  // namespace emorec
