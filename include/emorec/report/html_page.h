// The shell of a report: one HTML file that holds its style, scripts and data and asks nobody for
// anything. What a page shows is its own markup, style and script; see src/report/html/page.html.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "emorec/core/label_set.h"

namespace emorec {

struct HtmlPage {
  std::string title;       ///< plain text, UTF-8 or not
  std::string_view body;   ///< markup
  std::string_view style;  ///< after the shell's
  std::string script;      ///< after the shell's, which gives it `data` and helpers
  std::string data;        ///< as embeddable() gives it
  std::string attachment;  ///< bytes that the script finds as base64 in #attachment
};

/// JSON that may stand inside a <script> element: ASCII, without '<'. Bytes that are not UTF-8 are
/// replaced.
std::string embeddable(const nlohmann::ordered_json& data);

/// "#rrggbb" of each label.
std::vector<std::string> colours_of(const LabelSet& labels);

/// What every page's first bytes are, so that a report is known from other files.
std::string_view page_start();

void write_html_page(std::ostream& out, const HtmlPage& page);

}  // namespace emorec
