#include "emorec/core/output_guard.h"

#include <sys/stat.h>

#include "emorec/core/error.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

/// Where a link leads, even if nothing is there yet.
fs::path target_of(fs::path path) {
  constexpr int kMostLinks = 40;  // as the system follows
  std::error_code failure;
  for (int i = 0; i < kMostLinks && fs::is_symlink(path, failure); ++i) {
    path = path.parent_path() / fs::read_symlink(path, failure);
  }
  return path;
}

Error refusal(const fs::path& path, const std::string& what, const std::string& remedy) {
  return Error(ErrorKind::kUsage, path.string() + ": " + what + " " + remedy);
}

}  // namespace

FileIdentity identity_of(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return {status.st_dev, status.st_ino};
  fs::path missing = target_of(fs::absolute(path));
  if (!missing.has_filename()) missing = missing.parent_path();  // "folder/"
  if (missing == missing.root_path()) return {};
  FileIdentity identity = identity_of(missing.parent_path());
  identity.below /= missing.filename();
  return identity;
}

void OutputGuard::require_apart(const Output& output, const Named& input) {
  if (!(output.identity == input.identity)) return;
  throw refusal(output.path, output.name + " would replace what is read (" + input.name + ").",
                "Give " + output.name + " another name.");
}

void OutputGuard::writes(const std::string& option, const fs::path& path) {
  Output output;
  output.name = option;
  output.identity = identity_of(path);
  output.path = path;
  if (output.identity.below.empty()) {
    output.folder = identity_of(target_of(fs::absolute(path)).parent_path());
  }
  for (const auto& other : outputs_) {
    if (!(other.identity == output.identity)) continue;
    throw refusal(path, other.name + " and " + option + " are the same file.",
                  "Give one of them another name.");
  }
  for (const auto& input : inputs_) require_apart(output, input);
  outputs_.push_back(std::move(output));
}

void OutputGuard::reads(const std::string& what, const fs::path& path) {
  if (path.empty()) return;
  inputs_.push_back({what, identity_of(path)});
  for (const auto& output : outputs_) require_apart(output, inputs_.back());
}

void OutputGuard::reads_also(const std::string& what, const fs::path& path) const {
  if (outputs_.empty()) return;
  const Named input = {what, identity_of(path)};
  for (const auto& output : outputs_) {
    require_apart(output, input);
    if (!(output.folder == input.identity)) continue;
    throw refusal(output.path, output.name + " would replace a file that is read (" + what + ").",
                  "Give " + output.name + " another name.");
  }
}

}  // namespace emorec
