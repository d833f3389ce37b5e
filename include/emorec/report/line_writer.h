// Text line by line, as tables for people are written.
#pragma once

#include <ostream>
#include <string>

#include <spdlog/fmt/fmt.h>

namespace emorec {

class LineWriter {
 protected:
  explicit LineWriter(std::ostream& out) : out_(out) {}

  /// Without the spaces that padding leaves at the end.
  template <typename... Values>
  void line(const char* format, const Values&... values) const {
    std::string text = fmt::format(fmt::runtime(format), values...);
    text.erase(text.find_last_not_of(' ') + 1);
    out_ << text << '\n';
  }

 private:
  std::ostream& out_;
};

}  // namespace emorec
