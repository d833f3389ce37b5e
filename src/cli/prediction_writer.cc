#include "prediction_writer.h"

#include <cstdlib>
#include <iostream>
#include <string_view>

#include <unistd.h>

#include "emorec/core/error.h"
#include "emorec/report/csv_report.h"
#include "emorec/report/json_report.h"

#include "terminal.h"

namespace emorec::cli {
namespace {

/// By the variables that setlocale(3) goes by, first set wins.
bool locale_is_utf8() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    return locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos;
  }
  return false;
}

}  // namespace

TextStyle style_of_output() {
  TextStyle style;
  style.colour = takes_colours(STDOUT_FILENO);
  style.unicode = locale_is_utf8();
  return style;
}

PredictionWriter::PredictionWriter(Format format) : format_(format) {}

void PredictionWriter::write(const ClipPrediction& prediction) {
  switch (format_) {
    case Format::kText:
      if (!first_) std::cout << '\n';
      write_text(std::cout, prediction, style_of_output());
      break;
    case Format::kJson:
      write_json(std::cout, prediction);
      break;
    case Format::kCsv:
      if (first_) write_csv_header(std::cout, prediction.model.labels);
      write_csv(std::cout, prediction);
      break;
  }
  first_ = false;
  if (!std::cout.flush()) {
    throw Error(ErrorKind::kOutput, "standard output: cannot be written. Was the reader closed?");
  }
}

}  // namespace emorec::cli
