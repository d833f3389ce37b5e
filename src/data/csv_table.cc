#include "csv_table.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <istream>
#include <string_view>

#include "emorec/core/error.h"
#include "emorec/core/lower_case.h"

namespace emorec {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

class Reader {
 public:
  Reader(std::istream& in, char separator) : in_(in), separator_(separator) {}

  /// False at the end of the file.
  bool next(CsvRow& row) {
    if (in_.peek() == std::istream::traits_type::eof()) return false;
    row = {line_, {""}};
    kept_ = 0;
    quoted_ = false;
    for (char c = 0; in_.get(c);) {
      if (c == '\n') ++line_;
      if (c == '\n' && !quoted_) break;
      if (c == separator_ && !quoted_) {
        end_cell(row.cells.back());
        row.cells.emplace_back();
      } else if (c != '\r' || in_.peek() != '\n') {
        add(c, row.cells.back());
      }
    }
    end_cell(row.cells.back());
    return true;
  }

 private:
  void add(char c, std::string& cell) {
    if (c == '"' && quoted_ && in_.peek() == '"') {
      cell += static_cast<char>(in_.get());
    } else if (c == '"') {
      quoted_ = !quoted_;
    } else if (quoted_ || !cell.empty() || !is_blank(c)) {
      cell += c;
    }
    if (quoted_ || !is_blank(c)) kept_ = cell.size();
  }

  void end_cell(std::string& cell) {
    cell.resize(kept_);
    kept_ = 0;
  }

  std::istream& in_;
  char separator_;
  int line_ = 1;
  bool quoted_ = false;
  std::size_t kept_ = 0;  // the cell's length without the blanks that trail
};

/// The separator that the first line has most of.
char separator_in(std::istream& in) {
  constexpr std::string_view kSeparators = ",;\t";
  std::array<std::size_t, kSeparators.size()> counts{};
  bool quoted = false;
  for (char c = 0; in.get(c) && (c != '\n' || quoted);) {
    if (c == '"') quoted = !quoted;
    const auto place = kSeparators.find(c);
    if (!quoted && place != kSeparators.npos) ++counts[place];
  }
  in.clear();
  in.seekg(0);
  return kSeparators[std::max_element(counts.begin(), counts.end()) - counts.begin()];
}

bool is_empty(const CsvRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& cell) { return cell.empty(); });
}

bool is_wide_text(const std::string& header) { return header.find('\0') != std::string::npos; }

}  // namespace

std::optional<std::size_t> CsvTable::column(const std::string& name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

std::string CsvTable::header_text() const {
  constexpr std::size_t kMost = 200;
  std::string text;
  for (const auto& name : header) text += (text.empty() ? "" : std::string(1, separator)) + name;
  return "'" + (text.size() > kMost ? text.substr(0, kMost) + "…" : text) + "'";
}

CsvTable read_csv(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  CsvTable table;
  table.separator = separator_in(in);
  Reader reader(in, table.separator);
  CsvRow row;
  if (!in || !reader.next(row)) {
    throw Error(ErrorKind::kInput, file.string() + ": cannot be read, or is empty.");
  }
  constexpr const char* kByteOrderMark = "\xEF\xBB\xBF";
  if (row.cells.front().rfind(kByteOrderMark, 0) == 0) row.cells.front().erase(0, 3);
  for (const auto& name : row.cells) {
    if (is_wide_text(name)) {
      throw Error(ErrorKind::kInput,
                  file.string() + ": not a table of text in UTF-8. Save it as CSV in UTF-8.");
    }
    table.header.push_back(lower_case(name));
  }
  while (reader.next(row)) {
    if (!is_empty(row)) table.rows.push_back(row);
  }
  return table;
}

}  // namespace emorec
