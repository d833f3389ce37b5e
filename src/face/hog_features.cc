#include "hog_features.h"

#include <algorithm>
#include <cmath>

#include "padded.h"
#include "wide.h"

// Loops are written so that the compiler can do several pixels or cells at a time, eight on
// processors with AVX2.
namespace emorec {
namespace {

constexpr int kDirections = 18;
constexpr int kHalf = kDirections / 2;
/// What kernels may write or read beyond the end of a row.
constexpr int kSpare = 16;

/// How far a pixel is from the first of two neighbouring cells' middles towards the second: 0 to 1.
float share_of_next(int pixel) {
  return (static_cast<float>((pixel + kHogCell / 2) % kHogCell) + 0.5F) / kHogCell;
}
/// That first cell, counted from the one before the image.
int cell_before(int pixel) { return (pixel + kHogCell / 2) / kHogCell; }

/// For pixels 1 to `end` of a row: the length of the gradient, shared between the cells on the left
/// and on the right, and where in the row's histograms the left one is.
EMOREC_X86_64_V3 void gradients(const std::uint8_t* __restrict above,
                                const std::uint8_t* __restrict row,
                                const std::uint8_t* __restrict below, int end, std::int32_t stride,
                                float* __restrict left, float* __restrict right,
                                std::int32_t* __restrict place) {
  // dlib's, which end at four digits.
  constexpr float kCos[] = {1, .9397F, .7660F, .5F, .1736F, -.1736F, -.5F, -.7660F, -.9397F};
  constexpr float kSin[] = {0, .3420F, .6428F, .8660F, .9848F, .9848F, .8660F, .6428F, .3420F};
  for (int x = 1; x < end; ++x) {
    const auto dx = static_cast<float>(row[x + 1] - row[x - 1]);
    const auto dy = static_cast<float>(below[x] - above[x]);
    float longest = 0;
    std::int32_t direction = 0;
    for (int o = 0; o < kHalf; ++o) {
      const float along = dx * kCos[o] + dy * kSin[o];
      const float size = std::fabs(along);
      direction = size > longest ? (along > 0 ? o : o + kHalf) : direction;
      longest = size > longest ? size : longest;
    }
    const float length = std::sqrt(dx * dx + dy * dy);
    const float share = share_of_next(x);
    right[x] = length * share;
    left[x] = length - length * share;
    place[x] = direction * stride + cell_before(x);
  }
}

/// Adds a row of pixels' histograms to those of the cells above and below.
EMOREC_X86_64_V3 void add_row(const float* __restrict row, float share_of_below,
                              std::ptrdiff_t count, float* __restrict above,
                              float* __restrict below) {
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    above[i] += (1 - share_of_below) * row[i];
    below[i] += share_of_below * row[i];
  }
}

/// The squares of each cell's histogram without signs.
EMOREC_X86_64_V3 void energies(const float* __restrict histogram, std::ptrdiff_t stride, int count,
                               float* __restrict energy) {
  for (int x = 0; x < count; ++x) {
    float sum = 0;
#pragma GCC unroll 9
    for (int o = 0; o < kHalf; ++o) {
      const float both = histogram[o * stride + x] + histogram[(o + kHalf) * stride + x];
      sum += both * both;
    }
    energy[x] = sum;
  }
}

/// Features of a row of cells, normalised by each of the four squares of 2×2 cells that a cell is
/// in. `energy` is of the cell on the left of the first, in the row above; the others are that of
/// its own row and of the row below.
EMOREC_X86_64_V3 void describe_row(const float* __restrict histogram, std::ptrdiff_t stride,
                                   const float* __restrict energy, const float* __restrict own,
                                   const float* __restrict below, int count, float* __restrict out,
                                   std::ptrdiff_t map) {
  constexpr float kLargest = 0.2F;
  constexpr float kTexture = 0.2357F;
  constexpr float kLeast = 0.0001F;
  for (int x = 0; x < count; ++x) {
    const float top = energy[x + 1] + own[x + 1];
    const float bottom = own[x + 1] + below[x + 1];
    const float limit[] = {
        kLargest * std::sqrt(bottom + own[x + 2] + below[x + 2] + kLeast),
        kLargest * std::sqrt(top + energy[x + 2] + own[x + 2] + kLeast),
        kLargest * std::sqrt(bottom + own[x] + below[x] + kLeast),
        kLargest * std::sqrt(top + energy[x] + own[x] + kLeast),
    };
    const float scale[] = {0.1F / limit[0], 0.1F / limit[1], 0.1F / limit[2], 0.1F / limit[3]};
    float texture[4] = {};
#pragma GCC unroll 18
    for (int o = 0; o < kDirections; ++o) {
      float sum = 0;
#pragma GCC unroll 4
      for (int k = 0; k < 4; ++k) {
        const float value = std::min(histogram[o * stride + x], limit[k]) * scale[k];
        sum += value;
        texture[k] += value;
      }
      out[o * map + x] = sum;
    }
#pragma GCC unroll 9
    for (int o = 0; o < kHalf; ++o) {
      const float both = histogram[o * stride + x] + histogram[(o + kHalf) * stride + x];
      float sum = 0;
#pragma GCC unroll 4
      for (int k = 0; k < 4; ++k) sum += std::min(both, limit[k]) * scale[k];
      out[(kDirections + o) * map + x] = sum;
    }
#pragma GCC unroll 4
    for (int k = 0; k < 4; ++k) {
      out[(kDirections + kHalf + k) * map + x] = 2 * kTexture * texture[k];
    }
  }
}

}  // namespace

void HogMaps::resize(int rows, int columns) {
  rows_ = rows;
  columns_ = columns;
  stride_ = padded(kBefore + columns + kAfter, kSpare) + kSpare;
  map_stride_ = (kBefore + rows + kAfter) * stride_;
  values_.assign(kHogMaps * map_stride_ + kSpare, 0);
}

void HogExtractor::extract(const cv::Mat& grey, HogMaps& maps) {
  const auto cells = [](int pixels) { return (pixels + kHogCell / 2) / kHogCell; };  // rounded
  rows_ = cells(grey.rows);
  columns_ = cells(grey.cols);
  maps.resize(std::max(0, rows_ - 2), std::max(0, columns_ - 2));
  if (maps.rows() == 0 || maps.columns() == 0) return;
  stride_ = padded(columns_ + 2, kSpare);
  add_gradients(grey);
  describe(maps);
}

void HogExtractor::add_gradients(const cv::Mat& grey) {
  const std::ptrdiff_t all = kDirections * stride_;
  histograms_.assign((rows_ + 2) * all, 0);
  left_.resize(grey.cols);
  right_.resize(grey.cols);
  place_.resize(grey.cols);
  const int bottom = std::min(rows_ * kHogCell, grey.rows) - 1;
  const int end = std::min(columns_ * kHogCell, grey.cols) - 1;
  for (int y = 1; y < bottom; ++y) {
    gradients(grey.ptr(y - 1), grey.ptr(y), grey.ptr(y + 1), end,
              static_cast<std::int32_t>(stride_), left_.data(), right_.data(), place_.data());
    row_.assign(all, 0);
    for (int x = 1; x < end; ++x) {
      float* cell = row_.data() + place_[x];
      cell[0] += left_[x];
      cell[1] += right_[x];
    }
    float* above = histograms_.data() + cell_before(y) * all;
    add_row(row_.data(), share_of_next(y), all, above, above + all);
  }
}

void HogExtractor::describe(HogMaps& maps) {
  const std::ptrdiff_t all = kDirections * stride_;
  const auto histograms_of = [&](int row, int column) {
    return histograms_.data() + (row + 1) * all + column + 1;
  };
  energies_.resize(rows_ * stride_);
  for (int y = 0; y < rows_; ++y) {
    energies(histograms_of(y, 0), stride_, columns_, energies_.data() + y * stride_);
  }
  for (int y = 0; y < maps.rows(); ++y) {
    const float* energy = energies_.data() + y * stride_;
    describe_row(histograms_of(y + 1, 1), stride_, energy, energy + stride_, energy + 2 * stride_,
                 maps.columns(), maps.at(0, y), maps.map_stride());
  }
}

}  // namespace emorec
