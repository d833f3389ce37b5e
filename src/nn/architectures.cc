#include "emorec/nn/architectures.h"

#include "emorec/core/error.h"

namespace emorec {

ModelConfig glamor_config() {
  ModelConfig config;
  config.architecture = "glamor-net";
  config.backbone = config.context_backbone = "glamor";
  config.attention = "global-local";
  config.heads = 1;
  config.dropout = 0.5;
  ViewSpec& face = config.face();
  face.kind = ViewKind::kFaceBox;
  face.size = 96;
  face.needs_face = false;
  face.mean = {0, 0, 0};
  face.std = {1, 1, 1};
  ViewSpec context = face;
  context.name = "context";
  context.kind = ViewKind::kContext;
  context.size = 112;
  context.scaled_to = {{128, 171}};
  config.views.push_back(context);
  return config;
}

ModelConfig dual_focus_config() {
  ModelConfig config;
  config.architecture = "dual-focus";
  config.backbone = "";
  config.attention = "dual";
  config.heads = 1;
  config.pooling = Pooling::kAttention;
  config.dropout = 0.5;
  config.snippets = 12;
  config.views.clear();
  return config;
}

ViewSpec dual_focus_view(const std::string& stream) {
  ViewSpec view;
  view.name = stream;
  view.needs_face = false;
  view.kind = ViewKind::kWholeFrame;
  view.size = 224;
  if (stream == "object" || stream == "scene") return view;
  if (stream != "motion") {
    throw Error(ErrorKind::kUsage, stream + ": no such stream. Use object, scene or motion.");
  }
  view.kind = ViewKind::kMotion;
  view.size = 56;
  view.mean = {0, 128 / 255.0, 128 / 255.0};  // at rest
  view.std = {0.25, 0.25, 0.25};
  return view;
}

}  // namespace emorec
