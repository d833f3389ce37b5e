#include "emorec/report/html_page.h"

#include <functional>
#include <map>

#include <nlohmann/json.hpp>

#include "emorec/core/label_set.h"
#include "emorec/core/version.h"
#include "emorec/report/encoding.h"

#include "report_assets.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;

/// Only the page's own scripts run, and nothing is fetched from anywhere. Styles may be inline: the
/// chart library sets them.
std::string policy_for(std::string_view library, std::string_view script) {
  return "default-src 'none'; script-src 'sha256-" + sha256_base64(library) + "' 'sha256-" +
         sha256_base64(script) +
         "'; style-src 'unsafe-inline'; img-src data: blob:; media-src blob:; base-uri 'none'; "
         "form-action 'none'";
}

/// Writes the template, each {{name}} in it replaced.
void fill(std::ostream& out, std::string_view text,
          const std::map<std::string_view, std::function<void()>>& parts) {
  for (std::size_t open = 0; (open = text.find("{{")) != text.npos;) {
    const auto close = text.find("}}", open);
    out << text.substr(0, open);
    parts.at(text.substr(open + 2, close - open - 2))();
    text.remove_prefix(close + 2);
  }
  out << text;
}

}  // namespace

std::string_view page_start() { return assets::kPageHtml.substr(0, assets::kPageHtml.find("{{")); }

std::string embeddable(const Json& data) {
  const std::string json = data.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

std::vector<std::string> colours_of(const LabelSet& labels) {
  std::vector<std::string> list;
  for (std::size_t i = 0; i < labels.size(); ++i) list.push_back(hex(labels.colour({i})));
  return list;
}

void write_html_page(std::ostream& out, const HtmlPage& page) {
  const std::string script = std::string(assets::kPageJs) + page.script;
  const auto text = [&out](const std::string& plain) { out << escaped(plain); };
  fill(out, assets::kPageHtml,
       {{"policy", [&] { out << policy_for(assets::kDygraphMinJs, script); }},
        {"generator", [&] { out << "emorec " << kVersion; }},
        {"title", [&] { text(page.title); }},
        {"style", [&] { out << assets::kDygraphMinCss << assets::kPageCss << page.style; }},
        {"body", [&] { out << page.body; }},
        {"library_licence", [&] { text(std::string(assets::kCopyright)); }},
        {"data", [&] { out << page.data; }},
        {"library", [&] { out << assets::kDygraphMinJs; }},
        {"script", [&] { out << script; }},
        {"attachment", [&] { out << base64(page.attachment); }}});
}

}  // namespace emorec
