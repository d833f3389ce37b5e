#include "emorec/stats/mcnemar.h"

#include <algorithm>
#include <cmath>

namespace emorec {

double McNemar::p() const {
  const auto n = static_cast<double>(only_first + only_second);
  double tail = 0;  // P(X ≤ the smaller) for X ~ Binomial(n, 1/2)
  for (std::int64_t k = 0; k <= std::min(only_first, only_second); ++k) {
    const auto i = static_cast<double>(k);
    tail += std::exp(std::lgamma(n + 1) - std::lgamma(i + 1) - std::lgamma(n - i + 1) -
                     n * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

}  // namespace emorec
