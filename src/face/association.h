// Who is who: rows (people known) to columns (faces found), one to one.
#pragma once

#include <vector>

namespace emorec {

/// For every row its column, or -1: the pairing with the greatest sum of gains. A gain of 0 or less
/// forbids a pair.
/// @param gains rows of equal length, finite
std::vector<int> best_pairs(const std::vector<std::vector<double>>& gains);

}  // namespace emorec
