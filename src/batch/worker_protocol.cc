#include "emorec/batch/worker_protocol.h"

#include <algorithm>
#include <cctype>
#include <limits>

#include <nlohmann/json.hpp>

#include "emorec/core/files.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"
#include "emorec/report/encoding.h"

namespace emorec {
namespace {

using nlohmann::json;
constexpr char kEndOfMessage = '\0';
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Each option's value by its name. JSON has no infinity: null stands for it.
struct Write {
  json& object;

  void operator()(const char* name, const std::filesystem::path& value, const OptionHelp&) const {
    object[name] = spelled(value);
  }
  template <class Value>
  void operator()(const char* name, Value value, const OptionHelp&) const {
    object[name] = value;
    if (static_cast<double>(value) == kInfinity) object[name] = nullptr;
  }
  template <class Value>
  void operator()(const char* name, Value value, const EitherWord<Value>& words,
                  const OptionHelp&) const {
    object[name] = value == words[0].second ? words[0].first : words[1].first;
  }
};

struct Read {
  const json& object;

  void operator()(const char* name, std::filesystem::path& value, const OptionHelp&) const {
    value = unspelled(object.at(name));
  }
  void operator()(const char* name, double& value, const OptionHelp&) const {
    value = object.at(name).is_null() ? kInfinity : object.at(name).get<double>();
  }
  template <class Value>
  void operator()(const char* name, Value& value, const OptionHelp&) const {
    value = object.at(name);
  }
  template <class Value>
  void operator()(const char* name, Value& value, const EitherWord<Value>& words,
                  const OptionHelp&) const {
    value = words[object.at(name) == words[0].first ? 0 : 1].second;
  }
};

json by_name(const ClassifierOptions& options) {
  json object;
  for_each_option(options, Write{object});
  return object;
}

ClassifierOptions from_names(const json& object) {
  ClassifierOptions options;
  for_each_option(options, Read{object});
  return options;
}

std::string hash_of_model(const std::filesystem::path& path, const std::string& remedy) {
  try {
    return sha256_of_file(path);
  } catch (const Error& e) {
    throw Error(ErrorKind::kModel, std::string(e.what()) + " " + remedy);
  }
}

}  // namespace

std::string encode(const WorkerTask& task) {
  json object = {{"options", by_name(task.classifier)},
                 {"model", spelled(task.classifier.model)},
                 {"model_name", spelled(task.classifier.model_name)},
                 {"model_sha256", task.model_sha256},
                 {"faces", task.faces}};
  if (!task.folders) return object.dump();
  object["folders"] = task.folders->size();
  std::string text = object.dump();
  for (const auto& folder : *task.folders) text += kEndOfMessage + folder.native();
  return text;
}

std::optional<WorkerTask> read_task(std::istream& in) {
  const auto message = read_message(in);
  if (!message) return std::nullopt;
  try {
    const json object = parse_json(*message);
    WorkerTask task{from_names(object.at("options")), object.at("model_sha256"), std::nullopt,
                    object.value("faces", false)};
    task.classifier.model = unspelled(object.at("model"));
    task.classifier.model_name = unspelled(object.at("model_name"));
    if (!object.contains("folders")) return task;
    task.folders.emplace();
    for (std::size_t left = object.at("folders"); left > 0; --left) {
      const auto folder = read_message(in);
      if (!folder) return std::nullopt;
      task.folders->emplace_back(*folder);
    }
    return task;
  } catch (const json::exception& e) {
    throw Error(ErrorKind::kUsage, std::string("not a task of 'emorec batch': ") + e.what());
  }
}

std::optional<std::string> read_message(std::istream& in) {
  std::string message;
  if (!std::getline(in, message, kEndOfMessage)) return std::nullopt;
  return message;
}

std::string ready_answer() { return json{{"ready", true}}.dump(); }

std::string refusal(const Error& reason) {
  return json{
      {"ready", false}, {"kind", reason.kind()}, {"error", spelled(std::string(reason.what()))}}
      .dump();
}

std::string face_answer(std::string_view jpeg) { return json{{"face", base64(jpeg)}}.dump(); }

std::string face_in(const std::string& answer) {
  try {
    const std::string face = answer.empty() ? "" : parse_json(answer).value("face", "");
    const bool is_base64 = std::all_of(face.begin(), face.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '+' || c == '/' || c == '=';
    });
    return is_base64 ? face : "";
  } catch (const std::exception&) {  // a worker that was taken over may say anything
    return "";
  }
}

void check_ready(const std::string& answer) {
  Error reason(ErrorKind::kOutput, "a worker's first answer makes no sense.");
  try {
    const json object = parse_json(answer);
    if (object.at("ready") == true) return;
    const int kind = object.at("kind");
    if (kind >= 0 && kind <= static_cast<int>(ErrorKind::kCancelled)) {
      reason = Error(static_cast<ErrorKind>(kind), unspelled(object.at("error")));
    }
  } catch (const std::exception&) {  // JSON's and our own: the reason stays
  }
  throw reason;
}

std::string options_that_matter(const ClassifierOptions& options) {
  json object = by_name(options);
  if (!options.landmarks.empty()) {
    object["landmarks"] = hash_of_model(options.landmarks, "Check --landmarks.");
  }
  if (options.detector.kind == DetectorOptions::Kind::kMmod) {
    object["detector-model"] =
        hash_of_model(options.detector.mmod_model, "Check --detector-model.");
  } else {
    object.erase("detector-model");
  }
  return object.dump();
}

}  // namespace emorec
