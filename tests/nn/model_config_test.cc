#include "emorec/nn/model_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Metadata = std::map<std::string, std::string>;

std::string error(const Metadata& metadata) {
  return error_of(ErrorKind::kModel, [&] { from_metadata(metadata, "some.safetensors"); });
}

/// The metadata of the default configuration with one word replaced.
Metadata changed(const std::string& key, const std::string& from, const std::string& to) {
  Metadata metadata = to_metadata({});
  std::string& text = metadata.at(key);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not in " << text;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return metadata;
}

TEST(ModelConfigTest, MetadataRoundTrip) {
  ModelConfig config;
  config.backbone = "vgg16";
  config.attention = "v2";
  config.heads = 5;
  config.face().size = 224;
  config.face().grey = true;
  config.face().mean = {0.1, 0.2, 0.3};
  config.face().std = {0.4, 1.0 / 3, 0.6};
  config.face().margin = {0.21, 0.12, 0.41, 0.62};
  config.prior = {0.1, 0.2, 0.3, 1.0 / 3, 0, 0.05, 0.05};
  config.clip_temperature = 1.7;
  config.card = {{"name", "a model"}, {"licence", "MIT"}, {"figures", "62.1 %\n\"of\" ü"}};
  const ModelConfig read = from_metadata(to_metadata(config), "f");
  EXPECT_EQ(read.backbone, "vgg16");
  EXPECT_EQ(read.attention, "v2");
  EXPECT_EQ(read.heads, 5);
  EXPECT_EQ(read.face().size, 224);
  EXPECT_TRUE(read.face().grey);
  EXPECT_EQ(read.face().mean, config.face().mean);  // to the last bit
  EXPECT_EQ(read.face().std, config.face().std);
  EXPECT_EQ(read.face().margin.outer_eye, 0.21);
  EXPECT_EQ(read.face().margin.inner_eye, 0.12);
  EXPECT_EQ(read.face().margin.eye_line, 0.41);
  EXPECT_EQ(read.face().margin.nose_base, 0.62);
  EXPECT_EQ(read.prior, config.prior);
  EXPECT_EQ(read.clip_temperature, 1.7);
  EXPECT_EQ(read.card, config.card);
  EXPECT_FALSE(from_metadata(to_metadata({}), "f").face().grey);
}

TEST(ModelConfigTest, OlderFilesKnowNeitherPriorNorTemperatureOfClips) {
  Metadata metadata = to_metadata({});
  metadata.erase("prior");
  metadata.erase("clip_temperature");
  EXPECT_EQ(from_metadata(metadata, "f").prior, Distribution{});
  EXPECT_EQ(from_metadata(metadata, "f").clip_temperature, 1);
}

TEST(ModelConfigTest, ViewsRoundTrip) {
  ModelConfig config;
  config.face().kind = ViewKind::kFaceBox;
  config.face().needs_face = false;
  ViewSpec context;
  context.name = "context";
  context.kind = ViewKind::kContext;
  context.size = 96;
  context.scaled_to = {{128, 171}};
  config.views.push_back(context);
  const auto read = from_metadata(to_metadata(config), "f").views;
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].kind, ViewKind::kFaceBox);
  EXPECT_FALSE(read[0].needs_face);
  EXPECT_EQ(read[1].name, "context");
  EXPECT_EQ(read[1].kind, ViewKind::kContext);
  EXPECT_EQ(read[1].size, 96);
  EXPECT_EQ(read[1].scaled_to, context.scaled_to);
}

TEST(ModelConfigTest, FilesOfOneViewAreRead) {
  Metadata metadata = to_metadata({});
  metadata["format"] = "emorec.model/1";
  metadata.erase("views");
  metadata["input"] =
      R"({"size": 48, "colour": "grey", "mean": [0.1, 0.2, 0.3], "std": [1, 2, 3],
          "chip": {"outer_eye": 0.25, "inner_eye": 0.1, "eye_line": 0.4, "nose_base": 0.6}})";
  EXPECT_TRUE(is_model(metadata));
  const ModelConfig read = from_metadata(metadata, "f");
  ASSERT_EQ(read.views.size(), 1U);
  EXPECT_EQ(read.face().kind, ViewKind::kAlignedFace);
  EXPECT_EQ(read.face().size, 48);
  EXPECT_TRUE(read.face().grey);
  EXPECT_EQ(read.face().std[2], 3);
  EXPECT_EQ(read.face().margin.eye_line, 0.4);
  EXPECT_TRUE(read.face().needs_face);
  ViewSpec view;
  take_normalisation(metadata, view, "f");
  EXPECT_EQ(view.mean[1], 0.2);
}

TEST(ModelConfigTest, LabelsAreStoredByName) {
  EXPECT_EQ(to_metadata({}).at("labels"),
            R"(["anger","disgust","fear","happiness","neutral","sadness","surprise"])");
}

TEST(ModelConfigTest, AModelBringsItsOwnLabels) {
  ModelConfig config;
  config.labels = LabelSet::ekman6();
  config.prior = {0.1, 0.1, 0.2, 0.3, 0.2, 0.1};
  const ModelConfig read = from_metadata(to_metadata(config), "f");
  EXPECT_EQ(read.labels, LabelSet::ekman6());
  EXPECT_EQ(read.prior, config.prior);
}

TEST(ModelConfigTest, AnotherFormatIsNoModel) {
  for (const Metadata& metadata :
       {Metadata{}, Metadata{{"format", "pt"}}, changed("format", "/2", "/3")}) {
    EXPECT_THAT(error(metadata),
                AllOf(StartsWith("some.safetensors: "), HasSubstr("not a model of emorec")));
  }
}

TEST(ModelConfigTest, WhatIsWrongIsNamed) {
  const std::pair<Metadata, const char*> cases[] = {
      {changed("labels", R"(,"surprise")", R"(,"anger")"), "'anger' twice"},
      {changed("labels", "surprise", ""), "without a name"},
      {changed("prior", "0.0,", ""), "a prior of other labels"},
      {changed("architecture", R"("softmax")", R"("median")"), "median"},
      {changed("architecture", R"("heads":2)", R"("heads":0)"), "0 attention heads"},
      {changed("architecture", R"("heads":2)", R"("heads":-2)"), "-2 attention heads"},
      {changed("architecture", R"("heads":2)", R"("heads":100000)"), "100000 attention heads"},
      {changed("architecture", R"("heads":2)", R"("heads":"2")"), "type"},
      {changed("architecture", R"("backbone")", R"("spine")"), "backbone"},
      {changed("architecture", "{", ""), "parse"},
      {changed("architecture", R"("spatial-attention")",
               std::string(1'000'000, '[') + std::string(1'000'000, ']')),
       "levels deep"},
      {changed("views", R"("size":112)", R"("size":0)"), "input size 0"},
      {changed("views", R"("size":112)", R"("size":100000)"), "input size 100000"},
      {changed("views", R"("rgb")", R"("yuv")"), "yuv"},
      {changed("views", "0.229", "0.0"), "standard deviation"},
      {changed("views", R"("mean":[)", R"("mean":["a",)"), "type"},
      {changed("views", R"("chip")", R"("crisp")"), "chip"}};
  for (const auto& [metadata, expected] : cases) {
    EXPECT_THAT(error(metadata), AllOf(StartsWith("some.safetensors: "), HasSubstr(expected)));
  }
  for (const char* key : {"architecture", "views", "labels"}) {
    Metadata metadata = to_metadata({});
    metadata.erase(key);
    EXPECT_THAT(error(metadata), StartsWith("some.safetensors: ")) << key;
  }
}

}  // namespace
}  // namespace emorec::testing
