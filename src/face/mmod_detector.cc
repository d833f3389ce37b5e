#include "mmod_detector.h"

#include <fstream>

#include <dlib/dnn.h>

#include "emorec/core/error.h"

#include "dlib_image.h"
#include "scaled_image.h"

namespace emorec {
namespace {

// The network of dlib's mmod_human_face_detector.dat (max-margin object detection, King 2015):
// three strided 5×5 layers, three more, and a 9×9 sliding window.
template <long filters, typename Input>
using Conv5 = dlib::con<filters, 5, 5, 1, 1, Input>;
template <long filters, typename Input>
using Down5 = dlib::con<filters, 5, 5, 2, 2, Input>;
template <typename Input>
using Downsampler = dlib::relu<dlib::affine<
    Down5<32, dlib::relu<dlib::affine<Down5<32, dlib::relu<dlib::affine<Down5<16, Input>>>>>>>>>;
template <typename Input>
using Conv45 = dlib::relu<dlib::affine<Conv5<45, Input>>>;
using MmodNet = dlib::loss_mmod<dlib::con<
    1, 9, 9, 1, 1,
    Conv45<Conv45<Conv45<Downsampler<dlib::input_rgb_image_pyramid<dlib::pyramid_down<6>>>>>>>>;

class MmodDetector : public FaceDetector {
 public:
  explicit MmodDetector(const std::filesystem::path& model) {
    std::ifstream in(model, std::ios::binary);
    if (!in) {
      throw Error(ErrorKind::kModel, model.string() +
                                         ": the face detector's model cannot be read. Give dlib's "
                                         "mmod_human_face_detector.dat with --detector-model.");
    }
    try {
      dlib::deserialize(net_, in);
    } catch (const std::exception& e) {
      throw Error(ErrorKind::kModel, model.string() + ": not dlib's CNN face detector (" +
                                         e.what() + "). Give mmod_human_face_detector.dat.");
    }
  }

  bool uses_colour() const override { return true; }

  std::vector<Detection> detect_at(const cv::Mat& image, double scale, double threshold) override {
    dlib::matrix<dlib::rgb_pixel> rgb;
    assign(rgb, resized(image, scale));
    std::vector<Detection> detections;
    for (const auto& face : net_.process(rgb, std::max(0.0, threshold))) {
      detections.push_back({in_original(to_cv(face.rect), scale), face.detection_confidence});
    }
    sort_by_score(detections);
    return detections;
  }

 private:
  static void assign(dlib::matrix<dlib::rgb_pixel>& rgb, const cv::Mat& image) {
    if (image.channels() == 1) {
      dlib::assign_image(rgb, GreyView(image));
    } else {
      dlib::assign_image(rgb, dlib::cv_image<dlib::bgr_pixel>(image));
    }
  }

  MmodNet net_;
};

}  // namespace

std::unique_ptr<FaceDetector> make_mmod_detector(const std::filesystem::path& model) {
  return std::make_unique<MmodDetector>(model);
}

}  // namespace emorec
