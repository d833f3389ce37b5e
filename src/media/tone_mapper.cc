#include "tone_mapper.h"

namespace emorec::media {
namespace {

/// White of 203 cd/m², the reference of ITU-R BT.2408, becomes white. Up to half of its light,
/// where faces are, pictures are as a camera for ordinary screens would have made them; what is
/// brighter is compressed.
constexpr const char* kFilters =
    "zscale=transfer=linear:primaries=709:npl=203,format=gbrpf32le,"
    "tonemap=mobius:param=0.5,zscale=transfer=709:matrix=gbr:range=full,format=gbrp";

/// Says what HDR is usually made with where the stream does not: zscale must know.
void complete(AVFrame& picture) {
  if (picture.color_primaries == AVCOL_PRI_UNSPECIFIED) picture.color_primaries = AVCOL_PRI_BT2020;
  if (picture.colorspace == AVCOL_SPC_UNSPECIFIED) picture.colorspace = AVCOL_SPC_BT2020_NCL;
  if (picture.color_range == AVCOL_RANGE_UNSPECIFIED) picture.color_range = AVCOL_RANGE_MPEG;
}

}  // namespace

bool ToneMapper::concerns(const AVFrame& picture) {
  return picture.color_trc == AVCOL_TRC_SMPTE2084 || picture.color_trc == AVCOL_TRC_ARIB_STD_B67;
}

const AVFrame& ToneMapper::mapped(const AVFrame& picture) {
  if (failed_ || !concerns(picture)) return picture;
  const AVFrame* result = filter(picture);
  failed_ = result == nullptr;
  return failed_ ? picture : *result;
}

const AVFrame* ToneMapper::filter(const AVFrame& picture) {
  if (!graph_ || !graph_->takes(picture)) graph_ = FilterGraph::create(kFilters, picture, threads_);
  if (!graph_ || av_frame_ref(pushed_.get(), &picture) < 0) return nullptr;
  complete(*pushed_);
  const bool taken = graph_->push(*pushed_);
  av_frame_unref(pushed_.get());
  return taken ? graph_->latest() : nullptr;
}

}  // namespace emorec::media
