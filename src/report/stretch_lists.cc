// Lists of stretches in text, CSV, WebVTT and CMX 3600.
#include <algorithm>
#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "emorec/core/csv.h"
#include "emorec/core/error.h"
#include "emorec/report/encoding.h"
#include "emorec/report/stretches.h"

#include "clock.h"

namespace emorec {
namespace {

/// "fear 71 %", and of whom where there are several.
std::string told(const ClipPrediction& prediction, const Stretch& stretch) {
  std::string text = fmt::format("{} {:.0f} %", prediction.model.labels.name(stretch.emotion),
                                 100 * stretch.probability);
  if (prediction.subjects.size() > 1) text += "  person " + stretch.person;
  return text;
}

/// What the clip is called in programs that know it by its file; one line whatever is in the name.
std::string file_name(const ClipPrediction& prediction) {
  const auto& path = prediction.clip.path;
  std::string name = spelled(path.has_filename() ? path.filename() : path.parent_path().filename());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return name;
}

std::string vtt_time(double seconds) {
  const auto milliseconds = std::llround(seconds * 1000);
  return fmt::format("{:02}:{:02}:{:02}.{:03}", milliseconds / 3'600'000,
                     milliseconds / 60'000 % 60, milliseconds / 1000 % 60, milliseconds % 1000);
}

}  // namespace

void write_stretches_text(std::ostream& out, const ClipPrediction& prediction,
                          const std::vector<Stretch>& stretches) {
  if (stretches.empty()) return;
  out << prediction.clip.path.string() << "\n";
  for (const auto& one : stretches) {
    out << fmt::format("  {:>8} to {:>8}  {:6.2f} s  {}\n", clock(one.from), clock(one.to),
                       one.to - one.from, told(prediction, one));
  }
}

void write_stretches_csv_header(std::ostream& out) {
  out << "file,from,to,person,emotion,mean_probability\n";
}

void write_stretches_csv(std::ostream& out, const ClipPrediction& prediction,
                         const std::vector<Stretch>& stretches) {
  const std::string file = csv_cell(prediction.clip.path.string());
  for (const auto& one : stretches) {
    out << fmt::format("{},{:.3f},{:.3f},{},{},{:.4f}\n", file, one.from, one.to, one.person,
                       csv_cell(prediction.model.labels.name(one.emotion)), one.probability);
  }
}

void write_stretches_vtt(std::ostream& out, const ClipPrediction& prediction,
                         const std::vector<Stretch>& stretches) {
  out << "WEBVTT\n";
  for (const auto& one : stretches) {
    out << "\n"
        << vtt_time(one.from) << " --> " << vtt_time(one.to) << "\n"
        << escaped(told(prediction, one)) << "\n";
  }
}

EditList::EditList(std::ostream& out, const std::string& title, double rate)
    : out_(out), rate_(rate) {
  out_ << "TITLE: " << title << "\nFCM: NON-DROP FRAME\n";
}

void EditList::add(const ClipPrediction& prediction, const std::vector<Stretch>& stretches) {
  for (const auto& one : stretches) {
    if (++events_ > kMostEvents) {
      throw Error(ErrorKind::kUsage,
                  fmt::format("more than {} stretches, which is what an edit list holds. Ask for "
                              "fewer by --min or --longer, or give another --format.",
                              kMostEvents));
    }
    const long long from = std::llround(one.from * rate_);
    const long long to = std::max(std::llround(one.to * rate_), from + 1);
    out_ << fmt::format("\n{:03}  AX       V     C        {} {} {} {}\n", events_, time_code(from),
                        time_code(to), time_code(record_), time_code(record_ + to - from));
    out_ << "* FROM CLIP NAME: " << file_name(prediction)
         << "\n* COMMENT: " << told(prediction, one) << "\n";
    record_ += to - from;
  }
}

std::string EditList::time_code(long long frame) const {
  const long long base = std::llround(rate_);
  const long long seconds = frame / base;
  return fmt::format("{:02}:{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     frame % base);
}

}  // namespace emorec
