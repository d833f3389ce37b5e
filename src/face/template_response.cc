#include "template_response.h"

#include <cstring>

#include "padded.h"
#include "wide.h"

namespace emorec {
namespace {

static_assert(HogMaps::kBefore + HogMaps::kAfter == kTemplateCells - 1);

/// Rows and columns whose sums are kept in registers together, so that none waits for another.
constexpr int kRows = 4;
constexpr int kColumns = 16;

/// What a filter of kTemplateCells taps that lie `step` apart makes of `in`, set in or added to
/// `out`. Counts are multiples of kRows and kColumns. As many values at a time as there are in a
/// Vector.
template <typename Vector, bool add>
__attribute__((always_inline)) inline void filter(const float* in, const float* taps,
                                                  std::ptrdiff_t step, std::ptrdiff_t rows,
                                                  std::ptrdiff_t columns, std::ptrdiff_t stride,
                                                  float* out) {
  constexpr std::ptrdiff_t kWidth = sizeof(Vector) / sizeof(float);
  constexpr int kVectors = kColumns / kWidth;
  for (std::ptrdiff_t y = 0; y < rows; y += kRows) {
    for (std::ptrdiff_t x = 0; x < columns; x += kColumns) {
      const float* from = in + y * stride + x;
      float* to = out + y * stride + x;
      Vector sums[kRows][kVectors] = {};
      if constexpr (add) {
        for (int i = 0; i < kRows; ++i) std::memcpy(sums[i], to + i * stride, sizeof(sums[i]));
      }
      for (int k = 0; k < kTemplateCells; ++k) {
        for (int i = 0; i < kRows; ++i) {
          for (int j = 0; j < kVectors; ++j) {
            Vector values;
            std::memcpy(&values, from + i * stride + k * step + j * kWidth, sizeof(values));
            sums[i][j] += values * taps[k];
          }
        }
      }
      for (int i = 0; i < kRows; ++i) std::memcpy(to + i * stride, sums[i], sizeof(sums[i]));
    }
  }
}

using Vector4 = float __attribute__((vector_size(16)));

/// Each row of features by the filter's row, then what comes of that by its column.
template <typename Vector>
__attribute__((always_inline)) inline void filter_both(const float* features,
                                                       const SeparableFilter& weights,
                                                       std::ptrdiff_t rows, std::ptrdiff_t columns,
                                                       std::ptrdiff_t stride, float* between,
                                                       float* sums) {
  filter<Vector, false>(features, weights.row, 1, rows, columns, stride,
                        between + HogMaps::kBefore * stride);
  filter<Vector, true>(between, weights.column, stride, rows, columns, stride, sums);
}

#ifdef EMOREC_TWO_VERSIONS
using Vector8 = float __attribute__((vector_size(32)));

__attribute__((target("avx2,fma"))) void filter_separably(
    const float* features, const SeparableFilter& weights, std::ptrdiff_t rows,
    std::ptrdiff_t columns, std::ptrdiff_t stride, float* between, float* sums) {
  filter_both<Vector8>(features, weights, rows, columns, stride, between, sums);
}
#endif

EMOREC_DEFAULT_VERSION void filter_separably(const float* features, const SeparableFilter& weights,
                                             std::ptrdiff_t rows, std::ptrdiff_t columns,
                                             std::ptrdiff_t stride, float* between, float* sums) {
  filter_both<Vector4>(features, weights, rows, columns, stride, between, sums);
}

}  // namespace

void TemplateResponse::compute(const HogMaps& maps, const FaceTemplate& face) {
  const auto rows = padded(maps.rows(), kRows);
  const auto columns = padded(maps.columns(), kColumns);
  stride_ = maps.stride();
  rows_filtered_.assign((rows + kTemplateCells) * stride_, 0);
  sums_.assign(rows * stride_, 0);
  for (const auto* weights = face.begin; weights != face.end; ++weights) {
    filter_separably(maps.at(weights->map, 0) - HogMaps::kBefore, *weights, rows, columns, stride_,
                     rows_filtered_.data(), sums_.data());
  }
}

}  // namespace emorec
