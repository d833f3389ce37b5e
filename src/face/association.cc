#include "association.h"

#include <algorithm>
#include <cmath>

#include <dlib/optimization/max_cost_assignment.h>

namespace emorec {

std::vector<int> best_pairs(const std::vector<std::vector<double>>& gains) {
  if (gains.empty() || gains.front().empty()) return std::vector<int>(gains.size(), -1);
  // dlib wants a square of integers. Padding gains nothing, like a forbidden pair.
  constexpr double kUnitsPerGain = 1e6;
  const auto rows = static_cast<long>(gains.size());
  const auto columns = static_cast<long>(gains.front().size());
  const long side = std::max(rows, columns);
  dlib::matrix<long> square = dlib::zeros_matrix<long>(side, side);
  for (long r = 0; r < rows; ++r) {
    for (long c = 0; c < columns; ++c) {
      square(r, c) = std::lround(std::max(0.0, gains[r][c]) * kUnitsPerGain);
    }
  }
  const auto assigned = dlib::max_cost_assignment(square);
  std::vector<int> pairs(rows, -1);
  for (long r = 0; r < rows; ++r) {
    if (assigned[r] < columns && square(r, assigned[r]) > 0)
      pairs[r] = static_cast<int>(assigned[r]);
  }
  return pairs;
}

}  // namespace emorec
