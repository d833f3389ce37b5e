// A clip's strip of time: a letter for each part, by the labels' places in their set.
#include "emorec/report/time_strip.h"

#include <gtest/gtest.h>

#include "support/labels.h"

namespace emorec::testing {
namespace {

/// A second of a person, ten frames, each all but certain of its label.
Subject showing(const std::vector<Label>& labels) {
  Subject subject;
  subject.probabilities = only(labels.front());
  for (std::size_t i = 0; i < labels.size(); ++i) {
    FramePrediction frame;
    frame.time = 0.1 * static_cast<double>(i);
    frame.logits.assign(kLabelCount, 0);
    frame.logits[labels[i].index] = 20;
    subject.frames.push_back(frame);
  }
  return subject;
}

TEST(TimeStrip, HasALetterForEachPart) {
  const TimeStrip strip = time_strip(showing({kAnger, kAnger, kFear, kSurprise}), 48);
  EXPECT_EQ(strip.labels, "AACG");  // no more parts than frames
  EXPECT_EQ(strip.certainty, "9999");
}

TEST(TimeStrip, APartIsWhatItsFramesSayTogether) {
  const TimeStrip strip = time_strip(showing({kFear, kFear, kAnger, kAnger, kAnger, kFear}), 2);
  EXPECT_EQ(strip.labels, "CA");
  EXPECT_EQ(strip.certainty, "66");
}

TEST(TimeStrip, ThereAreHolesWhereTheFaceWasGone) {
  Subject subject = showing({kFear, kFear, kAnger, kAnger});
  subject.frames[2].time = 0.9;
  subject.frames[3].time = 1.0;
  EXPECT_EQ(time_strip(subject, 4).labels, "C..A");
}

TEST(TimeStrip, AStillHasNone) { EXPECT_EQ(time_strip(showing({kFear}), 48).labels, ""); }

}  // namespace
}  // namespace emorec::testing
