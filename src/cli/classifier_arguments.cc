#include "classifier_arguments.h"

#include "choice.h"
#include "model_folders.h"

namespace emorec::cli {
namespace {

void add_clip_options(CLI::App& command, ClassifierOptions& options) {
  command.add_option("--start", options.clip.start, "Seconds from the clip's first frame")
      ->check(CLI::NonNegativeNumber)
      ->group("Clip");
  command.add_option("--end", options.clip.end, "Likewise; this moment is not included")
      ->check(CLI::NonNegativeNumber)
      ->group("Clip");
  command
      .add_option("--max-frames", options.clip.max_frames,
                  "Look at no more than this many, spread evenly; 0 for all (the paper: 120)")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str()
      ->group("Clip");
  command
      .add_flag("--every-frame", options.every_frame,
                "Score every frame, even if five a second leave no doubt; reports and pictures do "
                "so anyway")
      ->group("Clip");
  command.add_option("--max-pixels", options.clip.limits.max_pixels, "Refuse larger frames")
      ->capture_default_str()
      ->group("Clip");
  command.add_option("--max-seconds", options.clip.limits.max_seconds, "Cut longer clips")
      ->capture_default_str()
      ->group("Clip");
}

void add_face_options(CLI::App& command, ClassifierOptions& options) {
  choose<bool>(
      command.add_option("--faces", options.all_faces,
                         "main: the largest face for longest; all: an answer for everybody"),
      {{"main", false}, {"all", true}})
      ->group("Faces");
  command
      .add_flag(
          "--cropped", options.cropped,
          "Every frame is a face already: take it whole, a still as aligned by its landmarks too")
      ->group("Faces");
  using Kind = DetectorOptions::Kind;
  choose<Kind>(
      command.add_option("--detector", options.detector.kind, "dlib's HOG or CNN detector"),
      {{"hog", Kind::kHog}, {"mmod", Kind::kMmod}})
      ->group("Faces");
  command
      .add_option("--detector-model", options.detector.mmod_model,
                  "dlib's mmod_human_face_detector.dat, for --detector mmod")
      ->group("Faces");
  command
      .add_option("--detect-every", options.tracker.detect_every,
                  "Frames between detections at first, up to four times as many while all is well; "
                  "faces are "
                  "tracked in between. 1 detects in every frame")
      ->check(CLI::PositiveNumber)
      ->capture_default_str()
      ->group("Faces");
  command
      .add_option("--landmarks", options.landmarks,
                  "A landmark model in dlib's format, instead of the one built in")
      ->group("Faces");
}

}  // namespace

void add_classifier_arguments(CLI::App& command, ClassifierArguments& arguments) {
  command.add_option("--model", arguments.model,
                     "A name that 'emorec models list' shows, or a model file");
  choose<bool>(command.add_option("--device", arguments.options.cuda, "Where the network runs"),
               {{"cpu", false}, {"cuda", true}});
  command.add_flag("--float32", arguments.options.float32,
                   "Compute in float32 even where the processor is faster in bfloat16");
  command
      .add_option("--prior-adjustment", arguments.options.prior_adjustment,
                  "Correct for how often the model expects each emotion: 1 takes all for equally "
                  "frequent, as they are where people act")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_clip_options(command, arguments.options);
  add_face_options(command, arguments.options);
}

ClassifierOptions resolve(const ClassifierArguments& arguments) {
  arguments.options.validate();
  ClassifierOptions options = arguments.options;
  options.model = open_model_store().find(arguments.model);
  options.model_name = options.model.stem().string();
  return options;
}

}  // namespace emorec::cli
