// Tables of a batch's results, for spreadsheets and statistics programs.
#pragma once

#include <filesystem>

namespace emorec {

struct TableFiles {
  std::filesystem::path clips;   ///< one row a clip (write_csv); empty: not wanted
  std::filesystem::path frames;  ///< one row a frame (write_frames_csv); likewise
};

/// From the rows in `results`, in their order, one at a time; each table appears whole, by rename.
/// @throws Error{kInput} if a row is not a prediction; Error{kOutput}.
void write_tables(const std::filesystem::path& results, const TableFiles& tables);

}  // namespace emorec
