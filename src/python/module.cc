// The Python module emorec._emorec: the classes of emorec.hpp with numpy's arrays.
#include <map>
#include <string>
#include <vector>

#include <pybind11/functional.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "emorec.hpp"

namespace py = pybind11;

namespace {

using Shape = std::vector<py::ssize_t>;

/// The values themselves, not a copy: the array keeps their owner.
template <typename Value>
py::array as_array(const emorec::Values<Value>& values, Shape shape) {
  const auto* owner = new emorec::Values<Value>(values);
  const py::capsule base(owner,
                         [](void* kept) { delete static_cast<emorec::Values<Value>*>(kept); });
  py::array_t<Value> array(std::move(shape), values.data(), base);
  array.attr("setflags")(py::arg("write") = false);
  return array;
}

/// What Python code needs of a prediction at each of its subjects.
struct Subject {
  emorec::Subject subject;
  std::vector<std::string> labels;
  std::vector<emorec_map_shape> shapes;

  py::ssize_t frames() const { return static_cast<py::ssize_t>(subject.frames()); }
  py::ssize_t count() const { return static_cast<py::ssize_t>(labels.size()); }

  std::map<std::string, double> probabilities() const {
    const auto values = subject.probabilities();
    std::map<std::string, double> by_label;
    for (std::size_t i = 0; i < labels.size(); ++i) by_label[labels[i]] = values[i];
    return by_label;
  }

  py::dict maps() const {
    py::dict by_view;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const auto& shape = shapes[i];
      by_view[shape.view] = py::make_tuple(
          as_array(subject.map(i), {frames(), shape.heads, shape.height, shape.width}),
          as_array(subject.to_cells(i), {frames(), 2, 3}));
    }
    return by_view;
  }
};

std::vector<Subject> subjects_of(const emorec::Prediction& prediction) {
  std::vector<Subject> subjects;
  for (const auto& subject : prediction.subjects()) {
    subjects.push_back({subject, prediction.labels(), prediction.maps()});
  }
  return subjects;
}

Subject main_subject(const emorec::Prediction& prediction) {
  auto subjects = subjects_of(prediction);
  if (subjects.empty()) throw py::value_error("no face was found in this clip, so it has no label");
  return std::move(subjects.front());
}

/// An option for each keyword, named as emorec.h names it.
emorec::Options options_of(const py::kwargs& given) {
  emorec::Options options;
  const std::map<std::string, int*> whole = {
      {"threads", &options.threads}, {"all_faces", &options.all_faces},
      {"cropped", &options.cropped}, {"every_frame", &options.every_frame},
      {"float32", &options.float32}, {"detect_every", &options.detect_every}};
  const std::map<std::string, std::int64_t*> large = {{"max_frames", &options.max_frames},
                                                      {"max_pixels", &options.max_pixels}};
  const std::map<std::string, double*> real = {{"prior_adjustment", &options.prior_adjustment},
                                               {"start", &options.start},
                                               {"end", &options.end},
                                               {"max_seconds", &options.max_seconds}};
  for (const auto& [key, value] : given) {
    const auto name = key.cast<std::string>();
    if (const auto i = whole.find(name); i != whole.end()) {
      *i->second = value.cast<int>();
    } else if (const auto l = large.find(name); l != large.end()) {
      *l->second = value.cast<std::int64_t>();
    } else if (const auto r = real.find(name); r != real.end()) {
      *r->second = value.cast<double>();
    } else {
      throw py::type_error("Model() has no option '" + name + "'");
    }
  }
  return options;
}

/// Lets other threads of Python run, and Ctrl-C and `progress` stop the work.
emorec::Prediction classify(const emorec::Model& model, const py::object& path,
                            const py::object& progress) {
  const auto name = py::module_::import("os").attr("fsencode")(path).cast<std::string>();
  const auto report = [&](double seconds, double duration) {
    const py::gil_scoped_acquire acquired;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (progress.is_none()) return true;
    const py::object goes_on = progress(seconds, duration);
    return goes_on.is_none() || goes_on.cast<bool>();
  };
  const py::gil_scoped_release released;
  return model.classify(name, report);
}

/// A stream of frames as numpy has them.
class Session {
 public:
  Session(const emorec::Model& model, double window) : session_(model, window) {}

  void add(const py::array_t<std::uint8_t, py::array::c_style>& frame, double time, bool rgb) {
    if (frame.ndim() != 2 && !(frame.ndim() == 3 && frame.shape(2) == 3)) {
      throw py::value_error("a frame is an array of uint8, height×width or height×width×3");
    }
    const auto height = static_cast<int>(frame.shape(0));
    const auto width = static_cast<int>(frame.shape(1));
    const auto format = frame.ndim() == 2 ? EMOREC_GREY : rgb ? EMOREC_RGB : EMOREC_BGR;
    const auto stride = static_cast<std::size_t>(width) * (frame.ndim() == 2 ? 1 : 3);
    const std::uint8_t* pixels = frame.data();
    const py::gil_scoped_release released;
    session_.add(pixels, width, height, stride, format, time);
  }

  emorec::Prediction latest() {
    const py::gil_scoped_release released;
    return session_.latest();
  }

  emorec::Prediction finish() {
    const py::gil_scoped_release released;
    return session_.finish();
  }

 private:
  emorec::Session session_;
};

void add_errors(py::module_& m) {
  static const py::exception<emorec::Error> error(m, "Error");
  static const py::exception<emorec::Error> usage(m, "UsageError", error);
  static const py::exception<emorec::Error> input(m, "InputError", error);
  static const py::exception<emorec::Error> model(m, "ModelError", error);
  static const py::exception<emorec::Error> cancelled(m, "Cancelled", error);
  py::register_exception_translator([](std::exception_ptr thrown) {
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const emorec::Error& e) {
      const auto& kind = e.status() == EMOREC_USAGE       ? usage
                         : e.status() == EMOREC_INPUT     ? input
                         : e.status() == EMOREC_MODEL     ? model
                         : e.status() == EMOREC_CANCELLED ? cancelled
                                                          : error;
      PyErr_SetString(kind.ptr(), e.what());
    }
  });
}

void add_subject(py::module_& m) {
  py::class_<Subject>(m, "Subject", "A person in a clip, or the scene.")
      .def_property_readonly("kind", [](const Subject& s) { return s.subject.kind(); })
      .def_property_readonly("label", [](const Subject& s) { return s.subject.label(); })
      .def_property_readonly("probabilities", &Subject::probabilities)
      .def_readonly("labels", &Subject::labels)
      .def_property_readonly(
          "indices", [](const Subject& s) { return as_array(s.subject.indices(), {s.frames()}); })
      .def_property_readonly(
          "times", [](const Subject& s) { return as_array(s.subject.times(), {s.frames()}); })
      .def_property_readonly(
          "importance",
          [](const Subject& s) { return as_array(s.subject.importance(), {s.frames()}); })
      .def_property_readonly(
          "interpolated",
          [](const Subject& s) {
            return as_array(s.subject.interpolated(), {s.frames()}).attr("astype")("bool");
          })
      .def_property_readonly("logits",
                             [](const Subject& s) {
                               return as_array(s.subject.logits(), {s.frames(), s.count()});
                             })
      .def_property_readonly("joint",
                             [](const Subject& s) {
                               return as_array(s.subject.joint(), {s.frames(), s.count()});
                             })
      .def_property_readonly("boxes",
                             [](const Subject& s) {
                               return as_array(s.subject.boxes(), {s.frames(), 4});
                             })
      .def_property_readonly("maps", &Subject::maps)
      .def("__repr__",
           [](const Subject& s) { return "<emorec.Subject " + s.subject.label() + ">"; });
}

void add_prediction(py::module_& m) {
  py::class_<emorec::Prediction>(m, "Prediction", "What a clip was found to show.")
      .def_property_readonly("status", &emorec::Prediction::status)
      .def_property_readonly("labels", &emorec::Prediction::labels)
      .def_property_readonly("warnings", &emorec::Prediction::warnings)
      .def_property_readonly("subjects", &subjects_of)
      .def_property_readonly("main", &main_subject)
      .def("json", &emorec::Prediction::json);
}

}  // namespace

PYBIND11_MODULE(_emorec, m) {
  add_errors(m);
  add_subject(m);
  add_prediction(m);
  py::class_<emorec::Model>(m, "Model", "A network, ready to classify.")
      .def(py::init([](const std::string& name, const py::kwargs& options) {
             const auto chosen = options_of(options);
             const py::gil_scoped_release released;
             return emorec::Model(name, chosen);
           }),
           py::arg("name") = "")
      .def_property_readonly("name", &emorec::Model::name)
      .def_property_readonly("sha256", &emorec::Model::sha256)
      .def_property_readonly("labels", &emorec::Model::labels)
      .def("classify", &classify, py::arg("path"), py::arg("progress") = py::none());
  py::class_<Session>(m, "Session", "A stream of frames, answered as it goes.")
      .def(py::init<const emorec::Model&, double>(), py::arg("model"), py::arg("window") = 4.0)
      .def("add", &Session::add, py::arg("frame"), py::arg("time"), py::arg("rgb") = false)
      .def("latest", &Session::latest)
      .def("finish", &Session::finish);
  m.attr("__version__") = emorec_version();
}
