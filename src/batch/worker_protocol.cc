#include "emorec/batch/worker_protocol.h"

#include <limits>

#include <nlohmann/json.hpp>

#include "emorec/core/files.h"

namespace emorec {
namespace {

using Json = nlohmann::json;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string text_of(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// JSON has no infinity.
Json finite_or_null(double value) { return value < kInfinity ? Json(value) : Json(); }
double infinity_if_null(const Json& value) {
  return value.is_null() ? kInfinity : value.get<double>();
}

Json by_name(const ClassifierOptions& options) {
  const auto& clip = options.clip;
  const bool mmod = options.detector.kind == DetectorOptions::Kind::kMmod;
  return {{"device", options.cuda ? "cuda" : "cpu"},
          {"float32", options.float32},
          {"prior-adjustment", options.prior_adjustment},
          {"start", clip.start},
          {"end", finite_or_null(clip.end)},
          {"max-frames", clip.max_frames},
          {"every-frame", options.every_frame},
          {"max-pixels", clip.limits.max_pixels},
          {"max-seconds", finite_or_null(clip.limits.max_seconds)},
          {"faces", options.all_faces ? "all" : "main"},
          {"cropped", options.cropped},
          {"detector", mmod ? "mmod" : "hog"},
          {"detector-model", options.detector.mmod_model.string()},
          {"detect-every", options.tracker.detect_every},
          {"landmarks", options.landmarks.string()}};
}

ClassifierOptions from_names(const Json& object) {
  using Kind = DetectorOptions::Kind;
  ClassifierOptions options;
  options.cuda = object.at("device") == "cuda";
  options.float32 = object.at("float32");
  options.prior_adjustment = object.at("prior-adjustment");
  options.clip.start = object.at("start");
  options.clip.end = infinity_if_null(object.at("end"));
  options.clip.max_frames = object.at("max-frames");
  options.every_frame = object.at("every-frame");
  options.clip.limits.max_pixels = object.at("max-pixels");
  options.clip.limits.max_seconds = infinity_if_null(object.at("max-seconds"));
  options.all_faces = object.at("faces") == "all";
  options.cropped = object.at("cropped");
  options.detector.kind = object.at("detector") == "mmod" ? Kind::kMmod : Kind::kHog;
  options.detector.mmod_model = object.at("detector-model").get<std::string>();
  options.tracker.detect_every = object.at("detect-every");
  options.landmarks = object.at("landmarks").get<std::string>();
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
  return text_of({{"options", by_name(task.classifier)},
                  {"model", task.classifier.model.string()},
                  {"model_name", task.classifier.model_name},
                  {"model_sha256", task.model_sha256}});
}

WorkerTask decode_task(const std::string& message) {
  const Json object = Json::parse(message);
  WorkerTask task{from_names(object.at("options")), object.at("model_sha256")};
  task.classifier.model = object.at("model").get<std::string>();
  task.classifier.model_name = object.at("model_name");
  return task;
}

std::string ready_answer() { return text_of({{"ready", true}}); }

std::string refusal(const Error& reason) {
  return text_of({{"ready", false}, {"kind", reason.kind()}, {"error", reason.what()}});
}

void check_ready(const std::string& answer) {
  const Json object = Json::parse(answer);
  if (object.at("ready") == true) return;
  throw Error(object.at("kind").get<ErrorKind>(), object.at("error"));
}

std::string options_that_matter(const ClassifierOptions& options) {
  Json object = by_name(options);
  if (!options.landmarks.empty()) {
    object["landmarks"] = hash_of_model(options.landmarks, "Check --landmarks.");
  }
  if (options.detector.kind == DetectorOptions::Kind::kMmod) {
    object["detector-model"] =
        hash_of_model(options.detector.mmod_model, "Check --detector-model.");
  } else {
    object.erase("detector-model");
  }
  return text_of(object);
}

}  // namespace emorec
