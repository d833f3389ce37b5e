// The ways in which spatial_attention.h averages a feature map.
#pragma once

#include <string>

namespace emorec {

enum class AttentionVariant {
  kNone,  ///< the plain average: one uniform map (the paper's baseline)
  kV1,
  kV2,
};

const char* name_of(AttentionVariant variant);  ///< "none", "v1", "v2"

/// @throws Error{kModel} for another name.
AttentionVariant parse_attention_variant(const std::string& name);

}  // namespace emorec
