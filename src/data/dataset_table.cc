#include <algorithm>
#include <map>
#include <set>

#include "emorec/core/error.h"
#include "emorec/core/problems.h"
#include "emorec/data/fer_plus.h"

#include "csv_table.h"
#include "dataset_layouts.h"
#include "split_name.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

std::set<std::string> values_of(const CsvTable& table, std::size_t column) {
  std::set<std::string> values;
  for (const auto& row : table.rows) {
    if (column < row.cells.size()) values.insert(row.cells[column]);
  }
  return values;
}

/// The images whose label is one of the seven emotions.
Dataset read_votes(const fs::path& file, const CsvTable& table, const std::string& wanted) {
  const auto column = table.column("split");
  const std::string split =
      column ? choose_split(values_of(table, *column), wanted, file.string()) : wanted;
  Dataset dataset{file, "FER+", split, {}};
  Problems problems;
  for (const auto& image : read_fer_plus(file.parent_path(), split)) {
    if (!image.label) continue;
    if (!fs::exists(image.path)) problems.add(image.path, "listed in labels.csv, but not there");
    dataset.clips.push_back({image.path, *image.label, split});
  }
  problems.check();
  return dataset;
}

class LabelReader {
 public:
  LabelReader(fs::path file, const CsvTable& table, const std::string& wanted)
      : file_(std::move(file)), table_(table) {
    name_ = table.column("file");
    if (!name_) name_ = table.column("path");
    label_ = table.column("label");
    split_ = table.column("split");
    if (!name_ || !label_) {
      throw Error(ErrorKind::kInput,
                  file_.string() + ":1: expected a header with file,label (or FER+ votes).");
    }
    if (split_) {
      chosen_ = choose_split(values_of(table, *split_), wanted, file_.string());
    } else if (!wanted.empty()) {
      throw Error(ErrorKind::kInput,
                  file_.string() + ": has no column 'split'. Leave out --split, or add it.");
    }
  }

  Dataset read() {
    Dataset dataset{file_, "CSV", chosen_, {}};
    for (const auto& row : table_.rows) {
      if (row.cells.size() != table_.header.size()) {
        problems_.add(file_, row.line,
                      std::to_string(row.cells.size()) + " cells, but the header has " +
                          std::to_string(table_.header.size()));
      } else if (!split_ || row.cells[*split_] == chosen_) {
        read_clip(row, dataset);
      }
    }
    problems_.check();
    return dataset;
  }

 private:
  void read_clip(const CsvRow& row, Dataset& dataset) {
    const std::string& label = row.cells[*label_];
    const auto emotion = parse_emotion(label);
    if (!emotion)
      problems_.add(file_, row.line, "'" + label + "' is not one of the seven emotions");
    const fs::path path = file_.parent_path() / row.cells[*name_];
    std::error_code unknown;
    if (row.cells[*name_].empty() || !fs::exists(path, unknown)) {
      problems_.add(file_, row.line, "there is no file '" + path.string() + "'");
    }
    const auto [earlier, first] = lines_.emplace(path.lexically_normal().string(), row.line);
    if (!first) {
      problems_.add(
          file_, row.line,
          "'" + row.cells[*name_] + "' is in line " + std::to_string(earlier->second) + " already");
    }
    if (emotion) dataset.clips.push_back({path, *emotion, chosen_});
  }

  fs::path file_;
  const CsvTable& table_;
  std::optional<std::size_t> name_, label_, split_;
  std::string chosen_;
  std::map<std::string, int> lines_;  // where each file is listed
  Problems problems_;
};

}  // namespace

Dataset read_table_layout(const fs::path& file, const std::string& split) {
  const CsvTable table = read_csv(file);
  if (table.column("votes_neutral")) return read_votes(file, table, split);
  return LabelReader(file, table, split).read();
}

}  // namespace emorec
