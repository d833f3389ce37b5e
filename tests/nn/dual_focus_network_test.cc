#include "emorec/nn/dual_focus_network.h"

#include <cmath>

#include <gmock/gmock.h>

#include "emorec/nn/architectures.h"
#include "emorec/nn/model_file.h"
#include "emorec/nn/temporal_pooling.h"

#include "inference_engine.h"
#include "numeric.h"
#include "squeezenet.h"
#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Two streams on tiny pictures: a scene that knows three words, and motion.
ModelConfig two_streams(const std::string& attention = "dual") {
  ModelConfig config = dual_focus_config();
  config.attention = attention;
  config.depth = 6;
  config.snippets = 4;
  config.labels = LabelSet::ekman6();
  config.views = {dual_focus_view("scene"), dual_focus_view("motion")};
  config.views[0].size = 64;
  config.views[1].size = 24;
  config.streams = {{"squeezenet", {"beach", "church", "harbour"}}, {"motion", {}}};
  return config;
}

ViewTensors random_pictures(const ModelConfig& config, int snippets) {
  torch::manual_seed(5);
  ViewTensors views;
  for (const auto& view : config.views) {
    views.push_back(torch::randn({snippets, 3, view.size, view.size}));
  }
  return views;
}

Model lively(const ModelConfig& config) {
  torch::manual_seed(1);
  Model model{config, make_network(config)};
  make_lively(*model.network, [&] { model.network->forward(random_pictures(config, 6)); });
  return model;
}

DualFocusNetwork& dual(const Model& model) {
  return dynamic_cast<DualFocusNetwork&>(*model.network);
}

/// A tensor of the network's by its name, in double.
torch::Tensor tensor_of(const Model& model, const std::string& name) {
  const torch::Tensor* found = model.network->named_parameters().find(name);
  if (found == nullptr) found = model.network->named_buffers().find(name);
  if (found == nullptr) throw std::runtime_error("no tensor " + name);
  return found->detach().to(torch::kFloat64);
}

/// Numbers of one stream in one snippet, computed one by one from the equations.
struct Attended {
  std::vector<double> attention;   // L
  std::vector<double> descriptor;  // D
};

Attended attend_by_hand(const Model& model, const std::string& stream, const torch::Tensor& map) {
  const auto m = map.to(torch::kFloat64).flatten(1);  // channels×L
  const auto w = [&](const std::string& name) { return tensor_of(model, stream + "." + name); };
  const auto reduction = w("reduction.weight").flatten(1);
  const auto mean = w("norm.running_mean");
  const auto variance = w("norm.running_var");
  const auto scale = w("norm.weight");
  const auto shift = w("norm.bias");
  const std::int64_t depth = reduction.size(0);
  const std::int64_t cells = m.size(1);
  std::vector<std::vector<double>> x(cells, std::vector<double>(depth));
  for (std::int64_t l = 0; l < cells; ++l) {
    for (std::int64_t d = 0; d < depth; ++d) {
      double sum = 0;
      for (std::int64_t c = 0; c < m.size(0); ++c) {
        sum += reduction[d][c].item<double>() * m[c][l].item<double>();
      }
      const double normed =
          (sum - mean[d].item<double>()) / std::sqrt(variance[d].item<double>() + 1e-5);
      x[l][d] = std::max(0.0, normed * scale[d].item<double>() + shift[d].item<double>());
    }
  }
  const auto hidden = w("hidden.weight").flatten(1);
  const auto bias = w("hidden.bias");
  const auto score = w("score.weight").flatten();
  Attended attended{std::vector<double>(cells), std::vector<double>(depth)};
  double all = 0;
  for (std::int64_t l = 0; l < cells; ++l) {
    double e = 0;
    for (std::int64_t h = 0; h < depth; ++h) {
      double sum = bias[h].item<double>();
      for (std::int64_t d = 0; d < depth; ++d) sum += hidden[h][d].item<double>() * x[l][d];
      e += score[h].item<double>() * std::tanh(sum);
    }
    attended.attention[l] = std::exp(e);
    all += attended.attention[l];
  }
  for (std::int64_t l = 0; l < cells; ++l) {
    attended.attention[l] /= all;
    for (std::int64_t d = 0; d < depth; ++d) {
      attended.descriptor[d] += attended.attention[l] * x[l][d];
    }
  }
  return attended;
}

TEST(DualFocusTest, ComputesItsEquations) {
  const torch::NoGradGuard no_grad;
  const Model model = lively(two_streams());
  const auto views = random_pictures(model.config, 4);
  const auto outputs = model.network->forward(views);
  std::vector<std::vector<double>> descriptors;  // T×(S·D)
  for (int t = 0; t < 4; ++t) {
    descriptors.emplace_back();
    for (std::size_t s = 0; s < 2; ++s) {
      const auto map = dual(model).map_of(s, views[s].narrow(0, t, 1))[0];
      const auto [attention, descriptor] = attend_by_hand(model, model.config.views[s].name, map);
      const auto told = outputs.maps[s][t].flatten();
      for (std::int64_t l = 0; l < told.size(0); ++l) {
        EXPECT_NEAR(told[l].item<double>(), attention[l], 1e-5);
      }
      auto& own = descriptors.back();
      own.insert(own.end(), descriptor.begin(), descriptor.end());
    }
  }
  const auto hidden = tensor_of(model, "time_hidden.weight");
  const auto bias = tensor_of(model, "time_hidden.bias");
  const auto score = tensor_of(model, "time_score.weight").flatten();
  std::vector<double> importance;
  double all = 0;
  for (const auto& d : descriptors) {
    double e = 0;
    for (std::int64_t h = 0; h < hidden.size(0); ++h) {
      double sum = bias[h].item<double>();
      for (std::size_t i = 0; i < d.size(); ++i) {
        sum += hidden[h][static_cast<std::int64_t>(i)].item<double>() * d[i];
      }
      e += score[h].item<double>() * std::tanh(sum);
    }
    importance.push_back(std::exp(e));
    all += importance.back();
  }
  const auto weight = tensor_of(model, "classifier.weight");
  const auto shift = tensor_of(model, "classifier.bias");
  const auto clip = dual(model).clip_logits(outputs, 4).mean(1)[0];
  const auto told = dual(model).clip_importance(outputs, 4)[0];
  for (std::int64_t c = 0; c < weight.size(0); ++c) {
    double logit = shift[c].item<double>();
    for (std::size_t t = 0; t < 4; ++t) {
      for (std::size_t i = 0; i < descriptors[t].size(); ++i) {
        logit += importance[t] / all * descriptors[t][i] *
                 weight[c][static_cast<std::int64_t>(i)].item<double>();
      }
    }
    EXPECT_NEAR(clip[c].item<double>(), logit, 1e-4);
  }
  for (std::size_t t = 0; t < 4; ++t) {
    EXPECT_NEAR(told[static_cast<std::int64_t>(t)].item<double>(), importance[t] / all, 1e-5);
  }
}

// From the clip's loss back to the maps, through both attentions.
TEST(DualFocusTest, HasTheGradientsOfFiniteDifferences) {
  const Model model = lively(two_streams());
  model.network->to(torch::kFloat64);
  const auto motion = random_double({3, 128, 2, 2});
  const auto target = torch::zeros({1, 6}, torch::kFloat64);
  target[0][2] = 1;
  torch::manual_seed(3);
  const auto all = random_double({512, 3}).t().contiguous();  // the first 8 of each are moved
  expect_gradient(
      [&](const torch::Tensor& part) {
        const auto scene = torch::cat({part, all.narrow(1, 8, 504)}, 1).unsqueeze(-1).unsqueeze(-1);
        const auto outputs = dual(model).attend({scene.expand({3, 512, 1, 1}), motion});
        return clip_loss(pool_logits(dual(model).clip_logits(outputs, 3), Pooling::kAttention),
                         target);
      },
      all.narrow(1, 0, 8).contiguous());
  const auto scene = random_double({3, 512, 1, 1});
  expect_gradient(
      [&](const torch::Tensor& part) {
        const auto maps = torch::cat({part, motion.narrow(1, 2, 126)}, 1);
        const auto outputs = dual(model).attend({scene, maps});
        return clip_loss(pool_logits(dual(model).clip_logits(outputs, 3), Pooling::kAttention),
                         target);
      },
      motion.narrow(1, 0, 2).contiguous());
}

TEST(DualFocusTest, WithoutAttentionAllPlacesAndSnippetsCountAlike) {
  const torch::NoGradGuard no_grad;
  const Model model = lively(two_streams("none"));
  const auto outputs = model.network->forward(random_pictures(model.config, 4));
  const auto cells = static_cast<double>(outputs.maps[0].size(2) * outputs.maps[0].size(3));
  EXPECT_LT(distance(outputs.maps[0], torch::full_like(outputs.maps[0], 1 / cells)), 1e-6);
  EXPECT_LT(distance(dual(model).clip_importance(outputs, 4), torch::full({1, 4}, 0.25)), 1e-6);
  const auto mean = dual(model).clip_logits(outputs, 4).mean(1);
  EXPECT_LT(distance(mean, outputs.logits.mean(0, /*keepdim=*/true)), 1e-5);
}

// What the rest of the program sees is the same network, made ready to answer fast.
TEST(DualFocusTest, TheScorerSaysWhatTheNetworkDoes) {
  const torch::NoGradGuard no_grad;
  const Model model = lively(two_streams());
  const auto views = random_pictures(model.config, 4);
  const auto outputs = model.network->forward(views);
  const auto clip = dual(model).clip_logits(outputs, 4)[0];
  const auto importance = dual(model).clip_importance(outputs, 4)[0];
  const InferenceEngine engine(model, Device::kCpu, Precision::kFloat32);
  const auto told = engine.run(views);
  ASSERT_EQ(told.maps.size(), 2U);
  ASSERT_EQ(told.words.size(), 1U);
  EXPECT_FALSE(told.shares.defined());
  EXPECT_LT(distance(told.maps[0], outputs.maps[0]), 1e-4);
  EXPECT_LT(distance(told.maps[1], outputs.maps[1]), 1e-4);
  EXPECT_LT(distance(told.words[0], outputs.words[0]), 1e-3);
  EXPECT_LT(distance(told.logits, outputs.logits), 1e-3);
  EXPECT_LT(distance(engine.clip_logits(told), clip), 1e-3);
  EXPECT_LT(distance(engine.clip_importance(told.descriptor), importance), 1e-4);
}

TEST(DualFocusTest, KeepsItsConfigurationInAFile) {
  const TempDir dir;
  const Model model = lively(two_streams());
  save_model(dir / "dual.safetensors", model.config, *model.network);
  const Model read = load_model(dir / "dual.safetensors");
  EXPECT_EQ(read.config.snippets, 4);
  EXPECT_EQ(read.config.depth, 6);
  EXPECT_EQ(read.config.pooling, Pooling::kAttention);
  EXPECT_THAT(read.config.streams.at(0).words, ElementsAre("beach", "church", "harbour"));
  EXPECT_EQ(read.config.views.at(1).kind, ViewKind::kMotion);
  const torch::NoGradGuard no_grad;
  const auto views = random_pictures(model.config, 4);
  EXPECT_EQ(
      distance(read.network->forward(views).descriptor, model.network->forward(views).descriptor),
      0);
}

TEST(DualFocusTest, RefusesWhatItIsNot) {
  ModelConfig config = two_streams("v1");
  EXPECT_THAT(error_of(ErrorKind::kModel, [&] { make_network(config); }), HasSubstr("'v1'"));
  config = two_streams();
  config.streams.pop_back();
  EXPECT_THAT(error_of(ErrorKind::kModel, [&] { make_network(config); }),
              HasSubstr("one stream for each view"));
  EXPECT_THAT(error_of(ErrorKind::kUsage, [] { dual_focus_view("sound"); }),
              HasSubstr("object, scene or motion"));
}

TEST(SqueezeNetTest, HasTheCellsThatItSays) {
  const torch::NoGradGuard no_grad;
  SqueezeNet network;
  for (const int side : {64, 97, 224}) {
    const auto map = network.forward(torch::zeros({1, 3, side, side}));
    EXPECT_EQ(map.size(1), 512);
    EXPECT_EQ(map.size(2), network.cells(side)) << side;
  }
  EXPECT_EQ(network.cells(224), 13);
}

}  // namespace
}  // namespace emorec::testing
