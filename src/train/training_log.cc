#include "emorec/train/training_log.h"

#include <nlohmann/json.hpp>

#include "emorec/core/files.h"
#include "emorec/core/spelling.h"

namespace emorec {
namespace {
using nlohmann::ordered_json;
}  // namespace

TrainingLog::TrainingLog(std::filesystem::path file, const TrainOptions& options,
                         const std::map<std::string, std::string>& facts)
    : file_(std::move(file)) {
  ordered_json run = {{"schema", "emorec.training/1"}};
  for (const auto& [name, value] : facts) run[name] = spelled(value);
  run["options"] = ordered_json::parse(to_json(options));
  lines_ = run.dump() + "\n";
}

void TrainingLog::add(const EpochReport& report) {
  ordered_json epoch = {
      {"epoch", report.epoch}, {"loss", report.loss}, {"seconds", report.seconds}};
  for (const auto& score : report.scores) {
    epoch["scores"].push_back(
        {{"name", score.name}, {"war", score.war}, {"uar", score.uar}, {"clips", score.count}});
  }
  lines_ += epoch.dump() + "\n";
  replace_file(file_, [&](std::ostream& out) { out << lines_; });
}

}  // namespace emorec
