#include "emorec/report/json_report.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

Json by_emotion(const EmotionArray& values) {
  Json object;
  for (int i = 0; i < kEmotionCount; ++i)
    object[std::string(kEmotionNames[i])] = rounded(values[i]);
  return object;
}

Json attention_of(const FramePrediction& frame) {
  Json maps = Json::array();
  for (const float value : frame.attention) maps.push_back(rounded(value));
  return maps;
}

Json to_json(const FramePrediction& frame) {
  return {{"index", frame.index},
          {"time", rounded(frame.time)},
          {"importance", rounded(frame.importance)},
          {"box",
           {rounded(frame.box.x), rounded(frame.box.y), rounded(frame.box.width),
            rounded(frame.box.height)}},
          {"detected", frame.detected},
          {"score", rounded(frame.score)},
          {"logits", by_emotion(frame.logits)},
          {"probabilities", by_emotion(frame.probabilities)},
          {"attention", attention_of(frame)}};
}

Json to_json(const PersonPrediction& person) {
  Json frames = Json::array();
  for (const auto& frame : person.frames) frames.push_back(to_json(frame));
  return {{"person", person.track},
          {"label", name(person.label)},
          {"probabilities", by_emotion(person.probabilities)},
          {"mean_face_side", rounded(person.mean_side())},
          {"frames", std::move(frames)}};
}

Json to_json(const ClipInfo& clip) {
  return {{"kind", clip.kind},
          {"codec", clip.codec},
          {"width", clip.width},
          {"height", clip.height},
          {"rotation", clip.rotation},
          {"pixel_aspect", rounded(clip.pixel_aspect)},
          {"duration", rounded(clip.duration)}};
}

Json to_json(const FrameAccount& account) {
  return {{"decoded", account.decoded},
          {"scored", account.scored},
          {"without_face", account.without_face},
          {"not_sampled", account.not_sampled}};
}

Json to_json(const ModelIdentity& model) {
  return {{"name", model.name},
          {"sha256", model.sha256},
          {"attention_shape", {model.heads, model.map_height, model.map_width}}};
}

}  // namespace

void write_json(std::ostream& out, const ClipPrediction& prediction) {
  Json object = {{"schema", kPredictionSchema},
                 {"file", prediction.clip.path.string()},
                 {"status", name_of(prediction.status)}};
  if (prediction.status != ClipStatus::kOk) object["error"] = prediction.error;
  if (!prediction.people.empty()) {
    object["label"] = name(prediction.people.front().label);
    object["probabilities"] = by_emotion(prediction.people.front().probabilities);
  }
  object["model"] = to_json(prediction.model);
  object["clip"] = to_json(prediction.clip);
  object["frames"] = to_json(prediction.account);
  object["people_found"] = prediction.people_found;
  Json people = Json::array();
  for (const auto& person : prediction.people) people.push_back(to_json(person));
  object["people"] = std::move(people);
  object["warnings"] = prediction.warnings;
  out << object.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace emorec
