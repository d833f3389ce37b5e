#include "emorec/report/window_report.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "emorec/core/csv.h"
#include "emorec/core/spelling.h"

#include "clock.h"
#include "frame_values.h"
#include "json_values.h"
#include "text_timeline.h"

namespace emorec {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPast = 24;  // answers in the small timeline

Json to_json(const Subject& subject, int track, const LabelSet& labels) {
  Json times = Json::array();
  Json importance = Json::array();
  for (const auto& frame : subject.frames) {
    times.push_back(rounded(frame.time));
    importance.push_back(rounded(frame.importance));
  }
  const auto& face = subject.frames.back().face;
  return {{"kind", name_of(subject.kind)},
          {"id", subject.kind == SubjectKind::kPerson ? Json(track) : Json()},
          {"label", labels.name(subject.label)},
          {"probabilities", by_label(subject.probabilities, labels)},
          {"box", face ? numbers_of(face->box) : Json()},
          {"frames", {{"times", std::move(times)}, {"importance", std::move(importance)}}}};
}

void write_row(std::ostream& out, const WindowAnswer& answer, const WindowOrigin& origin,
               const LabelSet& labels, std::size_t place) {
  const Subject* subject =
      place < answer.found.subjects.size() ? &answer.found.subjects[place] : nullptr;
  out << fmt::format("{:.3f},{:.3f},{},", answer.start, answer.end, origin.time);
  if (subject != nullptr) {
    const bool person = subject->kind == SubjectKind::kPerson;
    out << (person ? std::to_string(answer.found.tracks[place]) : name_of(subject->kind)) << ','
        << csv_cell(labels.name(subject->label));
  } else {
    out << ',';
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    out << ',';
    if (subject != nullptr) out << fmt::format("{:.6f}", subject->probabilities[i]);
  }
  out << fmt::format(",{},{},{}\n", subject != nullptr ? subject->frames.size() : 0, origin.dropped,
                     origin.latency ? fmt::format("{:.3f}", *origin.latency) : "");
}

}  // namespace

void write_window_json(std::ostream& out, const WindowAnswer& answer, const WindowOrigin& origin,
                       const ModelIdentity& model) {
  Json people = Json::array();
  for (std::size_t i = 0; i < answer.found.subjects.size(); ++i) {
    people.push_back(to_json(answer.found.subjects[i], answer.found.tracks[i], model.labels));
  }
  const Json object = {{"schema", "emorec.window/1"},
                       {"source", spelled(origin.source)},
                       {"start", rounded(answer.start)},
                       {"end", rounded(answer.end)},
                       {"time", origin.time.empty() ? Json() : Json(origin.time)},
                       {"latency", origin.latency ? Json(rounded(*origin.latency)) : Json()},
                       {"dropped", origin.dropped},
                       {"people", std::move(people)},
                       {"model", {{"name", spelled(model.name)}, {"sha256", model.sha256}}}};
  out << object.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

void write_window_csv_header(std::ostream& out, const LabelSet& labels) {
  out << "start,end,time,person,label";
  for (const auto& name : labels.names()) out << ',' << csv_cell(name);
  out << ",frames,dropped,latency\n";
}

void write_window_csv(std::ostream& out, const WindowAnswer& answer, const WindowOrigin& origin,
                      const LabelSet& labels) {
  const std::size_t rows = std::max<std::size_t>(1, answer.found.subjects.size());
  for (std::size_t i = 0; i < rows; ++i) write_row(out, answer, origin, labels, i);
}

std::string WindowText::verdict_on(const Subject& subject) const {
  return fmt::format("{} {:.0f} %", labels_.name(subject.label),
                     100 * subject.probabilities[subject.label.index]);
}

/// What comes after the main person's answer.
std::string WindowText::others(const WindowAnswer& answer, const WindowOrigin& origin) const {
  std::string text;
  for (std::size_t i = 1; i < answer.found.subjects.size(); ++i) {
    text += fmt::format("  {}: {}", answer.found.tracks[i], verdict_on(answer.found.subjects[i]));
  }
  if (origin.dropped > 0) text += fmt::format("  ({} dropped)", origin.dropped);
  return text;
}

std::string WindowText::line(const WindowAnswer& answer, const WindowOrigin& origin) {
  const auto& subjects = answer.found.subjects;
  const std::string main = subjects.empty() ? "nobody" : verdict_on(subjects.front());
  return fmt::format("{:>9}  {}{}", clock(answer.end), main, others(answer, origin));
}

std::string WindowText::line_with_timeline(const WindowAnswer& answer, const WindowOrigin& origin,
                                           std::size_t columns) {
  const auto& subjects = answer.found.subjects;
  past_.push_back(subjects.empty() ? std::nullopt : std::optional(subjects.front().label));
  if (past_.size() > kPast) past_.pop_front();
  std::string timeline;
  for (const auto& label : past_) {
    timeline += label ? letter_of(*label, labels_, style_.colour) : " ";
  }
  const std::string main = subjects.empty() ? "nobody" : verdict_on(subjects.front());
  // Padded, so that the timeline stays where it is while labels change.
  const std::string head = fmt::format("{:>9}  {:<16}  [", clock(answer.end), main);
  const std::string tail = "]" + others(answer, origin);
  const std::size_t width = head.size() + kPast;  // escape sequences take no room
  if (width >= columns) return fmt::format("{:>9}  {}", clock(answer.end), main).substr(0, columns);
  return head + std::string(kPast - past_.size(), ' ') + timeline + tail.substr(0, columns - width);
}

}  // namespace emorec
