#include "emorec/report/view_picture.h"

#include <utility>

#include "emorec/face/affine.h"
#include "emorec/report/heat_map.h"

namespace emorec {
namespace {

constexpr float kHeatStrength =
    0.75F;  // the face's features stay recognisable in the hottest place

}  // namespace

ViewPicture::ViewPicture(MapSpec spec, int side)
    : spec_(std::move(spec)), side_(side), aligner_(side) {}

cv::Mat3b ViewPicture::view(const cv::Mat& image, const AttentionMap& map) const {
  return aligner_.cut(image, then(map.to_cells, cells_to_picture(spec_.grid, side_)));
}

cv::Mat3b ViewPicture::with_heat(const cv::Mat3b& view, const AttentionMap& map) const {
  return blend_heat(view, heat_map(map, spec_, side_), kHeatStrength);
}

}  // namespace emorec
