#include "inference_engine.h"

#include <random>
#include <thread>

#include <gmock/gmock.h>
#include <torch/nn/modules/linear.h>

#include "emorec/core/label_set.h"
#include "emorec/nn/frame_network.h"
#include "emorec/nn/pooling.h"
#include "emorec/nn/preprocessing.h"

#include "numeric.h"
#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

constexpr double kTolerance = 1e-5;

ViewTensors random_clip(int frames, int side) {
  torch::manual_seed(5);
  return {torch::randn({frames, 3, side, side})};
}

/// What the network itself answers, layer by layer.
FrameOutputs eager(const Model& model, const ViewTensors& clip) {
  const torch::NoGradGuard no_grad;
  return model.network->forward(clip);
}

void expect_near(const FrameOutputs& actual, const FrameOutputs& expected, const std::string& what,
                 double tolerance = kTolerance) {
  const double scale = std::max(1.0, expected.logits.abs().max().item<double>());
  EXPECT_LT(distance(actual.logits, expected.logits), tolerance * scale) << what;
  EXPECT_LT(distance(actual.maps[0], expected.maps[0]), tolerance) << what;
}

bool identical(const FrameOutputs& a, const FrameOutputs& b) {
  return torch::equal(a.logits, b.logits) && torch::equal(a.maps[0], b.maps[0]);
}

TEST(InferenceEngineTest, AnswersAsTheNetworkDoes) {
  for (const char* attention : {"none", "v1", "v2"}) {
    ModelConfig config = small_config(112);
    config.attention = attention;
    config.heads = config.attention == "none" ? 1 : 2;
    const Model model = random_model(config);
    const auto clip = random_clip(3, 112);
    const auto expected = eager(model, clip);
    ASSERT_GT(expected.logits.std(0).max().item<double>(), 1e-3);  // frames differ
    const auto actual = InferenceEngine(model, Device::kCpu, Precision::kFloat32).run(clip);
    expect_near(actual, expected, attention);
    EXPECT_EQ(actual.maps[0].sizes(), (std::vector<std::int64_t>{3, config.heads, 7, 7}));
    // bfloat16 has 8 bits; random weights add up the errors of 50 layers.
    const auto fastest = InferenceEngine(model, Device::kCpu, Precision::kFastest).run(clip);
    expect_near(fastest, expected, std::string(attention) + ", fastest", 0.1);
  }
}

TEST(InferenceEngineTest, ClassifiesWholeClipsAsTheNetworkDoes) {
  for (const auto pooling : {Pooling::kSoftmax, Pooling::kStats, Pooling::kLstm}) {
    ModelConfig config = small_config(64);
    config.pooling = pooling;
    const Model model = random_model(config);
    const auto clip = random_clip(5, 64);
    const auto alone = eager(model, clip);
    const torch::NoGradGuard no_grad;
    const auto expected = model.network->clip_logits(alone, 5)[0];
    const bool of_frames = is_of_frames(pooling);
    EXPECT_EQ(distance(expected, alone.logits) < 1e-6, of_frames) << name(pooling);

    const InferenceEngine engine(model, Device::kCpu, Precision::kFloat32);
    expect_near(engine.run(clip), alone, std::string(name(pooling)));
    // In two batches, as clips come.
    const auto first = engine.run({clip[0].slice(0, 0, 3)});
    const auto second = engine.run({clip[0].slice(0, 3)});
    EXPECT_EQ(first.descriptor.defined(), !of_frames);
    FrameOutputs both{torch::cat({first.logits, second.logits}), {}};
    if (!of_frames) both.descriptor = torch::cat({first.descriptor, second.descriptor});
    EXPECT_LT(distance(engine.clip_logits(both), expected), kTolerance) << name(pooling);
  }
}

TEST(ScorerTest, GivesTheEnginesNumbersOfAChipsBytes) {
  for (const auto pooling : {Pooling::kSoftmax, Pooling::kStats}) {
    ModelConfig config = small_config(64);
    config.pooling = pooling;
    const Model model = random_model(config);
    std::vector<std::vector<std::uint8_t>> bytes(3, std::vector<std::uint8_t>(64 * 64 * 3));
    std::vector<const std::uint8_t*> chips;
    std::mt19937 random(1);
    for (auto& chip : bytes) {
      for (auto& value : chip) value = static_cast<std::uint8_t>(random() % 256);
      chips.push_back(chip.data());
    }
    const InferenceEngine engine(model, Device::kCpu, Precision::kFloat32);
    const auto expected = engine.run({pictures_to_tensor(chips, 3, config.face())});
    const auto clip = engine.clip_logits(expected);
    const Scorer scorer(model, Device::kCpu, Precision::kFloat32);
    const auto scores = scorer.run({{chips, 3}});
    const auto logits = scorer.clip_logits(scores);
    ASSERT_EQ(scores.size(), 3U);
    for (int t = 0; t < 3; ++t) {
      const auto& frame = scores[t];
      const MapSpec& map = scorer.maps().at(0);
      EXPECT_EQ(map.height * map.width * config.heads, static_cast<int>(frame.maps.at(0).size()));
      EXPECT_NEAR(frame.maps[0][5], expected.maps[0][t].flatten()[5].item<double>(), 1e-6);
      for (int c = 0; c < kLabelCount; ++c) {
        EXPECT_NEAR(frame.logits[c], expected.logits[t][c].item<double>(), 1e-6);
        EXPECT_NEAR(logits[t][c], clip[t][c].item<double>(), 1e-6) << name(pooling);
      }
    }
  }
}

TEST(InferenceEngineTest, AnswersAsVggDoes) {
  ModelConfig config = small_config(64);
  config.backbone = "vgg16";
  const Model model = random_model(config);
  const auto clip = random_clip(2, 64);
  const auto expected = eager(model, clip);
  expect_near(InferenceEngine(model, Device::kCpu, Precision::kFloat32).run(clip), expected,
              "vgg16");
  expect_near(InferenceEngine(model, Device::kCpu).run(clip), expected, "vgg16, fastest", 0.05);
}

TEST(InferenceEngineTest, AnswersAsMobileNetV2Does) {
  ModelConfig config = small_config(96);
  config.backbone = "mobilenetv2";
  const Model model = random_model(config);
  const auto clip = random_clip(3, 96);
  const auto expected = eager(model, clip);
  ASSERT_GT(expected.logits.std(0).max().item<double>(), 1e-3);  // frames differ
  expect_near(InferenceEngine(model, Device::kCpu, Precision::kFloat32).run(clip), expected,
              "mobilenetv2");
  // Without batch norm, random weights add up more errors.
  expect_near(InferenceEngine(model, Device::kCpu).run(clip), expected, "mobilenetv2, fastest",
              0.2);
}

TEST(InferenceEngineTest, AnswersAsResNetsDo) {
  const std::pair<const char*, const char*> kLastNorm[] = {{"resnet18", ".bn2.weight"},
                                                           {"resnet50", ".bn3.weight"}};
  for (const auto& [backbone, last_norm] : kLastNorm) {
    ModelConfig config = small_config(96);
    config.backbone = backbone;
    const Model model = random_model(config);
    // Residuals as small beside their input as training makes them. Those of random size multiply
    // any error, whether it is the engine's or LibTorch's own in bfloat16, tenfold.
    for (const auto& item : model.network->named_parameters()) {
      if (item.key().find(last_norm) != std::string::npos) item.value().detach().mul_(0.2);
    }
    const auto clip = random_clip(3, 96);
    const auto expected = eager(model, clip);
    ASSERT_GT(expected.logits.std(0).max().item<double>(), 1e-2);  // frames differ
    const auto exact = InferenceEngine(model, Device::kCpu, Precision::kFloat32).run(clip);
    expect_near(exact, expected, backbone, 1e-4);
    const auto fastest = InferenceEngine(model, Device::kCpu).run(clip);
    expect_near(fastest, expected, std::string(backbone) + ", fastest", 0.01);
    EXPECT_EQ(fastest.maps[0].sizes(), (std::vector<std::int64_t>{3, 2, 3, 3}));
  }
}

/// A backbone as none of ours is: whatever the engine does with its layers must give the same maps.
class OddNetwork : public FrameNetwork {
 public:
  using Maps = std::function<torch::Tensor(OddNetwork&, const torch::Tensor& first)>;

  explicit OddNetwork(Maps maps) : maps_(std::move(maps)) {
    first_ = register_module("first", torch::nn::Conv2d(options(3).padding(1)));
    wide_ = register_module("wide", torch::nn::Conv2d(options(kWidth).padding(1)));
    point_ = register_module(
        "point", torch::nn::Conv2d(torch::nn::Conv2dOptions(kWidth, kWidth, 1).bias(false)));
    apart_ = register_module(
        "apart", torch::nn::Conv2d(options(kWidth).stride(2).padding(2).dilation(2).groups(2)));
    classifier_ = register_module("classifier", torch::nn::Linear(kWidth, kLabelCount));
  }

  LinearHead head() override { return {classifier_->weight, classifier_->bias}; }
  std::vector<torch::nn::Module*> backbones() override { return {this}; }
  std::vector<MapSpec> maps(const std::vector<ViewSpec>& /*views*/) const override { return {}; }

  FrameOutputs forward(const ViewTensors& clip) override {
    const auto maps = maps_(*this, torch::relu(first_(clip[0])));
    const auto brightness = clip[0].mean({1, 2, 3}).unsqueeze(1);  // beside all layers
    return {classifier_(maps.mean({2, 3})) + brightness, {torch::softmax(maps.flatten(2), -1)}};
  }

  torch::Tensor wide(const torch::Tensor& x) { return wide_(x); }
  torch::Tensor point(const torch::Tensor& x) { return point_(x); }
  torch::Tensor apart(const torch::Tensor& x) { return apart_(x); }

 private:
  static constexpr int kWidth = 32;
  static torch::nn::Conv2dOptions options(int in) { return {in, kWidth, 3}; }

  Maps maps_;
  torch::nn::Conv2d first_{nullptr}, wide_{nullptr}, point_{nullptr}, apart_{nullptr};
  torch::nn::Linear classifier_{nullptr};
};

TEST(InferenceEngineTest, AnswersAsOddNetworksDo) {
  using torch::Tensor;
  const std::pair<const char*, OddNetwork::Maps> kNetworks[] = {
      {"grouped, dilated", [](auto& n, const Tensor& x) { return n.apart(x); }},
      {"its own input added", [](auto& n, const Tensor& x) { return n.point(x) + x; }},
      {"added, then used again",
       [](auto& n, const Tensor& x) { return n.point(torch::relu(x + n.wide(n.point(x)))) + x; }},
      {"added, then looked at",
       [](auto& n, const Tensor& x) { return (x + n.wide(n.point(x))) * x.mean(); }},
      {"two convolutions of one",
       [](auto& n, const Tensor& x) { return torch::relu(n.wide(x) + n.point(x)); }},
      {"added before another looks",
       [](auto& n, const Tensor& x) {
         const auto left = n.point(n.wide(x));
         const auto right = n.apart(x);
         return torch::relu(left + x).mean({2, 3}, true) + right;
       }},
      {"twice the same", [](auto& n, const Tensor& x) { return n.wide(x + x); }},
      {"up to a ceiling",
       [](auto& n, const Tensor& x) { return n.point(torch::clamp(n.wide(x), 0, 0.5)); }},
      {"from another floor",
       [](auto& n, const Tensor& x) { return n.point(torch::clamp(n.wide(x), -0.1, 0.5)); }},
      {"added by half", [](auto& n, const Tensor& x) { return torch::add(x, n.wide(x), 0.5); }},
      {"ReLU twice",
       [](auto& n, const Tensor& x) {
         const auto y = n.wide(x);
         return n.point(torch::relu(y)) + y;
       }},
      {"pooled", [](auto& n, const Tensor& x) { return n.point(torch::max_pool2d(x, 3, 2, 1)); }},
      {"pooled by blocks",
       [](auto& n, const Tensor& x) { return n.point(torch::max_pool2d(x, 2)); }},
      {"pooled, rounded up",
       [](auto& n, const Tensor& x) {
         return n.point(torch::max_pool2d(x, 3, 2, 0, 1, /*ceil_mode=*/true));
       }},
  };
  const ModelConfig config = small_config(31);
  const auto clip = random_clip(3, 31);
  for (const auto& [name, maps] : kNetworks) {
    torch::manual_seed(3);
    const Model model{config, std::make_shared<OddNetwork>(maps)};
    const auto expected = eager(model, clip);
    expect_near(InferenceEngine(model, Device::kCpu, Precision::kFloat32).run(clip), expected,
                name);
    expect_near(InferenceEngine(model, Device::kCpu).run(clip), expected, name, 0.02);
  }
}

TEST(InferenceEngineTest, TheSizeOfABatchChangesNothing) {
  const Model model = random_model(small_config());
  for (const auto precision : {Precision::kFloat32, Precision::kFastest}) {
    const InferenceEngine engine(model, Device::kCpu, precision);
    const auto clip = random_clip(8, 48);
    const auto expected = engine.run(clip);
    for (const int size : {1, 3, 5}) {
      std::vector<torch::Tensor> logits;
      std::vector<torch::Tensor> attention;
      for (const auto& part : clip[0].split(size)) {
        const auto out = engine.run({part});
        logits.push_back(out.logits);
        attention.push_back(out.maps[0]);
      }
      expect_near({torch::cat(logits), {torch::cat(attention)}}, expected, std::to_string(size));
    }
  }
}

TEST(InferenceEngineTest, TheSameInputGivesTheSameBytes) {
  const Model model = random_model(small_config());
  const InferenceEngine engine(model, Device::kCpu);
  const auto clip = random_clip(4, 48);
  const auto first = engine.run(clip);
  engine.run(random_clip(7, 48));
  EXPECT_TRUE(identical(engine.run(clip), first));
  EXPECT_TRUE(identical(InferenceEngine(model, Device::kCpu).run(clip), first));
}

TEST(InferenceEngineTest, TheCallersThreadsChangeNothing) {
  const Model model = random_model(small_config());
  const InferenceEngine engine(model, Device::kCpu);
  const auto clip = random_clip(4, 48);
  const auto first = engine.run(clip);
  for (const int threads : {2, 4}) {
    at::set_num_threads(threads);
    EXPECT_TRUE(identical(engine.run(clip), first)) << threads;
  }
  at::set_num_threads(1);
}

TEST(InferenceEngineTest, TwoThreadsAtOnce) {
  const Model model = random_model(small_config());
  const InferenceEngine engine(model, Device::kCpu);
  const auto whole = random_clip(6, 48);
  const ViewTensors clips[] = {{whole[0].narrow(0, 0, 2)}, {whole[0].narrow(0, 2, 4)}};
  const FrameOutputs expected[] = {engine.run(clips[0]), engine.run(clips[1])};
  int wrong[] = {0, 0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 20; ++round) {
        if (!identical(engine.run(clips[i]), expected[i])) ++wrong[i];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong[0], 0);
  EXPECT_EQ(wrong[1], 0);
}

TEST(InferenceEngineTest, OutlivesTheModelItWasMadeFrom) {
  auto model = std::make_unique<Model>(random_model(small_config()));
  const InferenceEngine engine(*model, Device::kCpu);
  const auto clip = random_clip(2, 48);
  const auto before = engine.run(clip);
  model.reset();
  EXPECT_TRUE(identical(engine.run(clip), before));
}

TEST(InferenceEngineTest, WithoutACudaDeviceTheOptionIsNamed) {
  if (cuda_available()) GTEST_SKIP() << "there is a CUDA device";
  const Model model = random_model(small_config());
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { InferenceEngine(model, Device::kCuda); }),
              ::testing::HasSubstr("--device cuda"));
}

}  // namespace
}  // namespace emorec::testing
