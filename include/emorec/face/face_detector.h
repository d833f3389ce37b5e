// Faces in one image, by dlib: the HOG detector, or the CNN ("mmod") one if its model is given.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <opencv2/core/mat.hpp>

#include "emorec/face/face.h"

namespace emorec {

struct DetectorOptions {
  enum class Kind { kHog, kMmod };
  Kind kind = Kind::kHog;
  std::filesystem::path mmod_model;  ///< dlib's mmod_human_face_detector.dat; needed for kMmod

  /// @throws Error{kUsage}.
  void validate() const;
};

/// How hard to look. kReduced, kFull and kUpsampled find smaller faces each, at four times the
/// cost.
enum class DetectorEffort {
  kReduced,    ///< at half size, large images smaller still: faces from about 125 px of 720×576
  kFull,       ///< the image as it is: from about 65 px
  kFilling,    ///< reduced, with a border around it: a face that fills the image; cheap
  kUpsampled,  ///< the image at twice its size: from about 35 px
  kTilted,     ///< reduced, turned either way: heads tilted by more than 30°; as cheap as kFull
};
constexpr DetectorEffort kGrowingEffort[] = {DetectorEffort::kReduced, DetectorEffort::kFull,
                                             DetectorEffort::kFilling, DetectorEffort::kUpsampled,
                                             DetectorEffort::kTilted};

class FaceDetector {
 public:
  /// @throws Error{kModel} if the CNN detector's model is missing or damaged.
  static std::unique_ptr<FaceDetector> create(const DetectorOptions& options);
  virtual ~FaceDetector() = default;

  /// Faces in an H×W 8-bit BGR or grey image that score more than `threshold`, best first. At 0 it
  /// errs rarely; the CNN is never asked for less.
  std::vector<Detection> detect(const cv::Mat& image, DetectorEffort effort, double threshold = 0);

  /// Likewise, looking at the image at `scale` times its size. Boxes are in the image's own pixels.
  virtual std::vector<Detection> detect_at(const cv::Mat& image, double scale,
                                           double threshold = 0) = 0;

  /// Faces beyond doubt; of the others, `doubtful` keeps the one that scores best over several
  /// calls: where no face is beyond doubt, it is most often one that is dark or seen obliquely.
  std::vector<Detection> detect(const cv::Mat& image, DetectorEffort effort,
                                std::optional<Detection>& doubtful);

  /// Whether a BGR image tells it more than a grey one.
  virtual bool uses_colour() const { return false; }

 private:
  std::vector<Detection> detect_filling(const cv::Mat& image, double threshold);
  std::vector<Detection> detect_tilted(const cv::Mat& image, double threshold);
};

/// The least effort that finds faces of this width in an image of this size, in pixels.
DetectorEffort effort_for(cv::Size image, float face_width);

/// The scale at which a face of this width, in pixels, is found with some certainty.
double scale_for(float face_width);

/// Looks with growing effort until something is found, if need be something doubtful. `used` gets
/// the last effort tried.
std::vector<Detection> detect_thoroughly(FaceDetector& detector, const cv::Mat& image,
                                         DetectorEffort* used = nullptr);

std::string dlib_version();

}  // namespace emorec
