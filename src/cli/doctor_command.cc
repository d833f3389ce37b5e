// emorec doctor: what a bug report needs.
#include <iostream>
#include <thread>

#include <opencv2/core/version.hpp>
#include <spdlog/spdlog.h>

#include "emorec/batch/sandbox.h"
#include "emorec/core/machine.h"
#include "emorec/core/version.h"
#include "emorec/face/face_detector.h"
#include "emorec/media/clip_source.h"
#include "emorec/nn/scorer.h"

#include "command.h"
#include "model_folders.h"

namespace emorec::cli {
namespace {

void line(const std::string& topic, const std::string& text) {
  std::cout << fmt::format("{:<12} {}\n", topic, text);
}

std::string state_of(const ModelEntry& entry) {
  try {
    ModelStore::verify(entry);
    return "ok, " + entry.path.string();
  } catch (const Error& e) {
    return e.what();
  }
}

/// Exit code 4 if something is missing that `classify` needs.
int run_doctor() {
  std::cout << versions() << "\n";
  line("processors", fmt::format("{} of {}", usable_processors(),
                                 std::max(1U, std::thread::hardware_concurrency())));
  line("memory", fmt::format("{} MB", usable_memory() / 1'000'000));
  line("cpu", cpu_capability());
  line("cuda", cuda_available() ? "available" : "not available (the CPU is used)");
  std::string codecs;
  for (const auto& name : missing_decoders()) codecs += " " + name;
  line("codecs", codecs.empty() ? "all common ones" : "missing:" + codecs);
  line("sandbox", available_sandbox().description());

  const ModelStore store = open_model_store();
  for (const auto& entry : store.entries()) line("model", entry.name + ": " + state_of(entry));
  if (store.entries().empty()) line("model", "none found: set EMOREC_MODELS to their folder");
  return store.entries().empty() ? kModel : kOk;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> version_list() {
  return {{"emorec", kVersion},
          {"LibTorch", torch_version()},
          {"OpenCV", CV_VERSION},
          {"dlib", dlib_version()},
          {"FFmpeg", ffmpeg_version()}};
}

std::string versions() {
  std::string lines;
  for (const auto& [name, version] : version_list()) {
    lines.append(lines.empty() ? "" : "\n").append(name).append(" ").append(version);
  }
  return lines;
}

void add_doctor(CLI::App& app, Session& session) {
  app.add_subcommand("doctor", "Versions, codecs and models: what a bug report needs")
      ->callback([&session] {
        session.computes = Computes::kNothing;
        session.action = run_doctor;
      });
}

}  // namespace emorec::cli
