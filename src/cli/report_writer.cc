#include "report_writer.h"

#include <set>

#include <spdlog/spdlog.h>

#include "emorec/nn/model_config.h"
#include "emorec/nn/safetensors.h"

#include "classifier_arguments.h"
#include "unused_name.h"

namespace emorec::cli {
namespace fs = std::filesystem;

ClipReportOptions report_options(const ClassifierOptions& options) {
  return {options.clip, options.threads,
          from_metadata(read_safetensors_metadata(options.model), options.model.string()).card,
          settings_of(options)};
}

ReportWriter::ReportWriter(const fs::path& folder, const std::vector<fs::path>& clips,
                           const ClassifierOptions& options)
    : options_(report_options(options)) {
  std::set<fs::path> used;
  for (const auto& clip : clips) {
    const fs::path own = clips.size() == 1 ? folder : folder / unused_name(last_name(clip), used);
    folders_.push_back(std::make_unique<ReportFolder>(own));
  }
}

void ReportWriter::write(const ClipPrediction& prediction, const CancelToken& cancel) {
  const auto folder = std::move(folders_.at(next_++));
  if (prediction.status != ClipStatus::kOk && prediction.status != ClipStatus::kNoFace) return;
  write_clip_report(folder->page(), prediction, options_, cancel);
  spdlog::info("report: {}", folder->page().string());
}

}  // namespace emorec::cli
