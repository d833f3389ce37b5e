// Bytes and colours as text that may stand in HTML and SVG.
#pragma once

#include <string>
#include <string_view>

#include "emorec/core/label_set.h"

namespace emorec {

std::string base64(std::string_view bytes);

/// Base64 of SHA-256, as a content security policy names a script.
std::string sha256_base64(std::string_view bytes);

/// Text that is text in HTML and SVG, whatever is in it: bytes that are not UTF-8 are spelled.
std::string escaped(std::string_view text);

/// A file as an address that holds it; `type` is "image/jpeg" or the like.
std::string data_uri(std::string_view type, std::string_view bytes);

/// "#rrggbb".
std::string hex(const Rgb& colour);

}  // namespace emorec
