#include "split_name.h"

#include <utility>

#include "emorec/core/error.h"
#include "emorec/core/lower_case.h"

namespace emorec {
namespace {

constexpr const char* kValidation = "validation";

/// FER2013's "PublicTest" is what its challenge gave for validation.
constexpr std::pair<std::string_view, std::string_view> kKnown[] = {
    {"train", "train"},          {"training", "train"},        {"val", kValidation},
    {"valid", kValidation},      {kValidation, kValidation},   {"dev", kValidation},
    {"publictest", kValidation}, {"public_test", kValidation}, {"test", "test"},
    {"privatetest", "test"},     {"private_test", "test"}};

}  // namespace

std::string known_split(std::string_view name) {
  std::string lower = lower_case(name);
  const auto afew = lower.rfind("_afew");
  if (afew != std::string::npos) lower.erase(afew);
  for (const auto& [other, split] : kKnown) {
    if (other == lower) return std::string(split);
  }
  return {};
}

std::string choose_split(const std::set<std::string>& names, const std::string& wanted,
                         const std::string& where) {
  if (names.count(wanted) > 0) return wanted;
  if (wanted.empty() && names.size() == 1) return *names.begin();
  const std::string known = wanted.empty() ? kValidation : known_split(wanted);
  for (const auto& name : names) {
    if (!known.empty() && known_split(name) == known) return name;
  }
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
  throw Error(ErrorKind::kInput,
              where + (wanted.empty() ? ": which part of it?" : ": has no part '" + wanted + "'.") +
                  " Give --split with one of: " + list + ".");
}

}  // namespace emorec
