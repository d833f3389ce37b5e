#include "emorec/report/json_report.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"

#include "json_values.h"
#include "prediction_1.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;
/// Finds a member without a look at all before it, of which a line may have any number.
using Parsed = nlohmann::json;

Json to_json(const FacePlace& face) {
  return {
      {"box", numbers_of(face.box)}, {"detected", face.detected}, {"score", rounded(face.score)}};
}

Json to_json(const AttentionMap& map) {
  Json to_cells = Json::array();  // row by row
  for (const double value : map.to_cells.val) to_cells.push_back(rounded(value));
  Json values = Json::array();
  for (const float value : map.values) values.push_back(rounded(value));
  return {{"to_cells", std::move(to_cells)}, {"values", std::move(values)}};
}

Json to_json(const FramePrediction& frame, const LabelSet& labels) {
  Json maps = Json::array();
  for (const auto& map : frame.maps) maps.push_back(to_json(map));
  Json shares = Json::array();
  for (const double share : frame.shares) shares.push_back(rounded(share));
  Json object = {{"index", frame.index},
                 {"time", rounded(frame.time)},
                 {"importance", rounded(frame.importance)},
                 {"face", frame.face ? to_json(*frame.face) : Json()},
                 {"interpolated", frame.interpolated},
                 {"logits", by_label(frame.logits, labels)},
                 {"probabilities", by_label(frame.probabilities, labels)},
                 {"shares", std::move(shares)},
                 {"maps", std::move(maps)}};
  for (const auto& [view, word, share] : frame.words) {
    object["words"].push_back({{"view", view}, {"word", spelled(word)}, {"share", rounded(share)}});
  }
  return object;
}

Json to_json(const Subject& subject, const LabelSet& labels) {
  Json frames = Json::array();
  for (const auto& frame : subject.frames) frames.push_back(to_json(frame, labels));
  return {{"kind", name_of(subject.kind)},
          {"id", subject.id},
          {"label", labels.name(subject.label)},
          {"probabilities", by_label(subject.probabilities, labels)},
          {"mean_face_side", rounded(subject.mean_side())},
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

Json to_json(const MapSpec& map) {
  return {{"view", map.view},
          {"shape", {map.heads, map.height, map.width}},
          {"grid", {{"corner", map.grid.corner}, {"side", map.grid.side}}}};
}

Json to_json(const ModelIdentity& model) {
  Json maps = Json::array();
  for (const auto& map : model.maps) maps.push_back(to_json(map));
  return {{"name", spelled(model.name)},    {"sha256", model.sha256},
          {"pooling", name(model.pooling)}, {"prior_adjustment", model.prior_adjustment},
          {"labels", model.labels.names()}, {"views", model.views},
          {"maps", std::move(maps)}};
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

FacePlace face_of(const Parsed& object) {
  FacePlace face;
  const auto box = object.at("box").get<std::array<float, 4>>();
  face.box = {box[0], box[1], box[2], box[3]};
  face.score = object.at("score");
  face.detected = object.at("detected");
  return face;
}

AttentionMap map_of(const Parsed& object) {
  return {cv::Matx23d(object.at("to_cells").get<std::array<double, 6>>().data()),
          object.at("values").get<std::vector<float>>()};
}

FramePrediction frame_of(const Parsed& object, const LabelSet& labels) {
  FramePrediction frame;
  frame.index = object.at("index");
  frame.time = object.at("time");
  if (!object.at("face").is_null()) frame.face = face_of(object.at("face"));
  frame.interpolated = object.at("interpolated");
  frame.logits = values_of(object.at("logits"), labels);
  frame.probabilities = values_of(object.at("probabilities"), labels);
  frame.importance = object.at("importance");
  frame.shares = object.at("shares").get<std::vector<double>>();
  for (const auto& map : object.at("maps")) frame.maps.push_back(map_of(map));
  if (object.contains("words")) {
    for (const auto& word : object.at("words")) {
      frame.words.push_back({word.at("view"), unspelled(word.at("word")), word.at("share")});
    }
  }
  return frame;
}

Subject subject_of(const Parsed& object, const LabelSet& labels) {
  Subject subject;
  subject.kind = known(parse_subject_kind(object.at("kind").get<std::string>()));
  subject.id = object.at("id");
  subject.probabilities = values_of(object.at("probabilities"), labels);
  subject.label = known(labels.parse(object.at("label").get<std::string>()));
  for (const auto& frame : object.at("frames")) {
    subject.frames.push_back(frame_of(frame, labels));
  }
  return subject;
}

MapSpec map_spec_of(const Parsed& object) {
  const auto shape = object.at("shape").get<std::array<int, 3>>();
  const Parsed& grid = object.at("grid");
  return {object.at("view"), shape[0], shape[1], shape[2], {grid.at("corner"), grid.at("side")}};
}

ModelIdentity model_of(const Parsed& object) {
  ModelIdentity model;
  model.name = unspelled(object.at("name"));
  model.sha256 = object.at("sha256");
  model.pooling = parse_pooling(object.at("pooling").get<std::string>());
  model.prior_adjustment = object.at("prior_adjustment");
  model.labels = LabelSet::named(object.at("labels").get<std::vector<std::string>>());
  model.views = object.at("views").get<std::vector<std::string>>();
  for (const auto& map : object.at("maps")) model.maps.push_back(map_spec_of(map));
  return model;
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
  clip.deinterlaced = object.at("deinterlaced");
  clip.tone_mapped = object.at("tone_mapped");
  return clip;
}

ClipPrediction prediction_of(const Parsed& object) {
  ClipPrediction prediction;
  prediction.clip = clip_of(object.at("clip"));
  prediction.clip.path = unspelled(object.at("file"));
  prediction.status = known(parse_status(object.at("status").get<std::string>()));
  if (prediction.status != ClipStatus::kOk) prediction.error = unspelled(object.at("error"));
  const auto& account = object.at("frames");
  prediction.account = {account.at("decoded"), account.at("scored"), account.at("interpolated"),
                        account.at("without_face"), account.at("not_sampled")};
  prediction.people_found = object.at("people_found");
  prediction.model = model_of(object.at("model"));
  for (const auto& subject : object.at("subjects")) {
    prediction.subjects.push_back(subject_of(subject, prediction.model.labels));
  }
  for (const auto& warning : object.at("warnings")) {
    prediction.warnings.push_back(unspelled(warning));
  }
  return prediction;
}

}  // namespace

ClipPrediction read_json(const std::string& line) {
  try {
    Parsed object = parse_json(line);
    if (object.at("schema") == kEarlierPredictionSchema) {
      object = upgraded_prediction(std::move(object));
    } else if (object.at("schema") != kPredictionSchema) {
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
  if (!prediction.subjects.empty()) {
    object["label"] = labels.name(prediction.subjects.front().label);
    object["probabilities"] = by_label(prediction.subjects.front().probabilities, labels);
  }
  object["model"] = to_json(prediction.model);
  object["clip"] = to_json(prediction.clip);
  object["frames"] = to_json(prediction.account);
  object["people_found"] = prediction.people_found;
  Json subjects = Json::array();
  for (const auto& subject : prediction.subjects) subjects.push_back(to_json(subject, labels));
  object["subjects"] = std::move(subjects);
  Json warnings = Json::array();
  for (const auto& warning : prediction.warnings) warnings.push_back(spelled(warning));
  object["warnings"] = std::move(warnings);
  out << object.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace emorec
