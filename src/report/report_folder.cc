#include "emorec/report/report_folder.h"

#include <fstream>
#include <string>
#include <system_error>

#include "emorec/core/error.h"
#include "emorec/core/files.h"

#include "html_page.h"

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

void require_nothing_else(const fs::path& folder, const fs::path& page) {
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(folder, failure)) {
    if (entry.path() == page && is_report(page)) continue;
    throw output_error(folder, "is there already and holds something else than a report",
                       "Name a new or an empty folder.");
  }
  if (failure)
    throw output_error(folder, "cannot be read (" + failure.message() + ")",
                       "Name another folder.");
}

}  // namespace

ReportFolder::ReportFolder(fs::path folder) : folder_(std::move(folder)) {
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
  if (made_.empty()) require_nothing_else(folder_, page());
  try {
    require_writable(page());
  } catch (...) {
    remove_if_empty();
    throw;
  }
}

ReportFolder::~ReportFolder() { remove_if_empty(); }

void ReportFolder::remove_if_empty() const {
  std::error_code not_empty;
  for (const auto& folder : made_) fs::remove(folder, not_empty);
}

}  // namespace emorec
