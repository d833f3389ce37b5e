#include "filter_graph.h"

#include <new>
#include <utility>

namespace emorec::media {
namespace {

std::string source_for(const AVFrame& picture) {
  return "buffer=video_size=" + std::to_string(picture.width) + "x" +
         std::to_string(picture.height) + ":pix_fmt=" + std::to_string(picture.format) +
         ":time_base=1/25";
}

}  // namespace

std::optional<FilterGraph> FilterGraph::create(const std::string& filters, const AVFrame& like,
                                               int threads) {
  const FilterLibrary* library = filter_library();
  if (library == nullptr) return std::nullopt;
  FilterGraph made;
  made.graph_.reset(library->graph_alloc());
  if (made.graph_ == nullptr) throw std::bad_alloc();
  made.graph_->nb_threads = threads;
  const std::string chain = source_for(like) + "," + filters + ",buffersink";
  AVFilterInOut* open_ends = nullptr;  // a chain from source to sink has none
  if (library->graph_parse(made.graph_.get(), chain.c_str(), &open_ends, &open_ends) < 0) {
    return std::nullopt;
  }
  made.source_ = made.graph_->filters[0];
  made.sink_ = made.graph_->filters[made.graph_->nb_filters - 1];
  if (library->graph_config(made.graph_.get(), nullptr) < 0) return std::nullopt;
  made.width_ = like.width;
  made.height_ = like.height;
  made.format_ = like.format;
  return made;
}

bool FilterGraph::takes(const AVFrame& picture) const {
  return picture.width == width_ && picture.height == height_ && picture.format == format_;
}

bool FilterGraph::push(AVFrame& picture) {
  return filter_library()->add_frame(source_, &picture) >= 0;
}

const AVFrame* FilterGraph::latest() {
  bool any = false;
  av_frame_unref(latest_.get());
  while (filter_library()->get_frame(sink_, next_.get()) >= 0) {
    std::swap(latest_, next_);
    av_frame_unref(next_.get());
    any = true;
  }
  return any ? latest_.get() : nullptr;
}

}  // namespace emorec::media
