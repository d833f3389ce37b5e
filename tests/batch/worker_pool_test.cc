// Workers that crash, hang or grow: each costs its own job and nothing else.
#include "emorec/batch/worker_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emorec/batch/worker_protocol.h"

#include "support/errors.h"
#include "support/paths.h"

namespace emorec::testing {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

const WorkerCommand kStub = {EMOREC_STUB_WORKER, {"stub"}, {}};

WorkerLimits limits() {
  WorkerLimits limits;
  limits.memory = 50'000'000;
  return limits;
}

/// What came of each order.
std::vector<JobResult> results_of(const std::vector<std::string>& orders, int workers = 1,
                                  const WorkerLimits& with = limits(),
                                  const std::string& first_message = ready_answer()) {
  std::vector<JobResult> results(orders.size());
  Jobs jobs;
  jobs.count = orders.size();
  jobs.message = [&](std::size_t job) { return orders[job]; };
  jobs.done = [&](std::size_t job, const JobResult& result) { results[job] = result; };
  WorkerPool(kStub, first_message, with, workers).run(jobs, CancelToken());
  return results;
}

TEST(WorkerPool, EveryJobGetsItsOwnAnswer) {
  std::vector<std::string> orders;
  orders.reserve(200);
  for (int i = 0; i < 200; ++i) orders.push_back("job " + std::to_string(i));
  const auto results = results_of(orders, 3);
  for (std::size_t i = 0; i < orders.size(); ++i) EXPECT_EQ(results[i].answer, orders[i] + "\n");
}

TEST(WorkerPool, LongAnswersArriveWhole) {
  EXPECT_EQ(results_of({"long"})[0].answer, std::string(1'000'000, 'x') + "\n");
}

TEST(WorkerPool, CrashCostsOneJob) {
  const auto results = results_of({"a", "crash", "b"});
  EXPECT_EQ(results[0].answer, "a\n");
  EXPECT_EQ(results[1].answer, "");
  EXPECT_EQ(results[1].failure, "killed by signal 11 (Segmentation fault)");
  EXPECT_EQ(results[1].signal, SIGSEGV);
  EXPECT_EQ(results[2].answer, "b\n");
}

TEST(WorkerPool, LastWordsOfACrashAreKept) {
  const auto result = results_of({"complain and abort"})[0];
  EXPECT_EQ(result.failure, "killed by signal 6 (Aborted): last words");
  EXPECT_EQ(result.signal, SIGABRT);
}

TEST(WorkerPool, AnExitIsAFailureWithoutASignal) {
  const auto result = results_of({"exit"})[0];
  EXPECT_EQ(result.failure, "ended with exit code 7");
  EXPECT_EQ(result.signal, 0);
}

TEST(WorkerPool, HangTimesOut) {
  auto with = limits();
  with.timeout = 0.5;
  const auto results = results_of({"a", "hang", "b"}, 1, with);
  EXPECT_EQ(results[1].failure, "timed out after 0.5 s");
  EXPECT_EQ(results[1].signal, SIGKILL);
  EXPECT_EQ(results[2].answer, "b\n");
}

TEST(WorkerPool, TooMuchMemoryIsAFailure) {
  const auto results = results_of({"a", "grow", "b"});
  EXPECT_EQ(results[1].failure, "needed more than 50 MB of memory");
  EXPECT_EQ(results[2].answer, "b\n");
}

TEST(WorkerPool, AnAnswerWithoutAnEndIsAFailure) {
  const auto results = results_of({"a", "endless", "b"});
  EXPECT_EQ(results[1].failure, "answered with more than 50 MB");
  EXPECT_EQ(results[2].answer, "b\n");
}

TEST(WorkerPool, WhatEarlierJobsDidToAWorkerDoesNotCount) {
  const auto results = results_of({"a", "crash unless fresh", "b", "grow unless fresh"});
  EXPECT_EQ(results[1].answer, "crash unless fresh\n");
  EXPECT_EQ(results[3].answer, "grow unless fresh\n");
}

TEST(WorkerPool, EveryJobMayFail) {
  const auto results = results_of(std::vector<std::string>(20, "crash"), 4);
  EXPECT_THAT(results, Each(::testing::Field(&JobResult::signal, SIGSEGV)));
}

TEST(WorkerPool, ARefusalIsPassedOnWithItsKind) {
  const auto refused = refusal(Error(ErrorKind::kModel, "x.safetensors: damaged."));
  EXPECT_EQ(error_of(ErrorKind::kModel, [&] { results_of({"a"}, 1, limits(), refused); }),
            "x.safetensors: damaged.");
}

TEST(WorkerPool, WorkersThatCannotStartEndTheRun) {
  EXPECT_THAT(error_of(ErrorKind::kOutput, [] { results_of({"a"}, 2, limits(), "exit"); }),
              HasSubstr("exit code 7"));
}

TEST(WorkerPool, AMemoryLimitBelowWhatAWorkerNeedsIsAUsageError) {
  auto with = limits();
  with.memory = 1000;
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { results_of({"a"}, 1, with); }),
              HasSubstr("before its first clip"));
}

TEST(WorkerPool, StopsOnRequest) {
  CancelToken cancel;
  Jobs jobs;
  jobs.count = 1;
  jobs.message = [](std::size_t) { return "hang"; };
  jobs.tick = [&] { cancel.request(); };
  WorkerPool pool(kStub, ready_answer(), limits(), 1);
  EXPECT_EQ(error_of(ErrorKind::kCancelled, [&] { pool.run(jobs, cancel); }), "stopped on request");
}

}  // namespace
}  // namespace emorec::testing
