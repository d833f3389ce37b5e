// classify's --overlay, --figure and --heatmaps: pictures of one clip's answer.
#pragma once

#include <filesystem>
#include <vector>

#include <CLI/CLI.hpp>

#include "emorec/core/cancel.h"
#include "emorec/pipeline/clip_classifier.h"
#include "emorec/report/figure.h"

namespace emorec::cli {

struct PictureArguments {
  std::filesystem::path overlay;
  std::filesystem::path figure;
  std::filesystem::path heatmaps;
  FigureOptions figure_options;

  bool any() const { return !overlay.empty() || !figure.empty() || !heatmaps.empty(); }
};

void add_picture_options(CLI::App& command, PictureArguments& arguments);

class Pictures {
 public:
  /// Finds out what can be found out before any clip is scored.
  /// @throws Error{kUsage} for pictures of several clips and wrong extensions; Error{kOutput} for
  ///         places that cannot be written to.
  Pictures(PictureArguments arguments, const std::vector<std::filesystem::path>& clips,
           const ClassifierOptions& options);

  /// All pictures that were asked for, in one more pass over the clip.
  /// @throws Error{kOutput}, Error{kInput} or Error{kCancelled}, with nothing half-written left.
  void make(const ClipPrediction& prediction, const CancelToken& cancel) const;

 private:
  PictureArguments arguments_;
  ClipOptions clip_;
  int threads_;
};

}  // namespace emorec::cli
