#include "emorec/batch/result_file.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emorec/core/error.h"
#include "emorec/core/files.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

Error output_error(const fs::path& path) {
  return Error(ErrorKind::kOutput, path.string() + ": cannot be written (" + std::strerror(errno) +
                                       "). Check that the folder exists and has room.");
}

Error mismatch(const fs::path& path, const std::string& what) {
  return Error(ErrorKind::kUsage, path.string() + ": its results are of " + what +
                                      ". Give the same as before, or another --out.");
}

/// "--max-frames 120, not 16": the first option in which the file and this run differ.
std::string difference(const std::string& theirs, const std::string& ours) {
  const auto before = nlohmann::json::parse(theirs);
  const auto now = nlohmann::json::parse(ours);
  for (const auto& [name, value] : now.items()) {
    const auto other = before.value(name, nlohmann::json());
    if (other != value) return "--" + name + " " + other.dump() + ", not " + value.dump();
  }
  return "other options";
}

/// Whether the path still names the file that is open: a run that finishes puts a new one there.
bool is_at(int descriptor, const fs::path& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

}  // namespace

ResultFile::ResultFile(fs::path path, BatchIdentity batch, const std::vector<std::size_t>& indices,
                       Existing existing)
    : path_(std::move(path)), batch_(std::move(batch)), places_(batch_.clips) {
  for (const auto index : indices) places_[index].wanted = true;
  try {
    while (!open_locked(existing)) {
    }
    read_rows();
  } catch (...) {
    if (descriptor_ >= 0) ::close(descriptor_);
    throw;
  }
  const fs::path folder = path_.parent_path();
  flush_to_disk(folder.empty() ? "." : folder);
}

ResultFile::~ResultFile() { ::close(descriptor_); }

/// False if the file was replaced in the meantime: try again.
bool ResultFile::open_locked(Existing existing) {
  constexpr mode_t kMode = 0666;  // less the umask
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, kMode);
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) throw output_error(path_);
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorKind::kUsage, path_.string() + ": not a file. Give another --out.");
  }
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw output_error(path_);
    throw Error(
        ErrorKind::kUsage,
        path_.string() + ": another run is writing it. Wait for it, or give another --out.");
  }
  if (existing == Existing::kRefuse && status.st_size > 0) {
    throw Error(ErrorKind::kUsage, path_.string() +
                                       ": exists. To go on with it give --resume; to start anew, "
                                       "remove it or give another --out.");
  }
  if (is_at(descriptor_, path_)) return true;
  ::close(descriptor_);
  descriptor_ = -1;
  return false;
}

void ResultFile::read_rows() {
  std::ifstream in(path_, std::ios::binary);
  std::string line;
  for (std::size_t number = 1; std::getline(in, line) && !in.eof(); ++number) {
    ResultRow row;
    try {
      row = read_row(line);
    } catch (const Error& e) {
      throw Error(ErrorKind::kInput, path_.string() + ": line " + std::to_string(number) +
                                         " is not a result of 'emorec batch' (" + e.what() +
                                         "). Give another --out.");
    }
    check(row);
    note(row.summary, static_cast<std::int64_t>(line.size()) + 1);
  }
  if (in.bad()) throw Error(ErrorKind::kInput, path_.string() + ": cannot be read.");
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) throw output_error(path_);
  torn_bytes_ = status.st_size - end_;
  if (torn_bytes_ > 0 && ::ftruncate(descriptor_, end_) != 0) throw output_error(path_);
}

void ResultFile::check(const ResultRow& row) const {
  if (row.batch.model_sha256 != batch_.model_sha256) throw mismatch(path_, "another model");
  if (row.batch.options != batch_.options) {
    throw mismatch(path_, difference(row.batch.options, batch_.options));
  }
  if (row.batch.list != batch_.list || row.summary.index >= places_.size()) {
    throw mismatch(path_, "another list of clips (or some of its files have changed size)");
  }
  if (!places_[row.summary.index].wanted) throw mismatch(path_, "another shard");
}

void ResultFile::note(const RowSummary& summary, std::int64_t length) {
  Place& place = places_[summary.index];
  place.summary = summary;
  place.offset = end_;
  place.length = length;
  in_order_ = in_order_ && summary.index >= next_in_order_;
  next_in_order_ = summary.index + 1;
  end_ += length;
}

const RowSummary* ResultFile::find(std::size_t index) const {
  return places_[index].length > 0 ? &places_[index].summary : nullptr;
}

void ResultFile::append(const std::string& row, const RowSummary& summary) {
  const char* at = row.data();
  std::size_t left = row.size();
  while (left > 0) {  // the system takes it in one piece unless the disk is full
    const ssize_t count = ::write(descriptor_, at, left);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw output_error(path_);
    at += count;
    left -= static_cast<std::size_t>(count);
  }
  if (::fsync(descriptor_) != 0) throw output_error(path_);
  note(summary, static_cast<std::int64_t>(row.size()));
}

std::string ResultFile::read_at(const Place& place) const {
  std::string row(static_cast<std::size_t>(place.length), '\0');
  std::size_t filled = 0;
  while (filled < row.size()) {
    const ssize_t count = ::pread(descriptor_, row.data() + filled, row.size() - filled,
                                  place.offset + static_cast<std::int64_t>(filled));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw Error(ErrorKind::kInput, path_.string() + ": cannot be read.");
    filled += static_cast<std::size_t>(count);
  }
  return row;
}

void ResultFile::finish() {
  if (in_order_) return;
  replace_file(path_, [this](std::ostream& out) {
    for (const auto& place : places_) {
      if (place.length > 0) out << read_at(place);
    }
  });
}

}  // namespace emorec
