// emorec find: stretches of clips in which somebody shows an emotion, from results that are there.
#include <functional>
#include <iostream>
#include <set>
#include <sstream>

#include <spdlog/spdlog.h>

#include "emorec/batch/result_reader.h"
#include "emorec/core/counted.h"
#include "emorec/core/files.h"
#include "emorec/report/stretches.h"

#include "choice.h"
#include "command.h"
#include "file_options.h"
#include "numbers.h"
#include "seconds.h"
#include "unused_name.h"

namespace emorec::cli {
namespace {

namespace fs = std::filesystem;

enum class ListFormat { kText, kCsv, kEdl, kVtt };

struct FindArguments {
  std::vector<fs::path> results;
  StretchQuery query;
  ListFormat format = ListFormat::kText;
  double rate = 25;
  fs::path out;  ///< a file, for subtitles a folder; empty for standard output
};

/// What the search came to.
struct Count {
  std::size_t clips = 0;
  std::size_t answered = 0;
  std::size_t with_stretches = 0;
  std::size_t stretches = 0;
};

using Use = std::function<void(const ClipPrediction&, const std::vector<Stretch>&)>;

Count search(const FindArguments& arguments, const Session& session, const Use& use) {
  Count count;
  for (const auto& file : arguments.results) {
    for_each_result(
        file,
        [&](const ClipPrediction& prediction) {
          ++count.clips;
          if (prediction.status != ClipStatus::kOk) return;
          ++count.answered;
          const auto stretches = find_stretches(prediction, arguments.query);
          if (stretches.empty()) return;
          ++count.with_stretches;
          count.stretches += stretches.size();
          use(prediction, stretches);
        },
        *session.cancel);
  }
  return count;
}

std::string title_for(const StretchQuery& query) {
  return fmt::format(
      "{} from {:.0f} %",
      query.emotions.empty() ? "any emotion" : fmt::format("{}", fmt::join(query.emotions, ", ")),
      100 * query.min);
}

/// One list of all clips.
Count write_list(std::ostream& out, const FindArguments& arguments, const Session& session) {
  const bool csv = arguments.format == ListFormat::kCsv;
  if (csv) write_stretches_csv_header(out);
  return search(arguments, session, [&](const ClipPrediction& prediction, const auto& stretches) {
    (csv ? write_stretches_csv : write_stretches_text)(out, prediction, stretches);
  });
}

/// Nothing is written where the stretches are too many for it.
Count write_edits(std::ostream& out, const FindArguments& arguments, const Session& session) {
  std::ostringstream text;
  EditList edits(text, "emorec: " + title_for(arguments.query), arguments.rate);
  const Count count =
      search(arguments, session, [&](const ClipPrediction& prediction, const auto& stretches) {
        edits.add(prediction, stretches);
      });
  out << text.str();
  return count;
}

/// Likewise where they are of several clips, for subtitles are of one.
Count print_subtitles(const FindArguments& arguments, const Session& session) {
  std::ostringstream text;
  const Count count =
      search(arguments, session, [&](const ClipPrediction& prediction, const auto& stretches) {
        if (text.tellp() > 0) {
          throw Error(ErrorKind::kUsage,
                      "subtitles of several clips do not fit one file: give --out DIR.");
        }
        write_stretches_vtt(text, prediction, stretches);
      });
  std::cout << text.str();
  return count;
}

/// A file of subtitles for each clip, named after it as players look for them.
Count write_subtitles(const FindArguments& arguments, const Session& session) {
  require_new_folder(arguments.out);
  Replacement folder(arguments.out);
  folder.make_folder();
  std::set<fs::path> used;
  const Count count =
      search(arguments, session, [&](const ClipPrediction& prediction, const auto& stretches) {
        fs::path name = unused_name(last_name(prediction.clip.path).stem(), used);
        name += ".vtt";
        replace_file(folder.path() / name,
                     [&](std::ostream& out) { write_stretches_vtt(out, prediction, stretches); });
      });
  folder.commit();
  return count;
}

Count write(const FindArguments& arguments, const Session& session) {
  const bool print = arguments.out.empty();
  if (arguments.format == ListFormat::kVtt) {
    return print ? print_subtitles(arguments, session) : write_subtitles(arguments, session);
  }
  const auto write_to = arguments.format == ListFormat::kEdl ? write_edits : write_list;
  if (print) return write_to(std::cout, arguments, session);
  Count count;
  replace_file(arguments.out,
               [&](std::ostream& out) { count = write_to(out, arguments, session); });
  return count;
}

int run_find(const FindArguments& arguments, const Session& session) {
  const Count count = write(arguments, session);
  spdlog::info("{} {} of {} in {} of {}, {} without an answer", count.stretches,
               count.stretches == 1 ? "stretch" : "stretches", title_for(arguments.query),
               count.with_stretches, counted(count.clips, "clip"), count.clips - count.answered);
  return count.stretches > 0 ? kOk : kSomeFailed;
}

}  // namespace

void add_find(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<FindArguments>();
  auto* command = app.add_subcommand(
      "find", "List the stretches of clips in which somebody shows an emotion, from results");
  read(command->add_option("results", arguments->results,
                           "What 'emorec batch' or 'emorec classify --format json' wrote"))
      ->required()
      ->type_name("RESULTS");
  command
      ->add_option("--emotion", arguments->query.emotions,
                   "Give it again for more; all if left out")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--min", arguments->query.min,
                   "Probability that each frame alone gives the emotion, from 0 to 1")
      ->check(between(0, 1));
  as_seconds(command->add_option("--longer", arguments->query.longer,
                                 "Only stretches of this length or more, as 1s or 500ms"));
  as_seconds(command->add_option("--gap", arguments->query.gap,
                                 "Stretches no further apart than this are one"));
  choose<ListFormat>(command->add_option("--format", arguments->format, "What to write"),
                     {{"text", ListFormat::kText},
                      {"csv", ListFormat::kCsv},
                      {"edl", ListFormat::kEdl},
                      {"vtt", ListFormat::kVtt}});
  command->add_option("--rate", arguments->rate, "Frames a second of an EDL's time codes")
      ->check(between(1, 1000));
  written(command->add_option("--out", arguments->out,
                              "Where it goes, instead of standard output; of vtt, a new folder"))
      ->type_name("FILE");
  runs(*command, session, arguments, run_find, Computes::kNothing);
}

}  // namespace emorec::cli
