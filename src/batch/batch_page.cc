#include "emorec/batch/batch_page.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <vector>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "emorec/batch/result_reader.h"
#include "emorec/batch/sandbox.h"
#include "emorec/batch/worker_protocol.h"
#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/core/spelling.h"
#include "emorec/core/version.h"
#include "emorec/report/html_page.h"
#include "emorec/report/json_report.h"
#include "emorec/report/page_name.h"
#include "emorec/report/time_strip.h"

#include "batch_assets.h"

namespace emorec {
namespace fs = std::filesystem;
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value) { return std::round(value * 1e3) / 1e3; }

/// The deepest folder that all of these lie in.
fs::path folder_of_all(const std::vector<fs::path>& clips) {
  fs::path folder = clips.empty() ? fs::path() : clips.front().parent_path();
  for (const auto& clip : clips) {
    const auto is_in = [&clip](const fs::path& above) {
      return std::mismatch(above.begin(), above.end(), clip.begin(), clip.end()).first ==
             above.end();
    };
    while (!is_in(folder)) folder = folder.parent_path();
  }
  return folder;
}

/// What the page tells of a clip, without its name and its face.
Json entry_of(const ClipPrediction& prediction) {
  Json entry = {{"file", ""}, {"status", name_of(prediction.status)}};
  if (prediction.clip.duration > 0) entry["seconds"] = rounded(prediction.clip.duration);
  if (prediction.status != ClipStatus::kOk) {
    entry["error"] = spelled(with_page_name(prediction.error, prediction.clip.path));
    return entry;
  }
  const Subject& main = prediction.subjects.front();
  entry["label"] = main.label.index;
  Json probabilities = Json::array();
  for (const double value : main.probabilities) probabilities.push_back(rounded(value));
  entry["probabilities"] = std::move(probabilities);
  entry["people"] = prediction.people_found;
  const TimeStrip strip = time_strip(main, 48);
  if (!strip.labels.empty()) entry["strip"] = {strip.labels, strip.certainty};
  return entry;
}

/// The row with no frame but the one that shows the face: what a worker needs for it.
std::string row_for_face(const ClipPrediction& prediction) {
  ClipPrediction small = prediction;
  small.subjects.resize(1);
  auto& frames = small.subjects.front().frames;
  const auto most =
      std::max_element(frames.begin(), frames.end(),
                       [](const auto& a, const auto& b) { return a.importance < b.importance; });
  frames = {*most};
  std::ostringstream out;
  write_json(out, small);
  return out.str();
}

bool has_face(const ClipPrediction& prediction) {
  return prediction.status == ClipStatus::kOk && !prediction.model.maps.empty();
}

class BatchPage {
 public:
  BatchPage(const BatchPageOptions& options, const CancelToken& cancel)
      : options_(options), cancel_(cancel) {}

  /// `clips` is where reports of single clips go.
  void read(const fs::path& results, const fs::path& clips) {
    for_each_result(
        results, [&](const ClipPrediction& one) { add(one, clips); }, cancel_);
  }

  /// Asks workers for the faces.
  void add_faces(const WorkerCommand& worker) {
    if (faces_.empty()) return;
    WorkerTask task{options_.classifier, "", std::nullopt, /*faces=*/true};
    std::vector<fs::path> paths;
    for (const auto& face : faces_) paths.push_back(face.clip);
    if (options_.sandbox) task.folders = folders_of(paths);
    std::size_t missing = 0;
    Jobs jobs;
    jobs.count = faces_.size();
    jobs.message = [&](std::size_t job) { return faces_[job].row; };
    jobs.done = [&](std::size_t job, const JobResult& result) {
      const std::string picture = face_in(result.answer);
      if (picture.empty()) ++missing;
      if (!picture.empty()) clips_[faces_[job].place]["face"] = picture;
    };
    const int jobs_at_a_time = std::min(options_.jobs, static_cast<int>(faces_.size()));
    WorkerPool(worker, encode(task), options_.limits, jobs_at_a_time).run(jobs, cancel_);
    if (missing > 0) {
      spdlog::warn("page: without the faces of {} clips: they cannot be read again as they were",
                   missing);
    }
  }

  void write(const fs::path& path, const fs::path& results) {
    name_clips();
    const Json data = {{"schema", "emorec.report.batch/1"},
                       {"version", kVersion},
                       {"file", spelled(page_name(results))},
                       {"emotions", labels_.names()},
                       {"colours", colours_of(labels_)},
                       {"model", model_},
                       {"faces", faces_.size()},
                       {"clips", clips_}};
    HtmlPage page;
    page.title = page_name(results) + ": clips – emorec";
    page.body = assets::kBatchHtml;
    page.style = assets::kBatchCss;
    page.script = assets::kBatchJs;
    page.data = embeddable(data);
    replace_file(path, [&page](std::ostream& out) { write_html_page(out, page); });
  }

 private:
  struct Face {
    std::size_t place;  // in clips_
    fs::path clip;
    std::string row;
  };

  /// Pages are given away: of absolute paths they tell only what the clips do not have in common.
  void name_clips() {
    const fs::path folder = folder_of_all(paths_);
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const fs::path& path = paths_[i];
      clips_[i]["file"] = spelled(path.is_absolute() ? path.lexically_relative(folder) : path);
    }
  }

  void add(const ClipPrediction& prediction, const fs::path& clips) {
    clips_.push_back(entry_of(prediction));
    paths_.push_back(prediction.clip.path);
    if (prediction.status == ClipStatus::kOk) {
      labels_ = prediction.model.labels;
      model_ = spelled(prediction.model.name);
    }
    if (has_face(prediction) && faces_.size() < kMostFaces) {
      faces_.push_back({clips_.size() - 1, prediction.clip.path, row_for_face(prediction)});
    }
    if (options_.clip_reports) add_report(prediction, clips);
  }

  void add_report(const ClipPrediction& prediction, const fs::path& clips) {
    if (prediction.status != ClipStatus::kOk && prediction.status != ClipStatus::kNoFace) return;
    const std::string number = std::to_string(clips_.size());
    std::error_code said_below;
    fs::create_directories(clips / number, said_below);
    try {
      write_clip_report(clips / number / "report.html", prediction, options_.report, cancel_);
      clips_.back()["link"] = "clips/" + number + "/report.html";
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kInput) throw;
      spdlog::warn("page: without the report of a clip: {}", error.what());
      fs::remove_all(clips / number, said_below);
    }
  }

  const BatchPageOptions& options_;
  const CancelToken& cancel_;
  Json clips_ = Json::array();
  std::vector<fs::path> paths_;  // the clips'
  std::vector<Face> faces_;
  LabelSet labels_;
  std::string model_;
};

}  // namespace

void write_batch_page(const ReportFolder& folder, const fs::path& results,
                      const BatchPageOptions& options, const WorkerCommand& worker,
                      const CancelToken& cancel) {
  Replacement clips(folder.clips());
  Replacement file(folder.page());
  BatchPage page(options, cancel);
  page.read(results, clips.path());
  page.add_faces(worker);
  page.write(file.path(), results);
  folder.commit(file, clips);
}

}  // namespace emorec
