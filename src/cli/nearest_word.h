// The word that was meant by a misspelt one.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace emorec::cli {

/// The one of `words` that takes the fewest letters added, dropped, replaced or swapped with their
/// neighbour, or that begins like it; none if that is more than a third of the letters, since then
/// something else was meant.
std::optional<std::string> nearest_word(const std::string& misspelt,
                                        const std::vector<std::string>& words);

/// " Did you mean 'format'?", or nothing where no word is near.
std::string did_you_mean(const std::string& misspelt, const std::vector<std::string>& words);

}  // namespace emorec::cli
