// Answers of a stream as they come: as JSON (`emorec.window/1`), as rows of a table, as lines for
// people.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <ostream>
#include <string>

#include "emorec/pipeline/prediction.h"
#include "emorec/pipeline/stream_windows.h"
#include "emorec/report/text_report.h"

namespace emorec {

/// How an answer came about.
struct WindowOrigin {
  std::string source;             ///< as people may read it
  std::string time;               ///< the time of day when given, ISO 8601; empty if played
  std::optional<double> latency;  ///< seconds since its newest frame came in; none if played
  std::int64_t dropped = 0;       ///< frames since the answer before
};

void write_window_json(std::ostream& out, const WindowAnswer& answer, const WindowOrigin& origin,
                       const ModelIdentity& model);

void write_window_csv_header(std::ostream& out, const LabelSet& labels);

/// One row a person; one with an empty label where nobody is seen.
void write_window_csv(std::ostream& out, const WindowAnswer& answer, const WindowOrigin& origin,
                      const LabelSet& labels);

/// Lines of text, each with what answers so far have been: a small timeline.
class WindowText {
 public:
  WindowText(LabelSet labels, const TextStyle& style) : labels_(std::move(labels)), style_(style) {}

  /// "  0:12.00  happiness 77 %  1: neutral 60 %"
  std::string line(const WindowAnswer& answer, const WindowOrigin& origin);

  /// "  0:12.00  happiness 77 %  [...NNHHHHHH]  1: neutral 60 %": the last answers of the main
  /// person by their letters. No wider than `columns`.
  std::string line_with_timeline(const WindowAnswer& answer, const WindowOrigin& origin,
                                 std::size_t columns);

 private:
  std::string verdict_on(const Subject& subject) const;
  std::string others(const WindowAnswer& answer, const WindowOrigin& origin) const;

  LabelSet labels_;
  TextStyle style_;
  std::deque<std::optional<Label>> past_;  // the main person's
};

}  // namespace emorec
