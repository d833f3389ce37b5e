#include "pictures.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/media/clip_source.h"
#include "emorec/report/heatmaps.h"
#include "emorec/report/overlay.h"

#include "file_options.h"

namespace emorec::cli {
namespace fs = std::filesystem;

void add_picture_options(CLI::App& command, PictureArguments& arguments) {
  written(command.add_option(
              "--overlay", arguments.overlay,
              "The clip again with faces, labels, importance and attention drawn into it"))
      ->type_name("OUT.mp4")
      ->group("Pictures");
  written(command.add_option(
              "--figure", arguments.figure,
              "The most and the least important frames with their attention, for a paper"))
      ->type_name("OUT.png|OUT.svg")
      ->group("Pictures");
  command
      .add_option("--figure-frames", arguments.figure_options.frames,
                  "How many the figure shows, the three least important among them")
      ->group("Pictures");
  command
      .add_option_function<std::string>(
          "--figure-width",
          [&arguments](const std::string& text) {
            if (!set_figure_width(text, arguments.figure_options)) {
              throw CLI::ValidationError("--figure-width", "give a width as 85mm or 1200px");
            }
          },
          "The figure's width, in print or in pixels of a screen")
      ->default_str("85mm")
      ->type_name("WIDTH")
      ->group("Pictures");
  written(
      command.add_option("--heatmaps", arguments.heatmaps,
                         "A picture of every scored face with its attention, and a table of them"))
      ->type_name("DIR")
      ->group("Pictures");
}

Pictures::Pictures(PictureArguments arguments, const std::vector<fs::path>& clips,
                   const ClassifierOptions& options)
    : arguments_(std::move(arguments)), clip_(options.clip), threads_(options.threads) {
  const auto& [overlay, figure, heatmaps, figure_options] = arguments_;
  if (overlay.empty() && figure.empty() && heatmaps.empty()) return;
  if (clips.size() != 1) {
    throw Error(ErrorKind::kUsage,
                "--overlay, --figure and --heatmaps show one clip: give one file at a time.");
  }
  figure_options.validate();
  require_output(overlay, {".mp4"});
  require_output(figure, {".png", ".svg"});
  if (!heatmaps.empty()) require_new_folder(heatmaps);
}

void Pictures::make(const ClipPrediction& prediction, const CancelToken& cancel) const {
  if (prediction.status != ClipStatus::kOk) return;
  std::vector<std::pair<fs::path, std::unique_ptr<ClipPicture>>> pictures;
  ClipOptions clip = clip_;
  if (!arguments_.overlay.empty()) {
    clip.max_frames = 0;  // shows those that were not sampled too
    const OverlayOptions overlay{std::min(clip_.end, clip_.limits.max_seconds), threads_};
    pictures.emplace_back(arguments_.overlay,
                          make_overlay(arguments_.overlay, prediction, overlay));
  }
  if (!arguments_.figure.empty()) {
    pictures.emplace_back(arguments_.figure,
                          make_figure(arguments_.figure, prediction, arguments_.figure_options));
  }
  if (!arguments_.heatmaps.empty()) {
    pictures.emplace_back(arguments_.heatmaps, make_heatmaps(arguments_.heatmaps, prediction));
  }
  if (pictures.empty()) return;
  const auto source = ClipSource::open(prediction.clip.path, clip);
  for (Frame frame; source->next(frame);) {
    cancel.check();
    for (const auto& each : pictures) each.second->add(frame);
  }
  for (const auto& [path, picture] : pictures) {
    picture->finish();
    for (const auto& warning : picture->warnings()) spdlog::warn("{}: {}", path.string(), warning);
    spdlog::info("written: {}", path.string());
  }
}

}  // namespace emorec::cli
