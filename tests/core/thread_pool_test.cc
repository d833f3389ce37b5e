// Queues, threads and the work that they share.
#include "emorec/core/thread_pool.h"

#include <atomic>
#include <future>
#include <stdexcept>

#include <gtest/gtest.h>

namespace emorec::testing {
namespace {

TEST(BoundedQueueTest, GivesInOrderWhatAnotherThreadPuts) {
  BoundedQueue<int> queue(2);
  auto putting = std::async(std::launch::async, [&] {
    for (int i = 0; i < 1000; ++i) queue.push(i);
    queue.close();
  });
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(queue.pop(), i);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueueTest, ClosedItTakesNothingAndGivesTheRest) {
  BoundedQueue<int> queue(3);
  EXPECT_TRUE(queue.push(1));
  EXPECT_TRUE(queue.push(2));
  queue.close();
  EXPECT_FALSE(queue.push(3));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueueTest, WhoWaitsForRoomIsToldThatItIsClosed) {
  BoundedQueue<int> queue(1);
  queue.push(1);
  auto waiting = std::async(std::launch::async, [&] { return queue.push(2); });
  queue.close();
  EXPECT_FALSE(waiting.get());
}

TEST(ThreadPoolTest, WhatATaskReturnsOrThrowsComesOutOfItsFuture) {
  for (const int threads : {0, 1, 3}) {
    ThreadPool pool(threads);
    auto sum = pool.submit([](std::size_t) { return 40 + 2; });
    auto failure = pool.submit([](std::size_t) { throw std::runtime_error("no"); });
    EXPECT_EQ(sum.get(), 42) << threads;
    EXPECT_THROW(failure.get(), std::runtime_error) << threads;
  }
}

TEST(ThreadPoolTest, SharedWorkIsDoneOnceEach) {
  for (const int threads : {0, 1, 4}) {
    ThreadPool pool(threads);
    std::vector<std::atomic<int>> done(500);
    in_parallel(pool, done.size(), [&](std::size_t thread, std::size_t i) {
      EXPECT_LT(thread, std::max<std::size_t>(pool.size(), 1));
      ++done[i];
    });
    for (const auto& count : done) EXPECT_EQ(count, 1) << threads;
  }
}

TEST(ThreadPoolTest, AnErrorEndsSharedWork) {
  ThreadPool pool(3);
  std::atomic<int> begun{0};
  const auto work = [&](std::size_t, std::size_t i) {
    ++begun;
    if (i == 10) throw std::runtime_error("ten");
  };
  EXPECT_THROW(in_parallel(pool, 1'000'000, work), std::runtime_error);
  EXPECT_LT(begun, 1'000'000);
}

TEST(ThreadPoolTest, ResultsAreTakenInOrder) {
  for (const int threads : {0, 1, 4}) {
    ThreadPool pool(threads);
    std::vector<std::size_t> taken;
    in_order(
        pool, 300, [](std::size_t, std::size_t i) { return i * i; },
        [&](std::size_t square) { taken.push_back(square); });
    ASSERT_EQ(taken.size(), 300U) << threads;
    for (std::size_t i = 0; i < taken.size(); ++i) ASSERT_EQ(taken[i], i * i) << threads;
  }
}

TEST(ThreadPoolTest, FewResultsWaitForASlowOne) {
  ThreadPool pool(2);
  std::promise<void> last;
  const auto others = last.get_future().share();
  std::atomic<int> begun{0};
  int begun_at_first = 0;
  in_order(
      pool, 100,
      [&](std::size_t, std::size_t i) {
        ++begun;
        if (i == 7) last.set_value();  // four a thread are under way now
        if (i == 0) others.wait();
        return i;
      },
      [&](std::size_t i) {
        if (i == 0) begun_at_first = begun;
      });
  EXPECT_EQ(begun_at_first, 8);
  EXPECT_EQ(begun, 100);
}

TEST(ThreadPoolTest, AnErrorEndsWorkInOrder) {
  ThreadPool pool(3);
  std::size_t taken = 0;
  const auto work = [](std::size_t, std::size_t i) {
    if (i == 20) throw std::runtime_error("twenty");
    return i;
  };
  EXPECT_THROW(in_order(pool, 1000, work, [&](std::size_t) { ++taken; }), std::runtime_error);
  EXPECT_EQ(taken, 20U);
  EXPECT_THROW(in_order(pool, 1000, work, [](std::size_t) { throw std::logic_error("taken"); }),
               std::logic_error);
}

}  // namespace
}  // namespace emorec::testing
