#include "emorec/nn/model_file.h"

#include <cstring>
#include <limits>

#include <gmock/gmock.h>

#include "emorec/nn/frame_network.h"

#include "numeric.h"
#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ModelFileTest : public ::testing::Test {
 protected:
  /// What loading a sound model's file says once `change` was made to it.
  std::string error_after(const std::function<void(Safetensors&)>& change) const {
    static const Safetensors sound = [] {
      const Model model = random_model(small_config());
      return Safetensors{tensors_of(*model.network), to_metadata(model.config)};
    }();
    Safetensors content = sound;
    change(content);
    write_safetensors(path_, content);
    return error_of(ErrorKind::kModel, [&] { load_model(path_); });
  }
  TempDir dir_;
  std::filesystem::path path_ = dir_ / "model.safetensors";
};

TEST_F(ModelFileTest, RoundTripKeepsOutputsToTheLastBit) {
  const torch::NoGradGuard no_grad;
  for (const char* attention : {"none", "v1", "v2"}) {
    ModelConfig config = small_config();
    config.attention = attention;
    config.heads = config.attention == "none" ? 1 : 3;
    config.card["name"] = "tiny";
    const Model model = random_model(config);
    save_model(path_, model.config, *model.network);
    torch::manual_seed(99);
    const Model loaded = load_model(path_);
    EXPECT_FALSE(loaded.network->is_training());
    EXPECT_EQ(loaded.config.attention, attention);
    EXPECT_EQ(loaded.config.card, config.card);
    const ViewTensors clip{torch::randn({2, 3, 48, 48})};
    const auto expected = model.network->forward(clip);
    const auto actual = loaded.network->forward(clip);
    EXPECT_TRUE(torch::equal(actual.logits, expected.logits)) << attention;
    EXPECT_TRUE(torch::equal(actual.maps[0], expected.maps[0])) << attention;
    EXPECT_EQ(actual.logits.sizes(), (std::vector<std::int64_t>{2, 7}));
    EXPECT_EQ(actual.maps[0].sizes(), (std::vector<std::int64_t>{2, config.heads, 3, 3}));

    save_model(dir_ / "again", loaded.config, *loaded.network);
    EXPECT_EQ(read_bytes(path_), read_bytes(dir_ / "again")) << attention;
  }
}

TEST_F(ModelFileTest, AnUnknownArchitectureIsNamed) {
  const auto error = error_after([](Safetensors& file) {
    auto& text = file.metadata.at("architecture");
    text.replace(text.find("spatial-attention"), 17, "transformer");
  });
  EXPECT_THAT(error, ::testing::AllOf(::testing::HasSubstr("model.safetensors: "),
                                      ::testing::HasSubstr("'transformer'"),
                                      ::testing::HasSubstr("spatial-attention")));
}

TEST_F(ModelFileTest, AWrongTensorIsNamed) {
  const std::string name = "backbone.features.3.conv.2.weight";  // 64×128×1×1
  const auto put = [&](float value) {
    return [&name, value](Safetensors& file) {
      auto& bytes = file.tensors.at(name).bytes;
      std::memcpy(bytes.data() + bytes.size() - sizeof value, &value, sizeof value);
    };
  };
  struct {
    const char* what;
    std::function<void(Safetensors&)> change;
    const char* expected;
  } const cases[] = {
      {"shape of the same size",
       [&](auto& f) {
         f.tensors.at(name).shape = {128, 64, 1, 1};
       },
       "has shape [128, 64, 1, 1], expected [64, 128, 1, 1]"},
      {"fewer dimensions",
       [&](auto& f) {
         f.tensors.at(name).shape = {64, 128};
       },
       "has shape [64, 128]"},
      {"empty",
       [&](auto& f) {
         f.tensors[name] = {DType::kF32, {0}, {}};
       },
       "has shape [0]"},
      {"missing", [&](auto& f) { f.tensors.erase(name); }, "is missing"},
      {"another dtype",
       [&](auto& f) {
         f.tensors.at(name).dtype = DType::kBF16;
         f.tensors.at(name).bytes.resize(64 * 128 * 2);
       },
       "has dtype BF16, expected F32"},
      {"NaN", put(std::numeric_limits<float>::quiet_NaN()), "NaN or infinite"},
      {"infinity", put(std::numeric_limits<float>::infinity()), "NaN or infinite"},
      {"minus infinity", put(-std::numeric_limits<float>::infinity()), "NaN or infinite"}};
  for (const auto& item : cases) {
    EXPECT_THAT(
        error_after(item.change),
        AllOf(StartsWith(path_.string()), HasSubstr("'" + name + "'"), HasSubstr(item.expected)))
        << item.what;
  }
}

TEST_F(ModelFileTest, OtherTensorsOfTheNetworkAreCheckedAsWell) {
  for (const char* name :
       {"classifier.bias", "attention.hidden.weight", "backbone.conv1.1.running_var"}) {
    EXPECT_THAT(error_after([&](Safetensors& file) { file.tensors.erase(name); }),
                HasSubstr(std::string("'") + name + "' is missing"));
  }
  EXPECT_THAT(error_after([](Safetensors& file) {
                file.tensors["surplus"] = {DType::kF32, {1}, std::vector<std::byte>(4)};
              }),
              HasSubstr("'surplus' is unexpected"));
}

TEST_F(ModelFileTest, CountersOfBatchNormMayBeThere) {
  EXPECT_EQ(error_after([](Safetensors& file) {
              file.tensors["backbone.conv1.1.num_batches_tracked"] = {
                  DType::kI64, {}, std::vector<std::byte>(8)};
            }),
            "NO ERROR");
}

TEST_F(ModelFileTest, MetadataThatDoesNotFit) {
  const auto metadata = [](const ModelConfig& config) {
    return [config](Safetensors& file) { file.metadata = to_metadata(config); };
  };
  ModelConfig config = small_config();
  EXPECT_EQ(error_after(metadata(config)), "NO ERROR");
  config.heads = 3;
  EXPECT_THAT(error_after(metadata(config)),
              HasSubstr("tensor 'attention.score.weight' has shape"));
  config = small_config();
  config.attention = "v2";
  EXPECT_THAT(error_after(metadata(config)), HasSubstr("'attention.hidden.bias' is unexpected"));
  config.attention = "v9";
  EXPECT_THAT(error_after(metadata(config)), AllOf(StartsWith(path_.string()), HasSubstr("'v9'")));
  config.attention = "none";
  EXPECT_THAT(error_after(metadata(config)),
              AllOf(StartsWith(path_.string()), HasSubstr("2 heads")));
  config = small_config();
  config.backbone = "resnet-1000";
  EXPECT_THAT(error_after(metadata(config)),
              AllOf(StartsWith(path_.string()), HasSubstr("'resnet-1000'")));
  EXPECT_THAT(error_after([](Safetensors& file) { file.metadata.clear(); }),
              HasSubstr("not a model of emorec"));
}

TEST_F(ModelFileTest, AMissingFileIsNamed) {
  EXPECT_THAT(error_of(ErrorKind::kModel, [&] { load_model(dir_ / "missing"); }),
              StartsWith((dir_ / "missing").string()));
}

TEST(FrameNetworkTest, DropoutOnlyWhileTraining) {
  const torch::NoGradGuard no_grad;
  ModelConfig config = small_config();
  config.dropout = 0.5;
  const Model model = random_model(config);
  const ViewTensors clip{torch::randn({2, 3, 48, 48})};
  EXPECT_TRUE(
      torch::equal(model.network->forward(clip).logits, model.network->forward(clip).logits));
}

}  // namespace
}  // namespace emorec::testing
