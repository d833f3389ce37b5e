#include "emorec/batch/merge.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <string>

#include "emorec/batch/result_row.h"
#include "emorec/core/counted.h"
#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/core/output_guard.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

struct ShardFile {
  fs::path path;
  std::ifstream in;  // open until all is copied: the same file, even if it is replaced meanwhile
  std::size_t rows = 0;
  std::size_t last_index = 0;
  std::uintmax_t clip_bytes = 0;
  bool in_order = true;
};

/// Where a clip's row lies.
struct Place {
  ShardFile* file = nullptr;
  std::streamoff offset = 0;
  std::size_t length = 0;  ///< with the line's end
  bool answered = false;
};

Error input_error(const std::string& message) { return Error(ErrorKind::kInput, message); }

Error unreadable_shard(const fs::path& path) {
  return input_error(path.string() + ": cannot be read (" + std::strerror(errno) +
                     "). Has this shard been run?");
}

ResultRow read_row_at(const std::string& where, const std::string& line) {
  try {
    return read_row(line);
  } catch (const Error& e) {
    throw input_error(where + "not a row of 'emorec batch' (" + e.what() +
                      "). Run that shard again into a new file.");
  }
}

class Merge {
 public:
  Merge(const std::vector<fs::path>& shards, const CancelToken& cancel) : cancel_(cancel) {
    files_.reserve(shards.size());
    for (const auto& path : shards) files_.push_back(open(path));
    for (auto& file : files_) find_rows(file);
    check_complete();
  }

  void write(std::ostream& out) {
    std::string row;
    for (const auto& [index, place] : places_) {
      cancel_.check();
      row.resize(place.length);
      place.file->in.seekg(place.offset);
      if (!place.file->in.read(row.data(), static_cast<std::streamsize>(row.size()))) {
        throw input_error(place.file->path.string() + ": became shorter while it was read.");
      }
      out << row;
    }
  }

  MergeSummary summary() const {
    const auto answered = std::count_if(places_.begin(), places_.end(),
                                        [](const auto& entry) { return entry.second.answered; });
    return {places_.size(), static_cast<std::size_t>(answered)};
  }

 private:
  static ShardFile open(const fs::path& path) {
    ShardFile file;
    file.path = path;
    errno = 0;
    file.in.open(path, std::ios::binary);
    if (!file.in) throw unreadable_shard(path);
    return file;
  }

  void find_rows(ShardFile& file) {
    std::string line;
    std::streamoff offset = 0;
    for (std::size_t number = 1; std::getline(file.in, line); ++number) {
      cancel_.check();
      std::string where = file.path.string() + ":" + std::to_string(number) + ": ";
      if (file.in.eof()) {
        throw input_error(where + "cut off in the middle. Run that shard again with --resume.");
      }
      const ResultRow row = read_row_at(where, line);
      if (places_.empty()) batch_ = row.batch;
      const std::string other = difference(row.batch, batch_);
      if (!other.empty()) {
        throw input_error(where.append("differs from the rows before (").append(other) +
                          "). Merge the shards of one run only.");
      }
      add(row, {&file, offset, line.size() + 1, row.summary.status == ClipStatus::kOk});
      offset += static_cast<std::streamoff>(line.size() + 1);
    }
    if (file.in.bad()) throw unreadable_shard(file.path);  // a folder, for one, opens like a file
    file.in.clear();
  }

  void add(const ResultRow& row, const Place& place) {
    ShardFile& file = *place.file;
    const auto [found, is_new] = places_.try_emplace(row.summary.index, place);
    if (found->second.file != place.file) {
      throw input_error(found->second.file->path.string() + " and " + file.path.string() +
                        " both have a result of clip " + std::to_string(row.summary.index) +
                        ". Are they shards of different counts, as 1/4 and 1/8?");
    }
    found->second = place;  // the last row of a repeated clip counts
    file.in_order = file.in_order && (file.rows == 0 || row.summary.index > file.last_index);
    file.last_index = row.summary.index;
    ++file.rows;
    if (is_new) file.clip_bytes += row.clip_size;
    largest_clip_ = std::max(largest_clip_, row.clip_size);
  }

  void check_complete() const {
    if (places_.empty()) {
      throw input_error(files_.front().path.string() +
                        (files_.size() > 1 ? " and the others are" : ": is") +
                        " empty. Run the shards first.");
    }
    if (places_.size() == batch_.clips) return;
    const std::size_t missing = batch_.clips - places_.size();
    const auto unfinished = unfinished_files();
    throw input_error(
        std::to_string(missing) + " of " + counted(batch_.clips, "clip") +
        (missing == 1 ? " has" : " have") + " no result (index " + first_missing() + "). " +
        (unfinished.empty() ? "Is the file of a shard not named here? Otherwise run the shards"
                            : "Unfinished, as it looks: " + unfinished + ". Run that shard") +
        " again with --resume, then merge.");
  }

  std::string first_missing() const {
    constexpr int kNamed = 5;
    std::string indices;
    std::size_t index = 0;
    int named = 0;
    for (auto present = places_.begin(); index < batch_.clips; ++index) {
      if (present != places_.end() && present->first == index) {
        ++present;
      } else if (++named > kNamed) {
        return indices + ", ...";
      } else {
        indices += (named > 1 ? ", " : "") + std::to_string(index);
      }
    }
    return indices;
  }

  /// A run that ends puts its rows in order, and shards differ in size by one clip at most.
  std::string unfinished_files() const {
    std::uintmax_t most = 0;
    for (const auto& file : files_) most = std::max(most, file.clip_bytes);
    std::string names;
    for (const auto& file : files_) {
      if (file.in_order && file.clip_bytes + largest_clip_ >= most) continue;
      names += (names.empty() ? "" : ", ") + file.path.string();
    }
    return names;
  }

  const CancelToken& cancel_;
  std::vector<ShardFile> files_;
  std::map<std::size_t, Place> places_;  // by index
  BatchIdentity batch_;
  std::uintmax_t largest_clip_ = 0;
};

}  // namespace

void MergeOptions::validate() const {
  if (shards.empty()) throw Error(ErrorKind::kUsage, "Name the files of the shards to merge.");
  std::vector<FileIdentity> files;
  for (const auto& shard : shards) {
    const FileIdentity file = identity_of(shard);
    if (std::find(files.begin(), files.end(), file) != files.end()) {
      throw Error(ErrorKind::kUsage, shard.string() + ": is named twice.");
    }
    files.push_back(file);
  }
}

MergeSummary merge_shards(const MergeOptions& options, const CancelToken& cancel) {
  options.validate();
  Merge merge(options.shards, cancel);
  replace_file(options.out, [&](std::ostream& out) { merge.write(out); });
  write_tables(options.out, options.tables);
  return merge.summary();
}

}  // namespace emorec
