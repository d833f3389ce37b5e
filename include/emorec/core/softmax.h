// The softmax of plain numbers. Tensors, which are trained through, have nn/temporal_pooling.h.
#pragma once

#include <algorithm>
#include <cmath>

namespace emorec {

/// log Σ exp(value), without overflow. @pre There is a value.
template <class Values>
double log_sum_exp(const Values& values) {
  const double largest = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (const double value : values) sum += std::exp(value - largest);
  return largest + std::log(sum);
}

/// exp(value) / Σ exp(value) in the place of each value. @pre There is a value.
template <class Values>
Values softmax(Values values) {
  const double all = log_sum_exp(values);
  for (double& value : values) value = std::exp(value - all);
  return values;
}

}  // namespace emorec
