// Results on their way to standard output, in the format that was asked for.
#pragma once

#include <string>

#include "emorec/pipeline/prediction.h"

namespace emorec::cli {

class PredictionWriter {
 public:
  enum class Format { kText, kJson, kCsv };

  /// Text is coloured where that is understood and wanted (terminal.h), and drawn with block
  /// characters where the locale is UTF-8.
  explicit PredictionWriter(Format format);

  /// Each answer is flushed, so that a reader sees it as soon as it is there.
  /// @throws Error{kOutput} if standard output is closed or full.
  void write(const ClipPrediction& prediction);

 private:
  Format format_;
  bool first_ = true;
};

}  // namespace emorec::cli
