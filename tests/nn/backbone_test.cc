// The backbones against the layer tables that they were published with, which stand here a second
// time.
#include "emorec/nn/backbone.h"

#include <array>

#include <gmock/gmock.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <torch/nn/modules/container/sequential.h>

#include "emorec/nn/architectures.h"
#include "emorec/nn/safetensors.h"

#include "numeric.h"
#include "support/errors.h"
#include "support/paths.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kIdentityWeights =
    EMOREC_SOURCE_DIR "/../shared/data/weights/mobilefacenet-identity.safetensors";

std::int64_t parameter_count(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

std::shared_ptr<Backbone> evaluated(const std::string& name) {
  torch::manual_seed(1);
  auto backbone = make_backbone(name);
  make_lively(*backbone, [&] { backbone->forward(torch::randn({4, 3, 64, 64})); });
  return backbone;
}

/// Bottlenecks of MobileFaceNet, arXiv 1804.07573, table 1: t, c, n, s.
struct Row {
  int expansion, channels, repeats, stride;
};
constexpr Row kBottlenecks[] = {
    {2, 64, 5, 2}, {4, 128, 1, 2}, {2, 128, 6, 1}, {4, 128, 1, 2}, {2, 128, 2, 1}};

/// A network's tensors by name, for writing the network out as a function of them.
class NamedTensors {
 public:
  explicit NamedTensors(const torch::nn::Module& network)
      : parameters_(network.named_parameters()), buffers_(network.named_buffers()) {}

  /// Convolution and batch norm in evaluation mode.
  torch::Tensor convolve(const torch::Tensor& x, const std::string& conv, const std::string& norm,
                         int stride) const {
    const auto& weight = parameters_[conv + ".weight"];
    const auto y = torch::conv2d(x, weight, {}, stride, /*padding=*/weight.size(2) / 2,
                                 /*dilation=*/1, /*groups=*/x.size(1) / weight.size(1));
    const auto column = [](const torch::Tensor& values) { return values.view({1, -1, 1, 1}); };
    return (y - column(buffers_[norm + ".running_mean"])) /
               torch::sqrt(column(buffers_[norm + ".running_var"]) + 1e-5) *
               column(parameters_[norm + ".weight"]) +
           column(parameters_[norm + ".bias"]);
  }

 private:
  torch::OrderedDict<std::string, torch::Tensor> parameters_;
  torch::OrderedDict<std::string, torch::Tensor> buffers_;
};

/// MobileFaceNet in evaluation mode.
torch::Tensor mobilefacenet_by_table(const NamedTensors& tensors, torch::Tensor x) {
  x = torch::relu(tensors.convolve(x, "conv1.0", "conv1.1", 2));
  x = torch::relu(tensors.convolve(x, "dw_conv.depthwise", "dw_conv.bn1", 1));
  x = torch::relu(tensors.convolve(x, "dw_conv.pointwise", "dw_conv.bn2", 1));
  int index = 0;
  for (const Row& row : kBottlenecks) {
    for (int i = 0; i < row.repeats; ++i, ++index) {
      const std::string name = "features." + std::to_string(index) + ".conv.";
      auto y = torch::relu(tensors.convolve(x, name + "0.0", name + "0.1", 1));
      y = torch::relu(tensors.convolve(y, name + "1.0", name + "1.1", i == 0 ? row.stride : 1));
      y = tensors.convolve(y, name + "2", name + "3", 1);
      // A residual connection wherever the shapes allow it.
      x = y.sizes() == x.sizes() ? x + y : y;
    }
  }
  return torch::relu(tensors.convolve(x, "conv2.0", "conv2.1", 1));
}

TEST(MobileFaceNetTest, ParametersOfTheTable) {
  const auto conv_and_norm = [](std::int64_t in, std::int64_t out, int kernel) {
    return in * out * kernel * kernel + 2 * out;
  };
  std::int64_t expected = conv_and_norm(3, 64, 3);
  // The table's depthwise 3×3, with the 1×1 after it that the published weights have.
  expected += conv_and_norm(1, 64, 3) + conv_and_norm(64, 64, 1);
  int in = 64;
  for (const Row& row : kBottlenecks) {
    for (int i = 0; i < row.repeats; ++i) {
      const int wide = in * row.expansion;
      expected += conv_and_norm(in, wide, 1) + conv_and_norm(1, wide, 3) +
                  conv_and_norm(wide, row.channels, 1);
      in = row.channels;
    }
  }
  expected += conv_and_norm(128, 512, 1);
  EXPECT_EQ(parameter_count(*make_backbone("mobilefacenet")), expected);
}

TEST(MobileFaceNetTest, ShapesOfTheTable) {
  const torch::NoGradGuard no_grad;
  const auto network = evaluated("mobilefacenet");
  EXPECT_EQ(network->channels(), 512);
  EXPECT_EQ(network->input_size(), 112);
  const auto children = network->named_children();
  const auto stem = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(children["conv1"]);
  const auto bottlenecks =
      std::dynamic_pointer_cast<torch::nn::SequentialImpl>(children["features"]);
  auto x = stem->forward(torch::zeros({2, 3, 112, 112}));
  EXPECT_EQ(x.sizes(), (std::vector<std::int64_t>{2, 64, 56, 56}));
  auto block = bottlenecks->begin();
  std::int64_t side = 56;
  for (const Row& row : kBottlenecks) {
    side /= row.stride;
    for (int i = 0; i < row.repeats; ++i) {
      ASSERT_NE(block, bottlenecks->end());
      x = (block++)->forward(x);
      EXPECT_EQ(x.sizes(), (std::vector<std::int64_t>{2, row.channels, side, side}));
    }
  }
  EXPECT_EQ(block, bottlenecks->end());
  EXPECT_EQ(network->forward(torch::zeros({2, 3, 112, 112})).sizes(),
            (std::vector<std::int64_t>{2, 512, 7, 7}));
  EXPECT_EQ(network->forward(torch::zeros({1, 3, 80, 80})).sizes(),
            (std::vector<std::int64_t>{1, 512, 5, 5}));
}

TEST(MobileFaceNetTest, EqualsASecondImplementation) {
  const torch::NoGradGuard no_grad;
  const auto network = evaluated("mobilefacenet");
  const auto images = torch::randn({2, 3, 112, 112});
  const auto expected = mobilefacenet_by_table(NamedTensors(*network), images);
  ASSERT_GT(expected.std().item<double>(), 0.01);  // says something
  EXPECT_LT(distance(network->forward(images), expected),
            1e-5 * std::max(1.0, expected.abs().max().item<double>()));
}

TEST(MobileFaceNetTest, TheIdentityWeightsLoadByName) {
  if (!std::filesystem::exists(kIdentityWeights)) {
    GTEST_SKIP() << "no identity weights at " << kIdentityWeights;
  }
  const auto network = make_network(ModelConfig());
  load_backbone_weights(*network, kIdentityWeights);
  const Safetensors file = read_safetensors(kIdentityWeights);
  const auto tensors = tensors_of(*network->named_children()["backbone"]);
  ASSERT_FALSE(tensors.empty());
  for (const auto& [name, tensor] : tensors) {
    ASSERT_EQ(file.tensors.count(name), 1U) << name;
    EXPECT_EQ(file.tensors.at(name).shape, tensor.shape) << name;
    EXPECT_TRUE(file.tensors.at(name).bytes == tensor.bytes) << name;
  }
}

/// MobileNetV2, arXiv 1801.04381, table 2: t, c, n, s; batch norm folded, TensorFlow's padding.
constexpr Row kInvertedResiduals[] = {{1, 16, 1, 1}, {6, 24, 2, 2},  {6, 32, 3, 2}, {6, 64, 4, 2},
                                      {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}};

torch::Tensor mobilenetv2_by_table(const torch::nn::Module& network, torch::Tensor x) {
  const auto parameters = network.named_parameters();
  int number = 0;
  const auto layer = [&](const char* kind, const torch::Tensor& from, int stride) {
    const std::string name = (number < 10 ? "0" : "") + std::to_string(number) + "." + kind;
    ++number;
    const auto& weight = parameters[name + ".weight"];
    const auto side = weight.size(2);
    const bool below = stride == 2;  // pixels are added below and on the right alone
    const auto padded = below ? torch::constant_pad_nd(from, {0, 1, 0, 1}) : from;
    return torch::conv2d(padded, weight, parameters[name + ".bias"], stride, below ? 0 : side / 2,
                         1, from.size(1) / weight.size(1));
  };
  const auto relu6 = [](const torch::Tensor& y) {
    return torch::minimum(torch::relu(y), torch::full({}, 6.0));
  };
  x = relu6(layer("conv", x, 2));
  for (const Row& row : kInvertedResiduals) {
    for (int i = 0; i < row.repeats; ++i) {
      auto y = row.expansion > 1 ? relu6(layer("conv", x, 1)) : x;
      y = relu6(layer("dw", y, i == 0 ? row.stride : 1));
      y = layer("conv", y, 1);
      x = i > 0 ? x + y : y;
    }
  }
  return relu6(layer("conv", x, 1));
}

TEST(MobileNetV2Test, TheTableAndItsPadding) {
  const torch::NoGradGuard no_grad;
  const auto network = evaluated("mobilenetv2");
  EXPECT_EQ(network->channels(), 1280);
  std::int64_t expected = 3 * 32 * 9 + 32;
  int in = 32;
  for (const Row& row : kInvertedResiduals) {
    for (int i = 0; i < row.repeats; ++i, in = row.channels) {
      const int wide = in * row.expansion;
      if (row.expansion > 1) expected += in * wide + wide;
      expected += 9 * wide + wide + wide * row.channels + row.channels;
    }
  }
  expected += 320 * 1280 + 1280;
  EXPECT_EQ(parameter_count(*network), expected);
  for (const int side : {96, 224}) {
    const auto images = torch::randn({2, 3, side, side});
    const auto maps = network->forward(images);
    ASSERT_EQ(maps.sizes(), (std::vector<std::int64_t>{2, 1280, side / 32, side / 32}));
    ASSERT_GT(maps.std().item<double>(), 1e-3);
    EXPECT_LT(distance(maps, mobilenetv2_by_table(*network, images)), 1e-4);
  }
  EXPECT_EQ(network->forward(torch::randn({1, 3, 112, 112})).size(2), network->cells(112));
}

// What it knows of ImageNet's thousand classes, with weights that are not ours to ship.
TEST(MobileNetV2Test, SeesANavalUniform) {
  const std::string weights =
      EMOREC_SOURCE_DIR "/../shared/data/weights/mobilenetv2-imagenet.safetensors";
  if (!std::filesystem::exists(weights)) GTEST_SKIP() << "no weights at " << weights;
  const torch::NoGradGuard no_grad;
  const Safetensors file = read_safetensors(weights);
  const auto tensor = [&](const std::string& name) {
    const TensorData& data = file.tensors.at(name);
    return torch::from_blob(const_cast<std::byte*>(data.bytes.data()), data.shape, torch::kHalf)
        .to(torch::kFloat32);
  };
  const auto network = make_backbone("mobilenetv2");
  for (auto& item : network->named_parameters()) item.value().copy_(tensor(item.key()));
  cv::Mat picture = cv::imread(kPortrait);
  cv::resize(picture, picture, {224, 224}, 0, 0, cv::INTER_AREA);
  const auto bgr = torch::from_blob(picture.data, {1, 224, 224, 3}, torch::kUInt8);
  const auto rgb = bgr.permute({0, 3, 1, 2}).flip(1).to(torch::kFloat32) / 127.5 - 1;
  const auto descriptor = network->forward(rgb).mean({2, 3});
  const auto scores =
      torch::linear(descriptor, tensor("52.conv.weight").flatten(1), tensor("52.conv.bias"));
  constexpr std::int64_t kMilitaryUniform = 653;  // see imagenet_labels.txt; the background is 0
  EXPECT_EQ(scores.argmax().item<std::int64_t>(), kMilitaryUniform);
}

TEST(Vgg16Test, ParametersAndShapesOfConfigurationD) {
  const torch::NoGradGuard no_grad;
  const auto network = evaluated("vgg16");
  EXPECT_EQ(network->channels(), 512);
  EXPECT_EQ(network->input_size(), 224);
  EXPECT_EQ(parameter_count(*network), 14714688);

  // Simonyan and Zisserman 2015, table 1, column D: (channels, 3×3 convolutions), then a 2×2 pool.
  const std::pair<int, int> kStages[] = {{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}};
  const auto layers =
      std::dynamic_pointer_cast<torch::nn::SequentialImpl>(network->named_children()["features"]);
  auto x = torch::randn({1, 3, 224, 224});
  auto expected = x;
  auto layer = layers->begin();
  std::int64_t side = 224;
  int number = 0;  // the layer's, ReLUs and pools counted
  const auto parameters = network->named_parameters();
  for (const auto& [channels, convolutions] : kStages) {
    for (int i = 0; i < convolutions; ++i, number += 2) {
      const std::string name = "features." + std::to_string(number);
      x = (layer++)->forward(x);
      x = (layer++)->forward(x);
      expected = torch::relu(
          torch::conv2d(expected, parameters[name + ".weight"], parameters[name + ".bias"], 1, 1));
    }
    EXPECT_EQ(x.sizes(), (std::vector<std::int64_t>{1, channels, side, side}));
    x = (layer++)->forward(x);
    expected = torch::max_pool2d(expected, 2, 2);
    ++number;
    side /= 2;
    EXPECT_EQ(x.sizes(), (std::vector<std::int64_t>{1, channels, side, side}));
  }
  EXPECT_EQ(layer, layers->end());
  EXPECT_EQ(side, 7);
  EXPECT_LT(distance(x, expected), 1e-6);
}

/// He, Zhang, Ren and Sun 2016, arXiv 1512.03385, table 1: blocks and output channels of the
/// stages.
struct ResNetColumn {
  const char* name;
  int convolutions;  ///< a block's
  std::array<int, 4> blocks;
  std::array<int, 4> channels;
  std::int64_t parameters;  ///< the published network's, less its last linear layer
  std::size_t tensors;      ///< torchvision's state dict's, less the same
};
constexpr ResNetColumn kResNets[] = {
    {"resnet18", 2, {2, 2, 2, 2}, {64, 128, 256, 512}, 11689512 - (512 + 1) * 1000, 122 - 2},
    {"resnet50", 3, {3, 4, 6, 3}, {256, 512, 1024, 2048}, 25557032 - (2048 + 1) * 1000, 320 - 2}};

class ResNetTest : public ::testing::TestWithParam<ResNetColumn> {};

TEST_P(ResNetTest, ParametersAndShapesOfTheTable) {
  const torch::NoGradGuard no_grad;
  const ResNetColumn& column = GetParam();
  const auto network = evaluated(column.name);
  EXPECT_EQ(network->channels(), column.channels.back());
  EXPECT_EQ(network->input_size(), 224);
  EXPECT_EQ(parameter_count(*network), column.parameters);
  EXPECT_EQ(network->named_parameters().size() + network->named_buffers().size(), column.tensors);

  const auto children = network->named_children();
  auto x = torch::zeros({1, 64, 56, 56});
  std::int64_t side = 56;
  for (int stage = 0; stage < 4; ++stage) {
    const auto blocks = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(
        children["layer" + std::to_string(stage + 1)]);
    ASSERT_NE(blocks, nullptr);
    EXPECT_EQ(blocks->size(), static_cast<std::size_t>(column.blocks[stage]));
    x = blocks->forward(x);
    EXPECT_EQ(x.sizes(), (std::vector<std::int64_t>{1, column.channels[stage], side, side}));
    side /= 2;
  }
  const auto channels = network->channels();
  EXPECT_EQ(network->forward(torch::zeros({1, 3, 224, 224})).sizes(),
            (std::vector<std::int64_t>{1, channels, 7, 7}));
  EXPECT_EQ(network->forward(torch::zeros({1, 3, 112, 112})).sizes(),
            (std::vector<std::int64_t>{1, channels, 4, 4}));
}

TEST_P(ResNetTest, EqualsASecondImplementation) {
  const torch::NoGradGuard no_grad;
  const ResNetColumn& column = GetParam();
  const auto network = evaluated(column.name);
  network->to(torch::kFloat64);  // float32 rounds differently in each, fifty layers deep
  const NamedTensors tensors(*network);
  const auto images = random_double({2, 3, 96, 96});

  auto x = torch::relu(tensors.convolve(images, "conv1", "bn1", 2));
  x = torch::max_pool2d(x, 3, 2, 1);
  for (int stage = 0; stage < 4; ++stage) {
    for (int i = 0; i < column.blocks[stage]; ++i) {
      const std::string block = "layer" + std::to_string(stage + 1) + "." + std::to_string(i) + ".";
      const int stride = stage > 0 && i == 0 ? 2 : 1;
      // Torchvision puts the stride where the first 3×3 convolution is.
      const int strided = column.convolutions == 2 ? 1 : 2;
      auto y = x;
      for (int c = 1; c <= column.convolutions; ++c) {
        const std::string number = std::to_string(c);
        y = tensors.convolve(y, block + "conv" + number, block + "bn" + number,
                             c == strided ? stride : 1);
        if (c < column.convolutions) y = torch::relu(y);
      }
      const bool fits = y.sizes() == x.sizes();
      x = torch::relu(
          y +
          (fits ? x : tensors.convolve(x, block + "downsample.0", block + "downsample.1", stride)));
    }
  }
  ASSERT_GT(x.std().item<double>(), 0.01);  // says something
  EXPECT_LT(distance(network->forward(images), x),
            1e-10 * std::max(1.0, x.abs().max().item<double>()));
}

INSTANTIATE_TEST_SUITE_P(, ResNetTest, ::testing::ValuesIn(kResNets),
                         [](const auto& column) { return std::string(column.param.name); });

TEST(BackboneTest, EveryNameIsMadeAndOthersRefused) {
  for (const auto& name : backbone_names()) EXPECT_NE(make_backbone(name), nullptr) << name;
  EXPECT_THAT(error_of(ErrorKind::kModel, [] { make_backbone("resnet-1000"); }),
              HasSubstr("'resnet-1000'"));
}

/// Every convolution averages, so that a feature map is a blurred picture.
void make_blurring(Backbone& backbone) {
  const torch::NoGradGuard no_grad;
  for (auto& item : backbone.named_parameters()) {
    auto& weight = item.value();
    if (weight.dim() == 4) weight.fill_(1.0 / static_cast<double>(weight[0].numel()));
    if (weight.dim() == 1) weight.fill_(item.key().find("bias") == std::string::npos ? 1 : 0);
  }
  backbone.eval();
}

TEST(BackboneTest, ALineIsSeenByTheCellsAroundIt) {
  const torch::NoGradGuard no_grad;
  constexpr int kMiddle = 272;
  constexpr int kLines = 8;
  for (const auto& name : backbone_names()) {
    const auto backbone = make_backbone(name);
    make_blurring(*backbone);
    auto pictures = torch::zeros({kLines, 3, 32, 2 * kMiddle});  // wide: no line reaches an edge
    double line = 0;
    for (int i = 0; i < kLines; ++i) {
      pictures.select(3, kMiddle + 5 * i)[i] = 1;  // for all places within a cell
      line += (kMiddle + 5.0 * i) / kLines;
    }
    const auto seen = backbone->forward(pictures).sum({1, 2});  // B×W
    const auto cells = torch::arange(seen.size(1)).to(seen.dtype());
    const auto middle = ((seen * cells).sum(1) / seen.sum(1)).mean().item<double>();
    const CellGrid grid = backbone->grid(2 * kMiddle);
    const double cell = 2 * kMiddle / grid.side;  // pixels
    EXPECT_NEAR((middle - grid.corner) * cell - 0.5, line, 1) << name;
  }
}

// A file of backbone weights may hold more than the backbone, but not less or other.
TEST(BackboneWeightsTest, MoreIsIgnoredMissingOrOtherRefused) {
  const TempDir dir;
  const auto path = dir / "weights.safetensors";
  const Model model = random_model(small_config(), 1);
  Safetensors content{tensors_of(*model.network->named_children()["backbone"]), {}};
  content.tensors["conv3.weight"] = {DType::kF16, {1}, std::vector<std::byte>(2)};
  write_safetensors(path, content);
  const Model other = random_model(small_config(), 2);
  load_backbone_weights(*other.network, path);
  // The backbone is the file's; attention and classifier stay their own.
  for (const auto& parameter : other.network->named_parameters()) {
    const bool same =
        torch::equal(parameter.value(), model.network->named_parameters()[parameter.key()]);
    EXPECT_EQ(same, parameter.key().rfind("backbone.", 0) == 0) << parameter.key();
  }

  // A model's backbone is as good, whatever its other layers.
  ModelConfig config = small_config();
  config.heads = 4;
  const Model third = random_model(config, 3);
  save_model(path, third.config, *third.network);
  load_backbone_weights(*other.network, path);
  EXPECT_TRUE(torch::equal(other.network->named_parameters()["backbone.conv1.0.weight"],
                           third.network->named_parameters()["backbone.conv1.0.weight"]));

  const auto error = [&](const Safetensors& changed) {
    write_safetensors(path, changed);
    return error_of(ErrorKind::kModel, [&] { load_backbone_weights(*other.network, path); });
  };
  auto missing = content;
  missing.tensors.erase("features.3.conv.2.weight");
  EXPECT_THAT(error(missing), HasSubstr("'features.3.conv.2.weight' is missing"));
  auto reshaped = content;
  reshaped.tensors["conv2.1.bias"].shape = {2, 256};
  EXPECT_THAT(error(reshaped), HasSubstr("'conv2.1.bias' has shape [2, 256], expected [512]"));
}

}  // namespace
}  // namespace emorec::testing
