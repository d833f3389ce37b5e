#include "batch_progress.h"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <numeric>

#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "emorec/core/counted.h"

#include "terminal.h"

namespace emorec::cli {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(200);
constexpr auto kPlainLine = std::chrono::seconds(10);
constexpr int kBarWidth = 10;

std::string hours_and_minutes(double minutes) {
  const auto seconds = std::llround(minutes * 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/// The width of the terminal; a longer line would not be drawn over itself.
std::size_t columns() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

std::string bar(std::size_t done, std::size_t all) {
  const std::size_t filled = kBarWidth * done / std::max<std::size_t>(1, all);
  return "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "] ";
}

}  // namespace

BatchProgress::BatchProgress(bool quiet) : quiet_(quiet), terminal_(takes_escapes(STDERR_FILENO)) {}

void BatchProgress::begin(std::size_t clips) { clips_ = clips; }

void BatchProgress::add(const RowSummary& row, bool resumed) {
  ++by_status_[static_cast<std::size_t>(row.status)];
  if (!row.label.empty()) ++by_label_[row.label];
  if (resumed) ++resumed_;
}

std::size_t BatchProgress::done() const {
  return std::accumulate(by_status_.begin(), by_status_.end(), std::size_t{0});
}

double BatchProgress::minutes() const {
  return std::chrono::duration<double, std::ratio<60>>(Clock::now() - start_).count();
}

double BatchProgress::clips_per_minute() const {
  return static_cast<double>(done() - resumed_) / std::max(minutes(), 1e-3);
}

std::string BatchProgress::line() const {
  const double pace = clips_per_minute();
  const double left = static_cast<double>(clips_ - done());
  return fmt::format("{} of {}, {} failed, {} no face, {:.0f} clips/min, {} left", done(), clips_,
                     count(ClipStatus::kFailed) + count(ClipStatus::kUnreadable),
                     count(ClipStatus::kNoFace), pace,
                     pace > 0 ? hours_and_minutes(left / pace) : "?");
}

void BatchProgress::tick() {
  const auto now = Clock::now();
  if (quiet_ || now - last_ < (terminal_ ? Clock::duration(kRedraw) : kPlainLine)) return;
  last_ = now;
  if (terminal_) {
    const std::string text = bar(done(), clips_) + line();
    std::cerr << "\r\033[K" << text.substr(0, columns() - 1) << std::flush;
    drawn_ = true;
  } else {
    spdlog::info("{}", line());
  }
}

void BatchProgress::clear() {
  if (drawn_) std::cerr << "\r\033[K" << std::flush;
  drawn_ = false;
}

void BatchProgress::summarise() const {
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
    spdlog::info("{:.0f} clips/min in {}", clips_per_minute(), hours_and_minutes(minutes()));
  }
}

}  // namespace emorec::cli
