#include "emorec/core/files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "emorec/core/error.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

Error output_error(const fs::path& path, const std::string& reason) {
  return Error(ErrorKind::kOutput, path.string() + ": cannot be written (" + reason +
                                       "). Check that the folder exists and has room.");
}

Error folder_error(const fs::path& folder, const std::string& found, const std::string& remedy) {
  return Error(ErrorKind::kOutput, folder.string() + ": " + found + ". " + remedy);
}

class Sha256 {
 public:
  Sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }

  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

  std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    constexpr char kHex[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
      text += kHex[digest[i] >> 4U];
      text += kHex[digest[i] & 15U];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free};
};

}  // namespace

void flush_to_disk(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw output_error(path, std::strerror(errno));
  const int failed = ::fsync(descriptor);
  const int reason = errno;
  ::close(descriptor);
  if (failed != 0) throw output_error(path, std::strerror(reason));
}

Replacement::Replacement(fs::path target) : target_(std::move(target)), path_(target_) {
  if (!path_.has_filename()) path_ = path_.parent_path();  // "folder/"
  path_ += ".tmp" + std::to_string(::getpid());
}

Replacement::~Replacement() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void Replacement::make_folder() const {
  std::error_code failure;
  fs::create_directory(path_, failure);
  if (failure) {
    throw folder_error(target_, "cannot be made (" + failure.message() + ")",
                       "Check that the folder around it exists and can be written to.");
  }
}

void Replacement::commit() {
  flush_to_disk(path_);
  std::error_code failure;
  fs::rename(path_, target_, failure);
  if (failure) throw output_error(target_, failure.message());
}

void require_writable(const fs::path& target) {
  if (fs::is_directory(target)) throw output_error(target, std::strerror(EISDIR));
  const Replacement trial(target);
  errno = 0;
  if (!std::ofstream(trial.path())) throw output_error(target, std::strerror(errno));
}

void require_new_folder(const fs::path& target) {
  std::error_code ignored;
  if (fs::exists(target, ignored) &&
      !(fs::is_directory(target, ignored) && fs::is_empty(target, ignored))) {
    throw folder_error(target, fs::is_directory(target) ? "is not empty" : "is not a folder",
                       "Name a folder that does not exist yet, or an empty one.");
  }
  Replacement(target).make_folder();
}

void replace_file(const fs::path& path, const std::function<void(std::ostream&)>& write) {
  Replacement replacement(path);
  errno = 0;
  std::ofstream out(replacement.path(), std::ios::binary | std::ios::trunc);
  if (!out) throw output_error(path, std::strerror(errno));
  write(out);
  out.close();
  if (!out) throw output_error(path, std::strerror(errno));
  replacement.commit();
}

std::string sha256_of(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.finish();
}

std::string sha256_of_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(ErrorKind::kInput, path.string() + ": cannot be read.");
  Sha256 hash;
  std::array<char, 1 << 16> buffer;
  while (in.read(buffer.data(), buffer.size()), in.gcount() > 0) {
    hash.add({buffer.data(), static_cast<std::size_t>(in.gcount())});
  }
  // A folder opens like a file and fails only here.
  if (in.bad()) throw Error(ErrorKind::kInput, path.string() + ": cannot be read.");
  return hash.finish();
}

}  // namespace emorec
