#include "extract_features.h"
#include "file_options.h"
#include "numbers.h"

namespace emorec::cli {

void add_feature_options(CLI::App& command, FeatureArguments& arguments) {
  const auto in_group = [](CLI::Option* option) { return option->group("Features"); };
  in_group(command.add_flag("--features", arguments.wanted,
                            "Instead of chips, keep what the streams of a dual focus network make "
                            "of each clip's snippets"));
  in_group(read(command.add_option("--object", arguments.object,
                                   "Weights of the stream of objects; ImageNet's, which come with "
                                   "the program, if left out")))
      ->check(CLI::ExistingFile);
  in_group(command.add_flag("!--no-object", arguments.with_object, "Without that stream"));
  in_group(read(command.add_option("--scene", arguments.scene,
                                   "Weights of the stream of scenes; without them there is none")))
      ->check(CLI::ExistingFile);
  in_group(command.add_flag("--motion,!--no-motion", arguments.motion,
                            "Keep the pictures of motion too"));
  in_group(command.add_option("--snippets", arguments.snippets, "Snippets a clip, spread evenly"))
      ->check(between(1, 256));
  in_group(command.add_option_function<std::string>(
      "--labels",
      [&arguments](const std::string& text) { arguments.labels = LabelSet::from_text(text); },
      "What the clips are labelled with: ekman6 (if left out), video_emotion8, afew7, or names "
      "with "
      "commas between"));
}

}  // namespace emorec::cli
