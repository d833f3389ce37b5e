#include "emorec/nn/spatial_attention.h"

#include "emorec/core/error.h"

namespace emorec {
namespace {

torch::nn::Conv2d pointwise(int in, int out, bool bias) {
  return torch::nn::Conv2d(torch::nn::Conv2dOptions(in, out, 1).bias(bias));
}

}  // namespace

const char* name_of(AttentionVariant variant) {
  switch (variant) {
    case AttentionVariant::kNone:
      return "none";
    case AttentionVariant::kV1:
      return "v1";
    case AttentionVariant::kV2:
      break;
  }
  return "v2";
}

AttentionVariant parse_attention_variant(const std::string& name) {
  for (const auto variant :
       {AttentionVariant::kNone, AttentionVariant::kV1, AttentionVariant::kV2}) {
    if (name == name_of(variant)) return variant;
  }
  throw Error(ErrorKind::kModel, "unknown attention '" + name + "'. Use none, v1 or v2.");
}

SpatialAttention::SpatialAttention(AttentionVariant variant, int channels, int heads)
    : variant_(variant), heads_(heads) {
  if (heads < 1 || (variant == AttentionVariant::kNone && heads != 1)) {
    throw Error(ErrorKind::kModel, "attention '" + std::string(name_of(variant)) +
                                       "' cannot have " + std::to_string(heads) + " heads.");
  }
  if (variant == AttentionVariant::kV1) {
    hidden_ = register_module("hidden", pointwise(channels, channels, true));
  }
  if (variant != AttentionVariant::kNone) {
    score_ = register_module("score", pointwise(channels, heads, false));
  }
}

torch::Tensor SpatialAttention::scores(const torch::Tensor& feature_maps) {
  if (variant_ == AttentionVariant::kNone) {
    return torch::zeros_like(feature_maps.narrow(1, 0, 1)).flatten(2);
  }
  if (variant_ == AttentionVariant::kV1) {
    return score_(torch::tanh(hidden_(feature_maps))).flatten(2);
  }
  return torch::tanh(score_(feature_maps)).flatten(2);
}

AttendedMaps SpatialAttention::forward(const torch::Tensor& feature_maps) {
  const auto attention = torch::softmax(scores(feature_maps), -1);  // B×K×L
  const auto positions = feature_maps.flatten(2).transpose(1, 2);   // B×L×D
  return {attention, torch::bmm(attention, positions).flatten(1)};  // B×(K·D)
}

torch::Tensor attention_penalty(const torch::Tensor& attention) {
  const auto overlap = torch::bmm(attention, attention.transpose(1, 2));  // B×K×K
  const auto identity = torch::eye(attention.size(1), attention.options());
  return (overlap - identity).flatten(1).norm(2, 1).mean();
}

}  // namespace emorec
