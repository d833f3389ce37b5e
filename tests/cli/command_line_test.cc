// The program as its users meet it: a process with words, exit codes and two streams. The model has
// random weights: what is tested here is not what it answers.
#include <filesystem>
#include <fstream>
#include <numeric>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "emorec/core/label_set.h"

#include "program.h"
#include "support/ffmpeg.h"
#include "support/file_size_limit.h"
#include "support/labels.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class CommandLine : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  static void SetUpTestSuite() {
    folder_ = std::make_unique<TempDir>();
    save_test_model(model());
    std::ofstream(path("text.mp4")) << "not a video, whatever its name says\n";
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::string path(const std::string& name) { return (folder_->path() / name).string(); }
  static std::string model() { return path("random.safetensors"); }

  static Result classify(std::vector<std::string> words) {
    words.insert(words.begin(), {"classify", "--model", model()});
    return emorec(std::move(words));
  }

  /// Suits what is refused before any work.
  static Result classify_here(std::vector<std::string> words) {
    words.insert(words.begin(), {"classify", "--model", model()});
    return emorec_here(std::move(words));
  }

  static json classify_json(std::vector<std::string> words) {
    words.insert(words.end(), {"--format", "json"});
    return json::parse(classify(std::move(words)).output);
  }

  /// A picture without anybody, as a clip that takes long to look through.
  static std::string long_clip() {
    std::string clip = path("long.mp4");
    if (!fs::exists(clip)) {
      ffmpeg("-f lavfi -i testsrc2=size=640x480:rate=25:duration=60 -c:v mpeg4", clip);
    }
    return clip;
  }

 private:
  static std::unique_ptr<TempDir> folder_;
};

std::unique_ptr<TempDir> CommandLine::folder_;

double sum(const json& values) {
  return std::accumulate(values.begin(), values.end(), 0.0, [](double total, const json& value) {
    return total + value.get<double>();
  });
}

TEST_F(CommandLine, JsonAccountsForEveryFrameAndImportancesSumToOne) {
  const json clip = classify_json({kSample});
  EXPECT_EQ(clip["schema"], "emorec.prediction/2");
  EXPECT_EQ(clip["status"], "ok");
  EXPECT_EQ(clip["file"], kSample);
  EXPECT_NEAR(sum(clip["probabilities"]), 1, 1e-5);
  const json& account = clip["frames"];
  EXPECT_EQ(account["decoded"], 60);
  EXPECT_EQ(account["decoded"].get<int>(),
            account["scored"].get<int>() + account["interpolated"].get<int>() +
                account["without_face"].get<int>() + account["not_sampled"].get<int>());
  ASSERT_EQ(clip["subjects"].size(), 1U);
  const json& frames = clip["subjects"][0]["frames"];
  EXPECT_EQ(frames.size(), account["scored"].get<int>() + account["interpolated"].get<int>());
  double importance = 0;
  double joint = 0;
  for (const auto& frame : frames) {
    importance += frame["importance"].get<double>();
    joint += sum(frame["probabilities"]);
    EXPECT_NEAR(sum(frame["maps"][0]["values"]), clip["model"]["maps"][0]["shape"][0].get<int>(),
                1e-3);
  }
  EXPECT_NEAR(importance, 1, 1e-4);
  EXPECT_NEAR(joint, 1, 1e-3);
}

TEST_F(CommandLine, OutputIsTheSameForAnyNumberOfThreads) {
  const auto one = classify({kSample, "--format", "json", "--threads", "1"});
  const auto two = classify({kSample, "--format", "json", "--threads", "2"});
  const auto five = classify({kSample, "--format", "json", "--threads", "5"});
  EXPECT_EQ(one.code, 0);
  EXPECT_EQ(one.output, two.output);
  EXPECT_EQ(one.output, five.output);
}

TEST_F(CommandLine, TextNamesLabelProbabilitiesAndFrames) {
  const auto result =
      emorec({"classify", "--model", model(), "--every-frame", kSample}, {"LC_ALL=C"});
  EXPECT_EQ(result.code, 0);
  for (const auto& emotion : LabelSet::afew7().names()) {
    EXPECT_THAT(result.output, HasSubstr(std::string(emotion)));
  }
  EXPECT_THAT(result.output, HasSubstr("frames by importance"));
  EXPECT_THAT(result.output, HasSubstr("60 frames decoded: 60 scored"));
  for (const char c : result.output) EXPECT_LT(static_cast<unsigned char>(c), 128);
  std::istringstream lines(result.output);
  std::string line;
  std::getline(lines, line);  // the file's path may be long
  while (std::getline(lines, line)) EXPECT_LE(line.size(), 80U) << line;
}

TEST_F(CommandLine, CsvHasOneRowAClipWithAsManyCellsAsTheHeader) {
  const auto result = classify({kSample, path("text.mp4"), "--format", "csv"});
  std::istringstream lines(result.output);
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  ASSERT_EQ(rows.size(), 3U);
  const auto commas = std::count(rows[0].begin(), rows[0].end(), ',');
  EXPECT_EQ(std::count(rows[1].begin(), rows[1].end(), ','), commas);
  EXPECT_THAT(rows[1], HasSubstr(",ok,0,"));
  EXPECT_THAT(rows[2], HasSubstr(",unreadable,"));
}

TEST_F(CommandLine, StillImageAndFolderAndRangeAreClips) {
  const json still = classify_json({kPortrait});
  EXPECT_EQ(still["clip"]["kind"], "image");
  EXPECT_EQ(still["frames"]["scored"], 1);
  EXPECT_EQ(still["subjects"][0]["frames"][0]["importance"], 1.0);

  fs::create_directory(path("frames"));
  fs::copy_file(kPortrait, path("frames/1.jpg"));
  fs::copy_file(kPortrait, path("frames/2.jpg"));
  EXPECT_EQ(classify_json({path("frames")})["frames"]["scored"], 2);

  const json part = classify_json({kSample, "--start", "1", "--end", "2"});
  EXPECT_EQ(part["frames"]["decoded"], 25);
  EXPECT_EQ(part["subjects"][0]["frames"][0]["index"], 25);

  const json few = classify_json({kSample, "--max-frames", "10"});
  EXPECT_EQ(few["frames"]["not_sampled"], 50);
  EXPECT_EQ(few["subjects"][0]["frames"].size(), 10U);
}

TEST_F(CommandLine, CroppedTakesTheWholePictureAsAFace) {
  ffmpeg("-f lavfi -i color=gray:size=48x48 -frames:v 1", path("grey.png"));
  EXPECT_EQ(classify_json({path("grey.png"), "--cropped"})["status"], "ok");
  EXPECT_EQ(classify_json({path("grey.png")})["status"], "no_face");
}

TEST_F(CommandLine, WithoutAFaceThereIsNoLabel) {
  ffmpeg("-f lavfi -i testsrc2=size=320x240:rate=25:duration=0.2", path("nobody.mp4"));
  const auto result = classify({path("nobody.mp4"), "--format", "json"});
  EXPECT_EQ(result.code, 1);
  const json clip = json::parse(result.output);
  EXPECT_EQ(clip["status"], "no_face");
  EXPECT_FALSE(clip.contains("label"));
  EXPECT_EQ(clip["frames"]["without_face"], 5);
}

TEST_F(CommandLine, UnreadableInputAmongGoodOnesCostsOnlyItself) {
  const auto result =
      classify({path("text.mp4"), kSample, path("missing.mp4"), "--format", "json"});
  EXPECT_EQ(result.code, 1);
  std::istringstream lines(result.output);
  std::vector<std::string> status;
  for (std::string line; std::getline(lines, line);) status.push_back(json::parse(line)["status"]);
  EXPECT_THAT(status, ::testing::ElementsAre("unreadable", "ok", "unreadable"));
  EXPECT_THAT(result.errors, HasSubstr("text.mp4"));
  EXPECT_THAT(result.errors, HasSubstr("missing.mp4"));
}

TEST_F(CommandLine, ExitCodesTellWhatWentWrong) {
  EXPECT_EQ(classify({path("missing.mp4")}).code, 3);
  EXPECT_EQ(classify_here({}).code, 2);
  EXPECT_EQ(classify_here({kSample, "--format", "yaml"}).code, 2);
  EXPECT_EQ(classify_here({kSample, "--start", "2", "--end", "1"}).code, 2);
  EXPECT_EQ(classify_here({kSample, "--cropped", "--faces", "all"}).code, 2);
  EXPECT_EQ(classify_here({kSample, "--detector", "mmod"}).code, 2);
  EXPECT_EQ(emorec_here({"classify", kSample, "--model", "nonsense"}).code, 4);
  EXPECT_EQ(emorec_here({"classify", kSample, "--model", path("text.mp4")}).code, 4);
  EXPECT_EQ(emorec_here({"dance"}).code, 2);
  EXPECT_EQ(emorec({"--help"}).code, 0);
  EXPECT_EQ(emorec_here({"classify", "--help"}).code, 0);
}

TEST_F(CommandLine, ChoicesAreWordsInHelpInErrorsAndAlone) {
  const auto help = emorec_here({"classify", "--help"}).output;
  EXPECT_THAT(help, HasSubstr("--format text|json|csv=text "));
  EXPECT_THAT(help, HasSubstr("--detector hog|mmod=hog "));
  for (const char* given : {"xml", "1"}) {
    const auto refused = classify_here({kSample, "--format", given});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors,
                HasSubstr(std::string("'") + given + "' is none of text, json, csv"));
  }
}

TEST_F(CommandLine, ResultsAloneGoToStandardOutput) {
  const auto result = classify({path("missing.mp4"), "--quiet"});
  EXPECT_THAT(result.output, HasSubstr("unreadable"));
  EXPECT_THAT(result.errors, HasSubstr("missing.mp4"));
  const auto good = classify({kSample, "--format", "json", "--quiet"});
  EXPECT_EQ(good.errors, "");
}

TEST_F(CommandLine, AClosedOutputIsAnErrorOfItsOwn) {
  Process process({EMOREC_BINARY, "classify", "--model", model(), kSample, "--format", "json"}, {},
                  /*close_output=*/true);
  EXPECT_EQ(process.wait(), 5);
  EXPECT_THAT(process.errors, HasSubstr("standard output"));
}

TEST_F(CommandLine, InterruptKeepsWhatIsDone) {
  Process process(
      {EMOREC_BINARY, "classify", "--model", model(), kSample, long_clip(), "--format", "json"});
  const json first = json::parse(process.read_line());
  process.send(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  EXPECT_EQ(first["status"], "ok");
  EXPECT_EQ(json::parse(process.output), first);
}

TEST_F(CommandLine, DrawsPicturesOfAClip) {
  const auto result = classify({kSample, "--start", "1", "--end", "1.4", "--overlay",
                                path("overlay.mp4"), "--figure", path("figure.svg"), "--heatmaps",
                                path("heatmaps"), "--format", "json", "--max-frames", "5"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(json::parse(result.output)["frames"]["scored"], 5);
  // Unsampled frames are in the overlay too.
  EXPECT_EQ(classify_json({path("overlay.mp4")})["frames"]["decoded"], 10);
  EXPECT_THAT(read_bytes(path("figure.svg")), ::testing::StartsWith("<svg "));
  EXPECT_EQ(std::distance(fs::directory_iterator(path("heatmaps")), {}), 6);  // and the table
}

TEST_F(CommandLine, PicturesThatMakeNoSenseAreUsageErrors) {
  for (const char* option : {"--overlay", "--figure", "--heatmaps"}) {
    EXPECT_EQ(classify_here({kSample, kPortrait, option, path("two.mp4")}).code, 2) << option;
  }
  EXPECT_EQ(classify_here({kSample, "--overlay", path("o.mkv")}).code, 2);
  EXPECT_EQ(classify_here({kSample, "--figure", path("f.pdf")}).code, 2);
  EXPECT_EQ(classify_here({kSample, "--figure", path("f.png"), "--figure-frames", "0"}).code, 2);
  EXPECT_EQ(classify_here({kSample, "--figure", path("f.png"), "--figure-width", "wide"}).code, 2);
  fs::copy_file(kSample, path("mine.mp4"));
  const auto itself = classify_here({path("mine.mp4"), "--overlay", path("./mine.mp4")});
  EXPECT_EQ(itself.code, 2);
  EXPECT_EQ(read_bytes(path("mine.mp4")), read_bytes(kSample));
}

TEST_F(CommandLine, APlaceThatCannotBeWrittenIsFoundBeforeTheWork) {
  fs::create_directory(path("taken"));
  write_bytes(path("taken/file"), "text");
  const std::pair<const char*, const char*> cases[] = {{"--overlay", "missing/o.mp4"},
                                                       {"--figure", "missing/f.png"},
                                                       {"--heatmaps", "missing/maps"},
                                                       {"--heatmaps", "taken"}};
  for (const auto& [option, place] : cases) {
    const auto result = classify({kSample, option, path(place)});
    EXPECT_EQ(result.code, 5) << option;
    EXPECT_EQ(result.output, "") << option;
    EXPECT_THAT(result.errors, HasSubstr(path(place))) << option;
  }
}

TEST_F(CommandLine, AFullDiskLeavesTheAnswerButNoHalfPicture) {
  fs::create_directory(path("disk"));
  const std::pair<const char*, const char*> cases[] = {
      {"--overlay", "disk/o.mp4"}, {"--figure", "disk/f.png"}, {"--heatmaps", "disk/maps"}};
  for (const auto& [option, place] : cases) {
    const FileSizeLimit full(4000);
    const auto result = classify({kSample, "--end", "0.5", option, path(place)});
    EXPECT_EQ(result.code, 5) << option;
    EXPECT_THAT(result.output, HasSubstr("frames decoded")) << option;
    EXPECT_THAT(result.errors, HasSubstr(path(place))) << option;
    EXPECT_TRUE(fs::is_empty(path("disk"))) << option;
  }
}

TEST_F(CommandLine, WithoutAnAnswerThereIsNoPicture) {
  ffmpeg("-f lavfi -i testsrc2=size=320x240:rate=25:duration=0.2", path("nobody2.mp4"));
  EXPECT_EQ(classify({path("nobody2.mp4"), "--overlay", path("nothing.mp4")}).code, 1);
  EXPECT_FALSE(fs::exists(path("nothing.mp4")));
}

TEST_F(CommandLine, VersionNamesTheLibraries) {
  const auto result = emorec({"--version"});
  EXPECT_EQ(result.code, 0);
  for (const char* library : {"emorec 0", "LibTorch 1", "OpenCV 4", "dlib 19", "FFmpeg"}) {
    EXPECT_THAT(result.output, HasSubstr(library));
  }
}

TEST_F(CommandLine, OptionsCanComeFromAFile) {
  std::ofstream(path("emorec.ini")) << "[classify]\nmax-frames=3\n";
  const auto result = emorec({"--config", path("emorec.ini"), "classify", "--model", model(),
                              kSample, "--format", "json"});
  EXPECT_EQ(json::parse(result.output)["frames"]["scored"], 3);
}

TEST_F(CommandLine, ReportIsAPageForOneClipAndAFolderEachForSeveral) {
  fs::create_directory(path("again"));
  fs::copy_file(kPortrait, path("again/grace_hopper.jpg"));
  const auto one = classify({kPortrait, "--report", path("page")});
  EXPECT_EQ(one.code, 0);
  EXPECT_TRUE(fs::exists(path("page/report.html")));
  EXPECT_EQ(classify({kPortrait, "--report", path("page")}).code, 0) << "an old report stays";

  const auto some = classify(
      {kPortrait, path("again/grace_hopper.jpg"), path("text.mp4"), "--report", path("pages")});
  EXPECT_EQ(some.code, 1);
  EXPECT_TRUE(fs::exists(path("pages/grace_hopper.jpg/report.html")));
  EXPECT_TRUE(fs::exists(path("pages/grace_hopper.jpg-2/report.html")));
  EXPECT_FALSE(fs::exists(path("pages/text.mp4"))) << "nothing to show, and yet a folder";
}

TEST_F(CommandLine, ReportThatCannotBeWrittenIsFoundBeforeScoring) {
  fs::create_directory(path("letters"));
  std::ofstream(path("letters/dear.txt")) << "mine";
  for (const std::string& folder : {path("letters"), path("text.mp4"), std::string("/proc/page")}) {
    const auto result = classify({kPortrait, "--report", folder});
    EXPECT_EQ(result.code, 5) << folder;
    EXPECT_THAT(result.errors, HasSubstr(folder));
    EXPECT_EQ(result.output, "") << "scored before the output was checked";
  }
}

// With the models of the source tree.

TEST(Models, AreListedShownAndVerified) {
  EXPECT_THAT(emorec({"models", "list"}).output, HasSubstr("emorec-base"));
  EXPECT_THAT(emorec({"models", "show"}).output, HasSubstr("mobilefacenet"));
  const auto verified = emorec({"models", "verify"});
  EXPECT_EQ(verified.code, 0);
  EXPECT_THAT(verified.output, HasSubstr("emorec-base: ok"));
  EXPECT_EQ(emorec({"models", "verify", "nonsense"}).code, 4);
}

TEST(Models, TheDefaultOneSeesTheSampleSmile) {
  const auto result = emorec({"classify", kSample, "--format", "json"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(json::parse(result.output)["label"], "happiness");
}

TEST(Models, OlderProcessorsAnswerAsTheExactNetworkDoes) {
  const auto probabilities = [](std::vector<std::string> words,
                                const std::vector<std::string>& environment) {
    words.insert(words.begin(), {"classify", kPortrait, "--format", "json"});
    const auto result = emorec(std::move(words), environment);
    EXPECT_EQ(result.code, 0) << result.errors;
    return json::parse(result.output)["subjects"][0]["probabilities"];
  };
  const json exact = probabilities({"--float32"}, {});
  for (const char* processor : {"SSE41", "AVX2", "AVX512_CORE"}) {
    const json same = probabilities({}, {std::string("DNNL_MAX_CPU_ISA=") + processor});
    for (const auto& [emotion, value] : exact.items()) {
      EXPECT_NEAR(same[emotion].get<double>(), value.get<double>(), 1e-4) << processor;
    }
  }
}

TEST(Doctor, FindsTheModels) {
  const auto result = emorec({"doctor"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.output, HasSubstr("emorec-base: ok"));
}

TEST(Doctor, WritesABundleForStrangersWithoutPathsAndNames) {
  TempDir folder;
  const std::string models = folder / "jane.doe";
  std::filesystem::create_directory(models);
  write_bytes(folder / "jane.doe/registry.json",
              R"({"models": [{"name": "for-jane.doe", "file": "jane.safetensors", "size": 1,)"
              R"( "sha256": "0123456789", "summary": ""}]})");
  const auto result = emorec({"doctor", "--bundle", folder / "bundle.txt"},
                             {"EMOREC_MODELS=" + models, "HOME=/home/jane.doe", "USER=jane.doe",
                              "LC_ALL=/home/jane.doe/locale"});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_EQ(result.output, "");
  const std::string text = read_bytes(folder / "bundle.txt");
  for (const char* told : {"emorec.bundle/1", "LibTorch", "kernel ", "limits ", "libavcodec.so",
                           "emorec-base: ok", "sha256 01234567: missing", "EMOREC_MODELS=(set)"}) {
    EXPECT_THAT(text, HasSubstr(told));
  }
  EXPECT_THAT(text, Not(HasSubstr("jane")));
  EXPECT_FALSE(std::regex_search(text, std::regex("(^|[\\s=:,'\"])/\\w"))) << text;
}

TEST(Models, AFolderOfOnesOwnComesFirst) {
  TempDir folder;
  std::ofstream(folder.path() / "registry.json") << R"({"models": []})";
  const auto result = emorec({"doctor"}, {"EMOREC_MODELS=" + folder.path().string()});
  EXPECT_THAT(result.output, HasSubstr("emorec-base: ok"));
}

}  // namespace
}  // namespace emorec::testing
