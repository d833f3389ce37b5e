// Everything that is wrong with an input, gathered so that it can be put right in one go.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "emorec/core/error.h"

namespace emorec {

class Problems {
 public:
  void add(const std::filesystem::path& path, const std::string& what) {
    messages_.push_back(path.string() + ": " + what);
  }
  void add(const std::filesystem::path& file, int line, const std::string& what) {
    messages_.push_back(file.string() + ":" + std::to_string(line) + ": " + what);
  }

  /// @throws Error{kInput} with a line for each, if there is any.
  void check() const {
    if (messages_.empty()) return;
    constexpr std::size_t kMost = 20;
    std::string text;
    for (std::size_t i = 0; i < std::min(kMost, messages_.size()); ++i) {
      text += (i > 0 ? "\n" : "") + messages_[i];
    }
    if (messages_.size() > kMost) {
      text += "\nand " + std::to_string(messages_.size() - kMost) + " more like these";
    }
    throw Error(ErrorKind::kInput, text);
  }

 private:
  std::vector<std::string> messages_;
};

}  // namespace emorec
