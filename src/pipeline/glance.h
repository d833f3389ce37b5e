// A clip whose answer is clear from a few frames a second is not scored in every one: what the
// others would have said is interpolated.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/media/frame_source.h"
#include "emorec/pipeline/session.h"

#include "loaded_model.h"

namespace emorec {

/// Seconds from one frame that is scored to the next at least.
inline constexpr double kGlanceEvery = 0.2;

/// Whether sparse sampling serves a model and what is asked of it.
bool may_glance(const LoadedModel& model);
/// Whether a clip of so many seconds (0: unknown) cannot be clear from frames so far apart.
bool too_short_for_a_glance(double seconds);

/// The answer of frames of a video that lie `kGlanceEvery` apart, the others being interpolated;
/// none if that leaves doubts.
std::optional<Findings> glance_at(FrameSource& frames, std::shared_ptr<const LoadedModel> model,
                                  const CancelToken& cancel);

/// Whether more frames would hardly give another label: of every other emotion log p is two
/// standard errors lower. That is of frames drawn by chance; those of a clip, evenly spread and
/// each like its neighbours, tell more. Up to a constant, log p(c) is the logarithm of the mean
/// over frames of exp o(t,c); so (delta method) the difference between two emotions has the
/// variance Σ_t (w(t,a) − w(t,b))², w(·,c) being the importances for emotion c.
bool is_clear(const std::vector<FrameScores>& scored);

/// Scored frames of one person, and those passed over in between.
struct FilledFrames {
  std::vector<FramePrediction> frames;
  // What each of them is made of: of the scored frame `before` and, by its share, that `after` it.
  std::vector<std::size_t> before;
  std::vector<std::size_t> after;
  std::vector<double> share;

  /// The scored frames' scores → those of all frames.
  std::vector<FrameScores> scores(const std::vector<FrameScores>& scored) const;
};

/// All that was passed over between two scored frames is interpolated if they show the face in
/// about one place and no frame without it was looked at in between. What was passed over next to
/// the last scored frame, repeats it. The rest is left out. Both are in order.
FilledFrames fill_in(const std::vector<FramePrediction>& scored, const std::vector<Frame>& passed);

}  // namespace emorec
