// Many clips to one file of results: joins the list, the workers and the file.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "emorec/batch/clip_list.h"
#include "emorec/batch/result_file.h"
#include "emorec/batch/result_tables.h"
#include "emorec/batch/shard.h"
#include "emorec/batch/worker_pool.h"
#include "emorec/core/cancel.h"
#include "emorec/pipeline/clip_classifier.h"
#include "emorec/report/clip_report.h"

namespace emorec {

struct BatchOptions {
  ClassifierOptions classifier;
  std::filesystem::path out;   ///< see result_file.h
  TableFiles tables;           ///< written when all is done
  std::filesystem::path page;  ///< a folder for a page of all clips, likewise; empty: not wanted
  bool clip_reports = false;   ///< and for a report of each
  ClipReportOptions report;    ///< those reports' options
  Shard shard;
  int jobs = 1;  ///< workers; each computes with one thread
  WorkerLimits limits;
  bool resume = false;        ///< go on with `out` if it is there
  bool retry_failed = false;  ///< when resuming, look again at clips that failed
  bool sandbox = true;        ///< workers decode inside sandbox.h's

  /// @throws Error{kUsage}.
  void validate() const;
};

/// What is told while a batch runs.
struct BatchObserver {
  /// Once, before anything is done: clips of this shard, bytes that result_file.h cut off.
  std::function<void(std::size_t clips, std::int64_t torn_bytes)> begin;
  /// For every clip; `resumed` if its row was there already. `error` is empty if the status is ok.
  std::function<void(const RowSummary& row, const std::string& error, bool resumed)> row;
  std::function<void()> tick;  ///< several times a second
};

/// Gives every clip of the shard a row. The finished file has the same bytes for any number of
/// workers, and whether or not it was interrupted and resumed on the way.
/// @throws Error{kCancelled}: the rows so far are kept; Error as ResultFile, WorkerPool and
///         write_tables and write_batch_page.
void run_batch(const BatchOptions& options, const ClipList& clips, const WorkerCommand& worker,
               const BatchObserver& observer, const CancelToken& cancel);

}  // namespace emorec
