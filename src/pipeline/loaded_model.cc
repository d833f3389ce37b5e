#include "loaded_model.h"

#include <utility>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/face/face_detector.h"
#include "emorec/nn/prior.h"

namespace emorec {
namespace {

/// On a thread of its own: the first faces can be looked for meanwhile.
FutureScorer make_scorer(Model model, const ClassifierOptions& options) {
  const auto device = options.cuda ? Device::kCuda : Device::kCpu;
  const auto precision = options.float32 ? Precision::kFloat32 : Precision::kFastest;
  return std::async(std::launch::async, [model = std::move(model), device, precision] {
    return std::unique_ptr<const Scorer>(std::make_unique<Scorer>(model, device, precision));
  });
}

}  // namespace

std::shared_ptr<const LoadedModel> load_model_for_sessions(const ClassifierOptions& options) {
  options.validate();
  auto loaded = std::make_shared<LoadedModel>();
  loaded->options = options;
  loaded->options.clip.times = loaded->options.tracker.times = options.times;
  auto faces = std::async(std::launch::async, [&] {
    FaceDetector::create(options.detector);  // a bad model fails now, not once per clip
    return LandmarkModel::load(options.landmarks);
  });
  Model model = load_model(options.model);
  if (model.config.snippets > 0 && (options.clip.max_frames > 0 || options.all_faces)) {
    throw Error(ErrorKind::kUsage, options.model_name +
                                       " looks at snippets of whole frames: leave --max-frames "
                                       "and --faces out.");
  }
  adjust_for_prior(model, options.prior_adjustment, options.model.string());
  loaded->config = model.config;
  auto& identity = loaded->identity;
  identity.name = options.model_name;
  identity.labels = model.config.labels;
  for (const auto& view : model.config.views) identity.views.push_back(view.name);
  identity.maps = maps_of(model);
  identity.pooling = model.config.pooling;
  identity.prior_adjustment = options.prior_adjustment;
  loaded->network = make_scorer(std::move(model), options);
  identity.sha256 = sha256_of_file(options.model);  // meanwhile
  if (options.cuda) loaded->network.get();          // whether there is such a device is known now
  loaded->landmarks = faces.get();
  return loaded;
}

const ModelIdentity& identity_of(const LoadedModel& model) { return model.identity; }

}  // namespace emorec
