#include "emorec/stats/metrics.h"

#include <numeric>

namespace emorec {
namespace {

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

template <typename Member>
std::optional<double> mean_of(const std::array<ClassMetrics, kEmotionCount>& classes,
                              Member member) {
  double sum = 0;
  int count = 0;
  for (const auto& metrics : classes) {
    if (!(metrics.*member)) continue;
    sum += *(metrics.*member);
    ++count;
  }
  if (count == 0) return std::nullopt;
  return sum / count;
}

}  // namespace

void Confusion::add(Emotion truth, std::optional<Emotion> answer) {
  const auto row = static_cast<std::size_t>(truth);
  if (answer) {
    ++answered[row][static_cast<std::size_t>(*answer)];
  } else {
    ++unanswered[row];
  }
}

std::int64_t Confusion::support(int truth) const {
  const auto& row = answered[truth];
  return std::accumulate(row.begin(), row.end(), unanswered[truth]);
}

std::int64_t Confusion::answers(int label) const {
  std::int64_t sum = 0;
  for (const auto& row : answered) sum += row[label];
  return sum;
}

std::int64_t Confusion::right() const {
  std::int64_t sum = 0;
  for (int i = 0; i < kEmotionCount; ++i) sum += answered[i][i];
  return sum;
}

std::int64_t Confusion::count() const {
  std::int64_t sum = 0;
  for (int i = 0; i < kEmotionCount; ++i) sum += support(i);
  return sum;
}

Metrics metrics_of(const Confusion& confusion) {
  Metrics metrics;
  for (int i = 0; i < kEmotionCount; ++i) {
    auto& of_class = metrics.classes[i];
    const auto right = confusion.answered[i][i];
    of_class.support = confusion.support(i);
    of_class.precision = ratio(right, confusion.answers(i));
    of_class.recall = ratio(right, of_class.support);
    of_class.f1 = ratio(2 * right, of_class.support + confusion.answers(i));
  }
  metrics.war = ratio(confusion.right(), confusion.count());
  metrics.uar = mean_of(metrics.classes, &ClassMetrics::recall);
  metrics.macro_f1 = mean_of(metrics.classes, &ClassMetrics::f1);
  return metrics;
}

}  // namespace emorec
