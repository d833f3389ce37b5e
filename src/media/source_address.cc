#include "source_address.h"

#include <array>
#include <filesystem>
#include <system_error>

#include <unistd.h>

#include "emorec/core/error.h"

#include "device_library.h"

namespace emorec::media {
namespace fs = std::filesystem;
namespace {

struct Scheme {
  const char* name;
  const char* protocols;
  const char* format;
};

constexpr std::array<Scheme, 6> kSchemes = {{
    {"rtsp", "rtsp,rtp,udp,tcp", "rtsp"},
    {"rtsps", "rtsp,rtsps,rtp,srtp,udp,tls,tcp", "rtsp"},
    {"http", "http,tcp", nullptr},
    {"https", "https,tls,tcp", nullptr},
    {"udp", "udp", nullptr},
    {"tcp", "tcp", nullptr},
}};

SourceAddress network_address(const std::string& text, const std::string& scheme) {
  for (const auto& known : kSchemes) {
    if (scheme != known.name) continue;
    const AVInputFormat* format =
        known.format == nullptr ? nullptr : av_find_input_format(known.format);
    return {SourceKind::kAddress, text, shown_source(text), known.protocols, format};
  }
  throw Error(ErrorKind::kUsage, shown_source(text) +
                                     ": an address that cannot be watched. Give one of rtsp, "
                                     "rtsps, http, https, udp or tcp, or a path alone.");
}

SourceAddress standard_input() {
  constexpr const char* kPath = "/dev/stdin";
  std::error_code unknown;
  if (fs::is_regular_file(kPath, unknown)) return {SourceKind::kClip, kPath, "-", "", nullptr};
  if (::isatty(STDIN_FILENO) != 0) {
    throw Error(ErrorKind::kUsage,
                "-: standard input is a terminal. Give it a video: ffmpeg ... | emorec watch -");
  }
  return {SourceKind::kPipe, "", "-", "", nullptr};
}

}  // namespace

std::string scheme_of(const std::string& text) {
  const std::size_t end = text.find("://");
  if (end == text.npos || text.find('/') < end) return "";
  return text.substr(0, end);
}

SourceAddress source_address(const std::string& text) {
  if (text == "-") return standard_input();
  std::error_code unknown;
  const fs::file_status status = fs::status(text, unknown);
  if (fs::is_fifo(status)) return {SourceKind::kPipe, text, text, "", nullptr};
  if (fs::is_character_file(status)) return {SourceKind::kCamera, text, text, "", camera_format()};
  const std::string scheme = scheme_of(text);
  if (!scheme.empty() && !fs::exists(status)) return network_address(text, scheme);
  return {SourceKind::kClip, text, text, "", nullptr};
}

}  // namespace emorec::media

namespace emorec {

std::string shown_source(const std::string& source) {
  const std::string scheme = media::scheme_of(source);
  if (scheme.empty()) return source;
  const std::size_t begin = scheme.size() + 3;
  std::string host = source.substr(begin, source.find_first_of("?#", begin) - begin);
  const std::size_t user = host.substr(0, host.find('/')).rfind('@');
  if (user != host.npos) host.erase(0, user + 1);
  return scheme + "://" + host;
}

SourceKind kind_of_source(const std::string& source) { return media::source_address(source).kind; }

}  // namespace emorec
