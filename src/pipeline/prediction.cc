#include "emorec/pipeline/prediction.h"

#include <algorithm>
#include <cmath>

#include "emorec/face/face.h"

namespace emorec {

double PersonPrediction::presence() const {
  double sum = 0;
  for (const auto& frame : frames) sum += emorec::presence(frame);
  return sum;
}

double PersonPrediction::mean_side() const {
  double sum = 0;
  for (const auto& frame : frames) sum += std::sqrt(frame.box.area());
  return sum / static_cast<double>(std::max<std::size_t>(1, frames.size()));
}

std::optional<ClipStatus> parse_status(std::string_view name) {
  for (const auto status :
       {ClipStatus::kOk, ClipStatus::kNoFace, ClipStatus::kUnreadable, ClipStatus::kFailed}) {
    if (name == name_of(status)) return status;
  }
  return std::nullopt;
}

const char* name_of(ClipStatus status) {
  switch (status) {
    case ClipStatus::kOk:
      return "ok";
    case ClipStatus::kNoFace:
      return "no_face";
    case ClipStatus::kUnreadable:
      return "unreadable";
    case ClipStatus::kFailed:
      break;
  }
  return "failed";
}

}  // namespace emorec
