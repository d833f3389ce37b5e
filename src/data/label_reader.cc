#include "label_reader.h"

#include <algorithm>

#include "emorec/core/counted.h"
#include "emorec/core/lower_case.h"

namespace emorec {
namespace {

/// Whether a word stands in the data set for what another set of labels means by it.
bool is_of_another_set(const ReadWord& word, const LabelSet& labels) {
  if (!word.label) return true;
  return LabelSet::is_known_name(word.word) &&
         lower_case(word.word) != lower_case(labels.name(*word.label));
}

}  // namespace

std::string listed(const LabelSet& labels) {
  std::string text;
  for (const auto& name : labels.names()) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::optional<Label> LabelReader::read(const std::string& word, const std::string& where,
                                       std::size_t clips) {
  const auto [at, is_new] = found_.try_emplace(lower_case(word));
  Found& found = at->second;
  if (is_new) found = {{word, labels().parse(word)}, where};
  found.word.clips += clips;
  return found.word.label;
}

void LabelReader::complain(Problems& problems) const {
  if (skips_unknown()) return;
  for (const auto& [lower, found] : found_) {
    if (found.word.label) continue;
    problems.add(found.where, "'" + found.word.word + "' is not one of " + listed(labels()) + " (" +
                                  counted(found.word.clips, "clip") +
                                  "). Correct it, or leave such clips out with "
                                  "--skip-unknown-labels");
  }
}

std::vector<ReadWord> LabelReader::words() const {
  std::vector<ReadWord> words;
  for (const auto& [lower, found] : found_) {
    const auto& label = found.word.label;
    if (!label || lower_case(labels().name(*label)) != lower) words.push_back(found.word);
  }
  return words;
}

std::string note_on_words(const Dataset& dataset) {
  const auto& words = dataset.words;
  if (std::none_of(words.begin(), words.end(),
                   [&](const ReadWord& word) { return is_of_another_set(word, dataset.labels); })) {
    return "";
  }
  std::string read;
  std::string left_out;
  for (const auto& [word, label, clips] : words) {
    std::string& list = label ? read : left_out;
    list += (list.empty() ? "" : ", ") + ("'" + word + "'");
    if (label) list += " as " + dataset.labels.name(*label);
    list += " (" + std::to_string(clips) + ")";
  }
  std::string note = "its labels are another set's than " + listed(dataset.labels);
  if (!read.empty()) note += "; read " + read;
  if (!left_out.empty()) note += "; left out " + left_out;
  return note;
}

}  // namespace emorec
