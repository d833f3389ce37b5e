// Pictures of predictions made by hand.
#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/core/label_set.h"
#include "emorec/media/clip_source.h"
#include "emorec/report/figure.h"
#include "emorec/report/heat_map.h"
#include "emorec/report/heatmaps.h"
#include "emorec/report/overlay.h"
#include "emorec/report/view_picture.h"

#include "report/predictions.h"
#include "support/errors.h"
#include "support/file_size_limit.h"
#include "support/labels.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
namespace fs = std::filesystem;

constexpr double kForever = std::numeric_limits<double>::infinity();

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

void draw(ClipPicture& picture, int frames) {
  for (int n = 0; n < frames; ++n) picture.add(grey_frame(n));
  picture.finish();
}

TEST(HeatMap, IsHottestWhereTheAttentionIsAndColdestFarFromIt) {
  const cv::Mat1f heat = heat_map(face_at(0, 0, 1).maps[0], map_of_squares(), 56);
  EXPECT_EQ(heat.size(), cv::Size(56, 56));
  cv::Point hottest;
  double low = 0;
  double high = 0;
  cv::minMaxLoc(heat, &low, &high, nullptr, &hottest);
  EXPECT_NEAR(low, 0, 1e-6);
  EXPECT_NEAR(high, 1, 1e-6);
  // Cells are 8 pixels wide: the middle of column 3, row 5 lies at 27.5, 43.5.
  EXPECT_NEAR(hottest.x, 27.5, 0.6);
  EXPECT_NEAR(hottest.y, 43.5, 0.6);
}

TEST(HeatMap, IsHottestInTheMiddleOfWhatTheCellSees) {
  const MapSpec map = {"face", 2, 7, 7, CellGrid::strided(0, 16, 112)};
  cv::Point hottest;
  cv::minMaxLoc(heat_map(face_at(0, 0, 1).maps[0], map, 224), nullptr, nullptr, nullptr, &hottest);
  // Column 3, row 5: pixel 48, 80 of the chip, which is twice as large here.
  EXPECT_NEAR(hottest.x, 96.5, 0.6);
  EXPECT_NEAR(hottest.y, 160.5, 0.6);
}

TEST(HeatMap, PassesThroughTheMeanOfTheHeads) {
  // With 7 pixels to a cell, pixel 3 is a cell's middle: there interpolation changes nothing.
  AttentionMap map;
  map.values = {0.1F, 0.2F, 0.3F, 0.4F, 0.3F, 0.2F, 0.1F, 0.4F};  // mean .2 .2 .2 .4
  const cv::Mat1f heat = heat_map(map, {"face", 2, 2, 2, {-0.5, 2}}, 14);
  const float low = heat(3, 3);
  EXPECT_NEAR(heat(3, 10), low, 1e-5);
  EXPECT_NEAR(heat(10, 3), low, 1e-5);
  EXPECT_GT(heat(10, 10), low + 0.5F);
}

TEST(HeatMap, EvenAttentionIsColdEverywhere) {
  AttentionMap map;
  map.values.assign(4, 0.25F);
  EXPECT_EQ(cv::countNonZero(heat_map(map, {"face", 1, 2, 2, {-0.5, 2}}, 14)), 0);
}

TEST(HeatMap, IsLaidOverAPictureWhereItIsHot) {
  const cv::Mat3b grey(1, 2, cv::Vec3b(100, 100, 100));
  const cv::Mat1f heat = (cv::Mat1f(1, 2) << 0.0F, 1.0F);
  const cv::Mat3b blended = blend_heat(grey, heat, 1.0F);
  EXPECT_EQ(blended(0, 0), cv::Vec3b(100, 100, 100));
  EXPECT_EQ(blended(0, 1), hot_colours(heat)(0, 1));
}

TEST(ViewPictureTest, CutsTheSamePartOfTheFrameInAnySize) {
  cv::Mat3b image(120, 160, cv::Vec3b(0, 0, 0));
  image(cv::Rect(40, 30, 28, 28)).setTo(cv::Scalar(0, 0, 255));  // the face's upper left quarter
  for (const int side : {56, 112, 200}) {
    const cv::Mat3b face =
        ViewPicture(map_of_squares(), side).view(image, face_at(40, 0, 1).maps[0]);
    ASSERT_EQ(face.size(), cv::Size(side, side));
    EXPECT_EQ(face(side / 4, side / 4), cv::Vec3b(0, 0, 255));
    EXPECT_EQ(face(side * 3 / 4, side * 3 / 4), cv::Vec3b(0, 0, 0));
    EXPECT_NEAR(cv::sum(face)[2] / 255 / side / side, 0.25, 0.01);
  }
}

class PictureTest : public ::testing::Test {
 protected:
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& item : fs::directory_iterator(dir_.path())) {
      all.push_back(item.path().filename());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  std::string figure(const ClipPrediction& prediction, const FigureOptions& options = {}) const {
    draw(*make_figure(dir_ / "figure.svg", prediction, options), 20);
    return read_bytes(dir_ / "figure.svg");
  }

  TempDir dir_;
};

using FigureTest = PictureTest;

TEST_F(FigureTest, ShowsTheMostAndTheLeastImportantFrames) {
  // Importance rises from frame 0 to the middle, 10, and falls again.
  const std::string svg = figure(prediction_of({surprised_person(0, 40, 20)}));
  EXPECT_EQ(count(svg, "<image "), 12U);  // six faces, each with its attention
  std::vector<std::size_t> places;
  for (const char* time :
       {">0:00.40<", ">0:00.36<", ">0:00.44<", ">0:00.04<", ">0:00.76<", ">0:00.00<"}) {
    places.push_back(svg.find(time));
    EXPECT_NE(places.back(), svg.npos) << time;
  }
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  for (const char* words :
       {">most important<", ">least important<", ">surprise<", ">40 %<", ">6.7 %<", ">3.3 %<"}) {
    EXPECT_GT(count(svg, words), 0U) << words;
  }
}

TEST_F(FigureTest, MarksTheLargestBarOfEachFrame) {
  const std::string svg = figure(prediction_of({surprised_person(0, 40, 20)}));
  EXPECT_EQ(count(svg, "fill=\"#56b4e9\" stroke"), 6U);  // surprise
  EXPECT_EQ(count(svg, "fill=\"#a9a9a9\""), 36U);        // the other six of each
}

TEST_F(FigureTest, ShortClipsHaveFewerFrames) {
  for (const auto& [frames, expected] : {std::pair{1, 1U}, {2, 2U}, {3, 3U}, {6, 6U}, {7, 6U}}) {
    const std::string svg = figure(prediction_of({surprised_person(0, 40, frames)}));
    EXPECT_EQ(count(svg, "<image "), 2 * expected) << frames;
    EXPECT_EQ(count(svg, ">least important<"), frames > 1 ? 1U : 0U) << frames;
  }
}

TEST_F(FigureTest, SaysHowMuchFaceAndContextCount) {
  auto clip = prediction_of({surprised_person(0, 40, 2)});
  EXPECT_EQ(count(figure(clip), ">context<"), 0U);
  clip.model.views = {"face", "context"};
  clip.subjects[0].frames[0].shares = {0.2, 0.8};
  clip.subjects[0].frames[1].shares = {0.93, 0.07};
  const std::string svg = figure(clip);
  for (const char* words : {">face<", ">context<", ">20 %<", ">80 %<", ">93 %<", ">7 %<"}) {
    EXPECT_EQ(count(svg, words), 1U) << words;
  }
}

TEST_F(FigureTest, AsManyFramesAsAskedFor) {
  FigureOptions options;
  options.frames = 10;
  EXPECT_EQ(count(figure(prediction_of({surprised_person(0, 40, 20)}), options), "<image "), 20U);
}

TEST_F(FigureTest, WidthInPrintAndOnScreen) {
  const auto clip = prediction_of({surprised_person(0, 40, 20)});
  EXPECT_EQ(count(figure(clip), "width=\"85.00mm\""), 1U);
  FigureOptions options;
  EXPECT_TRUE(set_figure_width("600px", options));
  EXPECT_EQ(count(figure(clip, options), "width=\"600.00px\""), 1U);
  draw(*make_figure(dir_ / "screen.png", clip, options), 20);
  EXPECT_EQ(cv::imread(dir_ / "screen.png").cols, 600);
  EXPECT_TRUE(set_figure_width("170mm", options));
  draw(*make_figure(dir_ / "print.png", clip, options), 20);
  EXPECT_EQ(cv::imread(dir_ / "print.png").cols, 2008);  // 300 to the inch
  for (const char* nonsense : {"", "wide", "85cm", "-3", "nan", "1e9px"}) {
    EXPECT_FALSE(set_figure_width(nonsense, options)) << nonsense;
  }
  for (const char* extreme : {"59mm", "601mm", "359px"}) {
    EXPECT_TRUE(set_figure_width(extreme, options));
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { options.validate(); }), HasSubstr("60mm"));
  }
}

TEST_F(FigureTest, PngShowsTheDrawing) {
  draw(*make_figure(dir_ / "figure.png", prediction_of({surprised_person(0, 40, 20)}), {}), 20);
  const cv::Mat3b png = cv::imread(dir_ / "figure.png");
  const Rgb surprise = LabelSet().colour(kSurprise);
  const cv::Vec3b bar(surprise.blue, surprise.green, surprise.red);
  EXPECT_EQ(png(png.rows - 1, png.cols - 1), cv::Vec3b(255, 255, 255));
  EXPECT_GT(std::count(png.begin(), png.end(), bar), 6 * 40 * 15);
}

TEST_F(FigureTest, FramesThatAreGoneAreAnErrorAndNoFile) {
  const auto clip = prediction_of({surprised_person(0, 40, 20)});
  const auto figure = make_figure(dir_ / "figure.svg", clip, {});
  figure->add(grey_frame(10));
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { figure->finish(); }),
              StartsWith("clip.mp4: changed while"));
  EXPECT_THAT(names(), ElementsAre());
}

using HeatmapsTest = PictureTest;

TEST_F(HeatmapsTest, APictureOfEveryScoredFaceAndATable) {
  const auto clip = prediction_of({surprised_person(3, 10, 2), surprised_person(1, 90, 1)});
  const fs::path folder = dir_ / "maps";
  require_new_folder(folder);
  draw(*make_heatmaps(folder, clip), 5);
  EXPECT_THAT(names(), ElementsAre("maps"));
  EXPECT_EQ(read_bytes(folder / "frames.csv"),
            "person,frame,time,importance,label,file,box_x,box_y,box_width,box_height,"
            "anger,disgust,fear,happiness,neutral,sadness,surprise\n"
            "3,0,0.000000,0.333333,surprise,person3_frame000000.png,10.0,30.0,56.0,56.0,"
            "0.100000,0.100000,0.100000,0.100000,0.100000,0.100000,0.400000\n"
            "3,1,0.040000,0.666667,surprise,person3_frame000001.png,10.0,30.0,56.0,56.0,"
            "0.100000,0.100000,0.100000,0.100000,0.100000,0.100000,0.400000\n"
            "1,0,0.000000,1.000000,surprise,person1_frame000000.png,90.0,30.0,56.0,56.0,"
            "0.100000,0.100000,0.100000,0.100000,0.100000,0.100000,0.400000\n");
  for (const char* file :
       {"person3_frame000000.png", "person3_frame000001.png", "person1_frame000000.png"}) {
    const cv::Mat3b picture = cv::imread(folder / file);
    ASSERT_EQ(picture.size(), cv::Size(224, 224)) << file;
    EXPECT_NEAR(picture(5, 5)[0], picture(5, 5)[2], 5);          // grey where it is cold
    EXPECT_GT(picture(174, 110)[2], picture(174, 110)[0] + 60);  // hot
  }
}

TEST_F(HeatmapsTest, AFolderThatIsThereMustBeEmpty) {
  fs::create_directory(dir_ / "empty");
  EXPECT_NO_THROW(require_new_folder(dir_ / "empty"));
  write_bytes(dir_ / "empty" / "mine", "text");
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { require_new_folder(dir_ / "empty"); }),
              HasSubstr("is not empty"));
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { require_new_folder(dir_ / "empty" / "mine"); }),
              HasSubstr("is not a folder"));
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { require_new_folder(dir_ / "missing" / "maps"); }),
              AllOf(HasSubstr("cannot be made"), Not(HasSubstr(".tmp"))));
  EXPECT_THAT(names(), ElementsAre("empty"));
}

TEST_F(HeatmapsTest, WhatIsNotFinishedLeavesNothing) {
  const auto clip = prediction_of({surprised_person(0, 10, 2)});
  make_heatmaps(dir_ / "maps", clip)->add(grey_frame(0));
  EXPECT_THAT(names(), ElementsAre());
  const FileSizeLimit full(1000);
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { draw(*make_heatmaps(dir_ / "maps", clip), 2); }),
              AllOf(StartsWith((dir_ / "maps").string() + ":"), HasSubstr("room on the disk")));
  EXPECT_THAT(names(), ElementsAre());
}

using OverlayTest = PictureTest;

std::vector<Frame> frames_of(const fs::path& path) {
  std::vector<Frame> frames;
  const auto clip = ClipSource::open(path, {});
  for (Frame frame; clip->next(frame);) frames.push_back(frame);
  return frames;
}

TEST_F(OverlayTest, EveryFrameIsThereWithWhatWasFoundInIt) {
  // Scored in the first two of three frames only.
  const auto clip = prediction_of({surprised_person(0, 60, 2)});
  draw(*make_overlay(dir_ / "out.mp4", clip, {kForever}), 3);
  const auto frames = frames_of(dir_ / "out.mp4");
  ASSERT_EQ(frames.size(), 3U);
  const auto pixel = [&](int n, int x, int y) { return frames[n].image.at<cv::Vec3b>(y, x); };
  for (int n = 0; n < 3; ++n) EXPECT_NEAR(frames[n].time, 0.04 * n, 1e-4);
  // Heat at the lower middle of the face, in the first frame and not in the last.
  EXPECT_GT(pixel(0, 60 + 28, 30 + 44)[2], pixel(0, 60 + 28, 30 + 44)[0] + 60);
  EXPECT_NEAR(pixel(2, 60 + 28, 30 + 44)[2], pixel(2, 60 + 28, 30 + 44)[0], 6);
  // A box of surprise's blue.
  EXPECT_GT(pixel(0, 60, 60)[0], pixel(0, 60, 60)[2] + 40);
  // The clip's verdict, in all of them: white letters on dark paper at the lower left.
  for (int n = 0; n < 3; ++n) {
    const cv::Mat corner = frames[n].image(cv::Rect(0, 104, 100, 16)).clone();
    double low = 0;
    double high = 0;
    cv::minMaxLoc(corner.reshape(1), &low, &high);
    EXPECT_LT(low, 60) << n;
    EXPECT_GT(high, 200) << n;
  }
}

TEST_F(OverlayTest, TheImportanceBarIsAsLongAsTheImportance) {
  const auto clip = prediction_of({surprised_person(0, 60, 2)});  // 1/3 and 2/3
  draw(*make_overlay(dir_ / "out.mp4", clip, {kForever}), 2);
  const auto frames = frames_of(dir_ / "out.mp4");
  const auto length = [&](int n) {
    int blue = 0;
    for (int x = 60; x < 60 + kChipSide; ++x) {
      const auto& pixel = frames[n].image.at<cv::Vec3b>(30 + kChipSide + 6, x);
      blue += pixel[0] > pixel[2] + 60;
    }
    return blue;
  };
  EXPECT_NEAR(length(0), kChipSide / 2.0, 4);
  EXPECT_NEAR(length(1), kChipSide, 4);
}

TEST_F(OverlayTest, FacesBeyondTheEdgeAndTinyFramesAreNoProblem) {
  auto clip = prediction_of(
      {surprised_person(0, -30, 1), surprised_person(1, 130, 1), surprised_person(2, 500, 1)});
  draw(*make_overlay(dir_ / "out.mp4", clip, {kForever}), 1);
  EXPECT_EQ(frames_of(dir_ / "out.mp4").size(), 1U);

  const auto overlay = make_overlay(dir_ / "tiny.mp4", clip, {kForever});
  Frame tiny = grey_frame(0);
  tiny.image = cv::Mat(16, 16, CV_8UC3, cv::Scalar::all(90));
  overlay->add(tiny);
  overlay->finish();
  EXPECT_EQ(frames_of(dir_ / "tiny.mp4").size(), 1U);
}

TEST_F(OverlayTest, WhatIsNotFinishedLeavesNothing) {
  const auto clip = prediction_of({surprised_person(0, 60, 2)});
  make_overlay(dir_ / "out.mp4", clip, {kForever})->add(grey_frame(0));
  EXPECT_THAT(names(), ElementsAre());
}

}  // namespace
}  // namespace emorec::testing
