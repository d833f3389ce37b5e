// Where the network looked, as a picture: an attention map smoothly enlarged, in hot colours.
#pragma once

#include <opencv2/core/mat.hpp>

#include "emorec/pipeline/prediction.h"

namespace emorec {

/// From the cells of a map to the pixels of a picture of its view, side×side pixels.
cv::Matx23d cells_to_picture(const CellGrid& grid, int side);

/// A map of cells as a picture of its view, side×side pixels, by cv::INTER_LINEAR or
/// cv::INTER_CUBIC between the middles of the cells; beyond the outermost as they are.
cv::Mat spread_over_view(const cv::Mat& map, const CellGrid& grid, int side, int interpolation);

/// The mean of the K maps over a picture of their view, from 0 where it is lowest to 1 where it is
/// highest; 0 everywhere if it is the same everywhere.
cv::Mat1f heat_map(const AttentionMap& map, const MapSpec& spec, int side);

/// Black over red to yellow (matplotlib's "inferno": evenly spaced for the eye, and for
/// colour-blind ones) for values from 0 to 1.
cv::Mat3b hot_colours(const cv::Mat1f& heat);

/// `picture` with the hot colours laid over it, more opaque the hotter: none at 0, `strength` at 1.
cv::Mat3b blend_heat(const cv::Mat3b& picture, const cv::Mat1f& heat, float strength);

}  // namespace emorec
