#include "emorec/report/encoding.h"

#include <algorithm>
#include <array>

#include <openssl/evp.h>
#include <spdlog/fmt/fmt.h>

#include "emorec/core/spelling.h"

namespace emorec {

std::string base64(std::string_view bytes) {
  constexpr std::size_t kBlock = 3
                                 << 20;  // OpenSSL counts in int; a multiple of 3 needs no padding
  std::string text;
  text.reserve(4 * (bytes.size() / 3 + 1));
  std::string block(4 * (kBlock / 3) + 1, '\0');
  for (std::size_t at = 0; at < bytes.size(); at += kBlock) {
    const auto part = bytes.substr(at, kBlock);
    const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(block.data()),
                                       reinterpret_cast<const unsigned char*>(part.data()),
                                       static_cast<int>(part.size()));
    text.append(block, 0, static_cast<std::size_t>(length));
  }
  return text;
}

std::string sha256_base64(std::string_view bytes) {
  std::array<char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
             EVP_sha256(), nullptr);
  return base64({digest.data(), size});
}

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : spelled(std::string(text))) {
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string data_uri(std::string_view type, std::string_view bytes) {
  return "data:" + std::string(type) + ";base64," + base64(bytes);
}

std::string hex(const Rgb& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

}  // namespace emorec
