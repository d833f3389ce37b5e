#include "emorec/data/chip_cutter.h"

#include <memory>
#include <numeric>

#include "emorec/core/error.h"
#include "emorec/core/thread_pool.h"
#include "emorec/face/landmark_model.h"

#include "clip_cutter.h"
#include "cut_clips.h"
#include "split_name.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

std::string name_in(const Dataset& dataset, const fs::path& path) {
  std::error_code unknown;
  const fs::path root =
      fs::is_directory(dataset.path, unknown) ? dataset.path : dataset.path.parent_path();
  const fs::path name = path.lexically_normal().lexically_relative(root.lexically_normal());
  const bool below = !name.empty() && *name.begin() != "..";
  return (below ? name : path).generic_string();
}

std::string part_of(const std::string& split) {
  const std::string known = known_split(split);
  if (known == "validation") return "val";
  return known.empty() ? split : known;
}

CutClips left_out(const Dataset& dataset, const CutOptions& options, const LabelledClip& clip,
                  bool unreadable, const std::string& reason) {
  CutClips result;
  result.set = empty_chips(options);
  const std::string label = clip.label ? dataset.labels.name(*clip.label) : "";
  result.left_out.push_back({clip.name, label, clip.split, unreadable, reason});
  return result;
}

CutClips cut_clip(ClipCutter& cutter, const Dataset& dataset, const CutOptions& options,
                  const DatasetClip& source, LabelledClip clip, const CancelToken& cancel) {
  if (source.without_frames) {
    return left_out(dataset, options, clip, false,
                    "the data set has no frames of it: nobody's face");
  }
  CutClips result;
  try {
    result.set = cutter.cut(source, cancel);
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::kCancelled) throw;
    return left_out(dataset, options, clip, true, e.what());
  } catch (const std::exception& e) {
    return left_out(dataset, options, clip, true, source.path.string() + ": " + e.what());
  }
  if (result.set.frame_count() == 0)
    return left_out(dataset, options, clip, false, "no face was found");
  clip.frames = result.set.frame_count();
  result.set.clips.push_back(std::move(clip));
  return result;
}

}  // namespace

ChipSet empty_chips(const CutOptions& options, const LabelSet& labels) {
  ChipSet set;
  set.size = options.view.size;
  set.channels = options.view.channels();
  set.labels = labels;
  if (options.context) {
    const auto [height, width] = options.context->picture_size();
    set.context = {height, width, options.context->channels(), {}};
  }
  return set;
}

void CutOptions::validate() const {
  constexpr int kMaxSize = 1024;
  constexpr int kMaxFrames = 1000;  // a clip's chips are held until its main person is known
  if (view.size < 16 || view.size > kMaxSize) {
    throw Error(ErrorKind::kUsage, "the size of chips: give pixels from 16 to 1024.");
  }
  if (max_frames < 1 || max_frames > kMaxFrames) {
    throw Error(ErrorKind::kUsage, "the frames of a clip: give a number from 1 to 1000.");
  }
  if (threads < 1) throw Error(ErrorKind::kUsage, "the number of threads must be positive.");
}

LabelledClip labelled_clip(const Dataset& dataset, const DatasetClip& clip) {
  LabelledClip labelled;
  labelled.name = name_in(dataset, clip.path);
  labelled.split = part_of(clip.split);
  labelled.group = clip.group;
  labelled.target = clip.target;
  labelled.label = clip.label;
  return labelled;
}

void cut_in_order(const Dataset& dataset, const std::vector<std::size_t>& places,
                  const CutOptions& options, const CancelToken& cancel,
                  const std::function<void(CutClips)>& take) {
  if (places.empty()) return;
  const auto landmarks = LandmarkModel::load();
  ThreadPool pool(options.threads);
  std::vector<std::unique_ptr<ClipCutter>> cutters(pool.size());  // one for each thread
  const auto cut = [&](std::size_t thread, std::size_t i) {
    auto& cutter = cutters[thread];
    if (!cutter) cutter = std::make_unique<ClipCutter>(options, landmarks);
    const DatasetClip& clip = dataset.clips[places[i]];
    return cut_clip(*cutter, dataset, options, clip, labelled_clip(dataset, clip), cancel);
  };
  in_order(pool, places.size(), cut, [&](CutClips clips) {
    cancel.check();
    take(std::move(clips));
  });
}

void append(CutClips& clips, const CutClips& more) {
  append(clips.set, more.set);
  clips.left_out.insert(clips.left_out.end(), more.left_out.begin(), more.left_out.end());
}

CutClips cut_chips(const Dataset& dataset, const CutOptions& options, const CutObserver& observer,
                   const CancelToken& cancel) {
  options.validate();
  observer.begin(dataset.clips.size());
  std::vector<std::size_t> places(dataset.clips.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  CutClips all;
  all.set = empty_chips(options, dataset.labels);
  cut_in_order(dataset, places, options, cancel, [&](const CutClips& clip) {
    append(all, clip);
    observer.clip(clip.left_out.empty() ? nullptr : &clip.left_out.front(), /*resumed=*/false);
  });
  return all;
}

}  // namespace emorec
