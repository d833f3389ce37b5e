// emorec watch as its users meet it: files, pipes and addresses, and sources that end, stall, break
// off and send nonsense. The model has random weights: what is tested here is not what it answers.
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <sys/socket.h>
#include <sys/stat.h>

#include "program.h"
#include "support/ffmpeg.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class Watch : public ::testing::Test {
 protected:
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TempDir>();
    save_test_model(model());
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static std::string path(const std::string& name) { return (folder_->path() / name).string(); }
  static std::string model() { return path("random.safetensors"); }

  /// The sample as MPEG-TS, which can be read as it comes.
  static std::string stream() {
    const std::string file = path("sample.ts");
    if (!fs::exists(file)) ffmpeg(input(kSample) + "-an -c:v copy", file);
    return file;
  }

  static std::vector<std::string> words(std::vector<std::string> more) {
    more.insert(more.begin(), {"watch", "--model", model()});
    return more;
  }
  static Result watch(std::vector<std::string> more) { return emorec(words(std::move(more))); }

  /// With what a shell command writes as its standard input.
  static Result watch_output_of(const std::string& command, const std::string& more) {
    const std::string line = command + " | " + quoted(EMOREC_BINARY) + " watch - --model " +
                             quoted(model()) + " " + more;
    Process process({"/bin/sh", "-c", line});
    return result_of(process);
  }

 private:
  static std::unique_ptr<TempDir> folder_;
};

std::unique_ptr<TempDir> Watch::folder_;

std::vector<json> answers_in(const std::string& output) {
  std::vector<json> answers;
  std::istringstream lines(output);
  for (std::string line; std::getline(lines, line);) answers.push_back(json::parse(line));
  return answers;
}

std::vector<double> ends_of(const std::vector<json>& answers) {
  std::vector<double> ends;
  for (const auto& answer : answers) ends.push_back(answer["end"]);
  return ends;
}

double sum(const json& values) {
  return std::accumulate(values.begin(), values.end(), 0.0, [](double total, const json& value) {
    return total + value.get<double>();
  });
}

TEST_F(Watch, AFileGivesAnAnswerEveryStepForTheLastWindow) {
  const auto result =
      watch({kSample, "--window", "1s", "--step", "0.5", "--format", "json", "--threads", "1"});
  EXPECT_EQ(result.code, 0) << result.errors;
  const auto answers = answers_in(result.output);
  EXPECT_THAT(ends_of(answers), ::testing::ElementsAre(0.52, 1.0, 1.52, 2.0, 2.36));
  for (const auto& answer : answers) {
    EXPECT_EQ(answer["schema"], "emorec.window/1");
    EXPECT_EQ(answer["source"], kSample);
    EXPECT_TRUE(answer["latency"].is_null()) << "a file that is not played has none";
    const double start = answer["start"];
    EXPECT_NEAR(start, std::max(0.0, answer["end"].get<double>() - 1), 1e-9);
    ASSERT_EQ(answer["people"].size(), 1U);
    const json& person = answer["people"][0];
    EXPECT_EQ(person["id"], answers[0]["people"][0]["id"]) << "somebody else";
    EXPECT_NEAR(sum(person["probabilities"]), 1, 1e-5);
    EXPECT_NEAR(sum(person["frames"]["importance"]), 1, 1e-4);
    for (const double time : person["frames"]["times"]) EXPECT_GE(time, start - 1e-6);
    EXPECT_EQ(person["frames"]["times"].back(), answer["end"]);
  }
  EXPECT_THAT(result.errors, HasSubstr("60 frames looked at"));
  EXPECT_THAT(result.errors, HasSubstr("5 answers"));
}

TEST_F(Watch, AWindowAsLongAsTheClipAnswersAsClassifyDoes) {
  const auto result = watch({kSample, "--window", "5", "--step", "5", "--format", "json"});
  const auto answers = answers_in(result.output);
  ASSERT_EQ(answers.size(), 1U);
  const auto clip = json::parse(
      emorec({"classify", "--model", model(), "--every-frame", "--format", "json", kSample})
          .output);
  const json& person = answers[0]["people"][0];
  for (const auto& [emotion, value] : clip["probabilities"].items()) {
    EXPECT_NEAR(person["probabilities"][emotion].get<double>(), value.get<double>(), 1e-5);
  }
  EXPECT_EQ(person["frames"]["times"].size(), clip["subjects"][0]["frames"].size());
}

TEST_F(Watch, APipeWithoutHasteGivesTheAnswersOfTheFile) {
  const std::string more = "--pace 0 --step 0.5 --format json";
  const auto file = answers_in(watch({stream(), "--step", "0.5", "--format", "json"}).output);
  const auto result = watch_output_of("cat " + quoted(stream()), more);
  EXPECT_EQ(result.code, 0) << result.errors;
  auto piped = answers_in(result.output);
  ASSERT_EQ(piped.size(), file.size()) << result.errors;
  for (std::size_t i = 0; i < piped.size(); ++i) {
    EXPECT_EQ(piped[i]["source"], "-");
    EXPECT_EQ(piped[i]["people"], file[i]["people"]);
  }
  EXPECT_THAT(result.errors, HasSubstr("60 frames looked at"));
}

TEST_F(Watch, ANamedPipeAndAFileAsStandardInputAreSources) {
  const std::string pipe = path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR), 0);
  Process writer({"/bin/sh", "-c", "cat " + quoted(stream()) + " > " + quoted(pipe)});
  const auto piped = watch({pipe, "--pace", "0"});
  EXPECT_EQ(piped.code, 0) << piped.errors;
  EXPECT_THAT(piped.errors, HasSubstr("60 frames looked at"));
  writer.wait();
  const auto redirected = watch_output_of("true", "< " + quoted(kSample));  // an MP4 is sought in
  EXPECT_EQ(redirected.code, 0) << redirected.errors;
  EXPECT_THAT(redirected.errors, HasSubstr("60 frames looked at"));
}

TEST_F(Watch, CsvHasOneRowAnAnswerAndTextOneLine) {
  const auto csv = watch({kSample, "--format", "csv"});
  std::istringstream rows(csv.output);
  std::string header;
  std::getline(rows, header);
  EXPECT_THAT(header, ::testing::StartsWith("start,end,time,person,label,anger,"));
  const auto commas = std::count(header.begin(), header.end(), ',');
  std::size_t count = 0;
  for (std::string row; std::getline(rows, row); ++count) {
    EXPECT_EQ(std::count(row.begin(), row.end(), ','), commas) << row;
    EXPECT_THAT(row, HasSubstr(",0,")) << "the person's number";
  }
  EXPECT_EQ(count, 3U);
  const auto text = watch({kSample, "--quiet"});
  EXPECT_EQ(std::count(text.output.begin(), text.output.end(), '\n'), 3);
  EXPECT_THAT(text.output, HasSubstr("0:02.36  "));
  EXPECT_EQ(text.errors, "");
}

TEST_F(Watch, NobodyIsAnAnswerToo) {
  ffmpeg("-f lavfi -i testsrc2=size=160x120:rate=5:duration=2 -c:v mpeg4", path("nobody.mp4"));
  const auto answers = answers_in(watch({path("nobody.mp4"), "--format", "json"}).output);
  ASSERT_FALSE(answers.empty());
  EXPECT_EQ(answers[0]["people"].size(), 0U);
  EXPECT_THAT(watch({path("nobody.mp4")}).output, HasSubstr("nobody"));
  EXPECT_THAT(watch({path("nobody.mp4"), "--format", "csv"}).output, HasSubstr(",,,,,,,,,0,0,"));
}

TEST_F(Watch, OnATerminalOneLineIsDrawnAnew) {
  if (std::system("script --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no script program";
  std::string line = quoted(EMOREC_BINARY);
  for (const auto& word : words({kSample, "--step", "0.5", "-q"})) line += " " + quoted(word);
  Process process({"/usr/bin/script", "-qec", line, "/dev/null"}, {"TERM=xterm", "NO_COLOR=1"});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_EQ(std::count(process.output.begin(), process.output.end(), '\n'), 1);
  std::size_t drawn = 0;
  for (auto at = process.output.find("\r\033[K"); at != std::string::npos;
       at = process.output.find("\r\033[K", at + 1)) {
    ++drawn;
  }
  EXPECT_EQ(drawn, 5U);
  const std::string last = process.output.substr(process.output.rfind('['));
  EXPECT_EQ(last.find(']'), 25U) << "24 answers have room: " << last;
  EXPECT_NE(last[24], ' ') << "the newest answer's letter is at the right";
  EXPECT_EQ(last[24 - 5], ' ') << "there were no more than five";
}

TEST_F(Watch, WhatMakesNoSenseIsSaid) {
  const auto says = [](const Result& result, int code, const std::string& words) {
    EXPECT_EQ(result.code, code) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr(words));
    EXPECT_EQ(result.output, "");
  };
  says(watch({path("missing.mp4")}), 3, "no such file");
  const auto refused = [&](const std::vector<std::string>& more, const std::string& complaint) {
    says(emorec_here(words(more)), 2, complaint);
  };
  refused({"ftp://example.org/a.mp4"}, "an address that cannot be watched");
  refused({kSample, "--window", "0"}, "--window");
  refused({kSample, "--step", "5"}, "--step");
  refused({kSample, "--pace", "-1"}, "--pace");
  refused({kSample, "--max-frames", "5"}, "--max-frames");
  says(watch_output_of("head -c 200000 /dev/urandom", ""), 3, "not a video");
  says(watch_output_of("true", ""), 3, "not a video");
  ffmpeg("-f lavfi -i sine=duration=1 -c:a mp2", path("sound.ts"));
  says(watch_output_of("cat " + quoted(path("sound.ts")), ""), 3, "audio only");
}

/// A source on loopback that is gone when the test is.
class Server {
 public:
  explicit Server(std::vector<std::string> words) : process_(with_program(std::move(words))) {
    port = process_.read_line();
    port.erase(port.find_last_not_of('\n') + 1);
  }
  ~Server() {
    process_.send(SIGKILL);
    process_.wait();
  }
  std::string port;

 private:
  static std::vector<std::string> with_program(std::vector<std::string> words) {
    words.insert(words.begin(),
                 {"/usr/bin/python3", EMOREC_SOURCE_DIR "/tests/cli/stream_server.py"});
    return words;
  }
  Process process_;
};

/// A UDP port that is free now.
int free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(descriptor, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(descriptor);
  return ntohs(address.sin_port);
}

TEST_F(Watch, AnAddressThatIsClosedAndComesBackIsWatchedOn) {
  const Server server({"http", stream(), "2"});  // the third time nobody is there
  const auto result = watch({"http://me:secret@127.0.0.1:" + server.port + "/clip.ts?key=1",
                             "--step", "0.5", "--format", "json", "--reconnect", "2"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.errors, HasSubstr("broke off ("));
  EXPECT_THAT(result.errors, HasSubstr("is back"));
  EXPECT_THAT(result.errors, HasSubstr("did not come back within 2 s"));
  EXPECT_THAT(result.errors, HasSubstr("opened again 1 time"));
  const auto answers = answers_in(result.output);
  ASSERT_GE(answers.size(), 2U);
  for (std::size_t i = 1; i < answers.size(); ++i) {
    EXPECT_GT(answers[i]["end"].get<double>(), answers[i - 1]["end"].get<double>());
  }
  EXPECT_EQ(answers[0]["source"], "http://127.0.0.1:" + server.port + "/clip.ts");
  EXPECT_TRUE(answers[0]["latency"].is_number());
  EXPECT_THAT(answers[0]["time"].get<std::string>(), ::testing::EndsWith("Z"));
  EXPECT_THAT(result.errors + result.output, Not(HasSubstr("secret")));
}

TEST_F(Watch, AnAddressThatFallsSilentIsTakenForBrokenOff) {
  const Server server({"http", stream(), "1", "stall"});
  const auto result = watch({"http://127.0.0.1:" + server.port, "--silence", "1", "--reconnect",
                             "0.5", "--format", "json"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.errors, HasSubstr("broke off (nothing came for too long)"));
  EXPECT_FALSE(answers_in(result.output).empty());
}

TEST_F(Watch, AddressesOfEachProtocolAreWatched) {
  const std::vector<std::vector<std::string>> sources = {
      {"tcp", stream()}, {"https", stream(), "1"}, {"rtsp", kSample}, {"rtsps", kSample}};
  for (const auto& source : sources) {
    SCOPED_TRACE(source[0]);
    const Server server(source);
    const auto result = watch({source[0] + "://127.0.0.1:" + server.port, "--format", "json",
                               "--reconnect", "0", "--silence", "3"});
    EXPECT_EQ(result.code, 3) << "it ends, which a camera does not";
    EXPECT_THAT(result.errors, HasSubstr("broke off"));
    EXPECT_FALSE(answers_in(result.output).empty()) << result.errors;
  }
}

TEST_F(Watch, UdpIsWatchedUntilSomebodyEndsIt) {
  const std::string address = "udp://127.0.0.1:" + std::to_string(free_port());
  ffmpeg(input(kSample) + "-an -c:v libx264 -g 5", path("often.mp4"));  // key frames, that is
  Process sender({"/bin/sh", "-c",
                  "exec ffmpeg -nostdin -v error -re -stream_loop -1 -i " +
                      quoted(path("often.mp4")) + " -c copy -f mpegts " + address});
  auto all = words({address, "--format", "json"});
  all.insert(all.begin(), EMOREC_BINARY);
  Process process(all);
  process.read_line();
  process.read_line();
  process.send(SIGINT);
  EXPECT_EQ(process.wait(), 0) << process.errors;
  sender.send(SIGKILL);
  sender.wait();
  EXPECT_GE(answers_in(process.output).size(), 2U);
  EXPECT_THAT(process.errors, HasSubstr("watched 0:00:"));
}

TEST_F(Watch, APipeThatStandsStillCanBeLeft) {
  const std::string pipe = path("silent");
  ASSERT_EQ(::mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR), 0);
  Process writer({"/bin/sh", "-c",
                  "exec > " + quoted(pipe) + "; cat " + quoted(stream()) + "; exec sleep 60"});
  auto all = words({pipe, "--format", "json", "--step", "0.5"});
  all.insert(all.begin(), EMOREC_BINARY);
  Process process(all);
  process.read_line();
  process.send(SIGINT);
  EXPECT_EQ(process.wait(), 0) << process.errors;
  EXPECT_THAT(process.errors, HasSubstr("answer"));
  writer.send(SIGKILL);
  writer.wait();
}

TEST_F(Watch, NothingThatAPlaylistNamesIsOpened) {
  std::ofstream(path("list.m3u8")) << "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:2.4,\nfile://"
                                   << stream() << "\n#EXT-X-ENDLIST\n";
  const Server server({"http", path("list.m3u8"), "1"});
  const auto result = watch({"http://127.0.0.1:" + server.port + "/list.m3u8"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.errors, HasSubstr("cannot be read as a video"));
}

TEST_F(Watch, APictureThatChangesItsSizeAndNonsenseInBetweenAreNoEnd) {
  ffmpeg(input(kSample) + "-an -vf scale=320:240 -c:v libx264 -g 5", path("small.ts"));
  const std::string command = "(cat " + quoted(stream()) + "; head -c 100000 /dev/urandom; cat " +
                              quoted(path("small.ts")) + ")";
  const auto result = watch_output_of(command, "--pace 0 --format json --step 0.5");
  EXPECT_EQ(result.code, 0) << result.errors;
  const auto answers = answers_in(result.output);
  ASSERT_FALSE(answers.empty());
  EXPECT_GT(answers.back()["end"].get<double>(), 3.5) << "the second part is there too";
  ASSERT_EQ(answers.back()["people"].size(), 1U);
  EXPECT_LT(answers.back()["people"][0]["box"][0].get<double>(), 320);
}

TEST_F(Watch, PlayedTooFastFramesAreDroppedAndCounted) {
  const auto result = watch({kSample, "--pace", "500", "--format", "json", "--step", "0.1"});
  EXPECT_EQ(result.code, 0) << result.errors;
  const auto answers = answers_in(result.output);
  ASSERT_FALSE(answers.empty());
  EXPECT_NEAR(answers.back()["end"].get<double>(), 2.36, 1e-6) << "the newest is never dropped";
  std::int64_t dropped = 0;
  for (const auto& answer : answers) dropped += answer["dropped"].get<std::int64_t>();
  EXPECT_GT(dropped, 0);
  EXPECT_THAT(result.errors, HasSubstr(std::to_string(60 - dropped) + " frame"));
  EXPECT_THAT(result.errors, HasSubstr(std::to_string(dropped) + " dropped"));
}

TEST_F(Watch, ADeviceThatIsNoCameraIsSaid) {
  const auto result = watch({"/dev/null"});
  EXPECT_EQ(result.code, 3);
  EXPECT_THAT(result.errors, ::testing::AnyOf(HasSubstr("/dev/null: cannot be read as a video"),
                                              HasSubstr("libavdevice")));
}

TEST_F(Watch, ACameraIsWatched) {
  if (!fs::exists("/sys/module/v4l2loopback")) {
    GTEST_SKIP() << "the kernel has no v4l2loopback, which plays a clip as a camera";
  }
  std::string camera;
  for (const auto& entry : fs::directory_iterator("/sys/devices/virtual/video4linux")) {
    camera = "/dev/" + entry.path().filename().string();
  }
  Process sender({"/bin/sh", "-c",
                  "exec ffmpeg -nostdin -v error -re -stream_loop -1 -i " + quoted(kSample) +
                      " -an -pix_fmt yuv420p -f v4l2 " + camera});
  auto all = words({camera, "--format", "json"});
  all.insert(all.begin(), EMOREC_BINARY);
  Process process(all);
  process.read_line();
  process.send(SIGINT);
  EXPECT_EQ(process.wait(), 0) << process.errors;
  sender.send(SIGKILL);
  sender.wait();
  EXPECT_FALSE(answers_in(process.output).empty());
}

TEST_F(Watch, WhatWasLookedAtIsRecordedAndShown) {
  const std::string clip = path("kept.mp4");
  const auto result = watch({kSample, "--record", clip, "--report", path("page"), "-q"});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_TRUE(fs::exists(path("page/report.html")));
  const auto again = watch({clip});
  EXPECT_THAT(again.errors, HasSubstr("60 frames looked at"));

  const auto without = watch({kSample, "--report", path("other")});
  EXPECT_EQ(without.code, 2);
  EXPECT_THAT(without.errors, HasSubstr("--record"));
  EXPECT_EQ(watch({kSample, "--record", path("kept.avi")}).code, 2);
  EXPECT_EQ(watch({clip, "--record", clip}).code, 2) << "it would replace what it reads";
  EXPECT_EQ(watch({path("missing.ts"), "--record", path("none.mp4")}).code, 3);
  EXPECT_FALSE(fs::exists(path("none.mp4")));
}

}  // namespace
}  // namespace emorec::testing
