#include "emorec/face/landmark_model.h"

#include <algorithm>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emorec/core/error.h"

#include "dlib_image.h"
#include "shape_cascade.h"

/// Made by the build: 68 points.
extern "C" const char emorec_packed_landmarks[];

namespace emorec {

struct LandmarkModel::Impl {
  ShapeCascade cascade;
};

LandmarkModel::LandmarkModel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LandmarkModel::~LandmarkModel() = default;

namespace {

/// The bytes of a file, without a copy.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      void* pages = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
      if (pages != MAP_FAILED) bytes_ = static_cast<const char*>(pages);
    }
    ::close(descriptor);
  }
  ~MappedFile() {
    if (bytes_ != nullptr) ::munmap(const_cast<char*>(bytes_), size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  bool is_open() const { return bytes_ != nullptr; }
  const char* begin() const { return bytes_; }
  const char* end() const { return bytes_ + size_; }

 private:
  const char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

ShapeCascade read_cascade(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  if (!mapped.is_open()) {
    throw Error(ErrorKind::kModel, file.string() +
                                       ": the landmark model cannot be read. Check --landmarks, or "
                                       "leave it out.");
  }
  try {
    return ShapeCascade::from_dlib(mapped.begin(), mapped.end());
  } catch (const std::exception& e) {
    throw Error(ErrorKind::kModel, file.string() + ": not a dlib shape predictor (" + e.what() +
                                       "). Leave --landmarks out.");
  }
}

}  // namespace

std::shared_ptr<const LandmarkModel> LandmarkModel::load(const std::filesystem::path& file) {
  auto impl = std::make_unique<Impl>(
      Impl{file.empty() ? ShapeCascade::from_packed(emorec_packed_landmarks) : read_cascade(file)});
  if (impl->cascade.point_count() != kLandmarkCount) {
    throw Error(ErrorKind::kModel, file.string() + ": expected a model of 68 landmarks, found " +
                                       std::to_string(impl->cascade.point_count()) + ".");
  }
  return std::shared_ptr<const LandmarkModel>(new LandmarkModel(std::move(impl)));
}

Landmarks LandmarkModel::fit(const cv::Mat& image, const cv::Rect2f& box, float roll) const {
  const auto shape = impl_->cascade.fit(to_grey(image), box, roll);
  Landmarks landmarks;
  std::copy(shape.begin(), shape.end(), landmarks.begin());
  return landmarks;
}

}  // namespace emorec
