// Files of results: a row each line, as batches are resumed, merged and turned into tables.
#include <sstream>

#include "emorec/batch/merge.h"
#include "emorec/batch/result_row.h"
#include "emorec/report/json_report.h"

#include "fuzz.h"

using namespace emorec;

namespace {

std::string written(const ClipPrediction& prediction) {
  std::ostringstream out;
  write_json(out, prediction);
  return out.str();
}

void read_as_row(const std::string& line) {
  const ResultRow row = read_row(line);
  fuzz::require(row.summary.index < row.batch.clips, "an index lies inside the list");
  const std::string again = with_batch_member(line, row.batch, row.summary.index, {});
  fuzz::require(difference(read_row(again).batch, row.batch).empty(), "a row keeps its batch");
}

void read_as_prediction(const std::string& line) {
  const std::string once = written(read_json(line));
  read_json(once);  // refuses what became infinite
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    fuzz::accepts([&] { read_as_prediction(line); });
    if (!fuzz::accepts([&] { read_as_row(line); })) return 0;  // merging would only say so
  }
  MergeOptions options;
  options.shards = {fuzz::file_of("shard.ndjson", text)};
  options.out = fuzz::folder() / "out.ndjson";
  options.tables = {fuzz::folder() / "clips.csv", fuzz::folder() / "frames.csv"};
  fuzz::accepts([&] { merge_shards(options, CancelToken()); });
  return 0;
}
