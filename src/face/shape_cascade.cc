#include "shape_cascade.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <ostream>
#include <stdexcept>

#include "padded.h"
#include "wide.h"

namespace emorec {
namespace {

constexpr std::size_t kMaxPoints = 1000;
constexpr std::size_t kMaxLeaves = 1024;
constexpr std::size_t kMaxPixels = 65535;
constexpr std::size_t kMaxLevels = 1000;
constexpr std::size_t kMaxTrees = 65536;  // a level's: their steps' sum fits 32 bits

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

/// Values of a leaf that are added up at a time: as many as stay in registers.
constexpr std::size_t kBlock = 16;

/// Asks for the values of a leaf, so that they are there when all leaves of a level are summed:
/// they lie scattered over 35 MB.
void prefetch(const std::int16_t* values, std::size_t width) {
  constexpr std::size_t kLine = 64 / sizeof(*values);  // a line of the processor's cache
  for (std::size_t i = 0; i < width; i += kLine) __builtin_prefetch(values + i);
}

/// Sums one leaf of each tree, in whole numbers, so that their order cannot matter. `width` values
/// a leaf, a multiple of kBlock; `leaves` are the places where they begin.
EMOREC_AVX2 void sum_leaves(const std::int16_t* steps, const std::vector<std::uint32_t>& leaves,
                            std::size_t width, std::int32_t* sum) {
  for (std::size_t block = 0; block < width; block += kBlock) {
    std::int32_t part[kBlock] = {};
    for (const auto leaf : leaves) {
      const std::int16_t* values = steps + leaf + block;
      for (std::size_t i = 0; i < kBlock; ++i) part[i] += values[i];
    }
    std::copy(part, part + kBlock, sum + block);
  }
}

/// The linear part of the least-squares similarity from one shape to another, as a + ib.
cv::Point2f turn_between(const std::vector<cv::Point2f>& from, const std::vector<cv::Point2f>& to) {
  const auto mean_of = [](const std::vector<cv::Point2f>& points) {
    cv::Point2f sum;
    for (const auto& point : points) sum += point;
    return sum / static_cast<float>(points.size());
  };
  const cv::Point2f from_mean = mean_of(from);
  const cv::Point2f to_mean = mean_of(to);
  cv::Point2f turn;
  float norm = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const cv::Point2f p = from[i] - from_mean;
    const cv::Point2f q = to[i] - to_mean;
    turn += cv::Point2f(p.dot(q), static_cast<float>(p.cross(q)));
    norm += p.dot(p);
  }
  return norm > 0 ? turn / norm : cv::Point2f(1, 0);
}

cv::Point2f turned(const cv::Point2f& p, const cv::Point2f& turn) {
  return {turn.x * p.x - turn.y * p.y, turn.y * p.x + turn.x * p.y};
}

/// What dlib sees beyond the edge of an image is black. It knows no turned boxes; a tilted head
/// that fills the image is fitted better if its edge goes on there.
float nearest_grey(const cv::Mat& grey, const cv::Point2f& point, bool black_beyond) {
  const float x = std::floor(point.x + 0.5F);
  const float y = std::floor(point.y + 0.5F);
  // In this order they make something of what is no number, too.
  const float column = std::min(static_cast<float>(grey.cols - 1), std::max(0.0F, x));
  const float row = std::min(static_cast<float>(grey.rows - 1), std::max(0.0F, y));
  if (black_beyond && (x != column || y != row)) return 0;
  return grey.at<std::uint8_t>(static_cast<int>(row), static_cast<int>(column));
}

/// Packed: arrays one after the other, the length of each before it, everything from a multiple of
/// 64 bytes on, as lines of the processor's cache are. Read by the program that it was built into,
/// so that numbers are as the machine has them.
constexpr std::size_t kAlignment = 64;

void put_bytes(std::ostream& out, const void* bytes, std::size_t size) {
  constexpr char kZeros[kAlignment] = {};
  out.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  out.write(kZeros, static_cast<std::streamsize>((kAlignment - size % kAlignment) % kAlignment));
}

template <typename T>
void put(std::ostream& out, const T* values, std::size_t count) {
  put_bytes(out, &count, sizeof(count));
  put_bytes(out, values, count * sizeof(T));
}

class PackedReader {
 public:
  explicit PackedReader(const char* bytes) : next_(bytes) {}

  template <typename T>
  const T* array(std::size_t* count = nullptr) {
    std::size_t length = 0;
    std::memcpy(&length, take(sizeof(length)), sizeof(length));
    if (count != nullptr) *count = length;
    return reinterpret_cast<const T*>(take(length * sizeof(T)));
  }

  template <typename T>
  std::vector<T> vector() {
    std::size_t count = 0;
    const T* values = array<T>(&count);
    return {values, values + count};
  }

 private:
  const char* take(std::size_t size) {
    const char* bytes = next_;
    next_ += padded(size, kAlignment);
    return bytes;
  }

  const char* next_;
};

}  // namespace

/// Where the points of a unit square are in the image that the box lies in.
class ShapeCascade::BoxPlace {
 public:
  BoxPlace(const cv::Rect2f& box, float roll) {
    // dlib's boxes include their last pixel.
    const cv::Point2f size(box.width - 1, box.height - 1);
    const cv::Point2f turn(std::cos(roll), std::sin(roll));
    across_ = turned({size.x, 0}, turn);
    down_ = turned({0, size.y}, turn);
    // Half a pixel beyond the middle of the pixels: so were the chips turned that networks learnt
    // from.
    const cv::Point2f half = cv::Point2f(box.size()) / 2;
    origin_ = box.tl() + (half - turned(half, turn));  // exactly there if upright
  }

  bool upright() const { return across_.y == 0; }

  cv::Point2f operator()(const cv::Point2f& p) const {
    return {origin_.x + p.x * across_.x + p.y * down_.x,
            origin_.y + p.x * across_.y + p.y * down_.y};
  }

 private:
  cv::Point2f origin_;
  cv::Point2f across_;
  cv::Point2f down_;
};

/// dlib's serialization: whole numbers as a byte that tells sign and length, then that many bytes,
/// the least significant first; floating point as mantissa and exponent of two.
class ShapeCascade::Reader {
 public:
  Reader(const char* begin, const char* end) : next_(begin), end_(end) {}

  std::int64_t whole() {
    const auto control = byte();
    const unsigned size = control & 0x0FU;
    require(size <= 8 && (control & 0x70U) == 0, "no number of dlib's where one is expected");
    require(static_cast<std::size_t>(end_ - next_) >= size, "it ends too early");
    const auto magnitude = static_cast<std::int64_t>(bytes(size));
    next_ += size;
    require(magnitude >= 0, "a number in it is too large");
    return (control & 0x80U) != 0 ? -magnitude : magnitude;
  }

  /// A count of things that take at least one byte each: more than are left cannot be true.
  std::size_t count(std::size_t limit = std::numeric_limits<std::size_t>::max()) {
    const auto value = whole();
    require(value >= 0 && value <= end_ - next_ && static_cast<std::size_t>(value) <= limit,
            "a size in it makes no sense");
    return static_cast<std::size_t>(value);
  }

  float real() {
    const auto mantissa = static_cast<float>(whole());
    const auto exponent = whole();
    // Powers of two by their bits: ldexp takes longer than all the rest.
    require(exponent > -126 && exponent < 127, "a number in it is not finite");
    const auto bits = static_cast<std::uint32_t>(exponent + 127) << 23U;
    float power = 0;
    static_assert(sizeof(power) == sizeof(bits));
    std::memcpy(&power, &bits, sizeof(bits));
    return mantissa * power;
  }

  /// A column vector's values, after its size.
  std::size_t column() {
    const auto rows = -whole();  // dlib negates sizes to tell its formats apart
    const auto columns = -whole();
    require(rows > 0 && columns == 1 && rows <= end_ - next_, "a shape in it makes no sense");
    return static_cast<std::size_t>(rows);
  }

  bool at_end() const { return next_ == end_; }

 private:
  std::uint64_t bytes(unsigned size) const {
    std::uint64_t value = 0;
    if (end_ - next_ >= 8) {  // one load and a mask instead of a loop: there are 17 million numbers
      std::memcpy(&value, next_, sizeof(value));
      return size == 0 ? 0 : value & (~std::uint64_t{0} >> (64 - 8 * size));
    }
    std::memcpy(&value, next_, size);
    return value;
  }

  unsigned char byte() {
    require(next_ != end_, "it ends too early");
    return static_cast<unsigned char>(*next_++);
  }

  const char* next_;
  const char* end_;
};

ShapeCascade ShapeCascade::from_dlib(const char* begin, const char* end) {
  ShapeCascade cascade;
  cascade.read(Reader(begin, end));
  return cascade;
}

void ShapeCascade::read(Reader in) {
  require(in.whole() == 1, "an unknown version");
  const std::size_t values = in.column();
  require(values % 2 == 0 && values <= 2 * kMaxPoints, "a shape in it makes no sense");
  for (std::size_t i = 0; i < values / 2; ++i) {
    const float x = in.real();
    mean_shape_.emplace_back(x, in.real());
  }
  levels_.resize(in.count(kMaxLevels));
  std::vector<float> steps;  // a level's at a time: memory that is new costs more than reading
  for (auto& level : levels_) {
    steps.clear();
    read_trees(in, level, steps);
    quantise(level, steps);
  }
  read_pixels(in);
  require(in.at_end(), "it goes on after its end");
}

void ShapeCascade::read_trees(Reader& in, Level& level, std::vector<float>& steps) {
  level.trees = in.count(kMaxTrees);
  for (std::size_t tree = 0; tree < level.trees; ++tree) {
    const std::size_t splits = in.count(kMaxLeaves);
    for (std::size_t i = 0; i < splits; ++i) {
      const auto first = static_cast<std::uint16_t>(in.count(kMaxPixels));
      const auto second = static_cast<std::uint16_t>(in.count(kMaxPixels));
      level.splits.push_back({first, second, in.real()});
    }
    const std::size_t leaves = in.count();
    if (leaves_ == 0) leaves_ = leaves;
    require(leaves == leaves_ && leaves == splits + 1 && (leaves & splits) == 0,
            "a tree in it is not complete");
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
      require(in.column() == 2 * mean_shape_.size(), "a leaf in it is of another shape");
      for (std::size_t i = 0; i < 2 * mean_shape_.size(); ++i) steps.push_back(in.real());
    }
  }
}

void ShapeCascade::read_pixels(Reader& in) {
  require(in.count() == levels_.size(), "its parts are of different lengths");
  for (auto& level : levels_) {
    level.pixels.resize(in.count(kMaxPixels));
    for (auto& pixel : level.pixels) {
      pixel.anchor = static_cast<std::uint16_t>(in.count(mean_shape_.size() - 1));
    }
  }
  require(in.count() == levels_.size(), "its parts are of different lengths");
  for (auto& level : levels_) {
    require(in.count() == level.pixels.size(), "its parts are of different lengths");
    for (auto& pixel : level.pixels) {
      pixel.offset.x = in.real();
      pixel.offset.y = in.real();
    }
    for (const auto& split : level.splits) {
      require(split.first < level.pixels.size() && split.second < level.pixels.size(),
              "a tree in it asks for a pixel that is not there");
    }
  }
}

void ShapeCascade::quantise(Level& level, const std::vector<float>& steps) {
  float largest = 1e-30F;  // if all are zero: small, and neither quotient below is beyond a float
  for (const float step : steps) largest = std::max(largest, std::abs(step));
  require(std::isfinite(largest), "a number in it is not finite");
  level.step_size = largest / std::numeric_limits<std::int16_t>::max();
  const float scale = 1 / level.step_size;
  const std::size_t count = 2 * mean_shape_.size();
  width_ = padded(count, kBlock);
  level.own_steps.resize(steps.size() / count * width_);
  level.steps = level.own_steps.data();
  auto* to = level.own_steps.data();
  for (const float* from = steps.data(); from != steps.data() + steps.size(); from += count) {
    std::transform(from, from + count, to, [scale](float step) {
      return static_cast<std::int16_t>(step * scale + std::copysign(0.5F, step));
    });
    to += width_;
  }
}

void ShapeCascade::write(std::ostream& out) const {
  const std::size_t sizes[] = {leaves_, width_, levels_.size()};
  put(out, sizes, std::size(sizes));
  put(out, mean_shape_.data(), mean_shape_.size());
  for (const auto& level : levels_) {
    put(out, &level.trees, 1);
    put(out, level.splits.data(), level.splits.size());
    put(out, level.pixels.data(), level.pixels.size());
    put(out, level.steps, level.trees * leaves_ * width_);
    put(out, &level.step_size, 1);
  }
}

ShapeCascade ShapeCascade::from_packed(const char* bytes) {
  PackedReader in(bytes);
  ShapeCascade cascade;
  const auto* sizes = in.array<std::size_t>();
  cascade.leaves_ = sizes[0];
  cascade.width_ = sizes[1];
  cascade.levels_.resize(sizes[2]);
  cascade.mean_shape_ = in.vector<cv::Point2f>();
  for (auto& level : cascade.levels_) {
    level.trees = *in.array<std::size_t>();
    level.splits = in.vector<Split>();
    level.pixels = in.vector<Pixel>();
    level.steps = in.array<std::int16_t>();
    level.step_size = *in.array<float>();
  }
  return cascade;
}

std::vector<cv::Point2f> ShapeCascade::fit(const cv::Mat& grey, const cv::Rect2f& box,
                                           float roll) const {
  const BoxPlace place(box, roll);
  std::vector<cv::Point2f> shape = mean_shape_;
  std::vector<std::int32_t> sum(width_);
  std::vector<float> pixels;
  std::vector<std::uint32_t> leaves;
  for (const auto& level : levels_) {
    sample(level, grey, place, shape, pixels);
    leaves.clear();
    for (std::size_t tree = 0; tree < level.trees; ++tree) {
      const std::size_t leaf = (tree * leaves_ + leaf_of(level, tree, pixels)) * width_;
      prefetch(level.steps + leaf, width_);
      leaves.push_back(static_cast<std::uint32_t>(leaf));
    }
    sum_leaves(level.steps, leaves, width_, sum.data());
    for (std::size_t i = 0; i < shape.size(); ++i) {
      shape[i] += level.step_size *
                  cv::Point2f(static_cast<float>(sum[2 * i]), static_cast<float>(sum[2 * i + 1]));
    }
  }
  for (auto& point : shape) point = place(point);
  return shape;
}

/// Grey values at the level's pixels, which move and turn with the shape.
void ShapeCascade::sample(const Level& level, const cv::Mat& grey, const BoxPlace& place,
                          const std::vector<cv::Point2f>& shape, std::vector<float>& pixels) const {
  const cv::Point2f turn = turn_between(mean_shape_, shape);
  pixels.clear();
  for (const auto& pixel : level.pixels) {
    const cv::Point2f point = place(shape[pixel.anchor] + turned(pixel.offset, turn));
    pixels.push_back(nearest_grey(grey, point, place.upright()));
  }
}

std::size_t ShapeCascade::leaf_of(const Level& level, std::size_t tree,
                                  const std::vector<float>& pixels) const {
  const std::size_t split_count = leaves_ - 1;
  const Split* splits = level.splits.data() + tree * split_count;
  std::size_t i = 0;
  while (i < split_count) {
    const Split& split = splits[i];
    const bool left = pixels[split.first] - pixels[split.second] > split.threshold;
    i = 2 * i + 2 - static_cast<std::size_t>(left);  // no branch: nobody could foretell it
  }
  return i - split_count;
}

}  // namespace emorec
