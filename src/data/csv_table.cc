#include "csv_table.h"

#include <algorithm>
#include <fstream>
#include <istream>

#include "emorec/core/error.h"

namespace emorec {
namespace {

class Reader {
 public:
  explicit Reader(std::istream& in) : in_(in) {}

  /// False at the end of the file.
  bool next(CsvRow& row) {
    if (in_.peek() == std::istream::traits_type::eof()) return false;
    row = {line_, {""}};
    bool quoted = false;
    for (char c = 0; in_.get(c);) {
      if (c == '\n') ++line_;
      if (c == '\n' && !quoted) break;
      if (c == ',' && !quoted) {
        row.cells.emplace_back();
      } else if (c == '"' && quoted && in_.peek() == '"') {
        row.cells.back() += static_cast<char>(in_.get());
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c != '\r' || in_.peek() != '\n') {
        row.cells.back() += c;
      }
    }
    return true;
  }

 private:
  std::istream& in_;
  int line_ = 1;
};

bool is_blank(const CsvRow& row) { return row.cells.size() == 1 && row.cells.front().empty(); }

}  // namespace

std::optional<std::size_t> CsvTable::column(const std::string& name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

CsvTable read_csv(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  Reader reader(in);
  CsvRow row;
  if (!in || !reader.next(row)) {
    throw Error(ErrorKind::kInput, file.string() + ": cannot be read, or is empty.");
  }
  constexpr const char* kByteOrderMark = "\xEF\xBB\xBF";
  if (row.cells.front().rfind(kByteOrderMark, 0) == 0) row.cells.front().erase(0, 3);
  CsvTable table{row.cells, {}};
  while (reader.next(row)) {
    if (!is_blank(row)) table.rows.push_back(row);
  }
  return table;
}

}  // namespace emorec
