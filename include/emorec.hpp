// emorec as a library, for C++17: emorec.h with owners and exceptions, and nothing beyond it.
//
//   const emorec::Model model("emorec-base");
//   for (const auto& subject : model.classify("clip.mp4").subjects()) {
//     std::cout << subject.label() << '\n';
//   }
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "emorec.h"

namespace emorec {

class Error : public std::runtime_error {
 public:
  Error(emorec_status status, const char* what) : std::runtime_error(what), status_(status) {}
  emorec_status status() const { return status_; }

 private:
  emorec_status status_;
};

/// @throws Error if a call did not give EMOREC_OK.
inline void check(emorec_status status) {
  if (status != EMOREC_OK) throw Error(status, emorec_last_error());
}

/// The members of emorec_options, with their defaults.
struct Options : emorec_options {
  Options() : emorec_options() { emorec_options_init(this, sizeof(emorec_options)); }
};

/// Values of a prediction, which it owns.
template <typename Value>
class Values {
 public:
  Values(std::shared_ptr<const emorec_prediction> owner, const Value* first, std::size_t size)
      : owner_(std::move(owner)), first_(first), size_(size) {}
  const Value* data() const { return first_; }
  const Value* begin() const { return first_; }
  const Value* end() const { return first_ + size_; }
  std::size_t size() const { return size_; }
  const Value& operator[](std::size_t i) const { return first_[i]; }

 private:
  std::shared_ptr<const emorec_prediction> owner_;
  const Value* first_;
  std::size_t size_;
};

/// A person, or the scene. T frames, L labels, K maps of H×W cells.
class Subject {
 public:
  Subject(std::shared_ptr<const emorec_prediction> prediction, std::size_t subject)
      : prediction_(std::move(prediction)), subject_(subject) {}

  std::string kind() const { return emorec_subject_kind(prediction_.get(), subject_); }
  std::string label() const { return emorec_subject_label(prediction_.get(), subject_); }
  std::size_t frames() const { return emorec_subject_frames(prediction_.get(), subject_); }
  Values<double> probabilities() const { return of(emorec_subject_probabilities, labels()); }
  Values<std::int64_t> indices() const { return of(emorec_subject_indices, frames()); }
  Values<double> times() const { return of(emorec_subject_times, frames()); }
  Values<double> importance() const { return of(emorec_subject_importance, frames()); }
  Values<std::uint8_t> interpolated() const { return of(emorec_subject_interpolated, frames()); }
  Values<double> logits() const { return of(emorec_subject_logits, frames() * labels()); }
  Values<double> joint() const { return of(emorec_subject_joint, frames() * labels()); }
  Values<double> boxes() const { return of(emorec_subject_boxes, frames() * 4); }

  /// T×K×H×W and T×2×3 of one of the prediction's maps.
  Values<float> map(std::size_t map) const {
    const auto shape = emorec_prediction_map(prediction_.get(), map);
    const auto cells = static_cast<std::size_t>(shape.heads) *
                       static_cast<std::size_t>(shape.height) *
                       static_cast<std::size_t>(shape.width);
    return {prediction_, emorec_subject_maps(prediction_.get(), subject_, map), frames() * cells};
  }
  Values<double> to_cells(std::size_t map) const {
    return {prediction_, emorec_subject_to_cells(prediction_.get(), subject_, map), frames() * 6};
  }

 private:
  std::size_t labels() const { return emorec_prediction_labels(prediction_.get()); }

  template <typename Value>
  Values<Value> of(const Value* (*array)(const emorec_prediction*, std::size_t),
                   std::size_t size) const {
    return {prediction_, array(prediction_.get(), subject_), size};
  }

  std::shared_ptr<const emorec_prediction> prediction_;
  std::size_t subject_;
};

class Prediction {
 public:
  /// Takes `prediction` over.
  explicit Prediction(emorec_prediction* prediction)
      : prediction_(prediction, emorec_prediction_free) {}

  std::string status() const { return emorec_prediction_status(prediction_.get()); }
  std::string json() const { return emorec_prediction_json(prediction_.get()); }

  std::vector<std::string> labels() const {
    return texts(emorec_prediction_labels, emorec_prediction_label);
  }
  std::vector<std::string> warnings() const {
    return texts(emorec_prediction_warnings, emorec_prediction_warning);
  }
  std::vector<emorec_map_shape> maps() const {
    std::vector<emorec_map_shape> shapes;
    for (std::size_t i = 0; i < emorec_prediction_maps(prediction_.get()); ++i) {
      shapes.push_back(emorec_prediction_map(prediction_.get(), i));
    }
    return shapes;
  }
  std::vector<Subject> subjects() const {
    std::vector<Subject> all;
    for (std::size_t i = 0; i < emorec_prediction_subjects(prediction_.get()); ++i) {
      all.emplace_back(prediction_, i);
    }
    return all;
  }

 private:
  template <typename Count, typename Text>
  std::vector<std::string> texts(const Count& count, const Text& text) const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count(prediction_.get()); ++i) {
      all.emplace_back(text(prediction_.get(), i));
    }
    return all;
  }

  std::shared_ptr<const emorec_prediction> prediction_;
};

/// Told of each frame's time and the clip's duration in seconds; true goes on.
using Progress = std::function<bool(double seconds, double duration)>;

class Model {
 public:
  /// A name or a path; empty for the default model. @throws Error.
  explicit Model(const std::string& name_or_path = "", const Options& options = {}) {
    emorec_model* loaded = nullptr;
    check(emorec_model_load(name_or_path.empty() ? nullptr : name_or_path.c_str(), &options,
                            &loaded));
    model_.reset(loaded, emorec_model_free);
  }

  std::string name() const { return emorec_model_name(get()); }
  std::string sha256() const { return emorec_model_sha256(get()); }
  std::vector<std::string> labels() const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < emorec_model_labels(get()); ++i) {
      all.emplace_back(emorec_model_label(get(), i));
    }
    return all;
  }

  /// @throws Error; what `progress` throws.
  Prediction classify(const std::string& path, const Progress& progress = {}) const {
    Report report{progress, nullptr};
    emorec_prediction* prediction = nullptr;
    const auto status = emorec_classify(get(), path.c_str(), progress ? Report::call : nullptr,
                                        &report, &prediction);
    if (report.thrown) std::rethrow_exception(report.thrown);
    check(status);
    return Prediction(prediction);
  }

  const emorec_model* get() const { return model_.get(); }

 private:
  /// Exceptions do not go through C.
  struct Report {
    const Progress& progress;
    std::exception_ptr thrown;

    static int call(void* context, double seconds, double duration) {
      auto& self = *static_cast<Report*>(context);
      try {
        return self.progress(seconds, duration) ? 0 : 1;
      } catch (...) {
        self.thrown = std::current_exception();
        return 1;
      }
    }
  };

  std::shared_ptr<emorec_model> model_;
};

/// Frames in, answers out.
class Session {
 public:
  explicit Session(const Model& model, double window = 4) {
    emorec_session* opened = nullptr;
    check(emorec_session_open(model.get(), window, &opened));
    session_.reset(opened);
  }

  /// See emorec_session_add. @throws Error.
  void add(const std::uint8_t* pixels, int width, int height, std::size_t stride,
           emorec_pixels format, double time) {
    check(emorec_session_add(session_.get(), pixels, width, height, stride, format, time));
  }
  Prediction latest() { return ask(emorec_session_latest); }
  Prediction finish() { return ask(emorec_session_finish); }

 private:
  struct Free {
    void operator()(emorec_session* session) const { emorec_session_free(session); }
  };

  template <typename Question>
  Prediction ask(const Question& question) {
    emorec_prediction* prediction = nullptr;
    check(question(session_.get(), &prediction));
    return Prediction(prediction);
  }

  std::unique_ptr<emorec_session, Free> session_;
};

}  // namespace emorec
