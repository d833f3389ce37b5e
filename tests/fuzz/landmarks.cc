// Landmark models in dlib's format, and fitting with whatever of them is accepted.
#include <stdexcept>

#include <opencv2/core/mat.hpp>

#include "fuzz.h"
#include "shape_cascade.h"

using namespace emorec;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto* bytes = reinterpret_cast<const char*>(data);
  try {
    const auto cascade = ShapeCascade::from_dlib(bytes, bytes + size);
    static const cv::Mat grey(32, 32, CV_8UC1, cv::Scalar(100));
    const auto points = cascade.fit(grey, {4, 4, 24, 24}, 0.1F);
    fuzz::require(points.size() == cascade.point_count(), "each landmark has a point");
  } catch (const std::runtime_error&) {  // as its header says
  }
  return 0;
}
