// What data sets call their parts.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace emorec {

/// "Val_AFEW", "valid" and "public_test" are all "validation"; likewise "train" and "test"; empty
/// for other names.
std::string known_split(std::string_view name);

/// The one of `names` that `wanted` means. If it is empty: the only one, or else the validation
/// part.
/// @throws Error{kInput} listing the names if there is none; `where` is the data set.
std::string choose_split(const std::set<std::string>& names, const std::string& wanted,
                         const std::string& where);

}  // namespace emorec
