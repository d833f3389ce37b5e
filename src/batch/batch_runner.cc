#include "emorec/batch/batch_runner.h"

#include <memory>
#include <sstream>

#include "emorec/batch/batch_page.h"
#include "emorec/batch/sandbox.h"
#include "emorec/batch/worker_protocol.h"
#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/report/json_report.h"

namespace emorec {
namespace {

class BatchRunner {
 public:
  BatchRunner(const BatchOptions& options, const ClipList& clips, const BatchObserver& observer)
      : options_(options),
        clips_(clips),
        observer_(observer),
        batch_{clips.size(), digest_of(clips), sha256_of_file(options.classifier.model),
               options_that_matter(options.classifier)},
        indices_(clips_of(options.shard, clips)),
        page_(folder_of_page(options)),
        file_(options.out, batch_, indices_,
              options.resume ? ResultFile::Existing::kResume : ResultFile::Existing::kRefuse) {}

  void run(const WorkerCommand& worker, const CancelToken& cancel) {
    observer_.begin(indices_.size(), file_.torn_bytes());
    const auto to_do = pass_over_done();
    WorkerTask task{options_.classifier, batch_.model_sha256, std::nullopt};
    if (options_.sandbox) task.folders = folders_of(paths_of(to_do));
    WorkerPool pool(worker, encode(task), options_.limits, options_.jobs);
    Jobs jobs;
    jobs.count = to_do.size();
    jobs.message = [&](std::size_t job) { return clips_[to_do[job]].path.native(); };
    jobs.done = [&](std::size_t job, const JobResult& result) { keep(to_do[job], result); };
    jobs.tick = observer_.tick;
    pool.run(jobs, cancel);
    file_.finish();
    write_tables(options_.out, options_.tables);
    write_page(worker, cancel);
  }

 private:
  static std::unique_ptr<ReportFolder> folder_of_page(const BatchOptions& options) {
    if (options.page.empty()) return nullptr;
    return std::make_unique<ReportFolder>(options.page, ReportFolder::Clips::kYes);
  }

  void write_page(const WorkerCommand& worker, const CancelToken& cancel) const {
    if (page_ == nullptr) return;
    const BatchPageOptions page{options_.classifier, options_.limits,       options_.jobs,
                                options_.sandbox,    options_.clip_reports, options_.report};
    write_batch_page(*page_, options_.out, page, worker, cancel);
  }

  std::vector<std::size_t> pass_over_done() const {
    std::vector<std::size_t> to_do;
    for (const auto index : indices_) {
      const RowSummary* row = file_.find(index);
      const bool again = row == nullptr || row->modified_ns != clips_[index].modified_ns ||
                         (options_.retry_failed && row->status == ClipStatus::kFailed);
      if (again) {
        to_do.push_back(index);
      } else {
        observer_.row(*row, "", /*resumed=*/true);
      }
    }
    return to_do;
  }

  std::vector<std::filesystem::path> paths_of(const std::vector<std::size_t>& indices) const {
    std::vector<std::filesystem::path> paths;
    paths.reserve(indices.size());
    for (const auto index : indices) paths.push_back(clips_[index].path);
    return paths;
  }

  void keep(std::size_t index, const JobResult& result) {
    std::string line = result.answer.empty() ? failure(index, result.failure) : result.answer;
    ResultRow row;
    try {
      line = with_batch_member(line, batch_, index, clips_[index], result.signal);
      row = read_row(line);
    } catch (const Error& e) {
      line = failure(index, std::string("the worker's answer makes no sense: ") + e.what());
      line = with_batch_member(line, batch_, index, clips_[index]);
      row = read_row(line);
    }
    file_.append(line, row.summary);
    observer_.row(row.summary, row.error, /*resumed=*/false);
  }

  std::string failure(std::size_t index, const std::string& reason) const {
    ClipPrediction prediction;
    prediction.clip.path = clips_[index].path;
    prediction.status = ClipStatus::kFailed;
    prediction.error = clips_[index].path.string() + ": " + reason + ".";
    prediction.model.name = options_.classifier.model_name;
    prediction.model.sha256 = batch_.model_sha256;
    prediction.model.prior_adjustment = options_.classifier.prior_adjustment;
    std::ostringstream out;
    write_json(out, prediction);
    return out.str();
  }

  const BatchOptions& options_;
  const ClipList& clips_;
  const BatchObserver& observer_;
  BatchIdentity batch_;
  std::vector<std::size_t> indices_;    // the clips of this shard
  std::unique_ptr<ReportFolder> page_;  // found to be writable before anything is done
  ResultFile file_;
};

}  // namespace

void BatchOptions::validate() const {
  const auto require = [](bool holds, const char* message) {
    if (!holds) throw Error(ErrorKind::kUsage, message);
  };
  classifier.validate();
  require(jobs >= 1, "the number of jobs must be positive.");
  require(limits.timeout > 0, "the time limit of a clip must be positive.");
  require(limits.memory > 0, "the memory limit of a worker must be positive.");
  require(resume || !retry_failed, "--retry-failed goes with --resume.");
  require(!page.empty() || !clip_reports, "--clip-reports goes with --page.");
}

void run_batch(const BatchOptions& options, const ClipList& clips, const WorkerCommand& worker,
               const BatchObserver& observer, const CancelToken& cancel) {
  options.validate();
  BatchRunner(options, clips, observer).run(worker, cancel);
}

}  // namespace emorec
