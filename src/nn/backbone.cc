#include "emorec/nn/backbone.h"

#include "emorec/core/error.h"
#include "emorec/nn/architectures.h"

#include "glamor_encoder.h"
#include "mobilefacenet.h"
#include "mobilenetv2.h"
#include "motion_net.h"
#include "resnet.h"
#include "squeezenet.h"
#include "vgg16.h"

namespace emorec {
namespace {

struct Entry {
  const char* name;
  std::shared_ptr<Backbone> (*make)();
};

constexpr Entry kBackbones[] = {
    {"glamor", []() -> std::shared_ptr<Backbone> { return std::make_shared<GlamorEncoder>(); }},
    {"mobilefacenet",
     []() -> std::shared_ptr<Backbone> { return std::make_shared<MobileFaceNet>(); }},
    {"mobilenetv2", []() -> std::shared_ptr<Backbone> { return std::make_shared<MobileNetV2>(); }},
    {"motion", []() -> std::shared_ptr<Backbone> { return std::make_shared<MotionNet>(); }},
    {"resnet18",
     []() -> std::shared_ptr<Backbone> {
       return std::make_shared<ResNet>(ResNet::Block::kBasic, std::array{2, 2, 2, 2});
     }},
    {"resnet50",
     []() -> std::shared_ptr<Backbone> {
       return std::make_shared<ResNet>(ResNet::Block::kBottleneck, std::array{3, 4, 6, 3});
     }},
    {"squeezenet", []() -> std::shared_ptr<Backbone> { return std::make_shared<SqueezeNet>(); }},
    {"vgg16", []() -> std::shared_ptr<Backbone> { return std::make_shared<Vgg16>(); }}};

}  // namespace

std::vector<std::string> backbone_names() {
  std::vector<std::string> names;
  for (const Entry& entry : kBackbones) names.emplace_back(entry.name);
  return names;
}

int usual_input_size(const std::string& backbone) { return make_backbone(backbone)->input_size(); }

std::shared_ptr<Backbone> make_backbone(const std::string& name) {
  std::string known;
  for (const Entry& entry : kBackbones) {
    if (name == entry.name) return entry.make();
    known += (known.empty() ? "" : ", ") + std::string(entry.name);
  }
  throw Error(ErrorKind::kModel, "unknown backbone '" + name + "'. Use one of: " + known + ".");
}

}  // namespace emorec
