#include "emorec/stats/interval.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "emorec/stats/random.h"

namespace emorec {
namespace {

constexpr double kNormalQuantile = 1.959963984540054;  // the quantile of 0.975
constexpr int kResamples = 2000;
constexpr unsigned kSeed = 1979;  // the year of Efron's paper

/// Which column (the one after the last for no answer) each clip of a row lies in.
std::vector<std::size_t> columns_of(const Confusion& confusion, std::size_t row) {
  std::vector<std::size_t> columns;
  for (std::size_t column = 0; column < confusion.labels(); ++column) {
    columns.insert(columns.end(), confusion.answered[row][column], column);
  }
  columns.insert(columns.end(), confusion.unanswered[row], confusion.labels());
  return columns;
}

/// Linear between the two nearest of the sorted values.
double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The middle 95 % of the values; none where they are all one, since so few clips tell nothing of
/// chance.
std::optional<Interval> middle_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const Interval middle{quantile(values, 0.025), quantile(values, 0.975)};
  return middle.low < middle.high ? std::optional(middle) : std::nullopt;
}

}  // namespace

Interval wilson_interval(std::int64_t right, std::int64_t count) {
  const auto n = static_cast<double>(count);
  const double p = static_cast<double>(right) / n;
  const double z2 = kNormalQuantile * kNormalQuantile;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half =
      kNormalQuantile / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

std::optional<Interval> bootstrap_interval(const Confusion& confusion, const Statistic& statistic) {
  if (!statistic(metrics_of(confusion))) return std::nullopt;
  const std::size_t labels = confusion.labels();
  std::vector<std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < labels; ++row) rows.push_back(columns_of(confusion, row));
  Random random(kSeed);
  std::vector<double> values;
  values.reserve(kResamples);
  for (int i = 0; i < kResamples; ++i) {
    Confusion resample(labels);
    for (std::size_t row = 0; row < labels; ++row) {
      if (rows[row].empty()) continue;
      for (std::size_t k = 0; k < rows[row].size(); ++k) {
        const std::size_t column = rows[row][random.below(rows[row].size())];
        ++(column < labels ? resample.answered[row][column] : resample.unanswered[row]);
      }
    }
    values.push_back(statistic(metrics_of(resample)).value_or(0));
  }
  return middle_of(std::move(values));
}

Figure figure_of(const std::vector<ClipSum>& clips) {
  ClipSum whole;
  for (const auto& clip : clips) {
    whole.numerator += clip.numerator;
    whole.denominator += clip.denominator;
  }
  if (whole.denominator == 0) return {};
  Random random(kSeed);
  std::vector<double> values;
  values.reserve(kResamples);
  for (int i = 0; i < kResamples; ++i) {
    ClipSum sum;
    for (std::size_t k = 0; k < clips.size(); ++k) {
      const ClipSum& clip = clips[random.below(clips.size())];
      sum.numerator += clip.numerator;
      sum.denominator += clip.denominator;
    }
    if (sum.denominator != 0) values.push_back(sum.numerator / sum.denominator);
  }
  return {whole.numerator / whole.denominator, middle_of(std::move(values))};
}

}  // namespace emorec
