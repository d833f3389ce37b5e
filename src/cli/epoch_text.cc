#include "epoch_text.h"

#include <fmt/format.h>

namespace emorec::cli {

std::string text_of(const NamedScore& score) {
  return fmt::format("{} {:.2f} % (UAR {:.2f} %, n={})", score.name, 100 * score.war,
                     100 * score.uar, score.count);
}

std::string text_of(const EpochReport& report, int epochs) {
  std::string text = fmt::format("epoch {}/{}: loss {:.4f}, {:.0f} s", report.epoch, epochs,
                                 report.loss, report.seconds);
  for (const auto& score : report.scores) text += "; " + text_of(score);
  return text;
}

}  // namespace emorec::cli
