#include "dataset_options.h"

#include <spdlog/spdlog.h>

#include "file_options.h"

namespace emorec::cli {

void add_dataset(CLI::App& command, std::filesystem::path& dataset, const char* what) {
  read(command.add_option("dataset", dataset, what))->required()->type_name("DATASET");
}

void meet(const Dataset& dataset, const Session& session) {
  for (const auto& file : files_of(dataset)) session.outputs.reads_also("the data set", file);
  const std::string note = note_on_words(dataset);
  if (!note.empty()) spdlog::warn("{}: {}", dataset.path.string(), note);
}

}  // namespace emorec::cli
