#include "emorec/batch/result_tables.h"

#include <fstream>
#include <functional>
#include <string>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/report/csv_report.h"
#include "emorec/report/json_report.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

ClipPrediction prediction_at(const fs::path& results, int number, const std::string& line) {
  try {
    return read_json(line);
  } catch (const Error& e) {
    throw Error(ErrorKind::kInput,
                results.string() + ":" + std::to_string(number) + ": " + e.what());
  }
}

void write_table(const fs::path& results, const fs::path& table,
                 void (*write_header)(std::ostream&, const LabelSet&),
                 void (*write_rows)(std::ostream&, const ClipPrediction&)) {
  if (table.empty()) return;
  std::ifstream in(results, std::ios::binary);
  if (!in) throw Error(ErrorKind::kInput, results.string() + ": cannot be read.");
  replace_file(table, [&](std::ostream& out) {
    bool first = true;
    int number = 0;
    for (std::string line; std::getline(in, line); first = false) {
      const ClipPrediction prediction = prediction_at(results, ++number, line);
      if (first) write_header(out, prediction.model.labels);
      write_rows(out, prediction);
    }
    if (first) write_header(out, {});
  });
}

}  // namespace

void write_tables(const fs::path& results, const TableFiles& tables) {
  write_table(results, tables.clips, write_csv_header, write_csv);
  write_table(results, tables.frames, write_frames_csv_header, write_frames_csv);
}

}  // namespace emorec
