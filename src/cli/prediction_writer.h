// Results on their way to standard output, in the format that was asked for.
#pragma once

#include <string>

#include "emorec/pipeline/prediction.h"
#include "emorec/report/text_report.h"

namespace emorec::cli {

/// Text is coloured where that is understood and wanted (terminal.h), and drawn with block
/// characters where the locale is UTF-8.
TextStyle style_of_output();

class PredictionWriter {
 public:
  enum class Format { kText, kJson, kCsv };

  explicit PredictionWriter(Format format);

  /// Each answer is flushed, so that a reader sees it as soon as it is there.
  /// @throws Error{kOutput} if standard output is closed or full.
  void write(const ClipPrediction& prediction);

 private:
  Format format_;
  bool first_ = true;
};

}  // namespace emorec::cli
