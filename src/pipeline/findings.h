// From what was seen and scored to an answer for each subject.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "emorec/pipeline/session.h"

#include "look.h"

namespace emorec {

/// Changes one subject's frames and their scores before they are pooled; false if there cannot be
/// an answer.
using Fill = std::function<bool(Subject& subject, std::vector<FrameScores>& scores)>;

/// The main subject's answer first; only that one, unless all were asked for. Nothing if `fill`
/// says so, or if none of those who were seen has been scored.
std::optional<Findings> findings_of(const LoadedModel& model, const Look& look,
                                    const Fill& fill = nullptr);

/// Pools over one subject's frames: fills everything of them but places and times.
void pool_subject(Subject& subject, std::vector<FrameScores> scores, const LoadedModel& model);

}  // namespace emorec
