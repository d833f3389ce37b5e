#include "emorec/report/json_report.h"

#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;
/// Finds a member without a look at all before it, of which a line may have any number.
using Parsed = nlohmann::json;

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Json by_label(const Distribution& values, const LabelSet& labels) {
  Json object;
  for (std::size_t i = 0; i < values.size(); ++i) object[labels.names()[i]] = rounded(values[i]);
  return object;
}

Json attention_of(const FramePrediction& frame) {
  Json maps = Json::array();
  for (const float value : frame.attention) maps.push_back(rounded(value));
  return maps;
}

/// Row by row.
Json to_json(const cv::Matx23d& matrix) {
  Json values = Json::array();
  for (const double value : matrix.val) values.push_back(rounded(value));
  return values;
}

Json to_json(const FramePrediction& frame, const LabelSet& labels) {
  return {{"index", frame.index},
          {"time", rounded(frame.time)},
          {"importance", rounded(frame.importance)},
          {"box",
           {rounded(frame.box.x), rounded(frame.box.y), rounded(frame.box.width),
            rounded(frame.box.height)}},
          {"to_chip", to_json(frame.to_chip)},
          {"detected", frame.detected},
          {"interpolated", frame.interpolated},
          {"score", rounded(frame.score)},
          {"logits", by_label(frame.logits, labels)},
          {"probabilities", by_label(frame.probabilities, labels)},
          {"attention", attention_of(frame)}};
}

Json to_json(const PersonPrediction& person, const LabelSet& labels) {
  Json frames = Json::array();
  for (const auto& frame : person.frames) frames.push_back(to_json(frame, labels));
  return {{"person", person.track},
          {"label", labels.name(person.label)},
          {"probabilities", by_label(person.probabilities, labels)},
          {"mean_face_side", rounded(person.mean_side())},
          {"frames", std::move(frames)}};
}

Json to_json(const ClipInfo& clip) {
  return {{"kind", name_of(clip.kind)},
          {"codec", clip.codec},
          {"width", clip.width},
          {"height", clip.height},
          {"rotation", clip.rotation},
          {"pixel_aspect", rounded(clip.pixel_aspect)},
          {"duration", clip.duration > 0 ? Json(rounded(clip.duration)) : Json()},
          {"deinterlaced", clip.deinterlaced},
          {"tone_mapped", clip.tone_mapped}};
}

Json to_json(const FrameAccount& account) {
  return {{"decoded", account.decoded},
          {"scored", account.scored},
          {"interpolated", account.interpolated},
          {"without_face", account.without_face},
          {"not_sampled", account.not_sampled}};
}

/// Rows of models with AFEW's seven labels do not list them.
Json to_json(const ModelIdentity& model) {
  Json object = {
      {"name", spelled(model.name)},
      {"sha256", model.sha256},
      {"pooling", name(model.pooling)},
      {"prior_adjustment", model.prior_adjustment},
      {"chip_side", model.chip_side},
      {"attention_shape", {model.maps.heads, model.maps.height, model.maps.width}},
      {"attention_grid", {{"first", model.maps.grid.first}, {"stride", model.maps.grid.stride}}}};
  if (model.labels != LabelSet()) object["labels"] = model.labels.names();
  return object;
}

Distribution values_of(const Parsed& object, const LabelSet& labels) {
  Distribution values;
  for (const auto& name : labels.names()) values.push_back(object.at(name));
  return values;
}

template <typename Value>
Value known(const std::optional<Value>& value) {
  if (!value) throw Error(ErrorKind::kInput, "not a prediction: an unknown label or status");
  return *value;
}

FramePrediction frame_of(const Parsed& object, const LabelSet& labels) {
  FramePrediction frame;
  frame.index = object.at("index");
  frame.time = object.at("time");
  const auto box = object.at("box").get<std::array<float, 4>>();
  frame.box = {box[0], box[1], box[2], box[3]};
  if (object.contains("to_chip")) {  // not in rows of older programs
    frame.to_chip = cv::Matx23d(object.at("to_chip").get<std::array<double, 6>>().data());
  }
  frame.score = object.at("score");
  frame.detected = object.at("detected");
  frame.interpolated = object.value("interpolated", false);  // not in rows of older programs
  frame.logits = values_of(object.at("logits"), labels);
  frame.probabilities = values_of(object.at("probabilities"), labels);
  frame.importance = object.at("importance");
  frame.attention = object.at("attention").get<std::vector<float>>();
  return frame;
}

PersonPrediction person_of(const Parsed& object, const LabelSet& labels) {
  PersonPrediction person;
  person.track = object.at("person");
  person.probabilities = values_of(object.at("probabilities"), labels);
  person.label = known(labels.parse(object.at("label").get<std::string>()));
  for (const auto& frame : object.at("frames")) {
    person.frames.push_back(frame_of(frame, labels));
  }
  return person;
}

ClipInfo clip_of(const Parsed& object) {
  ClipInfo clip;
  clip.kind = known(parse_clip_kind(object.at("kind").get<std::string>()));
  clip.codec = object.at("codec");
  clip.width = object.at("width");
  clip.height = object.at("height");
  clip.rotation = object.at("rotation");
  clip.pixel_aspect = object.at("pixel_aspect");
  const Parsed& duration = object.at("duration");
  clip.duration = duration.is_null() ? 0 : duration.get<double>();
  clip.deinterlaced = object.value("deinterlaced", false);  // not in rows of older programs
  clip.tone_mapped = object.value("tone_mapped", false);
  return clip;
}

ClipPrediction prediction_of(const Parsed& object) {
  ClipPrediction prediction;
  prediction.clip = clip_of(object.at("clip"));
  prediction.clip.path = unspelled(object.at("file"));
  prediction.status = known(parse_status(object.at("status").get<std::string>()));
  if (prediction.status != ClipStatus::kOk) prediction.error = unspelled(object.at("error"));
  const auto& account = object.at("frames");
  prediction.account = {account.at("decoded"), account.at("scored"),
                        account.value("interpolated", std::int64_t{0}), account.at("without_face"),
                        account.at("not_sampled")};
  prediction.people_found = object.at("people_found");
  const auto& model = object.at("model");
  auto& labels = prediction.model.labels;
  if (model.contains("labels")) {
    labels = LabelSet::named(model.at("labels").get<std::vector<std::string>>());
  }
  for (const auto& person : object.at("people")) {
    prediction.people.push_back(person_of(person, labels));
  }
  const auto shape = model.at("attention_shape").get<std::array<int, 3>>();
  prediction.model.name = unspelled(model.at("name"));
  prediction.model.sha256 = model.at("sha256");
  prediction.model.pooling = parse_pooling(model.value("pooling", "softmax"));
  prediction.model.prior_adjustment = model.value("prior_adjustment", 0.0);
  prediction.model.chip_side = model.value("chip_side", 0);
  prediction.model.maps.heads = shape[0];
  prediction.model.maps.height = shape[1];
  prediction.model.maps.width = shape[2];
  if (model.contains("attention_grid")) {
    const auto& grid = model.at("attention_grid");
    prediction.model.maps.grid = {grid.at("first"), grid.at("stride")};
  }
  for (const auto& warning : object.at("warnings")) {
    prediction.warnings.push_back(unspelled(warning));
  }
  return prediction;
}

}  // namespace

ClipPrediction read_json(const std::string& line) {
  try {
    const Parsed object = parse_json(line);
    if (object.at("schema") != kPredictionSchema) {
      throw Error(ErrorKind::kInput,
                  std::string("not a prediction of schema ") + kPredictionSchema + ".");
    }
    return prediction_of(object);
  } catch (const Parsed::exception& e) {
    throw Error(ErrorKind::kInput, std::string("not a prediction: ") + e.what());
  }
}

void write_json(std::ostream& out, const ClipPrediction& prediction) {
  const LabelSet& labels = prediction.model.labels;
  Json object = {{"schema", kPredictionSchema},
                 {"file", spelled(prediction.clip.path)},
                 {"status", name_of(prediction.status)}};
  if (prediction.status != ClipStatus::kOk) object["error"] = spelled(prediction.error);
  if (!prediction.people.empty()) {
    object["label"] = labels.name(prediction.people.front().label);
    object["probabilities"] = by_label(prediction.people.front().probabilities, labels);
  }
  object["model"] = to_json(prediction.model);
  object["clip"] = to_json(prediction.clip);
  object["frames"] = to_json(prediction.account);
  object["people_found"] = prediction.people_found;
  Json people = Json::array();
  for (const auto& person : prediction.people) people.push_back(to_json(person, labels));
  object["people"] = std::move(people);
  Json warnings = Json::array();
  for (const auto& warning : prediction.warnings) warnings.push_back(spelled(warning));
  object["warnings"] = std::move(warnings);
  out << object.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace emorec
