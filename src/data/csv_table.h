// A table as text, with a header: cells separated by commas (RFC 4180), semicolons or tabs,
// whichever the header has most of. Each row knows the line that it starts on.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace emorec {

struct CsvRow {
  int line = 0;  ///< from 1
  std::vector<std::string> cells;
};

struct CsvTable {
  std::vector<std::string> header;  ///< in lower case
  std::vector<CsvRow> rows;         ///< those without anything in their cells are left out
  char separator = ',';

  /// @param name in lower case.
  std::optional<std::size_t> column(const std::string& name) const;

  /// The header as a message shows it.
  std::string header_text() const;
};

/// Cells may be quoted, with separators, line ends and doubled quotes in them. Blanks around a cell
/// count only within quotes. A carriage return at a line's end and a byte order mark are passed
/// over.
/// @throws Error{kInput} if the file cannot be read, has no header, or is no text that has a byte
///         for each of its ASCII characters.
CsvTable read_csv(const std::filesystem::path& file);

}  // namespace emorec
