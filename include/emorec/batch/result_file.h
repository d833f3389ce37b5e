// The file that a batch's results go to, one row a line: kept whole through crashes, resumed by the
// next run, and put in order at the end.
//
// Rows are appended as they come, so a file under way may hold a clip twice (a failure, and the row
// of a later attempt): the last row of a clip counts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "emorec/batch/result_row.h"

namespace emorec {

class ResultFile {
 public:
  enum class Existing { kRefuse, kResume };

  /// Locks the file against other runs for as long as this object lives. Rows that are there
  /// already must be of this batch and of clips among `indices`; an incomplete last line is cut
  /// off.
  /// @throws Error{kUsage} if there are rows and they are not to be resumed, or are of another
  /// list,
  ///         model, options or shard, or another run is writing them.
  /// @throws Error{kInput} if it holds what is not a result; Error{kOutput} if it cannot be
  /// written.
  ResultFile(std::filesystem::path path, BatchIdentity batch,
             const std::vector<std::size_t>& indices, Existing existing);
  ~ResultFile();
  ResultFile(const ResultFile&) = delete;
  ResultFile& operator=(const ResultFile&) = delete;

  /// The row that counts for the clip, or null.
  const RowSummary* find(std::size_t index) const;

  /// On the disk when this returns.
  /// @throws Error{kOutput}.
  void append(const std::string& row, const RowSummary& summary);

  /// Leaves one row a clip, in the list's order: by renaming a new file, if it is not so already.
  /// @throws Error{kOutput}.
  void finish();

  /// How many bytes of an incomplete last line were cut off.
  std::int64_t torn_bytes() const { return torn_bytes_; }

 private:
  struct Place {
    RowSummary summary;
    std::int64_t offset = 0;
    std::int64_t length = 0;  ///< 0: no row yet
    bool wanted = false;      ///< among the indices
  };

  bool open_locked(Existing existing);
  void read_rows();
  void check(const ResultRow& row) const;
  void note(const RowSummary& summary, std::int64_t length);
  std::string read_at(const Place& place) const;

  std::filesystem::path path_;
  BatchIdentity batch_;
  std::vector<Place> places_;  ///< one a clip of the list
  int descriptor_ = -1;
  std::int64_t end_ = 0;
  std::int64_t torn_bytes_ = 0;
  std::size_t next_in_order_ = 0;
  bool in_order_ = true;
};

}  // namespace emorec
