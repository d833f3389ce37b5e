#include "vote_columns.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "emorec/core/error.h"
#include "emorec/core/lower_case.h"

namespace emorec {
namespace {

/// Whether a column of that name holds votes for something that is none of the labels: what FER+
/// has beside the emotions, or a label of another set.
bool is_other_class(const std::string& name, const LabelSet& labels) {
  for (const char* other : {"contempt", "unknown", "nf"}) {
    if (name == other) return true;
  }
  return LabelSet::is_known_name(name) && !labels.parse(name);
}

double votes_in(const std::string& cell) {
  double votes = 0;
  const char* end = cell.data() + cell.size();
  const auto [stop, failure] = std::from_chars(cell.data(), end, votes);
  if (failure != std::errc() || stop != end || !std::isfinite(votes) || votes < 0) {
    throw std::invalid_argument("'" + cell + "' is not a number of votes (0 or more)");
  }
  return votes;
}

/// The emotion with strictly more votes than every other class.
std::optional<Label> unique_plurality(const Distribution& votes, double most_of_others) {
  const Label best = argmax(votes);
  const double most = votes[best.index];
  if (most <= most_of_others || std::count(votes.begin(), votes.end(), most) > 1) {
    return std::nullopt;
  }
  return best;
}

}  // namespace

std::optional<VoteColumns> VoteColumns::find(const CsvTable& table, const LabelSet& labels,
                                             const std::string& where) {
  for (const std::string prefix : {"votes_", ""}) {
    VoteColumns columns;
    std::string missing;
    int found = 0;
    for (const auto& label : labels.names()) {
      const std::string name = lower_case(prefix + label);
      const auto column = table.column(name);
      if (!column) missing.append(missing.empty() ? "'" : ", '").append(name).append("'");
      found += column.has_value();
      columns.emotions_.push_back(column.value_or(0));
    }
    if (found == 0) continue;
    if (!missing.empty()) {
      throw Error(ErrorKind::kInput,
                  std::string(where).append(":1: there are votes, but no column ") + missing + ".");
    }
    for (std::size_t i = 0; i < table.header.size(); ++i) {
      const std::string& name = table.header[i];
      const bool votes = name.rfind(prefix, 0) == 0;
      if (votes && is_other_class(name.substr(prefix.size()), labels)) columns.others_.push_back(i);
    }
    return columns;
  }
  return std::nullopt;
}

Votes VoteColumns::read(const CsvRow& row) const {
  Votes votes;
  for (const auto column : emotions_) votes.shares.push_back(votes_in(row.cells[column]));
  double most_of_others = 0;
  for (const auto column : others_) {
    most_of_others = std::max(most_of_others, votes_in(row.cells[column]));
  }
  const double total = std::accumulate(votes.shares.begin(), votes.shares.end(), 0.0);
  if (!std::isfinite(total)) throw std::invalid_argument("the votes are too large");
  if (total <= 0) {
    if (most_of_others <= 0) throw std::invalid_argument("nobody voted for anything");
    return votes;
  }
  votes.any_emotion = true;
  votes.plurality = unique_plurality(votes.shares, most_of_others);
  for (double& share : votes.shares) share /= total;
  return votes;
}

}  // namespace emorec
