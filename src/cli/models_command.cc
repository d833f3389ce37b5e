// emorec models: what is installed, its card, its hash.
#include <iostream>

#include <spdlog/spdlog.h>

#include "emorec/core/counted.h"
#include "emorec/nn/model_file.h"

#include "command.h"
#include "model_folders.h"

namespace emorec::cli {
namespace {

int list_models() {
  const ModelStore store = open_model_store();
  for (const auto& entry : store.entries()) {
    std::cout << fmt::format("{:<16} {:>6.1f} MB  {}\n", entry.name,
                             static_cast<double>(entry.size) / 1e6, entry.summary);
  }
  return kOk;
}

/// Text that is longer than a line goes on below itself.
void line(const std::string& topic, const std::string& text) {
  constexpr std::size_t kWidth = 84;
  std::string first = topic;
  std::size_t start = 0;
  while (true) {
    std::size_t end = text.size() - start <= kWidth ? text.npos : text.rfind(' ', start + kWidth);
    if (end != text.npos && end <= start) end = text.find(' ', start);  // one long word
    std::cout << fmt::format("{:<14} {}\n", first, text.substr(start, end - start));
    if (end == text.npos) return;
    start = end + 1;
    first.clear();
  }
}

int show_model(const std::string& name) {
  const auto path = open_model_store().find(name);
  const ModelConfig config = from_metadata(read_safetensors_metadata(path), path.string());
  line("file", path.string());
  line("architecture", config.architecture);
  line("backbone", config.backbone);
  if (!config.context_backbone.empty()) line("context", config.context_backbone);
  line("attention", fmt::format("{}, {}", config.attention, counted(config.heads, "head")));
  line("pooling", std::string(emorec::name(config.pooling)));
  for (const auto& view : config.views) {
    line("input", fmt::format("{0}x{0} {1}, {2}", view.size, view.grey ? "grey" : "RGB",
                              name_of(view.kind)));
  }
  for (const auto& [topic, text] : config.card) line(topic, text);
  return kOk;
}

/// All of them if no name is given.
int verify_models(const std::string& name) {
  const ModelStore store = open_model_store();
  for (const auto& entry : store.entries()) {
    if (!name.empty() && entry.name != name) continue;
    ModelStore::verify(entry);
    load_model(entry.path);
    std::cout << entry.name << ": ok, sha256 " << entry.sha256 << "\n";
  }
  if (!name.empty()) store.find(name);  // complains if there is no such model
  return kOk;
}

}  // namespace

void add_models(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("models", "List, show or verify the installed models");
  command->require_subcommand(1);
  command->callback([&session] { session.computes = Computes::kNothing; });
  auto name = std::make_shared<std::string>();
  command->add_subcommand("list", "Name, size and summary")->callback([&session] {
    session.action = list_models;
  });
  auto* show = command->add_subcommand("show", "The card of one model");
  show->add_option("model", *name, "A name or a file; the default model if left out")
      ->type_name("MODEL");
  show->callback([name, &session] { session.action = [name] { return show_model(*name); }; });
  auto* verify = command->add_subcommand("verify", "Hash, shapes and values, as registered");
  verify->add_option("model", *name, "A name; all if left out")->type_name("MODEL");
  verify->callback([name, &session] { session.action = [name] { return verify_models(*name); }; });
}

}  // namespace emorec::cli
