#include "emorec/core/view.h"

namespace emorec {

const char* name_of(ViewKind kind) {
  switch (kind) {
    case ViewKind::kAlignedFace:
      return "aligned_face";
    case ViewKind::kFaceBox:
      return "face_box";
    case ViewKind::kContext:
      return "context";
    case ViewKind::kMotion:
      return "motion";
    case ViewKind::kWholeFrame:
      break;
  }
  return "whole_frame";
}

std::optional<ViewKind> parse_view_kind(std::string_view name) {
  for (const auto kind : {ViewKind::kAlignedFace, ViewKind::kFaceBox, ViewKind::kContext,
                          ViewKind::kWholeFrame, ViewKind::kMotion}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace emorec
