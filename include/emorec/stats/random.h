// Random numbers that are the same on every machine: std::mt19937_64 is, the distributions of the
// standard library are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace emorec {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 0 … count − 1, each as likely as the others; `count` > 0.
  std::size_t below(std::size_t count) {
    constexpr std::uint64_t kMost = std::mt19937_64::max();
    const std::uint64_t fair = kMost - kMost % count;  // what lies above would favour the first
    std::uint64_t value = engine_();
    while (value >= fair) value = engine_();
    return static_cast<std::size_t>(value % count);
  }

  /// Uniform in low … high.
  double between(double low, double high) {
    constexpr double kStep = 1.0 / 9007199254740992.0;  // 2⁻⁵³: as fine as a double is
    return low + (high - low) * static_cast<double>(engine_() >> 11U) * kStep;
  }

  bool happens(double probability) { return between(0, 1) < probability; }

  template <class Value>
  void shuffle(std::vector<Value>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace emorec
