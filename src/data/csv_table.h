// Comma-separated values (RFC 4180) with a header, each row with the line that it starts on.
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
  std::vector<std::string> header;
  std::vector<CsvRow> rows;  ///< empty lines are left out

  std::optional<std::size_t> column(const std::string& name) const;
};

/// Cells may be quoted, with commas, line ends and doubled quotes in them. A carriage return at a
/// line's end and a byte order mark are passed over.
/// @throws Error{kInput} if the file cannot be read or has no header.
CsvTable read_csv(const std::filesystem::path& file);

}  // namespace emorec
