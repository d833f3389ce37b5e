// With faces whose parts lie at known places, and networks whose attention and answers are made up.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include "emorec/core/error.h"
#include "emorec/study/attention_study.h"

#include "support/labels.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr int kSide = 112;
constexpr auto kEyes = static_cast<std::size_t>(FaceRegion::kEyes);
constexpr auto kMouth = static_cast<std::size_t>(FaceRegion::kMouth);

/// Points first … last at the corners of a box, in turn.
void put(Landmarks& landmarks, int first, int last, const cv::Rect2f& box) {
  const cv::Point2f corners[] = {box.tl(), {box.br().x, box.y}, box.br(), {box.x, box.br().y}};
  for (int i = first; i <= last; ++i) landmarks[i] = corners[(i - first) % 4];
}

/// Eyes, brows and nose above, the mouth where it is wanted.
Landmarks face_with_mouth(const cv::Rect2f& mouth) {
  Landmarks landmarks{};
  put(landmarks, 17, 21, {14, 22, 28, 4});
  put(landmarks, 36, 41, {18, 34, 22, 8});
  put(landmarks, 22, 26, {70, 22, 28, 4});
  put(landmarks, 42, 47, {72, 34, 22, 8});
  put(landmarks, 27, 35, {50, 40, 12, 24});
  put(landmarks, 48, 67, mouth);
  return landmarks;
}

const cv::Rect2f kMouthBox(35, 83, 42, 26);  // cells 2 to 4 of the last two rows but for the edges

/// `count` faces in clips of their own, with noise for skin.
std::vector<AttentionFace> alike(int count) {
  std::vector<AttentionFace> faces;
  cv::RNG random(5);
  for (int i = 0; i < count; ++i) {
    AttentionFace face;
    face.clip = static_cast<std::size_t>(i);
    face.chip.create(kSide, kSide);
    random.fill(face.chip, cv::RNG::UNIFORM, 0, 256);
    face.landmarks = face_with_mouth(kMouthBox);
    faces.push_back(face);
  }
  return faces;
}

Distribution happy(double probability) {
  Distribution probabilities(kLabelCount, (1 - probability) / (kLabelCount - 1));
  probabilities[kHappiness.index] = probability;
  return probabilities;
}

/// The same map for every chip, and the same answer.
ChipNetwork always(const cv::Mat1f& map) {
  return [map](const std::vector<cv::Mat>& chips) {
    return std::vector<ScoredChip>(chips.size(), {happy(0.9), map});
  };
}

/// Certain as long as the pixels of the box differ from each other, which blurring ends.
ChipNetwork sees_only(const cv::Rect& box, const cv::Mat1f& map) {
  return [box, map](const std::vector<cv::Mat>& chips) {
    std::vector<ScoredChip> answers;
    for (const auto& chip : chips) {
      cv::Scalar mean;
      cv::Scalar deviation;
      cv::meanStdDev(chip(box), mean, deviation);
      answers.push_back({happy(0.2 + 0.7 * std::min(1.0, deviation[0] / 70)), map});
    }
    return answers;
  };
}

cv::Mat1f uniform_map(int cells = 7) {
  return cv::Mat1f(cells, cells, 1.0F / static_cast<float>(cells * cells));
}

/// All attention in the middle of the mouth; `cells` a side.
cv::Mat1f mouth_map(int cells) {
  cv::Mat1f map(cells, cells, 0.0F);
  const cv::Point2f middle = (kMouthBox.tl() + kMouthBox.br()) / 2 * (1.0 * cells / kSide);
  map(static_cast<int>(middle.y), static_cast<int>(middle.x)) = 1;
  return map;
}

/// The grid of cells that divide the chip evenly.
CellGrid even_grid(int cells) { return {-0.5, static_cast<double>(cells)}; }

AttentionStudy study(const std::vector<AttentionFace>& faces, const ChipNetwork& network,
                     const AttentionOptions& options = {1, 1, even_grid(7)}) {
  const CancelToken cancel;
  return study_attention(faces, network, options, cancel, [] {});
}

const Curve& deletion(const AttentionStudy& result, CellOrder order) {
  return result.orders[static_cast<std::size_t>(order)].deletion;
}
const Curve& insertion(const AttentionStudy& result, CellOrder order) {
  return result.orders[static_cast<std::size_t>(order)].insertion;
}

TEST(FaceRegions, LandmarksMoveWithTheChip) {
  Landmarks landmarks{};
  landmarks[0] = {10, 20};
  landmarks[67] = {-3, 4};
  // Twice as large, a quarter turn, shifted: (x, y) → (5 − 2y, 7 + 2x).
  const Landmarks moved = in_chip(landmarks, cv::Matx23d(0, -2, 5, 2, 0, 7));
  EXPECT_EQ(moved[0], cv::Point2f(-35, 27));
  EXPECT_EQ(moved[67], cv::Point2f(-3, 1));
}

TEST(FaceRegions, AreTheHullsWidened) {
  const cv::Mat1b regions = face_regions(face_with_mouth(kMouthBox), kSide);
  const auto at = [&](int x, int y) { return static_cast<FaceRegion>(regions(y, x)); };
  EXPECT_EQ(at(56, 96), FaceRegion::kMouth);
  EXPECT_EQ(at(56, 80), FaceRegion::kMouth);  // 3 pixels above it
  EXPECT_EQ(at(56, 78), FaceRegion::kRest);
  EXPECT_EQ(at(30, 30), FaceRegion::kEyes);  // between brow and eye
  EXPECT_EQ(at(80, 30), FaceRegion::kEyes);
  EXPECT_EQ(at(56, 30), FaceRegion::kRest);  // between the eyes
  EXPECT_EQ(at(56, 50), FaceRegion::kNose);
  EXPECT_EQ(at(2, 60), FaceRegion::kRest);
}

TEST(AttentionStudy, AllInTheMouth) {
  const auto faces = alike(4);
  const cv::Mat1b regions = face_regions(faces[0].landmarks, kSide);
  const double area = cv::countNonZero(regions == static_cast<int>(FaceRegion::kMouth)) /
                      static_cast<double>(kSide * kSide);
  const auto result = study(faces, always(mouth_map(28)), {1, 1, even_grid(28)});
  const auto& mouth = result.all.regions[kMouth];
  EXPECT_NEAR(mouth.area, area, 1e-9);
  EXPECT_NEAR(*mouth.attention.value, 1, 1e-6);
  EXPECT_NEAR(*mouth.ratio.value, 1 / area, 1e-5);
  EXPECT_NEAR(*mouth.mean_map.value, 1 / area, 1e-5);
  EXPECT_NEAR(*mouth.shift.value, 0, 1e-6);
  EXPECT_NEAR(*result.all.regions[kEyes].ratio.value, 0, 1e-6);
  EXPECT_NEAR(*result.all.game.hits.value, 1, 1e-9);
  EXPECT_NEAR(*result.all.game.over_mean.value, 0, 1e-9);
  EXPECT_NEAR(*result.all.spread.value, 1, 1e-6);
  EXPECT_NEAR(*result.all.moved.value, 0, 1e-6);
  EXPECT_EQ(result.by_answer[kHappiness.index].faces, 4);
  EXPECT_EQ(result.by_answer[0].faces, 0);
  EXPECT_FALSE(result.by_answer[0].regions[kMouth].ratio.value);
}

TEST(AttentionStudy, TheSameEverywhere) {
  const auto result = study(alike(3), always(uniform_map()));
  for (const auto& region : result.all.regions) EXPECT_NEAR(*region.ratio.value, 1, 1e-5);
  EXPECT_NEAR(*result.all.game.hits.value, result.all.game.chance, 1e-5);
  EXPECT_NEAR(*result.all.spread.value, 49, 1e-3);
}

/// A white square for a mouth, at a place of its own in each face; attention is where it is white.
TEST(AttentionStudy, MapsThatMoveAreToldFromAFixedOne) {
  std::vector<AttentionFace> faces;
  for (int i = 0; i < 100; ++i) {
    const int row = i / 10;
    const cv::Rect mouth(static_cast<int>(11.2 * (i % 10)) - 4, static_cast<int>(11.2 * row) - 4,
                         20, 20);
    AttentionFace face;
    face.clip = faces.size();
    face.chip = cv::Mat3b(kSide, kSide, cv::Vec3b());
    const cv::Rect visible = mouth & cv::Rect(0, 0, kSide, kSide);
    face.chip(visible).setTo(cv::Scalar::all(255));
    face.landmarks.fill({1000, 1000});  // no other parts
    put(face.landmarks, 48, 67, mouth);
    faces.push_back(face);
  }
  const ChipNetwork network = [](const std::vector<cv::Mat>& chips) {
    std::vector<ScoredChip> answers;
    for (const auto& chip : chips) {
      cv::Mat1f map(28, 28);
      for (int i = 0; i < 28 * 28; ++i) {
        const cv::Rect cell(i % 28 * 4, i / 28 * 4, 4, 4);
        map(i / 28, i % 28) = static_cast<float>(cv::mean(chip(cell))[0] + 1e-3);
      }
      answers.push_back({happy(0.9), cv::Mat1f(map / cv::sum(map)[0])});
    }
    return answers;
  };
  const auto result = study(faces, network, {1, 1, even_grid(28)});
  const auto& mouth = result.all.regions[kMouth];
  EXPECT_GT(*mouth.attention.value, 0.95);
  EXPECT_NEAR(*mouth.mean_map.value, 1, 0.2);
  EXPECT_NEAR(*mouth.swapped.value, 1, 0.2);
  EXPECT_GT(mouth.shift.interval->low, 10);
  EXPECT_GT(*result.all.game.hits.value, 0.95);
  EXPECT_LT(*result.all.game.swapped.value, 0.15);
  EXPECT_GT(result.all.game.over_mean.value.value(), 0.5);
  EXPECT_GT(*result.all.moved.value, 0.8);
}

TEST(AttentionStudy, AttentionOnWhatMatters) {
  cv::Mat1f map = uniform_map();
  map(cv::Rect(2, 5, 3, 2)) = 0.1F;
  map /= cv::sum(map)[0];
  const auto result = study(alike(12), sees_only(cv::Rect(32, 80, 48, 32), map));
  for (const auto other : {CellOrder::kRandom, CellOrder::kCentre}) {
    EXPECT_LT(deletion(result, other).advantage.interval->high, -0.1);
    EXPECT_GT(insertion(result, other).advantage.interval->low, 0.1);
  }
  // The mean map is the same, but for cells of equal rank.
  EXPECT_NEAR(*deletion(result, CellOrder::kMeanMap).advantage.value, 0, 0.02);
  EXPECT_FALSE(deletion(result, CellOrder::kAttention).advantage.value);
}

TEST(AttentionStudy, AttentionOnWhatDoesNotMatter) {
  cv::Mat1f map = uniform_map();
  map(cv::Rect(2, 5, 3, 2)) = 0;
  map /= cv::sum(map)[0];
  const auto result = study(alike(12), sees_only(cv::Rect(32, 80, 48, 32), map));
  EXPECT_GT(deletion(result, CellOrder::kRandom).advantage.interval->low, 0.1);
  EXPECT_LT(insertion(result, CellOrder::kRandom).advantage.interval->high, -0.1);
}

/// The network sees 16 pixels around pixel 48, 80: where cells lie 16 pixels apart from pixel 0 on,
/// that is the cell of column 3 and row 5; where they divide the chip evenly it is four cells.
TEST(AttentionStudy, CellsLieWhereTheGridSays) {
  cv::Mat1f map(7, 7, 0.0F);
  map(5, 3) = 1;
  const cv::Rect seen(40, 72, 16, 16);
  auto faces = alike(4);
  for (auto& face : faces) face.landmarks = face_with_mouth(seen);
  const auto there = study(faces, sees_only(seen, map), {1, 1, CellGrid::strided(0, 16, kSide)});
  const auto beside = study(faces, sees_only(seen, map), {1, 1, even_grid(7)});
  EXPECT_GT(*there.all.regions[kMouth].attention.value,
            1.5 * *beside.all.regions[kMouth].attention.value);
  EXPECT_LT(deletion(there, CellOrder::kAttention).probability[1], 0.4);
  EXPECT_GT(deletion(beside, CellOrder::kAttention).probability[1], 0.6);
}

TEST(AttentionStudy, CurvesRunFromTheWholeChipToNothing) {
  const auto result = study(alike(3), sees_only(cv::Rect(0, 0, kSide, kSide), uniform_map()));
  EXPECT_EQ(result.cells.front(), 0);
  EXPECT_NEAR(result.cells[6], 25 / 49.0, 1e-9);  // 24.5 of 49
  EXPECT_EQ(result.cells.back(), 1);
  for (int i = 0; i < kCellOrderCount; ++i) {
    const auto order = static_cast<CellOrder>(i);
    const auto& gone = deletion(result, order).probability;
    const auto& shown = insertion(result, order).probability;
    EXPECT_NEAR(gone.front(), 0.9, 1e-9);
    EXPECT_LT(gone.back(), 0.4);
    EXPECT_NEAR(shown.front(), gone.back(), 1e-9);
    EXPECT_NEAR(shown.back(), gone.front(), 1e-9);
  }
}

TEST(AttentionStudy, DoesNotDependOnThreads) {
  const auto faces = alike(9);
  const auto network = sees_only(cv::Rect(32, 80, 48, 32), uniform_map());
  const auto text_of = [&](std::uint32_t seed, int threads) {
    std::ostringstream out;
    write_json(out, {}, study(faces, network, {seed, threads, even_grid(7)}));
    return out.str();
  };
  EXPECT_EQ(text_of(1, 1), text_of(1, 3));
  EXPECT_NE(text_of(1, 1), text_of(2, 1));
}

TEST(AttentionStudy, FramesOfOneClipAreNotOthers) {
  auto faces = alike(4);
  faces[1].clip = 0;
  EXPECT_EQ(study(faces, always(uniform_map())).all.faces, 4);
  for (auto& face : faces) face.clip = 0;
  try {
    study(faces, always(uniform_map()));
    FAIL() << "nothing to compare with";
  } catch (const Error& e) {
    EXPECT_EQ(e.kind(), ErrorKind::kInput);
    EXPECT_THAT(e.what(), HasSubstr("fewer than two clips"));
  }
}

TEST(AttentionStudy, IsWrittenInThreeWays) {
  const auto result = study(alike(3), sees_only(cv::Rect(32, 80, 48, 32), mouth_map(7)));
  const AttentionSubject subject = {"faces & more", 5, 4, 1, 0, "model", "abc", 2, 1};
  std::ostringstream text;
  write_text(text, subject, result);
  std::istringstream lines(text.str());
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  EXPECT_THAT(text.str(), HasSubstr("4 of 5 clips, 1 without a face"));

  std::ostringstream out;
  write_json(out, subject, result);
  const json object = json::parse(out.str());
  EXPECT_EQ(object["schema"], "emorec.attention/1");
  EXPECT_EQ(object["pointing"]["faces"], 3);
  EXPECT_TRUE(object["by_answer"]["anger"]["game"]["hits"]["value"].is_null());
  EXPECT_THAT(object["curves"]["orders"]["centre first"]["deletion"]["probability"], SizeIs(13));
  EXPECT_THAT(object["mean_maps"]["happiness"], SizeIs(49));

  const Svg picture = attention_picture(subject, result);
  EXPECT_THAT(picture.svg(), HasSubstr("faces &amp; more"));
  EXPECT_THAT(picture.png(), StartsWith("\x89PNG"));
}

}  // namespace
}  // namespace emorec::testing
