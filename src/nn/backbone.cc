#include "emorec/nn/backbone.h"

#include "emorec/core/error.h"

#include "mobilefacenet.h"
#include "vgg16.h"

namespace emorec {

std::vector<std::string> backbone_names() { return {"mobilefacenet", "vgg16"}; }

std::shared_ptr<Backbone> make_backbone(const std::string& name) {
  if (name == "mobilefacenet") return std::make_shared<MobileFaceNet>();
  if (name == "vgg16") return std::make_shared<Vgg16>();
  throw Error(ErrorKind::kModel, "unknown backbone '" + name + "'. Use mobilefacenet or vgg16.");
}

}  // namespace emorec
