#include "emorec/study/attention_faces.h"

#include <algorithm>
#include <mutex>

#include "emorec/core/error.h"
#include "emorec/core/thread_pool.h"
#include "emorec/face/view_maker.h"
#include "emorec/study/face_regions.h"

namespace emorec {
namespace {

std::vector<AttentionFace> faces_of(const std::filesystem::path& path,
                                    const AttentionFaceOptions& options,
                                    const std::shared_ptr<const LandmarkModel>& landmarks,
                                    const CancelToken& cancel) {
  const auto clip = ClipSource::open(path, options.clip);
  const auto maker = ViewMaker::create({{options.view}, options.tracker, {}}, landmarks);
  std::vector<AttentionFace> faces;
  for (Frame frame; clip->next(frame);) {
    cancel.check();
    const auto seen = maker->look(frame);
    const auto largest = std::max_element(
        seen.begin(), seen.end(),
        [](const auto& a, const auto& b) { return a.face->box.area() < b.face->box.area(); });
    if (largest == seen.end()) continue;
    const Views& views = largest->framings.front();
    faces.push_back(
        {0, views.pictures.front(), in_chip(largest->face->landmarks, views.to_view.front())});
  }
  return faces;
}

}  // namespace

AttentionFaces find_attention_faces(const std::vector<std::filesystem::path>& clips,
                                    const AttentionFaceOptions& options, const CancelToken& cancel,
                                    const std::function<void()>& on_clip) {
  const auto landmarks = LandmarkModel::load(options.landmarks);
  std::vector<std::vector<AttentionFace>> by_clip(clips.size());
  std::vector<std::string> errors(clips.size());
  std::mutex reporting;
  ThreadPool pool(options.threads);
  in_parallel(pool, clips.size(), [&](std::size_t, std::size_t i) {
    try {
      by_clip[i] = faces_of(clips[i], options, landmarks, cancel);
    } catch (const Error& e) {
      if (e.kind() != ErrorKind::kInput) throw;
      errors[i] = e.what();
    }
    const std::lock_guard lock(reporting);
    on_clip();
  });
  AttentionFaces result;
  result.clips = clips.size();
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (!errors[i].empty()) {
      result.unreadable.push_back(std::move(errors[i]));
    } else if (by_clip[i].empty()) {
      ++result.without_face;
    }
    for (auto& face : by_clip[i]) {
      face.clip = i;
      result.faces.push_back(std::move(face));
    }
  }
  return result;
}

}  // namespace emorec
