// A stream's answers on their way to standard output, in the format that was asked for.
#pragma once

#include "emorec/report/window_report.h"

namespace emorec::cli {

class WindowWriter {
 public:
  enum class Format { kText, kJson, kCsv };

  /// Text is one line that is drawn anew on a terminal, a line an answer otherwise.
  WindowWriter(Format format, const ModelIdentity& model);
  ~WindowWriter() { end_line(); }
  WindowWriter(const WindowWriter&) = delete;
  WindowWriter& operator=(const WindowWriter&) = delete;

  /// Each answer is flushed, so that a reader sees it as soon as it is there.
  /// @throws Error{kOutput} if standard output is closed or full.
  void write(const WindowAnswer& answer, const WindowOrigin& origin);

  /// Takes the line off a terminal, so that something else can be said; the next answer brings it
  /// back.
  void clear();

  /// Leaves the line where it is.
  void end_line();

 private:
  Format format_;
  const ModelIdentity& model_;
  bool in_place_;
  bool drawn_ = false;
  WindowText text_;
};

}  // namespace emorec::cli
