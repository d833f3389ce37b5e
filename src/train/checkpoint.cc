#include "checkpoint.h"

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"
#include "emorec/train/run_settings.h"

namespace emorec {

// Found by nlohmann-json beside the types.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(NamedScore, name, war, uar, count)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EpochReport, epoch, loss, seconds, scores)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TrainingProgress, epochs_done, steps_done, loss, random_state,
                                   reports)

namespace {

using nlohmann::json;

constexpr const char* kProgress = "progress";
constexpr const char* kRun = "options";
constexpr const char* kMemory = "optimizer";

void add(Safetensors& content, const std::string& name, const torch::nn::Module& module) {
  const std::string prefix = name + ".";
  for (auto& [tensor, data] : tensors_of(module)) {
    content.tensors[std::string(prefix).append(tensor)] = std::move(data);
  }
}

void take(const Safetensors& content, const std::string& name, torch::nn::Module& module,
          const std::string& where) {
  const std::string prefix = name + ".";
  Safetensors part;
  for (const auto& [tensor, data] : content.tensors) {
    if (tensor.rfind(prefix, 0) == 0) part.tensors[tensor.substr(prefix.size())] = data;
  }
  load_tensors(module, part, where);
}

TrainingProgress progress_of(const Safetensors& content, const std::string& where) {
  try {
    auto progress = json::parse(content.metadata.at(kProgress)).get<TrainingProgress>();
    if (progress.epochs_done >= 0 && progress.steps_done >= 0) return progress;
  } catch (const std::exception&) {
    // Said below, like any other way of not being one.
  }
  throw Error(ErrorKind::kModel, where + ": not a checkpoint. Remove it to start anew.");
}

void require_same_run(const Safetensors& content, const std::string& run,
                      const std::string& where) {
  const auto found = content.metadata.find(kRun);
  const std::string differing =
      different_settings(found == content.metadata.end() ? "" : found->second, run);
  if (differing.empty()) return;
  throw Error(ErrorKind::kUsage, where + ": belongs to a run with other options (" + differing +
                                     "). Give the same ones, or remove it to start anew.");
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                     const TrainingProgress& progress, const std::string& run) {
  Safetensors content;
  for (const auto& [name, module] : state.modules) add(content, name, *module);
  add(content, kMemory, *state.optimizer.memory());
  content.metadata[kProgress] = json(progress).dump();
  content.metadata[kRun] = run;
  write_safetensors(path, content);
}

TrainingProgress load_checkpoint(const std::filesystem::path& path, const TrainingState& state,
                                 const std::string& run) {
  if (!std::filesystem::exists(path)) return {};
  const std::string where = path.string();
  const Safetensors content = read_safetensors(path);
  auto progress = progress_of(content, where);
  require_same_run(content, run, where);
  for (const auto& [name, module] : state.modules) take(content, name, *module, where);
  state.optimizer.remember(
      [&](torch::nn::Module& memory) { take(content, kMemory, memory, where); });
  return progress;
}

}  // namespace emorec
