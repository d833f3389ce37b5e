// What an action fails with.
#pragma once

#include <string>

#include "emorec/core/error.h"

namespace emorec::testing {

/// The message of the Error of that kind that `action` throws; a word that no test expects if it
/// throws none or another.
template <typename Action>
std::string error_of(ErrorKind kind, const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.kind() == kind ? error.what() : std::string("ANOTHER KIND: ") + error.what();
  } catch (const std::exception& error) {
    return std::string("NOT AN Error: ") + error.what();
  }
  return "NO ERROR";
}

}  // namespace emorec::testing
