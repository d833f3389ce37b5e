#include "emorec/pipeline/prediction.h"

#include <cmath>

#include "emorec/face/face.h"

namespace emorec {

double Subject::presence() const {
  double sum = 0;
  for (const auto& frame : frames) {
    if (frame.face) sum += emorec::presence(*frame.face);
  }
  return sum;
}

double Subject::mean_side() const {
  double sum = 0;
  double faces = 0;
  for (const auto& frame : frames) {
    if (!frame.face) continue;
    sum += std::sqrt(frame.face->box.area());
    ++faces;
  }
  return faces > 0 ? sum / faces : 0;
}

const char* name_of(SubjectKind kind) { return kind == SubjectKind::kPerson ? "person" : "scene"; }

std::optional<SubjectKind> parse_subject_kind(std::string_view name) {
  for (const auto kind : {SubjectKind::kPerson, SubjectKind::kScene}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
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
