// From a data set's words to labels, with an account of what was read as what.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emorec/core/problems.h"
#include "emorec/data/dataset.h"

namespace emorec {

/// The labels as a sentence lists them.
std::string listed(const LabelSet& labels);

class LabelReader {
 public:
  explicit LabelReader(WantedLabels wanted) : wanted_(std::move(wanted)) {}

  const LabelSet& labels() const { return wanted_.set; }
  bool skips_unknown() const { return wanted_.skip_unknown; }

  /// What the word of `clips` clips stands for, if it is one of the labels; `where` it was found is
  /// a path, or file and line.
  std::optional<Label> read(const std::string& word, const std::string& where,
                            std::size_t clips = 1);

  /// A problem for each word that is none of the labels, unless their clips are left out.
  void complain(Problems& problems) const;

  /// All words that are not the very name of a label.
  std::vector<ReadWord> words() const;

 private:
  struct Found {
    ReadWord word;
    std::string where;  ///< first
  };

  WantedLabels wanted_;
  std::map<std::string, Found> found_;  ///< by the word in lower case
};

}  // namespace emorec
