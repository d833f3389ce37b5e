#include "emorec/stats/metrics.h"

#include <numeric>

namespace emorec {
namespace {

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

template <typename Member>
std::optional<double> mean_of(const std::vector<ClassMetrics>& classes, Member member) {
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

void Confusion::add(Label truth, std::optional<Label> answer) {
  ++(answer ? answered[truth.index][answer->index] : unanswered[truth.index]);
}

std::int64_t Confusion::support(std::size_t truth) const {
  const auto& row = answered[truth];
  return std::accumulate(row.begin(), row.end(), unanswered[truth]);
}

std::int64_t Confusion::answers(std::size_t label) const {
  std::int64_t sum = 0;
  for (const auto& row : answered) sum += row[label];
  return sum;
}

std::int64_t Confusion::right() const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < labels(); ++i) sum += answered[i][i];
  return sum;
}

std::int64_t Confusion::count() const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < labels(); ++i) sum += support(i);
  return sum;
}

Metrics metrics_of(const Confusion& confusion) {
  Metrics metrics;
  metrics.classes.resize(confusion.labels());
  for (std::size_t i = 0; i < confusion.labels(); ++i) {
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
