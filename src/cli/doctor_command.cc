// emorec doctor: what a bug report needs.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include <opencv2/core/version.hpp>
#include <spdlog/spdlog.h>

#include "emorec/batch/sandbox.h"
#include "emorec/core/files.h"
#include "emorec/core/machine.h"
#include "emorec/core/version.h"
#include "emorec/face/face_detector.h"
#include "emorec/media/clip_source.h"
#include "emorec/nn/scorer.h"

#include "command.h"
#include "file_options.h"
#include "model_folders.h"
#include "system_facts.h"

namespace emorec::cli {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

/// Who is told: a bug report goes to strangers, and names no place.
enum class Reader { kUser, kStrangers };

std::string state_of(const ModelEntry& entry, Reader reader) {
  try {
    ModelStore::verify(entry);
    return reader == Reader::kUser ? "ok, " + entry.path.string() : "ok";
  } catch (const Error& e) {
    return reader == Reader::kUser ? e.what() : "missing, or not the file that was registered";
  }
}

/// Strangers learn no names that somebody gave to models of his own.
std::string name_of(const ModelEntry& entry, Reader reader) {
  const char* own = std::getenv("EMOREC_MODELS");
  const bool is_own = own != nullptr && entry.path.string().rfind(own, 0) == 0;
  if (reader == Reader::kUser || !is_own) return entry.name;
  return "one in EMOREC_MODELS, sha256 " + entry.sha256.substr(0, 8);
}

Facts facts_for(Reader reader, const ModelStore& store) {
  std::string codecs;
  for (const auto& name : missing_decoders()) codecs += " " + name;
  Facts facts = {{"processors", fmt::format("{} of {}", usable_processors(),
                                            std::max(1U, std::thread::hardware_concurrency()))},
                 {"memory", fmt::format("{} MB", usable_memory() / 1'000'000)},
                 {"cpu", cpu_capability()},
                 {"cuda", cuda_available() ? "available" : "not available (the CPU is used)"},
                 {"codecs", codecs.empty() ? "all common ones" : "missing:" + codecs},
                 {"sandbox", available_sandbox().description()}};
  for (const auto& entry : store.entries()) {
    facts.emplace_back("model", name_of(entry, reader) + ": " + state_of(entry, reader));
  }
  if (store.entries().empty()) {
    facts.emplace_back("model", "none found: set EMOREC_MODELS to their folder");
  }
  return facts;
}

void write(std::ostream& out, const Facts& facts) {
  for (const auto& [topic, text] : facts) out << fmt::format("{:<12} {}\n", topic, text);
}

void write_bundle(const std::filesystem::path& bundle, const ModelStore& store) {
  replace_file(bundle, [&](std::ostream& out) {
    out << "emorec.bundle/1\n\n" << versions() << "\n";
    write(out, facts_for(Reader::kStrangers, store));
    write(out, system_facts());
    out << "\nWhat you typed, what came of it, and what you expected:\n\n";
  });
  spdlog::info("{}: holds no path and nobody's name. Read it, add what went wrong, and send it.",
               bundle.string());
}

/// Exit code 4 if something is missing that `classify` needs.
int run_doctor(const std::filesystem::path& bundle, const Session&) {
  const ModelStore store = open_model_store();
  if (!bundle.empty()) {
    write_bundle(bundle, store);
  } else {
    std::cout << versions() << "\n";
    write(std::cout, facts_for(Reader::kUser, store));
  }
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
  auto bundle = std::make_shared<std::filesystem::path>();
  auto* command =
      app.add_subcommand("doctor", "Versions, codecs and models: what a bug report needs");
  written(command->add_option("--bundle", *bundle,
                              "Write it into a file for a bug report, without paths and names"))
      ->type_name("FILE");
  runs(*command, session, bundle, run_doctor, Computes::kNothing);
}

}  // namespace emorec::cli
