// The page of a clip as bytes: what is embedded in it, and how. What it does in a browser is tested
// in tests/browser.
#include "emorec/report/clip_report.h"

#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "emorec/report/report_folder.h"

#include "clip_pictures.h"
#include "report/handmade.h"
#include "support/errors.h"
#include "support/ffmpeg.h"
#include "support/file_size_limit.h"
#include "support/labels.h"
#include "support/paths.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const auto start = text.find(before) + before.size();
  return text.substr(start, text.find(after, start) - start);
}

json data_of(const std::string& page) {
  return json::parse(between(page, "id=\"data\">", "</script>"));
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) ++count;
  return count;
}

class ClipReport : public ::testing::Test {
 protected:
  std::string page_of(const ClipPrediction& prediction, const ClipReportOptions& options = {}) {
    write_clip_report(folder_ / "report.html", prediction, options, CancelToken());
    return read_bytes(folder_ / "report.html");
  }

  TempDir folder_;
};

TEST_F(ClipReport, HoldsTheNumbersOfThePrediction) {
  ClipReportOptions options;
  options.card["licence"] = "none";
  options.settings.emplace_back("--faces", "all");
  ClipPrediction prediction = handmade_prediction(kSample, 60, 25, 2);
  prediction.warnings = {"ended early"};
  const json data = data_of(page_of(prediction, options));
  EXPECT_EQ(data["schema"], "emorec.report.clip/1");
  EXPECT_EQ(data["file"], "eileen_collins.mp4");
  EXPECT_EQ(data["times"].size(), 60U);
  EXPECT_NEAR(data["times"][30].get<double>(), 1.2, 1e-3);
  EXPECT_EQ(data["warnings"], json({"ended early"}));
  EXPECT_EQ(data["model"]["card"], json::array({json::array({"licence", "none"})}));
  EXPECT_EQ(data["settings"], json::array({json::array({"--faces", "all"})}));
  ASSERT_EQ(data["people"].size(), 2U);
  const json& frames = data["people"][1]["frames"];
  EXPECT_EQ(frames["at"].size(), 60U);
  EXPECT_NEAR(frames["importance"][59].get<double>(), prediction.subjects[1].frames[59].importance,
              1e-6);
  // The face's upper left corner is that of the map, whose cells are 100/7 pixels wide.
  const auto to_frame = frames["toFrame"].get<std::vector<double>>();
  EXPECT_NEAR(-0.5 * to_frame[0] + to_frame[2], 140 - 0.5, 1e-2);
  EXPECT_NEAR(-0.5 * to_frame[4] + to_frame[5], 40 - 0.5, 1e-2);
  double sum = 0;
  for (int c = 0; c < kLabelCount; ++c) sum += frames["own"][c].get<double>();
  EXPECT_NEAR(sum, 1, 1e-3);
}

TEST_F(ClipReport, TellsNothingOfTheMakersFolders) {
  const auto clip = folder_ / "private" / "clip.mp4";
  fs::create_directory(folder_ / "private");
  fs::copy_file(kSample, clip);
  ClipPrediction prediction = handmade_prediction(clip, 60, 25);
  prediction.warnings = {clip.string() + ": ended early"};
  const std::string page = page_of(prediction);
  EXPECT_THAT(page, Not(HasSubstr("private")));
  EXPECT_EQ(data_of(page)["path"], "clip.mp4");
  EXPECT_EQ(data_of(page)["warnings"], json({"clip.mp4: ended early"}));

  fs::current_path(folder_.path());
  prediction.clip.path = "private/clip.mp4";  // as it was typed
  EXPECT_EQ(data_of(page_of(prediction))["path"], "private/clip.mp4");
}

TEST_F(ClipReport, KeepsTheClipItselfWhereBrowsersPlayIt) {
  const std::string page = page_of(handmade_prediction(kSample, 60, 25));
  EXPECT_EQ(data_of(page)["player"]["videoType"], "video/mp4");
  EXPECT_EQ(data_of(page)["player"]["isCopy"], false);
  // 4 letters for 3 bytes
  EXPECT_EQ(between(page, "id=\"attachment\">", "</script>").size(),
            (fs::file_size(kSample) + 2) / 3 * 4);
}

TEST_F(ClipReport, MakesACopyOfWhatBrowsersDoNotPlay) {
  EMOREC_NEEDS_FFMPEG();
  const auto clip = folder_ / "old.avi";
  ffmpeg(input(kSample) + "-c:v mpeg4", clip);
  ClipReportOptions options;
  options.clip.start = 1;
  const std::string page = page_of(
      [&] {
        auto prediction = handmade_prediction(clip, 60, 25);
        auto& frames = prediction.subjects[0].frames;
        frames.erase(frames.begin(), frames.begin() + 30);
        return prediction;
      }(),
      options);
  const json data = data_of(page);
  EXPECT_EQ(data["player"]["isCopy"], true);
  EXPECT_NEAR(data["player"]["videoStart"].get<double>(), data["times"][0].get<double>(), 1e-3);
  EXPECT_GT(between(page, "id=\"attachment\">", "</script>").size(), 1000U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 2)
      << "something besides the clip and its page is left";
}

TEST_F(ClipReport, NamesAreTextWhateverIsInThem) {
  const std::string name = "a\"b<i>'é\xE2\x80\xA8</script><!--<script>&amp;.mp4";
  fs::copy_file(kSample, folder_ / "slashless.mp4");
  ClipPrediction prediction = handmade_prediction(folder_ / "slashless.mp4", 60, 25);
  const std::string plain = page_of(prediction);
  prediction.warnings = {name};
  ClipReportOptions options;
  options.card[name] = name;
  const std::string page = page_of(prediction, options);
  EXPECT_EQ(data_of(page)["warnings"][0], name);
  EXPECT_EQ(data_of(page)["model"]["card"][0][1], name);
  EXPECT_EQ(count_of(page, "<script"), count_of(plain, "<script"));
  EXPECT_EQ(count_of(page, "</script"), count_of(plain, "</script"));
  EXPECT_EQ(count_of(page, "<!--"), count_of(plain, "<!--"));
  EXPECT_EQ(count_of(page, "\xE2\x80\xA8"), count_of(plain, "\xE2\x80\xA8"));
}

TEST_F(ClipReport, FileNamesAreTextInTheTitleToo) {
  const std::string name = "a\"b<i>'é<!--&amp;caf\xE9.mp4";  // the last byte is not UTF-8
  fs::copy_file(kSample, folder_ / name);
  const std::string page = page_of(handmade_prediction(folder_ / name, 60, 25));
  EXPECT_EQ(between(page, "<title>", "</title>"),
            "a&quot;b&lt;i&gt;'é&lt;!--&amp;amp;caf\\xe9.mp4 – emorec");
  EXPECT_EQ(data_of(page)["file"], "a\"b<i>'é<!--&amp;caf\\xe9.mp4");
}

TEST_F(ClipReport, AsksNobodyForAnything) {
  const std::string page = page_of(handmade_prediction(kSample, 60, 25));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, Not(HasSubstr("connect-src")));
  const std::regex address(R"((src|href|action|@import|url\()\s*=?\s*["']?\s*(https?:)?//)",
                           std::regex::icase);
  const auto head = page.substr(0, page.find("id=\"attachment\""));
  EXPECT_FALSE(std::regex_search(head, address));
  // All that is left are the names of licences.
  EXPECT_EQ(count_of(head, "://"), count_of(head, "://github.com/danvk/dygraphs/blob/"));
}

TEST_F(ClipReport, NobodyInTheClipIsAPageToo) {
  ClipPrediction prediction = handmade_prediction(kSample, 60, 25, 0);
  prediction.status = ClipStatus::kNoFace;
  prediction.error = "no face was found in it.";
  const json data = data_of(page_of(prediction));
  EXPECT_EQ(data["status"], "no_face");
  EXPECT_TRUE(data["people"].empty());
  EXPECT_EQ(data["times"].size(), 60U);
}

TEST_F(ClipReport, AClipThatChangedIsAnErrorAndLeavesNothing) {
  const auto write = [&] { page_of(handmade_prediction(kSample, 100, 25)); };
  EXPECT_THAT(error_of(ErrorKind::kInput, write), HasSubstr("changed"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(ClipReport, AFullDiskIsAnErrorAndLeavesNothing) {
  const FileSizeLimit limit(100'000);
  const auto write = [&] { page_of(handmade_prediction(kSample, 60, 25)); };
  EXPECT_THAT(error_of(ErrorKind::kOutput, write), HasSubstr("report.html"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(ClipReport, StopsWhenAskedTo) {
  CancelToken cancel;
  cancel.request();
  const auto write = [&] {
    write_clip_report(folder_ / "report.html", handmade_prediction(kSample, 60, 25), {}, cancel);
  };
  EXPECT_THAT(error_of(ErrorKind::kCancelled, write), Not(HasSubstr("NO ERROR")));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST(TellingFrames, AreAllOfAFewAndTheMostImportantOfMany) {
  const Subject few = handmade_prediction("", 5, 25).subjects[0];
  EXPECT_THAT(telling_frames(few, 36), ::testing::ElementsAre(0, 1, 2, 3, 4));

  Subject many = handmade_prediction("", 1000, 25).subjects[0];
  for (auto& frame : many.frames) frame.importance = 0.5 / 999;
  many.frames[777].importance = 0.5;
  const auto chosen = telling_frames(many, 36);
  EXPECT_LE(chosen.size(), 36U);
  EXPECT_THAT(chosen, ::testing::Contains(777));
  EXPECT_TRUE(std::is_sorted(chosen.begin(), chosen.end()));
  EXPECT_LT(chosen.front(), 100U) << "the unimportant beginning is left out";
  EXPECT_GT(chosen.back(), 900U);
}

TEST(ReportFolderTest, IsMadeAndGoesAgainIfNothingIsWritten) {
  const TempDir place;
  { const ReportFolder folder(place / "a/b/"); }
  EXPECT_TRUE(fs::is_empty(place.path()));
  {
    const ReportFolder folder(place / "a/b/");
    write_bytes(folder.page(), "page");
  }
  EXPECT_TRUE(fs::exists(place / "a/b/report.html"));
}

TEST(ReportFolderTest, OverwritesNothingButAReport) {
  const TempDir place;
  const ReportFolder empty(place.path());
  write_clip_report(empty.page(), handmade_prediction(kSample, 60, 25), {}, CancelToken());
  EXPECT_NO_THROW(ReportFolder(place.path()));

  write_bytes(place / "thesis.txt", "years of work");
  const auto open = [&] { const ReportFolder folder(place.path()); };
  EXPECT_THAT(error_of(ErrorKind::kOutput, open), HasSubstr(place.path().string()));
  fs::remove(place / "thesis.txt");
  write_bytes(place / "report.html", "<p>somebody else's");
  EXPECT_THAT(error_of(ErrorKind::kOutput, open), HasSubstr("something else than a report"));
}

TEST(ReportFolderTest, WhereNothingCanBeWrittenIsAnError) {
  const TempDir place;
  write_bytes(place / "file", "");
  for (const fs::path& folder : {place / "file", place / "file/inside", fs::path("/proc/report")}) {
    const auto open = [&] { const ReportFolder made(folder); };
    EXPECT_THAT(error_of(ErrorKind::kOutput, open), HasSubstr(folder.string()));
  }
}

}  // namespace
}  // namespace emorec::testing
