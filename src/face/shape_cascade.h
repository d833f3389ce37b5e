// The regression trees of Kazemi and Sullivan ("One Millisecond Face Alignment with an Ensemble of
// Regression Trees", CVPR 2014), read from dlib's file and evaluated to the same result as dlib's
// shape_predictor to within a tenth of a pixel. Why not dlib's own: it takes 0.25 s to read the
// file and four bytes for each of 8 million leaf values, which is most of a fit's time; here a leaf
// value has two. Nor need the program read the file at all: the build packs it, and the leaves stay
// where they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <vector>

#include <opencv2/core/mat.hpp>

namespace emorec {

class ShapeCascade {
 public:
  /// Reads the bytes of dlib's file. @throws std::runtime_error saying what is wrong with them.
  static ShapeCascade from_dlib(const char* begin, const char* end);

  /// Uses what `write` wrote, which must stay; 64-byte aligned. It is trusted to be whole.
  static ShapeCascade from_packed(const char* bytes);

  ShapeCascade(ShapeCascade&&) = default;  // a copy's steps would be the other's

  void write(std::ostream& out) const;

  std::size_t point_count() const { return mean_shape_.size(); }

  /// One point per landmark, in pixels of an H×W 8-bit grey image, for the face in `box` turned by
  /// `roll` radians about its middle, positive = clockwise.
  std::vector<cv::Point2f> fit(const cv::Mat& grey, const cv::Rect2f& box, float roll = 0) const;

 private:
  /// Grey value `first` minus grey value `second`, of a level's pixels, against a threshold.
  struct Split {
    std::uint16_t first;
    std::uint16_t second;
    float threshold;
  };
  /// A pixel by its offset from a point of the mean shape.
  struct Pixel {
    std::uint16_t anchor;
    cv::Point2f offset;
  };
  struct Level {
    std::size_t trees = 0;
    std::vector<Split> splits;  ///< trees×(leaves−1), each tree in breadth-first order
    std::vector<Pixel> pixels;
    const std::int16_t* steps = nullptr;  ///< trees×leaves×width, in units of step_size
    float step_size = 0;
    std::vector<std::int16_t> own_steps;  ///< where steps points, unless that is packed
  };
  class Reader;
  class BoxPlace;

  ShapeCascade() = default;

  void read(Reader in);
  void read_trees(Reader& in, Level& level, std::vector<float>& steps);
  void read_pixels(Reader& in);
  void quantise(Level& level, const std::vector<float>& steps);
  void sample(const Level& level, const cv::Mat& grey, const BoxPlace& place,
              const std::vector<cv::Point2f>& shape, std::vector<float>& pixels) const;
  std::size_t leaf_of(const Level& level, std::size_t tree, const std::vector<float>& pixels) const;

  std::vector<cv::Point2f> mean_shape_;  ///< in units of the box
  std::size_t leaves_ = 0;               ///< per tree
  std::size_t width_ = 0;                ///< values a leaf: points×2 and some zeros
  std::vector<Level> levels_;
};

}  // namespace emorec
