#include <fstream>
#include <unordered_map>

#include "emorec/core/error.h"
#include "emorec/core/problems.h"
#include "emorec/eval/scoring.h"
#include "emorec/report/json_report.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

std::string key_of(const fs::path& path) { return fs::absolute(path).lexically_normal().string(); }

/// Puts the rows of a file where their clips are.
class Reader {
 public:
  Reader(fs::path file, const Dataset& dataset) : file_(std::move(file)), dataset_(dataset) {
    scores_.clips.resize(dataset.clips.size());
    found_.resize(dataset.clips.size());
    for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
      index_[key_of(dataset.clips[i].path)] = i;
    }
  }

  ModelScores read() {
    std::ifstream in(file_);
    if (!in) throw Error(ErrorKind::kInput, file_.string() + ": cannot be read.");
    std::string text;
    for (int line = 1; std::getline(in, text); ++line) {
      try {
        take(read_json(text), line);
      } catch (const Error& e) {
        problems_.add(file_, line, e.what());
      }
    }
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const auto& clip = dataset_.clips[i];
      if (!found_[i] && !clip.without_frames) {
        problems_.add(clip.path, "has no row in " + file_.string());
      }
    }
    problems_.check();
    return std::move(scores_);
  }

 private:
  void take(const ClipPrediction& prediction, int line) {
    const auto at = index_.find(key_of(prediction.clip.path));
    if (at == index_.end()) return;
    if (prediction.model.labels != dataset_.labels) {
      return problems_.add(file_, line, "has other labels than the data set was read by");
    }
    if (scores_.model.sha256.empty()) {
      scores_.model = prediction.model;
    } else if (scores_.model.sha256 != prediction.model.sha256) {
      problems_.add(file_, line, "is of another model than the rows before");
    } else if (scores_.model.prior_adjustment != prediction.model.prior_adjustment) {
      problems_.add(file_, line, "has another --prior-adjustment than the rows before");
    }
    scores_.clips[at->second] = score_of(prediction);
    found_[at->second] = true;
  }

  fs::path file_;
  const Dataset& dataset_;
  std::unordered_map<std::string, std::size_t> index_;
  ModelScores scores_;
  std::vector<bool> found_;
  Problems problems_;
};

}  // namespace

LabelSet labels_of_predictions(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  try {
    return read_json(line).model.labels;
  } catch (const Error&) {
    return {};  // reading the file will tell what is wrong with it
  }
}

ModelScores read_predictions(const fs::path& file, const Dataset& dataset) {
  return Reader(file, dataset).read();
}

}  // namespace emorec
