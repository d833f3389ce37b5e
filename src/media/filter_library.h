// libavfilter, loaded when the first clip needs it: with all that it brings along it would make
// every start 50 ms longer.
#pragma once

#include <cstdint>  // before FFmpeg's headers, which insist

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

namespace emorec::media {

struct FilterLibrary {
  decltype(&avfilter_graph_alloc) graph_alloc = nullptr;
  decltype(&avfilter_graph_free) graph_free = nullptr;
  decltype(&avfilter_graph_parse2) graph_parse = nullptr;
  decltype(&avfilter_graph_config) graph_config = nullptr;
  decltype(&av_buffersrc_add_frame) add_frame = nullptr;
  decltype(&av_buffersink_get_frame) get_frame = nullptr;
};

/// Null where it is not installed.
const FilterLibrary* filter_library();

}  // namespace emorec::media
