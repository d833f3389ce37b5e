#include "emorec/train/run_settings.h"

#include <nlohmann/json.hpp>

#include "emorec/core/spelling.h"

namespace emorec {
namespace {

using nlohmann::json;

std::string named(const std::string& setting) {
  return setting == "datasets" ? "the data sets" : "--" + setting;
}

}  // namespace

std::string run_settings(const ModelConfig& model, const TrainOptions& options,
                         const std::map<std::string, std::string>& more) {
  json settings = json::parse(to_json(options));
  settings["backbone"] = spelled(model.backbone);
  if (!model.context_backbone.empty()) {
    settings["context-backbone"] = spelled(model.context_backbone);
  }
  settings["attention"] = spelled(model.attention);
  settings["heads"] = model.heads;
  settings["pooling"] = name(model.pooling);
  settings["dropout"] = model.dropout;
  settings["size"] = model.face().size;
  settings["grey"] = model.face().grey;
  settings["labels"] = model.labels.names();
  for (const auto& [name, value] : more) settings[name] = spelled(value);
  return settings.dump();
}

std::string different_settings(const std::string& then, const std::string& now) {
  const json before = json::parse(then, nullptr, /*allow_exceptions=*/false);
  const json after = json::parse(now);
  std::string names;
  for (const auto& [name, value] : after.items()) {
    if (before.is_object() && before.contains(name) && before[name] == value) continue;
    names += (names.empty() ? "" : ", ") + named(name);
  }
  return names;
}

}  // namespace emorec
