#include "emorec/face/landmark_model.h"

#include <istream>
#include <streambuf>

#include <dlib/image_processing/shape_predictor.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "emorec/core/error.h"

#include "dlib_image.h"

namespace emorec {

struct LandmarkModel::Impl {
  dlib::shape_predictor predictor;
};

LandmarkModel::LandmarkModel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LandmarkModel::~LandmarkModel() = default;

std::filesystem::path LandmarkModel::default_path() {
  return "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";
}

namespace {

/// A stream over the file's pages: dlib reads byte by byte, which std::ifstream makes 1.4 times
/// slower.
class MappedFile : public std::streambuf {
 public:
  explicit MappedFile(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return;
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      size_ = static_cast<std::size_t>(status.st_size);
      void* pages = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0);
      if (pages != MAP_FAILED) bytes_ = static_cast<char*>(pages);
    }
    ::close(descriptor);
    if (bytes_ != nullptr) setg(bytes_, bytes_, bytes_ + size_);
  }
  ~MappedFile() override {
    if (bytes_ != nullptr) ::munmap(bytes_, size_);
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  bool is_open() const { return bytes_ != nullptr; }

 private:
  char* bytes_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace

std::shared_ptr<const LandmarkModel> LandmarkModel::load(const std::filesystem::path& path) {
  const auto file = path.empty() ? default_path() : path;
  MappedFile mapped(file);
  if (!mapped.is_open()) {
    throw Error(ErrorKind::kModel, file.string() +
                                       ": the landmark model cannot be read. Install it with: "
                                       "apt-get install libdlib-data");
  }
  std::istream in(&mapped);
  auto impl = std::make_unique<Impl>();
  try {
    dlib::deserialize(impl->predictor, in);
  } catch (const std::exception& e) {
    throw Error(ErrorKind::kModel, file.string() + ": not a dlib shape predictor (" + e.what() +
                                       "). Reinstall it with: apt-get install --reinstall "
                                       "libdlib-data");
  }
  if (impl->predictor.num_parts() != kLandmarkCount) {
    throw Error(ErrorKind::kModel, file.string() + ": expected a model of 68 landmarks, found " +
                                       std::to_string(impl->predictor.num_parts()) +
                                       ". Use libdlib-data's.");
  }
  return std::shared_ptr<const LandmarkModel>(new LandmarkModel(std::move(impl)));
}

Landmarks LandmarkModel::fit(const cv::Mat& image, const cv::Rect2f& box) const {
  const cv::Mat grey = to_grey(image);
  const auto shape = impl_->predictor(GreyView(grey), to_dlib(box));
  Landmarks landmarks;
  for (int i = 0; i < kLandmarkCount; ++i) {
    landmarks[i] = {static_cast<float>(shape.part(i).x()), static_cast<float>(shape.part(i).y())};
  }
  return landmarks;
}

}  // namespace emorec
