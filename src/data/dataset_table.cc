#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <stdexcept>

#include "emorec/core/counted.h"
#include "emorec/core/error.h"
#include "emorec/core/problems.h"
#include "emorec/core/spelling.h"

#include "csv_table.h"
#include "dataset_layouts.h"
#include "label_reader.h"
#include "split_name.h"
#include "vote_columns.h"

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

class TableReader {
 public:
  TableReader(fs::path file, const CsvTable& table, const WantedPart& wanted,
              const WantedLabels& labels)
      : file_(std::move(file)),
        table_(table),
        labels_(labels),
        votes_(VoteColumns::find(table, labels.set, file_.string())) {
    name_ = column("file", "path");
    label_ = table.column("label");
    group_ = table.column("group");
    split_ = table.column("split");
    box_ = box_columns();
    if (!name_ || (!label_ && !votes_)) {
      throw Error(ErrorKind::kInput,
                  file_.string() +
                      ":1: expected a header with file,label (or votes: votes_anger and so on), "
                      "found " +
                      table.header_text() + ".");
    }
    if (!wanted) return;
    if (split_) {
      chosen_ = choose_split(values_of(table, *split_), *wanted, file_.string());
    } else if (!wanted->empty()) {
      throw Error(ErrorKind::kInput,
                  file_.string() + ": has no column 'split'. Leave out --split, or add it.");
    }
  }

  Dataset read() {
    const char* layout = votes_ && votes_->has_other_classes() ? "FER+" : "CSV";
    Dataset dataset{file_, layout, chosen_.value_or(""), {}, labels_.labels(), file_};
    for (const auto& row : table_.rows) {
      if (row.cells.size() != table_.header.size()) {
        problem(row, counted(row.cells.size(), "cell") + ", but the header has " +
                         std::to_string(table_.header.size()));
      } else if (!chosen_ || row.cells[*split_] == *chosen_) {
        read_clip(row, dataset);
      }
    }
    labels_.complain(problems_);
    problems_.check();
    dataset.words = labels_.words();
    return dataset;
  }

 private:
  using Column = std::optional<std::size_t>;

  Column column(const char* name, const char* other_name) const {
    const auto found = table_.column(name);
    return found ? found : table_.column(other_name);
  }

  /// None, or all four.
  std::vector<std::size_t> box_columns() const {
    std::vector<std::size_t> columns;
    for (const char* side : {"x1", "y1", "x2", "y2"}) {
      if (const auto at = table_.column(side)) columns.push_back(*at);
    }
    if (columns.empty() || columns.size() == 4) return columns;
    throw Error(ErrorKind::kInput,
                file_.string() + ":1: of a face's box, x1, y1, x2 and y2 must all be there.");
  }

  /// Nothing for empty cells: the detector looks for the face.
  std::optional<std::array<int, 4>> box_in(const CsvRow& row) {
    std::array<int, 4> box{};
    std::size_t empty = 0;
    for (std::size_t i = 0; i < box_.size(); ++i) {
      const std::string& cell = row.cells[box_[i]];
      const auto [end, failure] = std::from_chars(cell.data(), cell.data() + cell.size(), box[i]);
      if (cell.empty()) {
        ++empty;
      } else if (failure != std::errc() || end != cell.data() + cell.size()) {
        problem(row, "'" + cell + "' is no whole number of pixels");
        return std::nullopt;
      }
    }
    if (empty == box_.size()) return std::nullopt;
    if (empty == 0 && box[0] < box[2] && box[1] < box[3]) return box;
    problem(row, "x1, y1, x2, y2 are no box: left, top, right and bottom are wanted");
    return std::nullopt;
  }

  void problem(const CsvRow& row, const std::string& what) { problems_.add(file_, row.line, what); }

  void read_clip(const CsvRow& row, Dataset& dataset) {
    DatasetClip clip;
    const bool says_label = label_ && !(votes_ && row.cells[*label_].empty());
    if (says_label) {
      clip.label =
          labels_.read(row.cells[*label_], file_.string() + ":" + std::to_string(row.line));
      if (!clip.label && labels_.skips_unknown()) return;
    }
    clip.path = path_in(row);
    if (split_) clip.split = row.cells[*split_];
    if (group_) clip.group = row.cells[*group_];
    clip.box = box_in(row);
    if (votes_ ? take_votes(row, clip) : take_label(clip)) dataset.clips.push_back(std::move(clip));
  }

  fs::path path_in(const CsvRow& row) {
    const std::string& name = row.cells[*name_];
    fs::path path = named_file(file_.parent_path(), name);
    std::error_code unknown;
    if (name.empty() || !fs::exists(path, unknown)) {
      problem(row, "there is no file '" + path.string() + "'");
    }
    const auto [earlier, first] = lines_.emplace(path.lexically_normal().string(), row.line);
    if (!first) {
      problem(row, "'" + name + "' is in line " + std::to_string(earlier->second) + " already");
    }
    return path;
  }

  bool take_label(DatasetClip& clip) const {
    if (clip.label) clip.target = all_for(*clip.label, labels_.labels());
    return clip.label.has_value();
  }

  /// False if nobody voted for one of the labels.
  bool take_votes(const CsvRow& row, DatasetClip& clip) {
    try {
      const Votes votes = votes_->read(row);
      clip.target = votes.shares;
      if (!clip.label) clip.label = votes.plurality;
      return votes.any_emotion;
    } catch (const std::invalid_argument& e) {
      problem(row, e.what());
      return false;
    }
  }

  fs::path file_;
  const CsvTable& table_;
  LabelReader labels_;
  std::optional<VoteColumns> votes_;
  Column name_, label_, group_, split_;
  std::vector<std::size_t> box_;       // the columns x1, y1, x2, y2
  std::optional<std::string> chosen_;  // the value of `split_`; nothing: all of them
  std::map<std::string, int> lines_;   // where each file is listed
  Problems problems_;
};

}  // namespace

Dataset read_table_layout(const fs::path& file, const WantedPart& wanted,
                          const WantedLabels& labels) {
  const CsvTable table = read_csv(file);
  return TableReader(file, table, wanted, labels).read();
}

}  // namespace emorec
