// emorec merge: one result of the shards of a batch.
#include <spdlog/spdlog.h>

#include "emorec/batch/merge.h"
#include "emorec/core/counted.h"

#include "command.h"
#include "file_options.h"

namespace emorec::cli {
namespace {

int run_merge(const MergeOptions& options, const Session& session) {
  const MergeSummary summary = merge_shards(options, *session.cancel);
  spdlog::info("{}: {} from {}, {} without an answer", options.out.string(),
               counted(summary.clips, "clip"), counted(options.shards.size(), "shard"),
               summary.clips - summary.answered);
  return summary.answered == summary.clips ? kOk : kSomeFailed;
}

}  // namespace

void add_merge(CLI::App& app, Session& session) {
  auto options = std::make_shared<MergeOptions>();
  auto* command = app.add_subcommand(
      "merge", "Join what 'emorec batch --shard' wrote into the result of one whole run");
  read(command->add_option("shards", options->shards, "The files of all shards"))
      ->required()
      ->type_name("SHARD");
  written(command->add_option("--out", options->out, "Where the rows of all clips go, in order"))
      ->required()
      ->type_name("FILE");
  written(
      command->add_option("--csv", options->tables.clips, "Also a table with a row for each clip"))
      ->type_name("FILE");
  written(command->add_option("--frames-csv", options->tables.frames,
                              "Also a table with a row for each frame"))
      ->type_name("FILE");
  runs(*command, session, options, run_merge, Computes::kNothing);
}

}  // namespace emorec::cli
