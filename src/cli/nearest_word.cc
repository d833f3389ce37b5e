#include "nearest_word.h"

#include <algorithm>

namespace emorec::cli {
namespace {

/// The distance by Damerau and Levenshtein, in which no letter is changed twice.
std::size_t distance(const std::string& one, const std::string& other) {
  std::vector<std::size_t> before(other.size() + 1);
  std::vector<std::size_t> last(other.size() + 1);
  std::vector<std::size_t> now(other.size() + 1);
  for (std::size_t j = 0; j <= other.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      now[j] = std::min({replaced, last[j] + 1, now[j - 1] + 1});
      const bool swapped =
          i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
      if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[other.size()];
}

}  // namespace

std::optional<std::string> nearest_word(const std::string& misspelt,
                                        const std::vector<std::string>& words) {
  std::optional<std::string> nearest;
  std::size_t least = (misspelt.size() + 2) / 3 + 1;
  for (const auto& word : words) {
    const bool begun = misspelt.size() > 1 && word.rfind(misspelt, 0) == 0;
    const std::size_t letters = begun ? 1 : distance(misspelt, word);
    if (letters >= least) continue;
    least = letters;
    nearest = word;
  }
  return nearest;
}

std::string did_you_mean(const std::string& misspelt, const std::vector<std::string>& words) {
  const auto nearest = nearest_word(misspelt, words);
  return nearest ? " Did you mean '" + *nearest + "'?" : "";
}

}  // namespace emorec::cli
