#include "look.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <opencv2/core.hpp>

#include "emorec/face/affine.h"

namespace emorec {
namespace {

using Scores = std::vector<FrameScores>;

ViewMakerOptions maker_options(const LoadedModel& model, const LookOptions& options) {
  const ClassifierOptions& asked = model.options;
  ViewMakerOptions maker{model.config.views, asked.tracker, asked.detector, asked.cropped,
                         options.still};
  maker.tracker.everyone = options.everyone;
  return maker;
}

std::vector<cv::Mat> mirrored(const std::vector<cv::Mat>& pictures) {
  std::vector<cv::Mat> out(pictures.size());
  for (std::size_t i = 0; i < pictures.size(); ++i) cv::flip(pictures[i], out[i], 1);
  return out;
}

/// Averages what the network says of each of `faces` faces in several framings, which follow one
/// another; maps are the first framing's.
Scores mean_of_framings(Scores scores, std::size_t faces) {
  if (scores.size() == faces) return scores;
  const std::size_t framings = scores.size() / faces;
  const auto average = [&](std::size_t first, auto member) {
    auto& mean = scores[first].*member;
    for (std::size_t k = 0; k < mean.size(); ++k) {
      double sum = 0;
      for (std::size_t i = 0; i < framings; ++i) sum += (scores[first + i].*member)[k];
      mean[k] = static_cast<std::decay_t<decltype(mean[k])>>(sum / static_cast<double>(framings));
    }
  };
  for (std::size_t i = 0; i < faces; ++i) {
    average(framings * i, &FrameScores::logits);
    average(framings * i, &FrameScores::shares);
    average(framings * i, &FrameScores::descriptor);
    if (i > 0) scores[i] = std::move(scores[framings * i]);
  }
  scores.resize(faces);
  return scores;
}

int track_of(const Seen& seen) { return seen.face ? seen.face->track : Scene::kNobody; }

}  // namespace

Look::Look(std::shared_ptr<const LoadedModel> model, const LookOptions& options)
    : model_(std::move(model)),
      still_(options.still),
      maker_(ViewMaker::create(maker_options(*model_, options), model_->landmarks)),
      scorer_(model_->network, model_->options.threads, model_->options.times) {
  const auto& views = model_->config.views;
  for (const auto& map : model_->identity.maps) {
    const auto view = std::find_if(views.begin(), views.end(),
                                   [&](const ViewSpec& one) { return one.name == map.view; });
    view_of_map_.push_back(static_cast<std::size_t>(view - views.begin()));
    view_to_cells_.push_back(cells_of_view(*view, map.grid));
  }
}

/// What is known before it is scored: when it is, where the face is and where maps lie.
FramePrediction Look::places_in(const Frame& frame, const Seen& seen) const {
  FramePrediction places;
  places.index = frame.index;
  places.time = frame.time;
  if (seen.face) {
    places.face = {seen.face->box, seen.face->score, seen.face->doubtful, seen.face->detected};
  }
  const auto& to_view = seen.framings.front().to_view;
  for (std::size_t i = 0; i < view_of_map_.size(); ++i) {
    places.maps.push_back({then(to_view[view_of_map_[i]], view_to_cells_[i]), {}});
  }
  return places;
}

void Look::add(const Frame& frame) {
  if (frame.image.empty()) return scene_.pass(frame);
  scene_.look(frame.time);
  for (const auto& seen : maker_->look(frame)) {
    scene_.add(track_of(seen), places_in(frame, seen));
    for (const auto& framing : seen.framings) {
      scorer_.add(framing.pictures);
      // No other frame corrects what a network says of a still: it sees the mirror image too.
      if (still_) scorer_.add(mirrored(framing.pictures));
    }
  }
}

void Look::score() {
  const auto faces = static_cast<std::size_t>(scene_.scored()) - scores_.size();
  if (faces == 0) return;
  Scores more = mean_of_framings(scorer_.finish(), faces);
  std::move(more.begin(), more.end(), std::back_inserter(scores_));
}

void Look::forget_before(double time) {
  const auto rows = static_cast<std::ptrdiff_t>(scene_.forget_before(time));
  scores_.erase(scores_.begin(), scores_.begin() + rows);
}

}  // namespace emorec
