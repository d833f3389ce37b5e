// The functions of include/emorec.h: each turns words into the house's types, calls the pipeline
// and turns what was thrown into a status.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"
#include "emorec/core/machine.h"
#include "emorec/core/version.h"
#include "emorec/pipeline/clip_classifier.h"
#include "emorec/pipeline/session.h"
#include "emorec/report/json_report.h"

#include "emorec.h"
#include "installed_models.h"
#include "prediction_arrays.h"

using emorec::ClipPrediction;
using emorec::Error;
using emorec::ErrorKind;

struct emorec_model {
  std::shared_ptr<const emorec::LoadedModel> loaded;
  emorec::ModelIdentity identity;
};

struct emorec_session {
  std::shared_ptr<const emorec::LoadedModel> model;
  emorec::Session session;
  std::int64_t frames = 0;
  double last = -1;
  int width = 0;
  int height = 0;
};

struct emorec_prediction {
  ClipPrediction answer;
  std::vector<emorec::SubjectArrays> subjects;
  std::once_flag once;
  std::string json;
};

namespace {

thread_local std::string last_error;

emorec_status failed(emorec_status status, const char* why) noexcept {
  try {
    last_error = why;
  } catch (...) {
    last_error.clear();
  }
  return status;
}

emorec_status status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kUsage:
      return EMOREC_USAGE;
    case ErrorKind::kInput:
      return EMOREC_INPUT;
    case ErrorKind::kModel:
      return EMOREC_MODEL;
    case ErrorKind::kCancelled:
      return EMOREC_CANCELLED;
    case ErrorKind::kOutput:
      break;
  }
  return EMOREC_FAILED;
}

/// Runs `action`; nothing that it throws gets out.
template <typename Action>
emorec_status attempt(const Action& action) noexcept {
  try {
    action();
    return EMOREC_OK;
  } catch (const Error& e) {
    return failed(status_of(e.kind()), e.what());
  } catch (const std::bad_alloc&) {
    return failed(EMOREC_FAILED, "memory ran out");
  } catch (const std::exception& e) {
    return failed(EMOREC_FAILED, e.what());
  } catch (...) {
    return failed(EMOREC_FAILED, "something that is no exception was thrown");
  }
}

void require(bool holds, const char* what) {
  if (!holds) throw Error(ErrorKind::kUsage, what);
}

emorec_options defaults() {
  const emorec::ClassifierOptions options;
  emorec_options given{};
  given.size = sizeof given;
  given.detect_every = options.tracker.detect_every;
  given.end = options.clip.end;
  given.max_pixels = options.clip.limits.max_pixels;
  given.max_seconds = options.clip.limits.max_seconds;
  return given;
}

/// Those of a caller that was compiled with an earlier header have fewer members.
emorec_options complete(const emorec_options* given) {
  emorec_options options = defaults();
  if (given == nullptr) return options;
  require(given->size >= sizeof given->size && given->size <= sizeof options,
          "the options are not those of this version: use emorec_options_init, and a library that "
          "is no older than the header.");
  std::memcpy(&options, given, given->size);
  return options;
}

emorec::ClassifierOptions classifier_options(const emorec_options& given) {
  emorec::ClassifierOptions options;
  options.threads = given.threads == 0 ? emorec::usable_processors() : given.threads;
  options.all_faces = given.all_faces != 0;
  options.cropped = given.cropped != 0;
  options.every_frame = given.every_frame != 0;
  options.float32 = given.float32 != 0;
  options.tracker.detect_every = given.detect_every;
  options.prior_adjustment = given.prior_adjustment;
  options.clip.start = given.start;
  options.clip.end = given.end;
  options.clip.max_frames = given.max_frames;
  options.clip.limits.max_pixels = given.max_pixels;
  options.clip.limits.max_seconds = given.max_seconds;
  return options;
}

std::unique_ptr<emorec_prediction> kept(ClipPrediction answer) {
  auto prediction = std::make_unique<emorec_prediction>();
  for (const auto& subject : answer.subjects) {
    prediction->subjects.push_back(arrays_of(subject, answer.model));
  }
  prediction->answer = std::move(answer);
  return prediction;
}

/// A clip that cannot be read is an answer to the program, and an error to a caller.
void require_answer(const ClipPrediction& prediction) {
  using emorec::ClipStatus;
  if (prediction.status == ClipStatus::kUnreadable) {
    throw Error(ErrorKind::kInput, prediction.error);
  }
  if (prediction.status == ClipStatus::kFailed) throw std::runtime_error(prediction.error);
}

cv::Mat bgr_of(const std::uint8_t* pixels, int width, int height, std::size_t stride,
               emorec_pixels format) {
  const std::size_t row = static_cast<std::size_t>(width) * (format == EMOREC_GREY ? 1 : 3);
  require(stride >= row, "a row of pixels is longer than the stride.");
  const int type = format == EMOREC_GREY ? CV_8UC1 : CV_8UC3;
  // Only read from: OpenCV has no matrix of constant pixels.
  const cv::Mat given(height, width, type, const_cast<std::uint8_t*>(pixels), stride);
  cv::Mat bgr;
  switch (format) {
    case EMOREC_BGR:
      return given.clone();
    case EMOREC_RGB:
      cv::cvtColor(given, bgr, cv::COLOR_RGB2BGR);
      return bgr;
    case EMOREC_GREY:
      cv::cvtColor(given, bgr, cv::COLOR_GRAY2BGR);
      return bgr;
  }
  throw Error(ErrorKind::kUsage, "pixels are EMOREC_BGR, EMOREC_RGB or EMOREC_GREY.");
}

ClipPrediction answer_of(const emorec_session& session, emorec::Findings found) {
  ClipPrediction answer;
  answer.model = identity_of(*session.model);
  answer.clip.kind = emorec::ClipKind::kVideo;
  answer.clip.width = session.width;
  answer.clip.height = session.height;
  answer.people_found = found.people_found;
  answer.account.scored = found.scored;
  answer.account.interpolated = found.interpolated;
  answer.account.without_face = found.without_face;
  answer.account.decoded = found.scored + found.interpolated + found.without_face;
  answer.subjects = std::move(found.subjects);
  if (answer.subjects.empty()) {
    answer.status = emorec::ClipStatus::kNoFace;
    answer.error = "no face was found.";
  }
  return answer;
}

const emorec::SubjectArrays* arrays(const emorec_prediction* prediction, std::size_t subject) {
  return subject < prediction->subjects.size() ? &prediction->subjects[subject] : nullptr;
}

/// A member of a subject's arrays.
template <typename Value>
const Value* array(const emorec_prediction* prediction, std::size_t subject,
                   std::vector<Value> emorec::SubjectArrays::*member) {
  const auto* found = arrays(prediction, subject);
  return found == nullptr ? nullptr : (found->*member).data();
}

template <typename Value>
const Value* array_of_map(const emorec_prediction* prediction, std::size_t subject, std::size_t map,
                          std::vector<std::vector<Value>> emorec::SubjectArrays::*member) {
  const auto* found = arrays(prediction, subject);
  return found == nullptr || map >= (found->*member).size() ? nullptr
                                                            : (found->*member)[map].data();
}

const char* name_of(const emorec::LabelSet& labels, std::size_t label) {
  return label < labels.size() ? labels.names()[label].c_str() : nullptr;
}

}  // namespace

const char* emorec_version(void) { return emorec::kVersion; }
const char* emorec_last_error(void) { return last_error.c_str(); }

void emorec_options_init(emorec_options* options, size_t size) {
  const emorec_options values = defaults();
  const std::size_t known = std::min(size, sizeof values);
  std::memcpy(options, &values, known);
  options->size = known;
}

emorec_status emorec_model_load(const char* name_or_path, const emorec_options* options,
                                emorec_model** model) {
  *model = nullptr;
  return attempt([&] {
    auto asked = classifier_options(complete(options));
    asked.validate();
    asked.model = emorec::installed_models().find(name_or_path == nullptr ? "" : name_or_path);
    asked.model_name = asked.model.stem().string();
    auto loaded = emorec::load_model_for_sessions(asked);
    auto identity = identity_of(*loaded);
    *model = new emorec_model{std::move(loaded), std::move(identity)};
  });
}

void emorec_model_free(emorec_model* model) { delete model; }
const char* emorec_model_name(const emorec_model* model) { return model->identity.name.c_str(); }
const char* emorec_model_sha256(const emorec_model* model) {
  return model->identity.sha256.c_str();
}
size_t emorec_model_labels(const emorec_model* model) { return model->identity.labels.size(); }
const char* emorec_model_label(const emorec_model* model, size_t label) {
  return name_of(model->identity.labels, label);
}

emorec_status emorec_classify(const emorec_model* model, const char* path, emorec_progress progress,
                              void* context, emorec_prediction** prediction) {
  *prediction = nullptr;
  return attempt([&] {
    require(path != nullptr, "no clip is named.");
    emorec::CancelToken cancel;
    emorec::Progress report;
    if (progress != nullptr) {
      report = [&](double seconds, double duration) {
        if (progress(context, seconds, duration) != 0) cancel.request();
      };
    }
    auto answer = emorec::ClipClassifier(model->loaded).classify(path, cancel, report);
    require_answer(answer);
    *prediction = kept(std::move(answer)).release();
  });
}

emorec_status emorec_session_open(const emorec_model* model, double window,
                                  emorec_session** session) {
  *session = nullptr;
  return attempt([&] {
    require(std::isfinite(window) && window > 0, "a window is some seconds long.");
    *session = new emorec_session{model->loaded,
                                  emorec::Session(model->loaded, {/*still=*/false, window})};
  });
}

void emorec_session_free(emorec_session* session) { delete session; }

emorec_status emorec_session_add(emorec_session* session, const uint8_t* pixels, int width,
                                 int height, size_t stride, emorec_pixels format, double time) {
  return attempt([&] {
    require(pixels != nullptr && width > 0 && height > 0, "a frame has pixels.");
    require(std::isfinite(time) && time > session->last, "the time of frames grows.");
    emorec::Frame frame;
    frame.image = bgr_of(pixels, width, height, stride, format);
    frame.index = session->frames;
    frame.time = time;
    session->session.add(frame);
    ++session->frames;
    session->last = time;
    session->width = width;
    session->height = height;
  });
}

emorec_status emorec_session_latest(emorec_session* session, emorec_prediction** prediction) {
  *prediction = nullptr;
  return attempt(
      [&] { *prediction = kept(answer_of(*session, session->session.latest())).release(); });
}

emorec_status emorec_session_finish(emorec_session* session, emorec_prediction** prediction) {
  *prediction = nullptr;
  return attempt(
      [&] { *prediction = kept(answer_of(*session, session->session.finish())).release(); });
}

void emorec_prediction_free(emorec_prediction* prediction) { delete prediction; }

const char* emorec_prediction_status(const emorec_prediction* prediction) {
  return name_of(prediction->answer.status);
}

const char* emorec_prediction_json(const emorec_prediction* prediction) {
  // Made when it is first asked for, by whichever thread that is.
  auto& kept = const_cast<emorec_prediction&>(*prediction);
  const auto made = attempt([&] {
    std::call_once(kept.once, [&] {
      std::ostringstream out;
      write_json(out, kept.answer);
      kept.json = out.str();
    });
  });
  return made == EMOREC_OK ? kept.json.c_str() : nullptr;
}

size_t emorec_prediction_warnings(const emorec_prediction* prediction) {
  return prediction->answer.warnings.size();
}

const char* emorec_prediction_warning(const emorec_prediction* prediction, size_t warning) {
  const auto& warnings = prediction->answer.warnings;
  return warning < warnings.size() ? warnings[warning].c_str() : nullptr;
}

size_t emorec_prediction_labels(const emorec_prediction* prediction) {
  return prediction->answer.model.labels.size();
}

const char* emorec_prediction_label(const emorec_prediction* prediction, size_t label) {
  return name_of(prediction->answer.model.labels, label);
}

size_t emorec_prediction_maps(const emorec_prediction* prediction) {
  return prediction->answer.model.maps.size();
}

emorec_map_shape emorec_prediction_map(const emorec_prediction* prediction, size_t map) {
  const auto& maps = prediction->answer.model.maps;
  if (map >= maps.size()) return {nullptr, 0, 0, 0};
  return {maps[map].view.c_str(), maps[map].heads, maps[map].height, maps[map].width};
}

size_t emorec_prediction_subjects(const emorec_prediction* prediction) {
  return prediction->subjects.size();
}

const char* emorec_subject_kind(const emorec_prediction* prediction, size_t subject) {
  const auto& subjects = prediction->answer.subjects;
  return subject < subjects.size() ? name_of(subjects[subject].kind) : nullptr;
}

const char* emorec_subject_label(const emorec_prediction* prediction, size_t subject) {
  const auto& [clip, status, error, account, people, subjects, model, warnings] =
      prediction->answer;
  return subject < subjects.size() ? name_of(model.labels, subjects[subject].label.index) : nullptr;
}

const double* emorec_subject_probabilities(const emorec_prediction* prediction, size_t subject) {
  const auto& subjects = prediction->answer.subjects;
  return subject < subjects.size() ? subjects[subject].probabilities.data() : nullptr;
}

size_t emorec_subject_frames(const emorec_prediction* prediction, size_t subject) {
  const auto* found = arrays(prediction, subject);
  return found == nullptr ? 0 : found->times.size();
}

const int64_t* emorec_subject_indices(const emorec_prediction* prediction, size_t subject) {
  return array(prediction, subject, &emorec::SubjectArrays::indices);
}
const double* emorec_subject_times(const emorec_prediction* prediction, size_t subject) {
  return array(prediction, subject, &emorec::SubjectArrays::times);
}
const double* emorec_subject_importance(const emorec_prediction* prediction, size_t subject) {
  return array(prediction, subject, &emorec::SubjectArrays::importance);
}
const uint8_t* emorec_subject_interpolated(const emorec_prediction* prediction, size_t subject) {
  return array(prediction, subject, &emorec::SubjectArrays::interpolated);
}
const double* emorec_subject_logits(const emorec_prediction* prediction, size_t subject) {
  return array(prediction, subject, &emorec::SubjectArrays::logits);
}
const double* emorec_subject_joint(const emorec_prediction* prediction, size_t subject) {
  return array(prediction, subject, &emorec::SubjectArrays::joint);
}
const double* emorec_subject_boxes(const emorec_prediction* prediction, size_t subject) {
  return array(prediction, subject, &emorec::SubjectArrays::boxes);
}
const float* emorec_subject_maps(const emorec_prediction* prediction, size_t subject, size_t map) {
  return array_of_map(prediction, subject, map, &emorec::SubjectArrays::maps);
}
const double* emorec_subject_to_cells(const emorec_prediction* prediction, size_t subject,
                                      size_t map) {
  return array_of_map(prediction, subject, map, &emorec::SubjectArrays::to_cells);
}
