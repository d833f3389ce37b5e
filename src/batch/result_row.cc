#include "emorec/batch/result_row.h"

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/core/json_depth.h"
#include "emorec/core/spelling.h"
#include "emorec/report/json_report.h"

namespace emorec {
namespace {

using nlohmann::json;

/// Without the subjects and their frames, which are nearly all of a row.
json parse_outline(const std::string& line) {
  require_shallow_json(line);
  return json::parse(line, [](int depth, json::parse_event_t event, json& value) {
    return !(depth == 1 && event == json::parse_event_t::key &&
             (value == "subjects" || value == "people"));
  });
}

/// "--max-frames 120, not 16": the first option that differs.
std::string options_difference(const std::string& found, const std::string& wanted) {
  const json theirs = json::parse(found);
  const json ours = json::parse(wanted);
  for (const auto& [name, value] : ours.items()) {
    const json other = theirs.value(name, json());
    if (other != value) return "--" + name + " " + other.dump() + ", not " + value.dump();
  }
  return "other options";
}

}  // namespace

std::string difference(const BatchIdentity& found, const BatchIdentity& wanted) {
  if (found.model_sha256 != wanted.model_sha256) return "another model";
  if (found.options != wanted.options) return options_difference(found.options, wanted.options);
  if (found.list != wanted.list || found.clips != wanted.clips) {
    return "another list of clips (or some of its files have changed size)";
  }
  return "";
}

std::string with_batch_member(std::string line, const BatchIdentity& batch, std::size_t index,
                              const ListedClip& clip, int signal) {
  nlohmann::ordered_json member = {{"index", index},     {"clips", batch.clips},
                                   {"size", clip.size},  {"modified_ns", clip.modified_ns},
                                   {"list", batch.list}, {"options", json::parse(batch.options)}};
  if (signal != 0) member["signal"] = signal;
  const auto end = line.rfind('}');
  if (end == std::string::npos || line.find('\n') < end)
    throw Error(ErrorKind::kInput, "not a JSON object on one line");
  line.erase(end);
  return line + ",\"batch\":" + member.dump() + "}\n";
}

ResultRow read_row(const std::string& line) {
  try {
    const json row = parse_outline(line);
    if (row.at("schema") != kPredictionSchema && row.at("schema") != kEarlierPredictionSchema) {
      throw Error(ErrorKind::kInput, std::string("not of schema ") + kPredictionSchema);
    }
    const json& batch = row.at("batch");
    ResultRow result;
    result.summary.index = batch.at("index");
    result.summary.modified_ns = batch.at("modified_ns");
    const auto status = parse_status(row.at("status").get<std::string>());
    if (!status) throw Error(ErrorKind::kInput, "an unknown status");
    result.summary.status = *status;
    result.summary.label = row.value("label", "");
    result.error = unspelled(row.value("error", ""));
    result.batch = {batch.at("clips"), batch.at("list"), row.at("model").at("sha256"),
                    batch.at("options").dump()};
    result.clip_size = batch.at("size");
    if (result.summary.index >= result.batch.clips) {
      throw Error(ErrorKind::kInput, "an index outside the list");
    }
    return result;
  } catch (const json::exception& e) {
    throw Error(ErrorKind::kInput, e.what());
  }
}

}  // namespace emorec
