#include "emorec/study/still_clips.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>

#include <opencv2/imgproc.hpp>

#include "emorec/core/error.h"
#include "emorec/media/jpeg.h"
#include "emorec/stats/random.h"

namespace emorec {
namespace {

constexpr std::array<std::size_t, 4> kLengths = {8, 16, 32, 64};
constexpr double kLeastShare = 0.1;
constexpr double kTwoStretches = 0.5;  // the share of clips whose emotion comes and comes back
constexpr std::size_t kMostFillers = 3;
constexpr double kAmbiguous = 1.0 / 3;  // the share of filling faces that are not plainly neutral
constexpr double kAligned = 0.5;        // the share of stills shown as the aligner cuts them
constexpr std::size_t kMostUses = 2;

/// Stills that may be shown, by what they are for.
class Stills {
 public:
  Stills(const ChipSet& set, const std::vector<std::size_t>& stills, Random& random)
      : random_(random), labelled_(set.labels.size()) {
    for (const auto i : stills) {
      const auto& still = set.clips[i];
      if (still.frames != 1 || (set.whole.empty() && !set.has_face[still.first])) continue;
      if (!still.label) ambiguous_.push_back(i);
      if (still.label && still.label == set.labels.neutral()) neutral_.push_back(i);
      if (still.label) labelled_[still.label->index].push_back(i);
    }
    if (neutral_.empty() && ambiguous_.empty()) {
      throw Error(ErrorKind::kInput,
                  "There is neither a neutral nor an ambiguous still to fill clips with.");
    }
    for (auto& deck : labelled_) deal(deck);
  }

  /// A still of the next emotion in turn that has one left.
  std::size_t next_labelled() {
    for (std::size_t tried = 0; tried < labelled_.size(); ++tried) {
      auto& deck = labelled_[turn_];
      turn_ = (turn_ + 1) % labelled_.size();
      if (deck.empty()) continue;
      const std::size_t still = deck.back();
      deck.pop_back();
      return still;
    }
    throw Error(ErrorKind::kInput, "Too few labelled stills: each may be used " +
                                       std::to_string(kMostUses) + " times. Ask for fewer clips.");
  }

  std::size_t next_filler() {
    const bool ambiguous = neutral_.empty() || (!ambiguous_.empty() && random_.happens(kAmbiguous));
    const auto& faces = ambiguous ? ambiguous_ : neutral_;
    return faces[random_.below(faces.size())];
  }

 private:
  /// Every still once before any comes again.
  void deal(std::vector<std::size_t>& deck) {
    const auto once = deck;
    deck.clear();
    for (std::size_t use = 0; use < kMostUses; ++use) {
      auto round = once;
      random_.shuffle(round);
      deck.insert(deck.end(), round.begin(), round.end());
    }
  }

  Random& random_;
  std::vector<std::size_t> neutral_;
  std::vector<std::size_t> ambiguous_;
  std::vector<std::vector<std::size_t>> labelled_;
  std::size_t turn_ = 0;
};

/// Which of a clip's frames show the labelled still: `shown` of them, in one stretch or two.
std::vector<bool> stretches(std::size_t length, std::size_t shown, Random& random) {
  const std::size_t others = length - shown;
  std::vector<bool> is_shown(length, false);
  const auto mark = [&](std::size_t begin, std::size_t count) {
    std::fill_n(is_shown.begin() + static_cast<std::ptrdiff_t>(begin), count, true);
  };
  if (shown < 2 || others < 1 || !random.happens(kTwoStretches)) {
    mark(random.below(others + 1), shown);
    return is_shown;
  }
  const std::size_t first = 1 + random.below(shown - 1);
  const std::size_t gap = 1 + random.below(others);
  const std::size_t begin = random.below(others - gap + 1);
  mark(begin, first);
  mark(begin + first + gap, shown - first);
  return is_shown;
}

/// The still of each frame: the labelled one in its stretches, and one to three others in turn.
std::vector<std::size_t> cast(std::size_t labelled, std::size_t length, Stills& stills,
                              Random& random) {
  const double share = random.between(kLeastShare, 1);
  const auto shown = static_cast<std::size_t>(std::ceil(share * static_cast<double>(length)));
  const std::vector<bool> is_shown = stretches(length, shown, random);
  std::vector<std::size_t> fillers(1 + random.below(kMostFillers));
  for (auto& filler : fillers) filler = stills.next_filler();
  std::vector<std::size_t> frames(length, labelled);
  std::size_t filled = 0;
  for (std::size_t t = 0; t < length; ++t) {
    if (!is_shown[t]) frames[t] = fillers[filled++ * fillers.size() / (length - shown)];
  }
  return frames;
}

/// A value a frame, which moves smoothly and at random within −range … range.
std::vector<double> wander(std::size_t frames, double range, Random& random) {
  constexpr std::size_t kStep = 8;  // frames from one random value to the next
  std::vector<double> knots(frames / kStep + 2);
  for (auto& knot : knots) knot = random.between(-range, range);
  std::vector<double> values(frames);
  for (std::size_t t = 0; t < frames; ++t) {
    const double u = static_cast<double>(t % kStep) / kStep;
    const double eased = u * u * (3 - 2 * u);
    values[t] = knots[t / kStep] + eased * (knots[t / kStep + 1] - knots[t / kStep]);
  }
  return values;
}

/// Something in front of the face for a part of the clip.
struct Occluder {
  std::size_t begin = 0;
  std::size_t end = 0;
  cv::Rect2d place;  ///< in sides of the chip
  cv::Scalar colour;
};

Occluder random_occluder(std::size_t length, Random& random) {
  constexpr double kOften = 0.4;
  Occluder occluder;
  if (!random.happens(kOften)) return occluder;
  const auto frames = static_cast<double>(length);
  const auto count = static_cast<std::size_t>(std::ceil(random.between(0.1, 0.4) * frames));
  occluder.begin = random.below(length - count + 1);
  occluder.end = occluder.begin + count;
  const double width = random.between(0.2, 0.45);
  const double height = random.between(0.2, 0.45);
  occluder.place = {random.between(0, 1 - width), random.between(0, 1 - height), width, height};
  occluder.colour = cv::Scalar::all(random.between(0, 255));
  return occluder;
}

/// What a camera does to a clip, frame by frame.
class Camera {
 public:
  Camera(std::size_t length, Random& random)
      : x_(wander(length, 0.06, random)),
        y_(wander(length, 0.06, random)),
        degrees_(wander(length, 8, random)),
        zoom_(wander(length, 0.05, random)),
        blur_(wander(length, 1.2, random)),
        occluder_(random_occluder(length, random)),
        jpeg_quality_(30 + static_cast<int>(random.below(61))) {
    const double from = random.between(-0.15, 0.15);
    const double to = random.between(-0.15, 0.15);
    for (std::size_t t = 0; t < length; ++t) {
      zoom_[t] += from + (to - from) * static_cast<double>(t) / static_cast<double>(length);
    }
  }

  cv::Mat shoot(const cv::Mat& still, std::size_t t) const {
    return through_jpeg(cover(blur(move(still, t), t), t), jpeg_quality_);
  }

 private:
  cv::Mat move(const cv::Mat& still, std::size_t t) const {
    const auto side = static_cast<float>(still.cols);
    cv::Mat matrix = cv::getRotationMatrix2D({side / 2, side / 2}, degrees_[t], 1 + zoom_[t]);
    matrix.at<double>(0, 2) += x_[t] * side;
    matrix.at<double>(1, 2) += y_[t] * side;
    cv::Mat moved;
    cv::warpAffine(still, moved, matrix, still.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    return moved;
  }

  /// Half of the time in focus.
  cv::Mat blur(cv::Mat image, std::size_t t) const {
    const double sigma = blur_[t] * image.cols / 112;
    if (sigma > 0.2) cv::GaussianBlur(image, image, {}, sigma);
    return image;
  }

  cv::Mat cover(cv::Mat image, std::size_t t) const {
    if (t < occluder_.begin || t >= occluder_.end) return image;
    const auto at = [&](double share) { return static_cast<int>(share * image.cols); };
    const auto& place = occluder_.place;
    image(cv::Rect(at(place.x), at(place.y), at(place.width), at(place.height)))
        .setTo(occluder_.colour);
    return image;
  }

  std::vector<double> x_;
  std::vector<double> y_;
  std::vector<double> degrees_;
  std::vector<double> zoom_;
  std::vector<double> blur_;
  Occluder occluder_;
  int jpeg_quality_;
};

/// A view of the still's pixels, in one framing or the other.
cv::Mat pixels(const ChipSet& set, std::size_t still, bool aligned) {
  const std::size_t frame = set.clips[still].first;
  const auto& bytes = aligned ? set.aligned : set.whole;
  return {set.size, set.size, CV_8UC(set.channels),
          const_cast<std::uint8_t*>(bytes.data() + frame * set.chip_bytes())};
}

class Maker {
 public:
  Maker(const ChipSet& set, const std::vector<std::size_t>& stills, std::uint64_t seed)
      : set_(set), random_(seed), stills_(set, stills, random_) {
    made_.chips.size = set.size;
    made_.chips.channels = set.channels;
    made_.chips.labels = set.labels;
  }

  void add_clip() {
    const std::size_t labelled = stills_.next_labelled();
    const auto frames = cast(labelled, kLengths[random_.below(kLengths.size())], stills_, random_);
    const auto shown = std::count(frames.begin(), frames.end(), labelled);
    describe(labelled, frames.size());
    shoot(frames);
    made_.sources.insert(made_.sources.end(), frames.begin(), frames.end());
    made_.shares.push_back(static_cast<double>(shown) / static_cast<double>(frames.size()));
  }

  StillClips take() { return std::move(made_); }

 private:
  void describe(std::size_t labelled, std::size_t length) {
    auto& chips = made_.chips;
    LabelledClip clip;
    clip.name = "clip-" + std::to_string(chips.clips.size());
    clip.split = set_.clips[labelled].split;
    clip.label = set_.clips[labelled].label;
    clip.target.assign(set_.labels.size(), 0);
    clip.target[clip.label->index] = 1;
    clip.first = chips.frame_count();
    clip.frames = length;
    chips.clips.push_back(std::move(clip));
  }

  void shoot(const std::vector<std::size_t>& frames) {
    auto& chips = made_.chips;
    const Camera camera(frames.size(), random_);
    std::map<std::size_t, bool> aligned;
    for (std::size_t t = 0; t < frames.size(); ++t) {
      const auto still = frames[t];
      if (aligned.count(still) == 0) aligned[still] = choose_aligned(still);
      const cv::Mat frame = camera.shoot(pixels(set_, still, aligned[still]), t);
      chips.aligned.insert(chips.aligned.end(), frame.datastart, frame.dataend);
      chips.has_face.push_back(true);
    }
  }

  bool choose_aligned(std::size_t still) {
    return set_.whole.empty() ||
           (set_.has_face[set_.clips[still].first] && random_.happens(kAligned));
  }

  const ChipSet& set_;
  Random random_;
  Stills stills_;
  StillClips made_;
};

}  // namespace

StillClips clips_of_stills(const ChipSet& set, const std::vector<std::size_t>& stills,
                           std::size_t count, std::uint64_t seed, const CancelToken& cancel) {
  Maker maker(set, stills, seed);
  for (std::size_t i = 0; i < count; ++i) {
    cancel.check();
    maker.add_clip();
  }
  return maker.take();
}

}  // namespace emorec
