#include "progress.h"

#include <algorithm>
#include <iostream>
#include <numeric>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "emorec/core/counted.h"

#include "duration.h"
#include "terminal.h"

namespace emorec::cli {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(200);
constexpr int kBarWidth = 10;

}  // namespace

Progress::Progress(bool quiet, std::chrono::seconds between_plain_lines)
    : quiet_(quiet),
      terminal_(takes_escapes(STDERR_FILENO)),
      pause_(terminal_ ? Clock::duration(kRedraw) : between_plain_lines) {}

void Progress::show(double done, double all, const std::string& words) {
  const auto now = Clock::now();
  if (quiet_ || now - last_ < pause_) return;
  last_ = now;
  if (!terminal_) return spdlog::info("{}", words);
  const auto filled = static_cast<int>(kBarWidth * done / std::max(1.0, all));
  const std::string line = fmt::format("[{:.<{}}] {}", std::string(filled, '#'), kBarWidth, words);
  std::cerr << kWipe << line.substr(0, columns_of(STDERR_FILENO) - 1) << std::flush;
  drawn_ = true;
}

void Progress::count(const char* what, std::size_t done, std::size_t all) {
  show(static_cast<double>(done), static_cast<double>(all),
       fmt::format("{} {} of {}", what, done, all));
}

void Progress::clear() {
  if (drawn_) std::cerr << kWipe << std::flush;
  drawn_ = false;
}

double Progress::minutes() const {
  return std::chrono::duration<double, std::ratio<60>>(Clock::now() - start_).count();
}

void ClipProgress::add(ClipStatus status, const std::string& why, bool resumed,
                       const std::string& label) {
  ++by_status_[static_cast<std::size_t>(status)];
  if (!label.empty()) ++by_label_[label];
  if (resumed) {
    ++resumed_;
  } else if (status == ClipStatus::kFailed || status == ClipStatus::kUnreadable) {
    progress_.clear();
    spdlog::warn("{}", why);
  }
  tick();
}

std::size_t ClipProgress::done() const {
  return std::accumulate(by_status_.begin(), by_status_.end(), std::size_t{0});
}

double ClipProgress::clips_per_minute() const {
  return static_cast<double>(done() - resumed_) / std::max(progress_.minutes(), 1e-3);
}

void ClipProgress::tick() {
  const double pace = clips_per_minute();
  const auto left = static_cast<double>(clips_ - done());
  progress_.show(static_cast<double>(done()), static_cast<double>(clips_),
                 fmt::format("{} of {}, {} failed, {} no face, {:.0f} clips/min, {} left", done(),
                             clips_, count(ClipStatus::kFailed) + count(ClipStatus::kUnreadable),
                             count(ClipStatus::kNoFace), pace,
                             pace > 0 ? hours_and_minutes(60 * (left / pace)) : "?"));
}

void ClipProgress::summarise() {
  progress_.clear();
  spdlog::info("{}: {} ok, {} no face, {} unreadable, {} failed", counted(clips_, "clip"),
               count(ClipStatus::kOk), count(ClipStatus::kNoFace), count(ClipStatus::kUnreadable),
               count(ClipStatus::kFailed));
  std::string labels;
  for (const auto& [label, clips] : by_label_) {
    labels += fmt::format("{}{} {}", labels.empty() ? "" : ", ", label, clips);
  }
  if (!labels.empty()) spdlog::info("labels: {}", labels);
  if (resumed_ > 0) spdlog::info("{} of them were there already", resumed_);
  if (done() > resumed_) {
    spdlog::info("{:.0f} clips/min in {}", clips_per_minute(),
                 hours_and_minutes(60 * progress_.minutes()));
  }
}

}  // namespace emorec::cli
