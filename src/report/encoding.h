// Bytes as text.
#pragma once

#include <string>
#include <string_view>

namespace emorec {

std::string base64(std::string_view bytes);

/// Base64 of SHA-256, as a content security policy names a script.
std::string sha256_base64(std::string_view bytes);

/// Text that is text in HTML, whatever is in it.
std::string html_escaped(std::string_view text);

}  // namespace emorec
