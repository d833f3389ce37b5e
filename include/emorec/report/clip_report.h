// A clip's answer as a web page that shows when and where the network looked: the verdict, a player
// with the attention drawn over the faces, values over time, the frames that decided.
//
//   ReportFolder folder("out");
//   write_clip_report(folder.page(), prediction, options, cancel);
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "emorec/core/cancel.h"
#include "emorec/media/clip_source.h"
#include "emorec/pipeline/prediction.h"

namespace emorec {

struct ClipReportOptions {
  ClipOptions clip;                         ///< what the prediction was made with
  int threads = 1;                          ///< for making a small copy of the clip
  std::map<std::string, std::string> card;  ///< the model's, by topic
  /// Names and values of the options that change a result.
  std::vector<std::pair<std::string, std::string>> settings;
};

/// One self-contained HTML file that needs no network. The clip is decoded a second time for its
/// pictures; no more than a few of its frames are held at a time. The status must be ok or no_face.
/// @throws Error{kOutput} with nothing left at `page` that was not there before; Error{kInput} if
///         the clip is not the same any more; Error{kCancelled}.
void write_clip_report(const std::filesystem::path& page, const ClipPrediction& prediction,
                       const ClipReportOptions& options, const CancelToken& cancel);

/// The picture that stands for a clip on a page of many: the main person's face in the most
/// important frame, as JPEG of side×side pixels. The clip is decoded a second time. The status must
/// be ok.
/// @throws Error{kInput} if the clip is not the same any more; Error{kCancelled}.
std::string clip_portrait(const ClipPrediction& prediction, const ClipOptions& options,
                          const CancelToken& cancel, int side = 144);

}  // namespace emorec
