// Annotators' votes as columns of a table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emorec/core/label_set.h"

#include "csv_table.h"

namespace emorec {

struct Votes {
  Distribution shares;             ///< sum 1; all zero if nobody voted for an emotion
  std::optional<Label> plurality;  ///< with strictly more votes than every other class
  bool any_emotion = false;        ///< somebody voted for one of the labels
};

class VoteColumns {
 public:
  /// Columns named "anger" or "votes_anger" and so on, and of other classes "contempt", "unknown"
  /// and "nf" (not a face) likewise; nothing if there are none.
  /// @throws Error{kInput} naming the emotions without a column; `where` is the file.
  static std::optional<VoteColumns> find(const CsvTable& table, const LabelSet& labels,
                                         const std::string& where);

  bool has_other_classes() const { return !others_.empty(); }

  /// @pre the row has as many cells as the header.
  /// @throws std::invalid_argument saying what is wrong with the votes.
  Votes read(const CsvRow& row) const;

 private:
  std::vector<std::size_t> emotions_;  // the column of each label
  std::vector<std::size_t> others_;
};

}  // namespace emorec
