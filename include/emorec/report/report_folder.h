// The folder that a report is written to.
#pragma once

#include <filesystem>
#include <vector>

#include "emorec/core/files.h"

namespace emorec {

class ReportFolder {
 public:
  /// Whether pages of single clips, clips/NAME/report.html, may lie beside the page.
  enum class Clips { kNo, kYes };

  /// Makes the folder, or takes one that is there if it is empty or holds an earlier report and
  /// nothing else; and finds out that files can be made in it, before any work is done for them.
  /// @throws Error{kOutput} naming the folder, what is wrong and what to do.
  explicit ReportFolder(std::filesystem::path folder, Clips clips = Clips::kNo);

  /// A folder that was made and to which nothing was written goes away again.
  ~ReportFolder();

  ReportFolder(const ReportFolder&) = delete;
  ReportFolder& operator=(const ReportFolder&) = delete;

  /// Puts what was written for page() and for clips() in their places, the latter if there is any;
  /// what was there goes.
  /// @throws Error{kOutput}.
  void commit(Replacement& page, Replacement& clips) const;

  std::filesystem::path page() const { return folder_ / "report.html"; }
  std::filesystem::path clips() const { return folder_ / "clips"; }

 private:
  void remove_if_empty() const;

  std::filesystem::path folder_;
  std::vector<std::filesystem::path> made_;  // the folder and its parents, innermost first
};

}  // namespace emorec
