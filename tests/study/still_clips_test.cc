// Clips made of synthetic stills.
#include "emorec/study/still_clips.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <gmock/gmock.h>

#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr int kSide = 32;

/// `each` stills of every emotion and as many without a label; the frames of a still are of one
/// grey, unlike any other still's for up to 32 stills.
ChipSet make_stills(int each) {
  ChipSet set;
  set.size = kSide;
  for (int i = 0; i < each * (kLabelCount + 1); ++i) {
    LabelledClip still;
    const int kind = i % (kLabelCount + 1);
    if (kind < kLabelCount) still.label = Label{static_cast<std::size_t>(kind)};
    still.name = std::to_string(i);
    still.first = set.frame_count();
    still.frames = 1;
    set.clips.push_back(still);
    set.has_face.push_back(i % 3 != 0);
    set.whole.insert(set.whole.end(), set.chip_bytes(), static_cast<std::uint8_t>(20 + 7 * i));
    set.aligned.insert(set.aligned.end(), set.chip_bytes(),
                       static_cast<std::uint8_t>(i % 3 != 0 ? 20 + 7 * i : 0));
  }
  return set;
}

std::vector<std::size_t> all_of(const ChipSet& set) {
  std::vector<std::size_t> stills(set.clips.size());
  std::iota(stills.begin(), stills.end(), 0);
  return stills;
}

StillClips make(const ChipSet& set, std::size_t count, std::uint64_t seed = 1) {
  return clips_of_stills(set, all_of(set), count, seed, CancelToken());
}

/// The stills of a clip's frames.
std::vector<std::size_t> sources_of(const StillClips& made, const LabelledClip& clip) {
  const auto first = made.sources.begin() + static_cast<std::ptrdiff_t>(clip.first);
  return {first, first + static_cast<std::ptrdiff_t>(clip.frames)};
}

TEST(StillClipsTest, TheSameSeedGivesTheSameBytesAndAnotherGivesOthers) {
  const ChipSet set = make_stills(4);
  const StillClips made = make(set, 20);
  const StillClips again = make(set, 20);
  EXPECT_EQ(made.chips.aligned, again.chips.aligned);
  EXPECT_EQ(made.sources, again.sources);
  EXPECT_EQ(made.shares, again.shares);
  EXPECT_NE(made.sources, make(set, 20, 2).sources);
}

TEST(StillClipsTest, ClipsAreOfFourLengthsAndFillTheSet) {
  const StillClips made = make(make_stills(8), 100);
  std::set<std::size_t> lengths;
  std::size_t frames = 0;
  for (const auto& clip : made.chips.clips) {
    EXPECT_EQ(clip.first, frames);
    frames += clip.frames;
    lengths.insert(clip.frames);
  }
  EXPECT_EQ(lengths, (std::set<std::size_t>{8, 16, 32, 64}));
  EXPECT_EQ(made.chips.frame_count(), frames);
  EXPECT_EQ(made.sources.size(), frames);
  EXPECT_EQ(made.chips.aligned.size(), frames * made.chips.chip_bytes());
  EXPECT_EQ(made.shares.size(), made.chips.clips.size());
}

TEST(StillClipsTest, AShareOfTheFramesShowsOneLabelledStillInAtMostTwoStretches) {
  const ChipSet set = make_stills(8);
  const StillClips made = make(set, 100);
  int twice = 0;
  for (std::size_t i = 0; i < made.chips.clips.size(); ++i) {
    const auto& clip = made.chips.clips[i];
    if (clip.label == kNeutral) continue;  // what fills it may bear its label
    const auto sources = sources_of(made, clip);
    std::set<std::size_t> labelled;
    std::size_t shown = 0;
    int stretches = 0;
    for (std::size_t t = 0; t < sources.size(); ++t) {
      if (set.clips[sources[t]].label != clip.label) continue;
      labelled.insert(sources[t]);
      ++shown;
      stretches += t == 0 || sources[t - 1] != sources[t];
    }
    EXPECT_EQ(labelled.size(), 1U);
    EXPECT_GE(made.shares[i], 0.1);
    EXPECT_DOUBLE_EQ(made.shares[i], static_cast<double>(shown) / static_cast<double>(clip.frames));
    EXPECT_THAT(stretches, AnyOf(1, 2));
    twice += stretches == 2;
  }
  EXPECT_GT(twice, 10);
  const auto [least, most] = std::minmax_element(made.shares.begin(), made.shares.end());
  EXPECT_LT(*least, 0.25);
  EXPECT_GT(*most, 0.9);
}

TEST(StillClipsTest, TheOtherFramesShowOneToThreeNeutralOrAmbiguousFaces) {
  const ChipSet set = make_stills(8);
  const StillClips made = make(set, 100);
  bool any_ambiguous = false;
  for (const auto& clip : made.chips.clips) {
    std::set<std::size_t> others;
    for (const auto source : sources_of(made, clip)) {
      const auto& label = set.clips[source].label;
      if (label == clip.label && clip.label != kNeutral) continue;
      EXPECT_TRUE(!label || label == kNeutral);
      any_ambiguous |= !label;
      others.insert(source);
    }
    EXPECT_LE(others.size(), clip.label == kNeutral ? 4U : 3U);
  }
  EXPECT_TRUE(any_ambiguous);
}

TEST(StillClipsTest, EmotionsTakeTurnsAndNoStillLendsItsLabelMoreThanTwice) {
  const ChipSet set = make_stills(5);
  const StillClips made = make(set, 70);
  std::map<Label, int> count;
  std::map<std::size_t, int> uses;
  for (const auto& clip : made.chips.clips) {
    ++count[*clip.label];
    EXPECT_EQ(clip.target[clip.label->index], 1);
    if (clip.label == kNeutral) continue;
    const auto sources = sources_of(made, clip);
    ++uses[*std::find_if(sources.begin(), sources.end(),
                         [&](std::size_t still) { return set.clips[still].label == clip.label; })];
  }
  for (const auto& [label, clips] : count) EXPECT_EQ(clips, 10) << name(label);
  for (const auto& [still, clips] : uses) EXPECT_EQ(clips, 2) << still;
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { make(set, 71); }), HasSubstr("fewer clips"));
}

TEST(StillClipsTest, NoStillIsShownButThoseThatAreGiven) {
  const ChipSet set = make_stills(8);
  std::vector<std::size_t> train = all_of(set);
  const std::vector<std::size_t> test(train.begin() + 32, train.end());
  train.resize(32);
  const auto shown = [&](const std::vector<std::size_t>& stills) {
    const auto made = clips_of_stills(set, stills, 20, 1, CancelToken());
    return std::set<std::size_t>(made.sources.begin(), made.sources.end());
  };
  for (const auto still : shown(train)) EXPECT_LT(still, 32U);
  for (const auto still : shown(test)) EXPECT_GE(still, 32U);
}

TEST(StillClipsTest, FramesShowTheirStillWhicheverWayItIsFramed) {
  const ChipSet set = make_stills(4);  // a grey each, but for stills without an aligned chip
  const StillClips made = make(set, 30);
  const std::size_t bytes = made.chips.chip_bytes();
  for (std::size_t t = 0; t < made.sources.size(); ++t) {
    const auto first = made.chips.aligned.begin() + static_cast<std::ptrdiff_t>(t * bytes);
    std::vector<std::uint8_t> frame(first, first + static_cast<std::ptrdiff_t>(bytes));
    // An occluder hides less than half of the frame.
    std::nth_element(frame.begin(), frame.begin() + frame.size() / 2, frame.end());
    EXPECT_NEAR(frame[frame.size() / 2], set.whole[made.sources[t] * bytes], 6) << t;
  }
}

TEST(StillClipsTest, StillsWithoutAnyPictureAndLongerClipsAreLeftAlone) {
  ChipSet set = make_stills(6);
  set.whole.clear();  // now those without a face have none
  const StillClips made = make(set, 10);
  for (const auto still : made.sources) EXPECT_TRUE(set.has_face[still]);
  for (auto& clip : set.clips) clip.frames = 2;
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { make(set, 1); }), HasSubstr("neither"));
}

TEST(StillClipsTest, CanBeStopped) {
  const ChipSet set = make_stills(1);
  CancelToken cancel;
  cancel.request();
  error_of(ErrorKind::kCancelled, [&] { clips_of_stills(set, all_of(set), 1, 1, cancel); });
}

}  // namespace
}  // namespace emorec::testing
