#include "emorec/face/face_tracker.h"

#include <cmath>
#include <functional>

#include <gmock/gmock.h>
#include <opencv2/core.hpp>

#include "emorec/core/error.h"

#include "face/scenes.h"
#include "face_geometry.h"

namespace emorec {
namespace {

using scenes::collins;
using scenes::hopper;
using testing::IsEmpty;
using testing::SizeIs;

constexpr double kRate = 25.0;  // frames a second

/// The looks that a detector was asked for.
struct Looks {
  int whole[3] = {};  ///< at whole frames, per effort
  int parts = 0;      ///< near a face only
  std::vector<std::int64_t> frames;
  std::int64_t now = 0;

  /// At whole frames.
  int total() const { return whole[0] + whole[1] + whole[2]; }
};

class CountingDetector : public FaceDetector {
 public:
  explicit CountingDetector(Looks& looks) : looks_(looks), detector_(FaceDetector::create({})) {}

  std::vector<Detection> detect_at(const cv::Mat& image, double scale, double threshold) override {
    if (image.size() == cv::Size(640, 480)) {
      ++looks_.whole[scale < 1 ? 0 : scale > 1 ? 2 : 1];
      if (looks_.frames.empty() || looks_.frames.back() != looks_.now) {
        looks_.frames.push_back(looks_.now);
      }
    } else {
      ++looks_.parts;
    }
    return detector_->detect_at(image, scale, threshold);
  }

 private:
  Looks& looks_;
  std::unique_ptr<FaceDetector> detector_;
};

using Painter = std::function<void(cv::Mat& picture, int frame)>;

/// Tracks painted frames on one background and keeps what came out.
class Clip {
 public:
  explicit Clip(const TrackerOptions& options = {}, int room = 1)
      : room_(scenes::background(room)),
        tracker_(options, std::make_unique<CountingDetector>(looks), scenes::landmark_model()) {}

  void cut_to(int room) { room_ = scenes::background(room); }

  const std::vector<TrackedFace>& show(const std::function<void(cv::Mat&)>& painter) {
    cv::Mat picture = room_.clone();
    painter(picture);
    looks.now = index_;
    faces = tracker_.update({picture, index_, time_});
    ++index_;
    time_ += 1 / kRate;
    return faces;
  }

  void skip(double seconds) { time_ += seconds; }

  /// The id at this place of the last frame; -1 if nobody is.
  int id_at(cv::Point2f centre) const {
    for (const auto& face : faces) {
      if (cv::norm(centre_of(face.box) - centre) < 0.3 * face.box.width) return face.track;
    }
    return -1;
  }

  Looks looks;
  std::vector<TrackedFace> faces;

 private:
  cv::Mat room_;
  FaceTracker tracker_;
  std::int64_t index_ = 0;
  double time_ = 0;
};

void nobody(cv::Mat&) {}

TEST(FaceTracker, OnePersonIsOneTrackWithFewerAndFewerDetections) {
  Clip clip;
  for (int i = 0; i < 40; ++i) {
    const cv::Point2f centre(200.0F + 5 * i, 240 + 20 * std::sin(0.2F * i));
    const float width = 150 + i;
    const auto& faces = clip.show([&](cv::Mat& p) { paint(p, collins(), centre, width); });
    ASSERT_THAT(faces, SizeIs(1)) << i;
    EXPECT_EQ(faces[0].track, 0) << i;
    EXPECT_EQ(faces[0].detected, i == 0 || i == 5 || i == 15 || i == 35) << i;
    EXPECT_GT(faces[0].score, 0) << i;
    EXPECT_NEAR(faces[0].box.width, width, 0.1 * width) << i;
    EXPECT_LT(cv::norm(centre_of(faces[0].box) - centre), 0.08 * width) << i;
    EXPECT_LT(faces[0].landmarks[36].x, faces[0].landmarks[45].x) << i;
  }
  EXPECT_EQ(clip.looks.total(), 1) << "the whole picture every three seconds";
  EXPECT_EQ(clip.looks.parts, 3) << "near the face in between";
}

TEST(FaceTracker, CarriedAndDetectedBoxesAgree) {
  TrackerOptions always;
  always.detect_every = 1;
  TrackerOptions seldom;
  seldom.detect_every = 20;
  Clip detected(always);
  Clip carried(seldom);
  double worst = 0;
  double sum = 0;
  for (int i = 0; i < 20; ++i) {
    const auto painter = [&](cv::Mat& p) { paint(p, hopper(), {300.0F + 2 * i, 240}, 170, i); };
    const cv::Rect2f a = detected.show(painter).at(0).box;
    const cv::Rect2f b = carried.show(painter).at(0).box;
    const double apart = cv::norm(centre_of(a) - centre_of(b)) / a.width;
    worst = std::max({worst, apart, std::abs(b.width / a.width - 1.0)});
    sum += apart;
  }
  EXPECT_LT(worst, 0.12);
  EXPECT_LT(sum / 20, 0.03);
}

TEST(FaceTracker, PeopleWhoPassEachOtherKeepTheirIds) {
  Clip clip;
  int left = -1;
  int right = -1;
  for (int i = 0; i <= 50; ++i) {
    const cv::Point2f a(120.0F + 8 * i, 130);
    const cv::Point2f b(520.0F - 8 * i, 345);
    clip.show([&](cv::Mat& p) {
      paint(p, collins(), a, 130);
      paint(p, hopper(), b, 150);
    });
    ASSERT_THAT(clip.faces, SizeIs(2)) << i;
    if (i == 0) {
      left = clip.id_at(a);
      right = clip.id_at(b);
    }
    EXPECT_EQ(clip.id_at(a), left) << i;
    EXPECT_EQ(clip.id_at(b), right) << i;
  }
  EXPECT_EQ(left + right, 1);
}

TEST(FaceTracker, AFaceHiddenByAnotherInPassingKeepsItsId) {
  for (const bool collins_in_front : {true, false}) {
    Clip clip;
    int first = -1;
    int second = -1;
    for (int i = 0; i <= 50; ++i) {
      const cv::Point2f a(120.0F + 8 * i, 240);
      const cv::Point2f b(520.0F - 8 * i, 240);
      clip.show([&](cv::Mat& p) {
        if (!collins_in_front) paint(p, collins(), a, 140);
        paint(p, hopper(), b, 140);
        if (collins_in_front) paint(p, collins(), a, 140);
      });
      if (i == 0) {
        first = clip.id_at(a);
        second = clip.id_at(b);
        EXPECT_EQ(first + second, 1);
      }
      const float gap = std::abs(a.x - b.x);
      if (gap > 200) {
        EXPECT_EQ(clip.id_at(a), first) << "frame " << i << ", Collins " << collins_in_front;
        EXPECT_EQ(clip.id_at(b), second) << "frame " << i << ", Collins " << collins_in_front;
      } else if (gap < 20) {
        EXPECT_THAT(clip.faces, SizeIs(1)) << "frame " << i;
        EXPECT_EQ(clip.id_at(a), collins_in_front ? first : second) << "frame " << i;
      }
    }
  }
}

TEST(FaceTracker, WhoReturnsSoonElsewhereKeepsTheId) {
  Clip clip;
  for (int i = 0; i < 30; ++i) {  // out of the picture on the right
    clip.show([&](cv::Mat& p) { paint(p, collins(), {480.0F + 12 * i, 240}, 150); });
  }
  EXPECT_THAT(clip.faces, IsEmpty());
  clip.show([](cv::Mat& p) { paint(p, collins(), {150, 200}, 150); });
  for (int i = 0; i < 5; ++i) {
    clip.show([](cv::Mat& p) { paint(p, collins(), {150, 200}, 150); });
  }
  EXPECT_EQ(clip.id_at({150, 200}), 0);
}

TEST(FaceTracker, WhoReturnsTooLateIsNew) {
  Clip clip;
  const auto here = [](cv::Mat& p) { paint(p, collins(), {320, 240}, 150); };
  for (int i = 0; i < 6; ++i) clip.show(here);
  for (int i = 0; i < 30; ++i) EXPECT_THAT(clip.show(nobody), IsEmpty()) << i;
  for (int i = 0; i < 6; ++i) clip.show(here);
  EXPECT_EQ(clip.id_at({320, 240}), 1);
}

TEST(FaceTracker, AHiddenFaceIsNotReported) {
  Clip clip;
  const auto here = [](cv::Mat& p) { paint(p, collins(), {320, 240}, 150); };
  for (int i = 0; i < 8; ++i) clip.show(here);
  for (int i = 0; i < 10; ++i) {
    clip.show([&](cv::Mat& p) {
      here(p);
      p(cv::Rect(220, 130, 200, 240)).setTo(cv::Scalar(90, 120, 60));
    });
    EXPECT_THAT(clip.faces, IsEmpty()) << i;
  }
  for (int i = 0; i < 6; ++i) clip.show(here);
  EXPECT_EQ(clip.id_at({320, 240}), 0);
}

TEST(FaceTracker, AnotherPersonAfterACutIsNew) {
  Clip clip;
  for (int i = 0; i < 8; ++i) {
    clip.show([](cv::Mat& p) { paint(p, collins(), {320, 240}, 150); });
  }
  clip.cut_to(2);
  const auto& faces = clip.show([](cv::Mat& p) { paint(p, hopper(), {320, 240}, 150); });
  ASSERT_THAT(faces, SizeIs(1));
  EXPECT_EQ(faces[0].track, 1);
  EXPECT_TRUE(faces[0].detected) << "a cut is looked at at once";
}

TEST(FaceTracker, AnotherPersonInTheSamePlaceAndRoomIsNew) {
  Clip clip;
  for (int i = 0; i < 8; ++i) {
    clip.show([](cv::Mat& p) { paint(p, collins(), {320, 240}, 150); });
  }
  for (int i = 0; i < 6; ++i) {
    clip.show([](cv::Mat& p) { paint(p, hopper(), {320, 240}, 150); });
  }
  EXPECT_EQ(clip.id_at({320, 240}), 1);
}

TEST(FaceTracker, ThePersonIsKnownAgainAfterACut) {
  Clip clip;
  for (int i = 0; i < 8; ++i) {
    clip.show([](cv::Mat& p) {
      paint(p, collins(), {150, 240}, 150);
      paint(p, hopper(), {450, 240}, 150);
    });
  }
  const int id = clip.id_at({450, 240});
  clip.cut_to(2);
  clip.show([](cv::Mat& p) { paint(p, hopper(), {200, 250}, 200); });
  EXPECT_THAT(clip.faces, SizeIs(1));
  EXPECT_EQ(clip.id_at({200, 250}), id);
}

TEST(FaceTracker, AnEmptyRoomCostsLittleAndGivesNothing) {
  Clip clip;
  for (int i = 0; i < 50; ++i) EXPECT_THAT(clip.show(nobody), IsEmpty()) << i;
  EXPECT_EQ(clip.looks.whole[0], 9) << "the shot's first look begins at full size";
  EXPECT_EQ(clip.looks.whole[1], 10);
  EXPECT_EQ(clip.looks.whole[2], 2) << "upsampled once a second";
}

TEST(FaceTracker, WhoComesIsNoticedInFewFramesASecondToo) {
  Clip clip;
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(clip.show(nobody), IsEmpty());
    clip.skip(0.16);
  }
  EXPECT_THAT(clip.show([](cv::Mat& p) { paint(p, collins(), {320, 240}, 150); }), SizeIs(1));
}

TEST(FaceTracker, NoiseIsNobody) {
  Clip clip;
  cv::RNG random(11);
  for (int i = 0; i < 12; ++i) {
    clip.show([&](cv::Mat& p) { random.fill(p, cv::RNG::UNIFORM, 0, 256); });
    EXPECT_THAT(clip.faces, IsEmpty()) << i;
  }
}

/// Sees a face in the middle of every picture, but with a low score.
class WaveringDetector : public FaceDetector {
 public:
  explicit WaveringDetector(double score) : score_(score) {}
  std::vector<Detection> detect_at(const cv::Mat& image, double, double) override {
    if (image.size() != cv::Size(640, 480)) return {};
    return {{{240, 160, 160, 160}, score_, score_ < 0}};
  }

 private:
  double score_;
};

std::size_t people_in(const cv::Mat& picture, double score, const TrackerOptions& options = {}) {
  auto detector = std::make_unique<WaveringDetector>(score);
  FaceTracker tracker(options, std::move(detector), scenes::landmark_model());
  return tracker.update({picture, 0, 0}).size();
}

TEST(FaceTracker, WhoScoresLittleIsSomebodyOnlyIfThereIsAFace) {
  for (const double score : {-0.2, 0.2}) {
    cv::Mat picture = scenes::background(1);
    EXPECT_EQ(people_in(picture, score), 0U) << score;
    TrackerOptions known;
    known.known = true;
    EXPECT_EQ(people_in(picture, score, known), 1U) << score;
    paint(picture, collins(), {320, 240}, 160);
    EXPECT_EQ(people_in(picture, score), 1U) << score;
  }
}

TEST(FaceTracker, SmallFacesAreFoundAndKept) {
  for (const float width : {90.0F, 40.0F}) {
    Clip clip;
    for (int i = 0; i < 30; ++i) {
      clip.show([&](cv::Mat& p) { paint(p, hopper(), {200.0F + 2 * i, 240}, width); });
      ASSERT_THAT(clip.faces, SizeIs(1)) << width << " frame " << i;
      EXPECT_EQ(clip.faces[0].track, 0) << width << " frame " << i;
    }
    EXPECT_LE(clip.looks.whole[2], width > 60 ? 0 : 2) << width;
  }
}

TEST(FaceTracker, DetectsAfterAGapInTime) {
  Clip clip;
  const auto here = [](cv::Mat& p) { paint(p, collins(), {320, 240}, 150); };
  clip.show(here);
  clip.show(here);
  clip.skip(0.5);
  EXPECT_TRUE(clip.show(here).at(0).detected);
  EXPECT_FALSE(clip.show(here).at(0).detected);
  EXPECT_EQ(clip.faces[0].track, 0);
}

TEST(FaceTracker, AJumpIsNoticedAtOnce) {
  Clip clip;
  for (int i = 0; i < 3; ++i) {
    clip.show([](cv::Mat& p) { paint(p, collins(), {150, 240}, 150); });
  }
  clip.show([](cv::Mat& p) { paint(p, collins(), {450, 240}, 150); });
  EXPECT_EQ(clip.id_at({450, 240}), 0);
}

TEST(FaceTracker, ChangingLightKeepsTheId) {
  Clip clip;
  for (int i = 0; i < 20; ++i) {
    clip.show([&](cv::Mat& p) {
      paint(p, collins(), {320, 240}, 150);
      p *= i == 10 ? 0.5 : 1.0 - 0.02 * i;
    });
    ASSERT_THAT(clip.faces, SizeIs(1)) << i;
    EXPECT_EQ(clip.faces[0].track, 0) << i;
  }
}

TEST(FaceTracker, FollowsTheLargestFaces) {
  TrackerOptions options;
  options.max_faces = 1;
  Clip clip(options);
  for (int i = 0; i < 12; ++i) {
    clip.show([](cv::Mat& p) {
      paint(p, collins(), {130, 240}, 140);
      paint(p, hopper(), {450, 240}, 200);
    });
    EXPECT_THAT(clip.faces, SizeIs(1)) << i;
    EXPECT_EQ(clip.id_at({450, 240}), 0) << i;
  }
}

TEST(FaceTracker, MuchSmallerFacesAreFoundIfEveryoneMatters) {
  const auto people_beside = [](float width, bool everyone) {
    TrackerOptions options;
    options.everyone = everyone;
    Clip clip(options);
    clip.show([width](cv::Mat& p) {
      paint(p, collins(), {170, 240}, 325);
      paint(p, hopper(), {560, 240}, width);
    });
    return clip.faces.size();
  };
  EXPECT_EQ(people_beside(80, true), 2U);
  EXPECT_EQ(people_beside(80, false), 1U);
  EXPECT_EQ(people_beside(160, false), 2U);
}

TEST(FaceTracker, GivesTheSameEveryTime) {
  const auto run = [] {
    Clip clip;
    std::vector<float> numbers;
    for (int i = 0; i < 12; ++i) {
      clip.show([&](cv::Mat& p) {
        paint(p, collins(), {130.0F + 4 * i, 240}, 140);
        paint(p, hopper(), {480.0F - 6 * i, 240}, 160);
      });
      for (const auto& face : clip.faces) {
        numbers.insert(numbers.end(), {static_cast<float>(face.track), face.box.x, face.box.width});
      }
    }
    return numbers;
  };
  EXPECT_EQ(run(), run());
}

TEST(TrackerOptions, RefusesWhatMakesNoSense) {
  const auto refused = [](void (*change)(TrackerOptions&)) {
    TrackerOptions options;
    change(options);
    try {
      options.validate();
    } catch (const Error& e) {
      return e.kind() == ErrorKind::kUsage;
    }
    return false;
  };
  EXPECT_NO_THROW(TrackerOptions{}.validate());
  EXPECT_TRUE(refused([](TrackerOptions& o) { o.detect_every = 0; }));
  EXPECT_TRUE(refused([](TrackerOptions& o) { o.max_gap = 0; }));
  EXPECT_TRUE(refused([](TrackerOptions& o) { o.max_gap = std::nan(""); }));
  EXPECT_TRUE(refused([](TrackerOptions& o) { o.max_loss = -1; }));
  EXPECT_TRUE(refused([](TrackerOptions& o) { o.max_faces = 0; }));
}

}  // namespace
}  // namespace emorec
