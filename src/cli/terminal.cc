#include "terminal.h"

#include <cstdlib>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

namespace emorec::cli {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool takes_escapes(int descriptor) {
  const std::string_view kind = variable("TERM");
  return ::isatty(descriptor) != 0 && !kind.empty() && kind != "dumb";
}

bool takes_colours(int descriptor) {
  return takes_escapes(descriptor) && variable("NO_COLOR").empty();
}

std::size_t columns_of(int descriptor) {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

}  // namespace emorec::cli
