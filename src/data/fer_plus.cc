#include "emorec/data/fer_plus.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <sstream>

#include "emorec/core/error.h"

namespace emorec {
namespace {

constexpr std::string_view kVotes = "votes_";
constexpr const char* kOtherClasses[] = {"contempt", "unknown", "nf"};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
  if (!cells.empty() && !cells.back().empty() && cells.back().back() == '\r') {
    cells.back().pop_back();
  }
  return cells;
}

/// Where each column is.
class Header {
 public:
  Header(const std::string& line, const std::string& file) : file_(file) {
    const auto names = cells_of(line);
    for (std::size_t i = 0; i < names.size(); ++i) columns_[names[i]] = i;
  }
  std::size_t operator[](const std::string& name) const {
    const auto found = columns_.find(name);
    if (found != columns_.end()) return found->second;
    throw Error(ErrorKind::kInput, file_ + ": no column '" + name +
                                       "'. Expected path, split, votes_neutral and so on.");
  }
  std::size_t count() const { return columns_.size(); }

 private:
  std::string file_;
  std::map<std::string, std::size_t> columns_;
};

/// The emotion with strictly more votes than every other class.
std::optional<Emotion> unique_plurality(const EmotionArray& votes, double most_of_others) {
  const Emotion best = argmax(votes);
  const double most = votes[static_cast<std::size_t>(best)];
  if (most <= most_of_others || std::count(votes.begin(), votes.end(), most) > 1) {
    return std::nullopt;
  }
  return best;
}

double votes_of(const std::string& cell) {
  std::size_t used = 0;
  const double votes = std::stod(cell, &used);
  if (used != cell.size() || !std::isfinite(votes) || votes < 0) {
    throw std::invalid_argument("'" + cell + "' is not a number of votes");
  }
  return votes;
}

std::optional<LabelledImage> parse(const std::vector<std::string>& cells, const Header& header,
                                   const std::filesystem::path& folder) {
  const auto votes_for = [&](const std::string& name) {
    return votes_of(cells[header[std::string(kVotes) + name]]);
  };
  LabelledImage image;
  image.path = folder / cells[header["path"]];
  image.fer2013 = parse_emotion(cells[header["fer2013_label"]]);
  for (int i = 0; i < kEmotionCount; ++i) image.votes[i] = votes_for(std::string(kEmotionNames[i]));
  double most_of_others = 0;
  for (const char* other : kOtherClasses) {
    most_of_others = std::max(most_of_others, votes_for(other));
  }
  const double total = std::accumulate(image.votes.begin(), image.votes.end(), 0.0);
  if (total <= 0) return std::nullopt;
  image.label = unique_plurality(image.votes, most_of_others);
  for (double& share : image.votes) share /= total;
  return image;
}

}  // namespace

std::vector<LabelledImage> read_fer_plus(const std::filesystem::path& folder,
                                         const std::string& split) {
  const auto file = folder / "labels.csv";
  std::ifstream in(file);
  std::string line;
  if (!std::getline(in, line)) {
    throw Error(ErrorKind::kInput, file.string() +
                                       ": cannot be read. Give the folder of FER2013 images that "
                                       "holds labels.csv.");
  }
  const Header header(line, file.string());
  std::vector<LabelledImage> images;
  for (int number = 2; std::getline(in, line); ++number) {
    const auto cells = cells_of(line);
    try {
      if (cells.size() != header.count()) throw std::invalid_argument("number of columns");
      if (cells[header["split"]] != split) continue;
      if (auto image = parse(cells, header, folder)) images.push_back(std::move(*image));
    } catch (const std::logic_error& e) {
      throw Error(ErrorKind::kInput, file.string() + ":" + std::to_string(number) +
                                         ": not a row of FER+ labels (" + e.what() + ").");
    }
  }
  if (images.empty()) {
    throw Error(ErrorKind::kInput, file.string() + ": no labelled image of split '" + split + "'.");
  }
  return images;
}

}  // namespace emorec
