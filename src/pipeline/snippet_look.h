// Looks at a clip as networks of snippets do: a few short pieces of it, whole frames, nobody's
// face.
#pragma once

#include <functional>

#include "emorec/media/clip_source.h"
#include "emorec/pipeline/session.h"

#include "loaded_model.h"

namespace emorec {

/// The scene's answer, one of its frames for each snippet. `clip` was opened for the model's
/// snippets; `before` is called before each is looked at, with its time in seconds.
Findings findings_of_snippets(ClipSource& clip, const LoadedModel& model,
                              const std::function<void(double)>& before);

}  // namespace emorec
