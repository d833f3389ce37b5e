#include "emorec/nn/glamor_network.h"

#include <cmath>
#include <random>

#include <gmock/gmock.h>

#include "emorec/nn/architectures.h"
#include "emorec/nn/model_file.h"
#include "emorec/nn/scorer.h"

#include "inference_engine.h"
#include "numeric.h"
#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

/// The paper's network, for pictures of these sides.
ModelConfig glamor(int face = 96, int context = 112) {
  ModelConfig config = glamor_config();
  config.views[0].size = face;
  config.views[1].size = context;
  return config;
}

ViewTensors random_views(const ModelConfig& config, int frames) {
  torch::manual_seed(5);
  ViewTensors views;
  for (const auto& view : config.views) {
    views.push_back(torch::randn({frames, 3, view.size, view.size}));
  }
  return views;
}

Model lively_model(const ModelConfig& config) {
  torch::manual_seed(1);
  Model model{config, make_network(config)};
  make_lively(*model.network, [&] { model.network->forward(random_views(config, 4)); });
  return model;
}

std::int64_t values_of(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& [name, tensor] : tensors_of(module)) {
    std::int64_t values = 1;
    for (const auto side : tensor.shape) values *= side;
    count += values;
  }
  return count;
}

// The sizes that the paper's tables and the authors' program give.
TEST(GlamorNetworkTest, HasThePapersValuesLayerByLayer) {
  const auto network = make_network(glamor());
  const auto children = network->named_children();
  EXPECT_EQ(values_of(*children["backbone"]), 981'440);
  EXPECT_EQ(values_of(*children["context_backbone"]), 981'440);
  EXPECT_EQ(values_of(*children["attention"]), 66'305);
  EXPECT_EQ(values_of(*children["face_weight"]) + values_of(*children["context_weight"]), 66'050);
  EXPECT_EQ(values_of(*children["joined"]) + values_of(*children["classifier"]), 66'567);
  EXPECT_EQ(values_of(*network), 2'161'802);
  const std::int64_t convolutions[] = {896, 18'496, 73'856, 295'168, 590'080};
  std::size_t next = 0;
  for (const auto& module : children["backbone"]->modules()) {
    if (module->as<torch::nn::Conv2d>() == nullptr) continue;
    ASSERT_LT(next, std::size(convolutions));
    EXPECT_EQ(values_of(*module), convolutions[next++]);
  }
  EXPECT_EQ(next, std::size(convolutions));
}

TEST(GlamorNetworkTest, GivesAMapOfTheContextAndHowMuchEachViewCounts) {
  const Model model = lively_model(glamor());
  const torch::NoGradGuard no_grad;
  const auto outputs = model.network->forward(random_views(model.config, 3));
  EXPECT_EQ(outputs.logits.sizes(), (std::vector<std::int64_t>{3, 7}));
  ASSERT_EQ(outputs.maps.size(), 1U);
  EXPECT_EQ(outputs.maps[0].sizes(), (std::vector<std::int64_t>{3, 1, 7, 7}));
  EXPECT_LT(distance(outputs.maps[0].sum({1, 2, 3}), torch::ones({3})), 1e-5);
  EXPECT_EQ(outputs.shares.sizes(), (std::vector<std::int64_t>{3, 2}));
  EXPECT_LT(distance(outputs.shares.sum(1), torch::ones({3})), 1e-5);
  const auto maps = maps_of(model);
  ASSERT_EQ(maps.size(), 1U);
  EXPECT_EQ(maps[0].view, "context");
  EXPECT_EQ(maps[0].height, 7);
}

// Four times two pixels become one, so that 16 are a cell: the view is divided evenly.
TEST(GlamorNetworkTest, CellsDivideTheContextEvenly) {
  const auto maps = maps_of(Model{glamor(), make_network(glamor())});
  EXPECT_DOUBLE_EQ(maps[0].grid.corner, -0.5);
  EXPECT_DOUBLE_EQ(maps[0].grid.side, 7);
}

/// How much the logits of a network in training change when its face encoder gives a tenth.
double change_by_a_softer_face(const ModelConfig& config) {
  torch::manual_seed(1);
  const auto network = make_network(config);
  const auto views = random_views(config, 4);
  const torch::NoGradGuard no_grad;
  const auto before = network->forward(views).logits;
  torch::nn::BatchNorm2dImpl* last = nullptr;
  for (const auto& module : network->named_children()["backbone"]->modules()) {
    if (auto* norm = module->as<torch::nn::BatchNorm2d>()) last = norm;
  }
  last->weight.mul_(0.1);
  last->bias.mul_(0.1);
  return distance(network->forward(views).logits, before);
}

TEST(GlamorNetworkTest, NoneOfTwoKindsOfEncodersIsLouder) {
  ModelConfig config = glamor();
  config.dropout = 0;
  const double alike = change_by_a_softer_face(config);
  config.context_backbone = "mobilenetv2";
  EXPECT_LT(change_by_a_softer_face(config), 0.05 * alike);
}

constexpr int kFace = 3;
constexpr int kContext = 2;

std::shared_ptr<GlobalLocalAttention> small_attention() {
  torch::manual_seed(3);
  auto attention = std::make_shared<GlobalLocalAttention>(kFace, kContext);
  attention->to(torch::kFloat64);
  for (auto& item : attention->named_buffers()) {  // statistics as training leaves them
    if (item.key() == "norm.running_mean") item.value().uniform_(-0.2, 0.2);
    if (item.key() == "norm.running_var") item.value().uniform_(0.5, 2);
  }
  attention->eval();
  return attention;
}

/// The equations of the header in plain loops, over the cells of one frame.
std::vector<double> attention_by_loops(const GlobalLocalAttention& module,
                                       const torch::Tensor& face, const torch::Tensor& context) {
  const auto parameters = module.named_parameters();
  const auto buffers = module.named_buffers();
  const auto value = [](const torch::Tensor& tensor, int i) { return tensor[i].item<double>(); };
  std::vector<double> exponents;
  double sum = 0;
  for (int cell = 0; cell < context[0].numel(); ++cell) {
    double score = value(parameters["score.bias"], 0);
    for (int unit = 0; unit < 128; ++unit) {
      double x = value(parameters["hidden.bias"], unit);
      const auto weights = parameters["hidden.weight"][unit];
      for (int d = 0; d < kFace; ++d) x += value(weights, d) * value(face, d);
      for (int d = 0; d < kContext; ++d) {
        x += value(weights, kFace + d) * value(context[d].flatten(), cell);
      }
      x = std::max(0.0, x);
      x = (x - value(buffers["norm.running_mean"], unit)) /
          std::sqrt(value(buffers["norm.running_var"], unit) + 1e-3);
      x = value(parameters["norm.weight"], unit) * x + value(parameters["norm.bias"], unit);
      score += value(parameters["score.weight"][0], unit) * std::max(0.0, x);
    }
    exponents.push_back(std::exp(score));
    sum += exponents.back();
  }
  for (double& exponent : exponents) exponent /= sum;
  return exponents;
}

TEST(GlobalLocalAttentionTest, IsWhatItsEquationsSay) {
  const auto attention = small_attention();
  const torch::NoGradGuard no_grad;
  const auto faces = random_double({2, kFace});
  const auto contexts = random_double({2, kContext, 2, 3});
  const auto attended = attention->forward(faces, contexts);
  for (int n = 0; n < 2; ++n) {
    const auto expected = attention_by_loops(*attention, faces[n], contexts[n]);
    for (int cell = 0; cell < 6; ++cell) {
      EXPECT_NEAR(attended.attention[n].flatten()[cell].item<double>(), expected[cell], 1e-12);
    }
    for (int d = 0; d < kContext; ++d) {
      double sum = 0;
      for (int cell = 0; cell < 6; ++cell) {
        sum += expected[cell] * contexts[n][d].flatten()[cell].item<double>();
      }
      EXPECT_NEAR(attended.descriptor[n][d].item<double>(), sum, 1e-12);
    }
  }
}

// One cell of 3 and one of 1, weighed 0.75 and 0.25 by scores that differ by log 3.
TEST(GlobalLocalAttentionTest, AgreesWithNumbersWorkedOutByHand) {
  const auto attention = small_attention();
  const torch::NoGradGuard no_grad;
  for (auto& parameter : attention->parameters()) parameter.zero_();
  auto parameters = attention->named_parameters();
  // The first unit is the context's first channel; norm leaves it as it is.
  parameters["hidden.weight"][0][kFace] = 1;
  parameters["norm.weight"].fill_(std::sqrt(1 + 1e-3));
  attention->named_buffers()["norm.running_mean"].zero_();
  attention->named_buffers()["norm.running_var"].fill_(1);
  parameters["score.weight"][0][0] = std::log(3.0) / 2;
  const auto context =
      torch::tensor({3.0, 1.0, 10.0, 20.0}, torch::kFloat64).view({1, kContext, 1, 2});
  const auto attended = attention->forward(torch::zeros({1, kFace}, torch::kFloat64), context);
  EXPECT_NEAR(attended.attention[0][0][0][0].item<double>(), 0.75, 1e-12);
  EXPECT_NEAR(attended.descriptor[0][0].item<double>(), 2.5, 1e-12);
  EXPECT_NEAR(attended.descriptor[0][1].item<double>(), 12.5, 1e-12);
}

TEST(GlobalLocalAttentionTest, HasTheGradientOfFiniteDifferences) {
  const auto attention = small_attention();
  const auto face = random_double({2, kFace});
  const auto context = random_double({2, kContext, 2, 2});
  const auto weights = random_double({2, kContext});
  const auto value = [&](const torch::Tensor& f, const torch::Tensor& c) {
    return (attention->forward(f, c).descriptor * weights).sum();
  };
  expect_gradient([&](const torch::Tensor& x) { return value(x, context); }, face);
  expect_gradient([&](const torch::Tensor& x) { return value(face, x); }, context);
}

/// The fusion and the head of the header's paper in a second implementation.
TEST(GlamorNetworkTest, FusesAsThePaperSays) {
  const ModelConfig config = glamor(32, 32);
  const Model model = lively_model(config);
  auto& network = dynamic_cast<GlamorNetwork&>(*model.network);
  const torch::NoGradGuard no_grad;
  const auto views = random_views(config, 3);
  const auto outputs = network.forward(views);
  const auto p = network.named_parameters();
  const auto dense = [&](const std::string& name, const torch::Tensor& x) {
    return torch::matmul(x, p[name + ".weight"].t()) + p[name + ".bias"];
  };
  const auto face = network.alone(views)[0];
  const auto cells = dynamic_cast<Backbone*>(network.backbones()[1])->forward(views[1]);
  const auto context = (outputs.maps[0] * cells).sum({2, 3});
  const auto weight_of = [&](const std::string& which, const torch::Tensor& x) {
    return dense(which + ".2", dense(which + ".0", x).clamp_min(0)).exp();
  };
  const auto w_f = weight_of("face_weight", face);
  const auto w_c = weight_of("context_weight", context);
  const auto sum = w_f + w_c;
  EXPECT_LT(distance(outputs.shares, torch::cat({w_f / sum, w_c / sum}, 1)), 1e-6);
  const auto joined = torch::cat({w_f / sum * face, w_c / sum * context}, 1);
  const auto expected = dense("classifier", dense("joined", joined).clamp_min(0));
  EXPECT_LT(distance(outputs.logits, expected), 1e-4);
  ASSERT_GT(outputs.shares.std(0).max().item<double>(), 1e-6);  // frames differ
}

TEST(GlamorNetworkTest, WithoutAttentionTheContextIsThePlainMean) {
  ModelConfig config = glamor(32, 32);
  config.attention = "none";
  const Model model = lively_model(config);
  const torch::NoGradGuard no_grad;
  const auto map = model.network->forward(random_views(config, 2)).maps[0];
  EXPECT_LT(distance(map, torch::full_like(map, 0.25)), 1e-7);
}

TEST(GlamorNetworkTest, TheEngineAnswersAsTheNetworkDoes) {
  for (const char* backbone : {"glamor", "mobilefacenet"}) {
    ModelConfig config = glamor(96, 112);
    config.backbone = backbone;
    const Model model = lively_model(config);
    const auto views = random_views(config, 3);
    const auto expected = [&] {
      const torch::NoGradGuard no_grad;
      return model.network->forward(views);
    }();
    const auto exact = InferenceEngine(model, Device::kCpu, Precision::kFloat32).run(views);
    const double scale = std::max(1.0, expected.logits.abs().max().item<double>());
    EXPECT_LT(distance(exact.logits, expected.logits), 1e-5 * scale) << backbone;
    EXPECT_LT(distance(exact.maps.at(0), expected.maps[0]), 1e-5) << backbone;
    EXPECT_LT(distance(exact.shares, expected.shares), 1e-5) << backbone;
    const auto fastest = InferenceEngine(model, Device::kCpu).run(views);
    EXPECT_LT(distance(fastest.logits, expected.logits), 0.1 * scale) << backbone;
  }
}

TEST(GlamorNetworkTest, PeopleWhoShareAContextGetWhatEachWouldAlone) {
  const Model model = lively_model(glamor(96, 112));
  std::mt19937 random(1);
  const auto picture = [&](int side) {
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(side) * side * 3);
    for (auto& value : bytes) value = static_cast<std::uint8_t>(random() % 256);
    return bytes;
  };
  const std::vector<std::vector<std::uint8_t>> faces = {picture(96), picture(96), picture(96)};
  const auto room = picture(112);
  const auto beach = picture(112);
  const Scorer scorer(model, Device::kCpu, Precision::kFloat32);
  const auto scores = scorer.run({{{faces[0].data(), faces[1].data(), faces[2].data()}, 3},
                                  {{room.data(), beach.data(), room.data()}, 3}});
  ASSERT_EQ(scores.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto alone =
        scorer.run({{{faces[i].data()}, 3}, {{(i == 1 ? beach : room).data()}, 3}}).front();
    for (std::size_t c = 0; c < alone.logits.size(); ++c) {
      EXPECT_NEAR(scores[i].logits[c], alone.logits[c], 1e-4) << i;
    }
    EXPECT_NEAR(scores[i].maps.at(0)[5], alone.maps.at(0)[5], 1e-5) << i;
  }
}

TEST(GlamorNetworkTest, AModelFileBringsItBack) {
  const TempDir dir;
  const Model model = lively_model(glamor(48, 64));
  save_model(dir / "model.safetensors", model.config, *model.network);
  const Model read = load_model(dir / "model.safetensors");
  EXPECT_EQ(read.config.context_backbone, "glamor");
  const auto views = random_views(model.config, 2);
  const torch::NoGradGuard no_grad;
  EXPECT_TRUE(
      torch::equal(read.network->forward(views).logits, model.network->forward(views).logits));
}

TEST(GlamorNetworkTest, OtherViewsOrAttentionAreRefused) {
  const auto error = [](const ModelConfig& config) {
    return error_of(ErrorKind::kModel, [&] { make_network(config); });
  };
  ModelConfig one_view = glamor();
  one_view.views.pop_back();
  EXPECT_THAT(error(one_view), HasSubstr("a face and its context"));
  ModelConfig attention = glamor();
  attention.attention = "v1";
  EXPECT_THAT(error(attention), HasSubstr("global-local"));
  ModelConfig encoder = glamor();
  encoder.context_backbone = "";
  EXPECT_THAT(error(encoder), HasSubstr("unknown backbone"));
}

}  // namespace
}  // namespace emorec::testing
