#include "emorec/report/report_folder.h"

#include <fstream>
#include <string>
#include <system_error>

#include "emorec/core/error.h"
#include "emorec/report/html_page.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

Error output_error(const fs::path& folder, const std::string& what, const std::string& remedy) {
  return Error(ErrorKind::kOutput, folder.string() + ": " + what + ". " + remedy);
}

bool is_report(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string start(page_start().size(), '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  return start == page_start();
}

/// Whether `folder` holds nothing but folders of a report each.
bool holds_reports(const fs::path& folder) {
  if (!fs::is_directory(fs::symlink_status(folder))) return false;
  std::error_code unreadable;  // then it cannot be removed either, which is said where it is tried
  for (const auto& own : fs::directory_iterator(folder, unreadable)) {
    if (!fs::is_directory(own.symlink_status())) return false;
    for (const auto& file : fs::directory_iterator(own, unreadable)) {
      if (file.path().filename() != "report.html" || !is_report(file)) return false;
    }
  }
  return true;
}

void require_nothing_else(const fs::path& folder, const fs::path& page, const fs::path& clips) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path() == page && is_report(page)) continue;
    if (entry.path() == clips && holds_reports(clips)) continue;
    throw output_error(folder, "is there already and holds something else than a report",
                       "Name a new or an empty folder.");
  }
  if (failure)
    throw output_error(folder, "cannot be read (" + failure.message() + ")",
                       "Name another folder.");
}

}  // namespace

ReportFolder::ReportFolder(fs::path folder, Clips clips_too) : folder_(std::move(folder)) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();  // "out/" is "out"
  std::error_code failure;
  for (fs::path missing = folder_; !missing.empty() && !fs::exists(missing, failure);) {
    made_.push_back(missing);
    missing = missing.parent_path();
  }
  fs::create_directories(folder_, failure);
  if (failure) {
    throw output_error(folder_, "cannot be made (" + failure.message() + ")",
                       "Name a folder in a place where you may write.");
  }
  if (made_.empty()) {
    require_nothing_else(folder_, page(), clips_too == Clips::kYes ? clips() : fs::path());
  }
  try {
    require_writable(page());
  } catch (...) {
    remove_if_empty();
    throw;
  }
}

ReportFolder::~ReportFolder() { remove_if_empty(); }

void ReportFolder::commit(Replacement& page, Replacement& clips) const {
  std::error_code failure;
  fs::remove_all(this->clips(), failure);
  if (failure)
    throw output_error(this->clips(), "cannot be replaced (" + failure.message() + ")",
                       "Name another folder.");
  if (fs::exists(clips.path())) clips.commit();
  page.commit();
}

void ReportFolder::remove_if_empty() const {
  std::error_code not_empty;
  for (const auto& folder : made_) fs::remove(folder, not_empty);
}

}  // namespace emorec
