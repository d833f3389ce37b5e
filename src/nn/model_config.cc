#include "emorec/nn/model_config.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"

namespace emorec {
using nlohmann::json;
namespace {

constexpr const char* kFormat = "emorec.model/1";
constexpr int kMaxSide = 1024;
constexpr int kMaxHeads = 64;

void require(bool holds, const std::string& what) {
  if (!holds) throw Error(ErrorKind::kModel, "the model's configuration makes no sense: " + what);
}

std::string format_of(const std::map<std::string, std::string>& metadata) {
  const auto format = metadata.find("format");
  return format == metadata.end() ? "" : format->second;
}

json to_json(const InputConfig& input) {
  return {{"size", input.size},
          {"colour", input.grey ? "grey" : "rgb"},
          {"mean", input.mean},
          {"std", input.std},
          {"chip",
           {{"outer_eye", input.margin.outer_eye},
            {"inner_eye", input.margin.inner_eye},
            {"eye_line", input.margin.eye_line},
            {"nose_base", input.margin.nose_base}}}};
}

InputConfig input_from(const json& value) {
  InputConfig input;
  input.size = value.at("size");
  const json& colour = value.at("colour");
  require(colour == "grey" || colour == "rgb", "unknown colour " + colour.dump());
  input.grey = colour == "grey";
  input.mean = value.at("mean");
  input.std = value.at("std");
  const json& chip = value.at("chip");
  input.margin.outer_eye = chip.at("outer_eye");
  input.margin.inner_eye = chip.at("inner_eye");
  input.margin.eye_line = chip.at("eye_line");
  input.margin.nose_base = chip.at("nose_base");
  return input;
}

}  // namespace

void ModelConfig::validate() const {
  require(input.size > 0 && input.size <= kMaxSide, "input size " + std::to_string(input.size));
  require(heads > 0 && heads <= kMaxHeads, std::to_string(heads) + " attention heads");
  require(dropout >= 0 && dropout < 1, "dropout " + std::to_string(dropout));
  for (const double deviation : input.std) require(deviation > 0, "a standard deviation of zero");
  require(clip_temperature > 0, "a clip's temperature that is not positive");
  require(prior.empty() || prior.size() == labels.size(), "a prior of other labels");
  for (const double share : prior) require(share >= 0 && share <= 1, "a prior beyond 0 to 1");
}

std::map<std::string, std::string> to_metadata(const ModelConfig& config) {
  const Distribution unknown(config.labels.size());
  const Distribution& prior = config.prior.empty() ? unknown : config.prior;
  const json architecture = {{"name", config.architecture},
                             {"backbone", config.backbone},
                             {"attention", config.attention},
                             {"heads", config.heads},
                             {"pooling", name(config.pooling)}};
  std::map<std::string, std::string> metadata = {
      {"format", kFormat},
      {"architecture", architecture.dump()},
      {"input", to_json(config.input).dump()},
      {"labels", json(config.labels.names()).dump()},
      {"prior", json(prior).dump()},
      {"clip_temperature", json(config.clip_temperature).dump()}};
  if (!config.run.empty()) metadata["run"] = config.run;
  for (const auto& [topic, text] : config.card) metadata["card." + topic] = spelled(text);
  return metadata;
}

bool is_model(const std::map<std::string, std::string>& metadata) {
  return format_of(metadata) == kFormat;
}

void take_normalisation(const std::map<std::string, std::string>& metadata, InputConfig& input,
                        const std::string& where) {
  if (!is_model(metadata) && format_of(metadata) != "emorec.backbone/1") return;
  try {
    const json value = parse_json(metadata.at("input"));
    input.mean = value.at("mean");
    input.std = value.at("std");
  } catch (const std::exception& e) {
    throw Error(ErrorKind::kModel, where + ": its input cannot be understood (" + e.what() + ").");
  }
}

ModelConfig from_metadata(const std::map<std::string, std::string>& metadata,
                          const std::string& where) {
  if (!is_model(metadata)) {
    throw Error(ErrorKind::kModel, where + ": not a model of emorec (no \"format\": \"" + kFormat +
                                       "\" in its metadata). Train one with 'emorec train'.");
  }
  ModelConfig config;
  try {
    const json architecture = parse_json(metadata.at("architecture"));
    config.architecture = architecture.at("name");
    config.backbone = architecture.at("backbone");
    config.attention = architecture.at("attention");
    config.heads = architecture.at("heads");
    config.pooling = parse_pooling(architecture.at("pooling").get<std::string>());
    config.input = input_from(parse_json(metadata.at("input")));
    config.labels =
        LabelSet::named(parse_json(metadata.at("labels")).get<std::vector<std::string>>());
    const auto prior = metadata.find("prior");  // older files have none
    if (prior != metadata.end()) config.prior = parse_json(prior->second).get<Distribution>();
    if (config.prior == Distribution(config.labels.size())) config.prior.clear();
    const auto clip = metadata.find("clip_temperature");  // likewise
    if (clip != metadata.end()) config.clip_temperature = parse_json(clip->second);
    config.validate();
  } catch (const std::exception& e) {  // nlohmann's, map::at's, and our own
    throw Error(ErrorKind::kModel, where + ": " + e.what());
  }
  const auto run = metadata.find("run");
  if (run != metadata.end()) config.run = run->second;
  constexpr std::string_view kCard = "card.";
  for (const auto& [key, text] : metadata) {
    if (key.rfind(kCard, 0) == 0) config.card[key.substr(kCard.size())] = unspelled(text);
  }
  return config;
}

}  // namespace emorec
