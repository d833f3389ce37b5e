// Networks that turn a face chip into a feature map.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <torch/nn/module.h>

#include "emorec/nn/map_spec.h"

namespace emorec {

class Backbone : public torch::nn::Module {
 public:
  /// B×3×S×S → feature maps B×channels()×H×W.
  virtual torch::Tensor forward(const torch::Tensor& images) = 0;

  /// D, the depth of a feature map.
  virtual int channels() const = 0;

  /// S, the side that the published network takes; others work as far as the strides allow.
  virtual int input_size() const = 0;

  /// Where the cells of the feature maps lie, for a picture of that side.
  virtual CellGrid grid(int side) const = 0;

  /// What negative class scores of a cell are multiplied by before the published network averages
  /// them over the cells; 1: nothing is done to them.
  virtual double word_slope() const { return 1; }

  /// How many cells a row and a column of them has, for a picture of that side.
  virtual int cells(int side) const = 0;
};

/// A backbone with random weights, by one of `backbone_names()` (architectures.h).
/// @throws Error{kModel} for another name.
std::shared_ptr<Backbone> make_backbone(const std::string& name);

}  // namespace emorec
