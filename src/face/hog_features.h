// Histograms of oriented gradients (Felzenszwalb et al. 2010, in the variant of dlib 19.24's
// extract_fhog_features), for a detector whose windows may reach beyond the image.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace emorec {

inline constexpr int kHogCell = 8;   ///< side length in pixels
inline constexpr int kHogMaps = 31;  ///< 18 directions, 9 without sign, 4 of texture

/// kHogMaps maps of rows×columns cells, in the middle of zeros: kBefore rows and columns before
/// them, and at least kAfter after them. What kernels read beyond that is zero too.
class HogMaps {
 public:
  static constexpr int kBefore = 4;
  static constexpr int kAfter = 5;

  /// All zero.
  void resize(int rows, int columns);

  int rows() const { return rows_; }
  int columns() const { return columns_; }
  std::ptrdiff_t stride() const { return stride_; }  ///< from one row to the next
  std::ptrdiff_t map_stride() const { return map_stride_; }
  /// The first cell of the image itself.
  float* at(int map, int row) { return values_.data() + offset(map, row); }
  const float* at(int map, int row) const { return values_.data() + offset(map, row); }

 private:
  std::ptrdiff_t offset(int map, int row) const {
    return map * map_stride_ + (kBefore + row) * stride_ + kBefore;
  }

  int rows_ = 0;
  int columns_ = 0;
  std::ptrdiff_t stride_ = 0;
  std::ptrdiff_t map_stride_ = 0;
  std::vector<float> values_;
};

/// Keeps its memory from one image to the next.
class HogExtractor {
 public:
  /// Features of an H×W 8-bit grey image: of all cells but the outermost, whose neighbours it
  /// lacks.
  void extract(const cv::Mat& grey, HogMaps& maps);

 private:
  void add_gradients(const cv::Mat& grey);
  void describe(HogMaps& maps);

  int rows_ = 0;     // the rows of cells
  int columns_ = 0;  // likewise
  std::ptrdiff_t stride_ = 0;
  // For each row of cells 18 rows, one for each direction; cells beyond the image lie around them.
  std::vector<float> histograms_;
  std::vector<float> energies_;
  // For one row of pixels the same 18 rows: what a pixel adds to the cell on its left and on its
  // right, and where.
  std::vector<float> row_;
  std::vector<float> left_;
  std::vector<float> right_;
  std::vector<std::int32_t> place_;
};

}  // namespace emorec
