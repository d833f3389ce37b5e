#include "window_writer.h"

#include <iostream>

#include <unistd.h>

#include "emorec/core/error.h"

#include "prediction_writer.h"
#include "terminal.h"

namespace emorec::cli {

WindowWriter::WindowWriter(Format format, const ModelIdentity& model)
    : format_(format),
      model_(model),
      in_place_(format == Format::kText && takes_escapes(STDOUT_FILENO)),
      text_(model.labels, style_of_output()) {
  if (format == Format::kCsv) write_window_csv_header(std::cout, model.labels);
}

void WindowWriter::write(const WindowAnswer& answer, const WindowOrigin& origin) {
  switch (format_) {
    case Format::kText:
      if (in_place_) {
        const std::size_t columns = columns_of(STDOUT_FILENO) - 1;
        std::cout << kWipe << text_.line_with_timeline(answer, origin, columns);
        drawn_ = true;
      } else {
        std::cout << text_.line(answer, origin) << '\n';
      }
      break;
    case Format::kJson:
      write_window_json(std::cout, answer, origin, model_);
      break;
    case Format::kCsv:
      write_window_csv(std::cout, answer, origin, model_.labels);
      break;
  }
  if (!std::cout.flush()) {
    throw Error(ErrorKind::kOutput, "standard output: cannot be written. Was the reader closed?");
  }
}

void WindowWriter::clear() {
  if (drawn_) std::cout << kWipe << std::flush;
  drawn_ = false;
}

void WindowWriter::end_line() {
  if (drawn_) std::cout << std::endl;
  drawn_ = false;
}

}  // namespace emorec::cli
