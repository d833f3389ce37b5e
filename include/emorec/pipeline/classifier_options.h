// What a clip is classified with, and the one list of it.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <utility>

#include "emorec/core/option_help.h"
#include "emorec/core/stage_times.h"
#include "emorec/face/face_detector.h"
#include "emorec/face/face_tracker.h"
#include "emorec/media/clip_source.h"

namespace emorec {

struct ClassifierOptions {
  std::filesystem::path model;      ///< a model file
  std::string model_name;           ///< what to call it in results
  std::filesystem::path landmarks;  ///< empty: the model that is built in
  bool cuda = false;
  bool float32 = false;         ///< all of the network in float32, even where bfloat16 is faster
  double prior_adjustment = 0;  ///< see adjust_for_prior, 0 to 1
  bool all_faces = false;       ///< an answer for every person, not only the main one
  bool cropped = false;         ///< every frame is a face already; a still is aligned besides
  /// Score every frame. Otherwise, of a video with one face throughout, only some five frames a
  /// second are, and the others interpolated, if they leave no doubt about the label.
  bool every_frame = false;
  int threads = 1;
  StageTimes* times = nullptr;  ///< if given, all stages are timed; must outlive the classifier
  ClipOptions clip;
  DetectorOptions detector;
  TrackerOptions tracker;

  /// @throws Error{kUsage}.
  void validate() const;
};

/// Two words of which an option is one, and what each means.
template <class Value>
using EitherWord = std::array<std::pair<const char*, Value>, 2>;

/// Calls visit(name, value, help), or visit(name, value, words, help), for each option that changes
/// a result, so that the command line, the messages to workers, the identity of a run that is
/// resumed and the report's page speak of the same ones. The model is none of them: it is told
/// apart by its hash.
template <class Options, class Visitor>
void for_each_option(Options& o, Visitor&& visit) {
  visit("device", o.cuda, EitherWord<bool>{{{"cpu", false}, {"cuda", true}}},
        OptionHelp{"", "Where the network runs"});
  visit("float32", o.float32,
        OptionHelp{"", "Compute in float32 even where the processor is faster in bfloat16"});
  visit("prior-adjustment", o.prior_adjustment,
        OptionHelp{"",
                   "Correct for how often the model expects each emotion, from 0 to 1: 1 takes all "
                   "for equally frequent, as they are where people act"});
  auto& clip = o.clip;
  visit("start", clip.start, OptionHelp{"Clip", "Seconds from the clip's first frame"});
  visit("end", clip.end, OptionHelp{"Clip", "Likewise; this moment is not included"});
  visit("max-frames", clip.max_frames,
        OptionHelp{"Clip",
                   "Look at no more than this many, spread evenly; 0 for all (the paper: 120)"});
  visit("every-frame", o.every_frame,
        OptionHelp{"Clip",
                   "Score every frame, even if five a second leave no doubt; reports and pictures "
                   "do so anyway"});
  visit("max-pixels", clip.limits.max_pixels, OptionHelp{"Clip", "Refuse larger frames"});
  visit("max-seconds", clip.limits.max_seconds, OptionHelp{"Clip", "Cut longer clips"});
  visit("faces", o.all_faces, EitherWord<bool>{{{"main", false}, {"all", true}}},
        OptionHelp{"Faces", "main: the largest face for longest; all: an answer for everybody"});
  visit("cropped", o.cropped,
        OptionHelp{
            "Faces",
            "Every frame is a face already: take it whole, a still as aligned by its landmarks "
            "too"});
  using Kind = DetectorOptions::Kind;
  visit("detector", o.detector.kind, EitherWord<Kind>{{{"hog", Kind::kHog}, {"mmod", Kind::kMmod}}},
        OptionHelp{"Faces", "dlib's HOG or CNN detector"});
  visit("detector-model", o.detector.mmod_model,
        OptionHelp{"Faces", "dlib's mmod_human_face_detector.dat, for --detector mmod"});
  visit("detect-every", o.tracker.detect_every,
        OptionHelp{"Faces",
                   "Frames between detections at first, up to four times as many while all is "
                   "well; faces are tracked in between. 1 detects in every frame"});
  visit("landmarks", o.landmarks,
        OptionHelp{"Faces", "A landmark model in dlib's format, instead of the one built in"});
}

}  // namespace emorec
