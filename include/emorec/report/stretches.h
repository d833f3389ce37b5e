// Stretches of a clip in which somebody shows an emotion, and lists of them that people,
// spreadsheets, players and editors read.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "emorec/pipeline/prediction.h"

namespace emorec {

struct StretchQuery {
  std::vector<std::string> emotions;  ///< names; all of the model's if there are none
  double min = 0.5;                   ///< probability that each frame alone gives the emotion
  double longer = 0;                  ///< seconds that a stretch lasts at least
  double gap = 0;                     ///< stretches no further apart than this are one; seconds
};

struct Stretch {
  double from = 0;  ///< seconds, as the clip's frames have them
  double to = 0;    ///< the end of the last frame; of a still the same as `from`
  Label emotion;
  std::string person;      ///< "0", "1" or "scene"
  double probability = 0;  ///< mean over the frames from the first to the last
};

/// By time, then by person, then by emotion.
/// @throws Error{kUsage} if the clip's model knows no such emotion.
std::vector<Stretch> find_stretches(const ClipPrediction& prediction, const StretchQuery& query);

/// For people: the clip, and below it a line for each stretch. Nothing if there is none.
void write_stretches_text(std::ostream& out, const ClipPrediction& prediction,
                          const std::vector<Stretch>& stretches);

void write_stretches_csv_header(std::ostream& out);
void write_stretches_csv(std::ostream& out, const ClipPrediction& prediction,
                         const std::vector<Stretch>& stretches);

/// Subtitles of one clip, as players and browsers read them (WebVTT).
void write_stretches_vtt(std::ostream& out, const ClipPrediction& prediction,
                         const std::vector<Stretch>& stretches);

/// A list of cuts, one after the other, as editors read it (CMX 3600, non-drop-frame time codes
/// that begin at 00:00:00:00 with each clip).
class EditList {
 public:
  static constexpr int kMostEvents = 999;  ///< the format has three digits for them

  /// `rate` is the frames a second of the time codes.
  EditList(std::ostream& out, const std::string& title, double rate);

  /// @throws Error{kUsage} for more than kMostEvents in all.
  void add(const ClipPrediction& prediction, const std::vector<Stretch>& stretches);

 private:
  std::string time_code(long long frame) const;

  std::ostream& out_;
  double rate_;
  int events_ = 0;
  long long record_ = 0;  ///< where the next cut begins in the list, in frames
};

}  // namespace emorec
