#include "emorec/nn/model_config.h"

#include <vector>

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"

namespace emorec {
using nlohmann::json;
namespace {

constexpr const char* kFormat = "emorec.model/2";
constexpr const char* kFormatOfOneView = "emorec.model/1";
constexpr int kMaxSide = 1024;
constexpr int kMaxHeads = 64;
constexpr std::size_t kMaxViews = 8;
constexpr int kMaxSnippets = 256;
constexpr int kMaxDepth = 4096;

void require(bool holds, const std::string& what) {
  if (!holds) throw Error(ErrorKind::kModel, "the model's configuration makes no sense: " + what);
}

std::string format_of(const std::map<std::string, std::string>& metadata) {
  const auto format = metadata.find("format");
  return format == metadata.end() ? "" : format->second;
}

json to_json(const ChipTemplate& margin) {
  return {{"outer_eye", margin.outer_eye},
          {"inner_eye", margin.inner_eye},
          {"eye_line", margin.eye_line},
          {"nose_base", margin.nose_base}};
}

json to_json(const ViewSpec& view) {
  json object = {{"name", view.name},
                 {"kind", name_of(view.kind)},
                 {"size", view.size},
                 {"colour", view.grey ? "grey" : "rgb"},
                 {"mean", view.mean},
                 {"std", view.std},
                 {"needs_face", view.needs_face}};
  if (view.kind == ViewKind::kAlignedFace) object["chip"] = to_json(view.margin);
  if (view.scaled_to) object["scaled_to"] = *view.scaled_to;
  return object;
}

ChipTemplate template_from(const json& object) {
  return {object.at("outer_eye"), object.at("inner_eye"), object.at("eye_line"),
          object.at("nose_base")};
}

json to_json(const StreamSpec& stream) {
  return {{"backbone", stream.backbone}, {"words", stream.words}};
}

/// What both formats say of any view.
ViewSpec picture_from(const json& object) {
  ViewSpec view;
  view.size = object.at("size");
  const json& colour = object.at("colour");
  require(colour == "grey" || colour == "rgb", "unknown colour " + colour.dump());
  view.grey = colour == "grey";
  view.mean = object.at("mean");
  view.std = object.at("std");
  return view;
}

ViewSpec view_from(const json& object) {
  ViewSpec view = picture_from(object);
  view.name = object.at("name");
  const std::string kind = object.at("kind");
  const auto known = parse_view_kind(kind);
  require(known.has_value(), "unknown kind of view '" + kind + "'");
  view.kind = *known;
  view.needs_face = object.at("needs_face");
  if (view.kind == ViewKind::kAlignedFace) view.margin = template_from(object.at("chip"));
  if (object.contains("scaled_to")) view.scaled_to = object.at("scaled_to");
  return view;
}

/// The one view of the first format.
ViewSpec input_from(const json& object) {
  ViewSpec view = picture_from(object);
  view.margin = template_from(object.at("chip"));
  return view;
}

/// @pre is_model(metadata)
std::vector<ViewSpec> views_from(const std::map<std::string, std::string>& metadata) {
  if (format_of(metadata) == kFormatOfOneView) {
    return {input_from(parse_json(metadata.at("input")))};
  }
  std::vector<ViewSpec> views;
  for (const json& object : parse_json(metadata.at("views"))) views.push_back(view_from(object));
  return views;
}

void require_sensible(const ViewSpec& view) {
  const auto is_side = [](int side) { return side > 0 && side <= kMaxSide; };
  require(is_side(view.size), "input size " + std::to_string(view.size));
  for (const double deviation : view.std) require(deviation > 0, "a standard deviation of zero");
  if (!view.scaled_to) return;
  const auto [height, width] = *view.scaled_to;
  require(is_side(height) && is_side(width) && height >= view.size && width >= view.size,
          "a frame scaled to less than the view's size");
}

}  // namespace

void ModelConfig::validate() const {
  require(!views.empty() && views.size() <= kMaxViews, std::to_string(views.size()) + " views");
  for (const auto& view : views) require_sensible(view);
  require(snippets >= 0 && snippets <= kMaxSnippets, std::to_string(snippets) + " snippets");
  require(depth > 0 && depth <= kMaxDepth, "a depth of " + std::to_string(depth));
  require(heads > 0 && heads <= kMaxHeads, std::to_string(heads) + " attention heads");
  require(dropout >= 0 && dropout < 1, "dropout " + std::to_string(dropout));
  require(clip_temperature > 0, "a clip's temperature that is not positive");
  require(prior.empty() || prior.size() == labels.size(), "a prior of other labels");
  for (const double share : prior) require(share >= 0 && share <= 1, "a prior beyond 0 to 1");
}

std::map<std::string, std::string> to_metadata(const ModelConfig& config) {
  const Distribution unknown(config.labels.size());
  const Distribution& prior = config.prior.empty() ? unknown : config.prior;
  json architecture = {{"name", config.architecture},
                       {"backbone", config.backbone},
                       {"attention", config.attention},
                       {"heads", config.heads},
                       {"pooling", name(config.pooling)}};
  if (!config.context_backbone.empty()) architecture["context_backbone"] = config.context_backbone;
  if (!config.streams.empty()) {
    architecture["snippets"] = config.snippets;
    architecture["depth"] = config.depth;
    for (const auto& stream : config.streams) architecture["streams"].push_back(to_json(stream));
  }
  json views = json::array();
  for (const auto& view : config.views) views.push_back(to_json(view));
  std::map<std::string, std::string> metadata = {
      {"format", kFormat},           {"architecture", architecture.dump()},
      {"views", views.dump()},       {"labels", json(config.labels.names()).dump()},
      {"prior", json(prior).dump()}, {"clip_temperature", json(config.clip_temperature).dump()}};
  if (!config.run.empty()) metadata["run"] = config.run;
  for (const auto& [topic, text] : config.card) metadata["card." + topic] = spelled(text);
  return metadata;
}

bool is_model(const std::map<std::string, std::string>& metadata) {
  const std::string format = format_of(metadata);
  return format == kFormat || format == kFormatOfOneView;
}

void take_normalisation(const std::map<std::string, std::string>& metadata, ViewSpec& view,
                        const std::string& where) {
  try {
    if (is_model(metadata)) {
      const auto views = views_from(metadata);
      if (views.empty()) return;
      view.mean = views.front().mean;
      view.std = views.front().std;
    } else if (format_of(metadata) == "emorec.backbone/1") {
      const json value = parse_json(metadata.at("input"));
      view.mean = value.at("mean");
      view.std = value.at("std");
    }
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
    config.context_backbone = architecture.value("context_backbone", "");
    config.attention = architecture.at("attention");
    config.heads = architecture.at("heads");
    config.snippets = architecture.value("snippets", 0);
    config.depth = architecture.value("depth", config.depth);
    for (const json& stream : architecture.value("streams", json::array())) {
      config.streams.push_back({stream.at("backbone"), stream.at("words")});
    }
    config.pooling = parse_pooling(architecture.at("pooling").get<std::string>());
    config.views = views_from(metadata);
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
