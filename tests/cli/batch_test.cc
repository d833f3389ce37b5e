// emorec batch as its users meet it: killed, interrupted, resumed, fed with clips that end their
// worker. What is done to workers is done from outside, to the processes that the program started.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "program.h"
#include "support/ffmpeg.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr int kStills = 12;

/// Waits until something is so; gives up after a minute.
::testing::AssertionResult eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 6000; ++i) {
    if (holds()) return ::testing::AssertionSuccess();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return ::testing::AssertionFailure() << "not within a minute";
}

std::vector<pid_t> children_of(pid_t parent) {
  const std::string number = std::to_string(parent);
  std::ifstream in("/proc/" + number + "/task/" + number + "/children");
  return {std::istream_iterator<pid_t>(in), {}};
}

bool has_open(pid_t process, const fs::path& file) {
  std::error_code gone;
  for (fs::directory_iterator at("/proc/" + std::to_string(process) + "/fd", gone), end;
       !gone && at != end; at.increment(gone)) {
    std::error_code closed;
    if (fs::read_symlink(at->path(), closed) == file) return true;
  }
  return false;
}

bool is_alive(pid_t process) {
  std::ifstream in("/proc/" + std::to_string(process) + "/stat");
  std::string number;
  std::string name;
  std::string state;
  return in >> number >> name >> state && state != "Z";
}

class Batch : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (!have_ffmpeg()) return;
    shared_ = std::make_unique<TempDir>();
    save_test_model(model());
    fs::create_directories(stills());
    ffmpeg("-f lavfi -i testsrc2=size=48x48:rate=25 -frames:v " + std::to_string(kStills) +
               " -start_number 0",
           stills() / "still%d.png");
    ffmpeg("-f lavfi -i testsrc2=size=320x240:rate=25:duration=120 -c:v mpeg4", long_clip());
  }
  static void TearDownTestSuite() { shared_.reset(); }

  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  static fs::path model() { return *shared_ / "random.safetensors"; }
  static fs::path stills() { return *shared_ / "stills"; }       ///< 12 pictures of 48×48
  static fs::path long_clip() { return *shared_ / "long.mp4"; }  ///< nobody, for two minutes

  static std::vector<std::string> words(const std::string& clips, const fs::path& out,
                                        const std::vector<std::string>& more = {}) {
    std::vector<std::string> all = {EMOREC_BINARY, "batch", clips, "--out", out};
    all.insert(all.end(), more.begin(), more.end());
    if (std::find(more.begin(), more.end(), "--model") == more.end()) {
      all.insert(all.end(), {"--model", model()});
    }
    return all;
  }

  /// With one worker unless `more` says otherwise: a second takes longer to begin than all stills.
  static Result batch(const std::string& clips, const fs::path& out,
                      std::vector<std::string> more = {}) {
    if (std::find(more.begin(), more.end(), "--jobs") == more.end()) {
      more.insert(more.end(), {"--jobs", "1"});
    }
    Process process(words(clips, out, more));
    return result_of(process);
  }

  /// For what ends before a worker begins.
  static Result refused(const std::string& clips, const fs::path& out,
                        const std::vector<std::string>& more = {}) {
    auto all = words(clips, out, more);
    all.emplace_back("--cropped");
    all.erase(all.begin());
    return emorec_here(std::move(all));
  }

  /// The stills, taken as faces: milliseconds each.
  Result batch_stills(const fs::path& out, std::vector<std::string> more = {}) const {
    more.emplace_back("--cropped");
    return batch(stills(), out, more);
  }

  /// What an undisturbed run makes of the stills.
  std::string undisturbed() const {
    const fs::path out = dir_ / "undisturbed.ndjson";
    EXPECT_EQ(batch_stills(out).code, 0);
    return read_bytes(out);
  }

  std::string list_of(const std::vector<fs::path>& clips) const {
    std::ofstream list(dir_ / "list.txt");
    for (const auto& clip : clips) list << clip.string() << "\n";
    return dir_ / "list.txt";
  }

  static std::vector<json> rows_of(const fs::path& out) {
    std::ifstream in(out);
    std::vector<json> rows;
    for (std::string line; std::getline(in, line);) rows.push_back(json::parse(line));
    return rows;
  }

  static std::vector<std::string> all(const std::string& member, const std::vector<json>& rows) {
    std::vector<std::string> values;
    values.reserve(rows.size());
    for (const auto& row : rows) values.push_back(row[member]);
    return values;
  }

  static std::ptrdiff_t lines_in(const fs::path& file) {
    const std::string bytes = read_bytes(file);
    return std::count(bytes.begin(), bytes.end(), '\n');
  }

  /// Waits for the worker that has `clip` open.
  static pid_t worker_reading(const fs::path& clip, const Process& process) {
    pid_t worker = -1;
    EXPECT_TRUE(eventually([&] {
      for (const pid_t child : children_of(process.pid())) {
        if (has_open(child, clip)) worker = child;
      }
      return worker > 0;
    }));
    return worker;
  }

  TempDir dir_;
  fs::path out_ = dir_ / "results.ndjson";

 private:
  static std::unique_ptr<TempDir> shared_;
};

std::unique_ptr<TempDir> Batch::shared_;

TEST_F(Batch, CountsAndNamesWhatItPassesOver) {
  const fs::path folder = dir_ / "corpus";
  fs::create_directory(folder);
  fs::copy_file(stills() / "still0.png", folder / "frame.0001");
  for (const char* name : {"a.txt", "b.txt", "labels.csv", "README"}) {
    std::ofstream(folder / name) << "words";
  }
  const Result run = batch(folder, dir_ / "out.ndjson", {"--cropped"});
  EXPECT_EQ(run.code, 0) << run.errors;
  EXPECT_THAT(run.errors,
              HasSubstr("passed over 4 files that are neither video nor image: .txt (2), "
                        "no ending (1), .csv (1)"));
  EXPECT_THAT(run.errors, HasSubstr("1 clip"));
}

TEST_F(Batch, GivesEachClipOfAFolderARowInOrder) {
  fs::create_directories(dir_ / "in/b");
  fs::copy_file(kPortrait, dir_ / "in/b/face.jpg");
  fs::copy_file(stills() / "still0.png", dir_ / "in/a.png");
  write_bytes(dir_ / "in/c.mp4", "not a video\n");
  write_bytes(dir_ / "in/notes.txt", "not a clip\n");

  const auto result = batch(dir_ / "in", out_);
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.errors, HasSubstr("3 clips: 1 ok, 1 no face, 1 unreadable, 0 failed"));
  EXPECT_THAT(result.errors, HasSubstr("c.mp4: not a video"));

  const auto rows = rows_of(out_);
  EXPECT_THAT(all("status", rows), ElementsAre("no_face", "ok", "unreadable"));
  EXPECT_EQ(rows[1]["file"], (dir_ / "in/b/face.jpg").string());
  EXPECT_EQ(rows[1]["batch"]["index"], 1);
  EXPECT_EQ(rows[1]["batch"]["clips"], 3);
  EXPECT_EQ(rows[1]["batch"]["size"], fs::file_size(kPortrait));
  EXPECT_EQ(rows[1]["batch"]["options"]["max-frames"], 0);

  json classified = json::parse(
      emorec_here({"classify", "--model", model(), "--format", "json", dir_ / "in/b/face.jpg"})
          .output);
  classified["batch"] = rows[1]["batch"];
  EXPECT_EQ(rows[1], classified);
}

TEST_F(Batch, TakesAListFromStandardInput) {
  const std::string list = list_of({stills() / "still3.png", stills() / "still1.png"});
  std::string command = "cat " + quoted(list) + " |";
  for (const auto& word : words("-", out_, {"--cropped"})) command += " " + quoted(word);
  Process process({"/bin/sh", "-c", command});
  EXPECT_EQ(process.wait(), 0);
  EXPECT_THAT(all("file", rows_of(out_)),
              ElementsAre(stills() / "still1.png", stills() / "still3.png"));
}

TEST_F(Batch, TakesAnyBytesInANameAndAFolderOfFrames) {
  const fs::path odd = dir_ / "caf\xe9 \"1\"\t.png";
  fs::copy_file(stills() / "still0.png", odd);
  const fs::path frames = dir_ / "frames";
  fs::copy(stills(), frames);
  EXPECT_EQ(batch(list_of({odd, frames}), out_, {"--cropped"}).code, 0);
  EXPECT_EQ(rows_of(out_)[1]["frames"]["scored"], kStills);
}

TEST_F(Batch, NamesThatAreNotUtf8AreTheSameInEveryCommand) {
  const fs::path corpus = dir_ / "caf\xe9";
  for (const char* clip : {"anger/\xff.png", "fear/a\\xe9.png", "fear/\xe9.png"}) {
    fs::create_directories((corpus / clip).parent_path());
    fs::copy_file(stills() / "still0.png", corpus / clip);
  }
  const fs::path model_file = dir_ / "mod\xe8le.safetensors";
  fs::copy_file(model(), model_file);
  const auto result =
      batch(corpus, out_, {"--cropped", "--csv", dir_ / "c.csv", "--model", model_file});
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(all("file", rows_of(out_)),
              ElementsAre((dir_ / "caf\\xe9/anger/\\xff.png").string(),
                          (dir_ / "caf\\xe9/fear/a\\x5cxe9.png").string(),
                          (dir_ / "caf\\xe9/fear/\\xe9.png").string()));
  EXPECT_THAT(read_bytes(dir_ / "c.csv"), HasSubstr("caf\\xe9/anger/\\xff.png,ok"));

  const auto evaluated = emorec_here({"evaluate", corpus, "--predictions", out_, "--per-clip",
                                      dir_ / "per_clip.csv", "--format", "json"});
  ASSERT_EQ(evaluated.code, 0) << evaluated.errors;
  EXPECT_EQ(json::parse(evaluated.output)["with_face"]["clips"], 3);
  EXPECT_THAT(read_bytes(dir_ / "per_clip.csv"), HasSubstr("caf\\xe9/fear/a\\x5cxe9.png,"));

  // A table that a program wrote from either, with no other names than theirs.
  std::string table = "file,label\n";
  for (const auto& row : rows_of(out_)) table += row["file"].get<std::string>() + ",fear\n";
  write_bytes(dir_ / "labels.csv", table);
  const auto by_table =
      emorec_here({"evaluate", dir_ / "labels.csv", "--predictions", out_, "--format", "json"});
  ASSERT_EQ(by_table.code, 0) << by_table.errors;
  EXPECT_EQ(json::parse(by_table.output)["with_face"]["clips"], 3);
}

TEST_F(Batch, ResultsDoNotDependOnTheNumberOfJobs) {
  EXPECT_EQ(batch_stills(out_, {"--jobs", "3"}).code, 0);
  EXPECT_EQ(batch_stills(dir_ / "one", {"--jobs", "1"}).code, 0);
  EXPECT_EQ(read_bytes(out_), read_bytes(dir_ / "one"));
  EXPECT_EQ(rows_of(out_).size(), std::size_t{kStills});
}

TEST_F(Batch, KilledAtAnyMomentAndResumedItEndsAsIfUndisturbed) {
  const std::string expected = undisturbed();
  for (const int rows : {0, 4, kStills - 1}) {
    fs::remove(out_);
    for (int attempt = 0; attempt < 2; ++attempt) {  // the second time, a run that resumes
      Process process(words(stills(), out_, {"--cropped", "--resume", "--jobs", "2"}));
      EXPECT_TRUE(eventually([&] { return fs::exists(out_) && lines_in(out_) >= rows; }));
      const auto workers = children_of(process.pid());
      process.send(SIGKILL);
      process.wait();
      for (const pid_t worker : workers) {
        EXPECT_TRUE(eventually([&] { return !is_alive(worker); }));
      }
    }
    EXPECT_EQ(batch_stills(out_, {"--resume"}).code, 0);
    EXPECT_EQ(read_bytes(out_), expected) << "killed after " << rows << " rows";
  }
}

TEST_F(Batch, ATornRowIsDoneAgain) {
  const std::string expected = undisturbed();
  write_bytes(out_, expected.substr(0, expected.size() / 2));
  const auto result = batch_stills(out_, {"--resume"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.errors, HasSubstr("dropped an incomplete last row"));
  EXPECT_EQ(read_bytes(out_), expected);
}

TEST_F(Batch, AClipThatChangedIsDoneAgain) {
  const fs::path clip = dir_ / "a.png";
  fs::copy_file(stills() / "still0.png", clip);
  EXPECT_EQ(batch(list_of({clip}), out_, {"--cropped"}).code, 0);
  const auto before = rows_of(out_);
  fs::last_write_time(clip, fs::last_write_time(clip) + std::chrono::seconds(1));
  EXPECT_EQ(batch(list_of({clip}), out_, {"--cropped", "--resume"}).code, 0);
  const auto after = rows_of(out_);
  ASSERT_EQ(after.size(), 1U);
  EXPECT_NE(after[0]["batch"]["modified_ns"], before[0]["batch"]["modified_ns"]);
}

TEST_F(Batch, WillNotMixResults) {
  EXPECT_EQ(batch_stills(out_).code, 0);
  const std::string kept = read_bytes(out_);
  save_test_model(dir_ / "other.safetensors", 2);
  const auto will_not = [&](const std::vector<std::string>& more, const std::string& why) {
    const auto result = refused(stills(), out_, more);
    EXPECT_EQ(result.code, 2);
    EXPECT_THAT(result.errors, HasSubstr(why));
  };
  will_not({}, "give --resume");
  will_not({"--resume", "--model", dir_ / "other.safetensors"}, "another model");
  will_not({"--resume", "--max-frames", "3"}, "--max-frames 0, not 3");
  will_not({"--resume", "--shard", "1/2"}, "another shard");
  EXPECT_EQ(refused(list_of({stills() / "still0.png"}), out_, {"--resume"}).code, 2);
  EXPECT_EQ(read_bytes(out_), kept);
}

TEST_F(Batch, ACrashIsARowWithItsSignal) {
  Process process(words(list_of({long_clip(), stills() / "still0.png"}), out_, {"--jobs", "1"}));
  ::kill(worker_reading(long_clip(), process), SIGABRT);  // which sanitizers leave alone
  EXPECT_EQ(process.wait(), 1);
  const auto rows = rows_of(out_);
  EXPECT_THAT(all("status", rows), ElementsAre("failed", "no_face"));
  EXPECT_EQ(rows[0]["error"], long_clip().string() + ": killed by signal 6 (Aborted).");
  EXPECT_EQ(rows[0]["batch"]["signal"], SIGABRT);
  EXPECT_EQ(rows[0]["file"], long_clip().string());
  EXPECT_EQ(rows[0]["model"]["sha256"], rows[1]["model"]["sha256"]);
  EXPECT_FALSE(rows[1]["batch"].contains("signal"));
}

TEST_F(Batch, AHangIsARow) {
  Process process(words(list_of({long_clip(), stills() / "still0.png"}), out_,
                        {"--jobs", "1", "--timeout", "3"}));
  ::kill(worker_reading(long_clip(), process), SIGSTOP);
  EXPECT_EQ(process.wait(), 1);
  const auto rows = rows_of(out_);
  EXPECT_THAT(all("status", rows), ElementsAre("failed", "no_face"));
  EXPECT_EQ(rows[0]["error"], long_clip().string() + ": timed out after 3 s.");
}

TEST_F(Batch, TooMuchMemoryIsARowAndRetryFailedRepeatsIt) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take more than that";
#endif
  const fs::path large = dir_ / "large.pgm";  // 48 MB as BGR, and as much for what is made of it
  write_bytes(large, "P5\n4000 4000\n255\n");
  fs::resize_file(large, fs::file_size(large) + 4000 * 4000);
  fs::copy_file(stills() / "still0.png", dir_ / "small.png");
  const std::string list = list_of({large, dir_ / "small.png"});
  const std::vector<std::string> little = {"--cropped", "--memory", "150"};
  EXPECT_EQ(batch(list, out_, little).code, 1);
  auto rows = rows_of(out_);
  EXPECT_THAT(all("status", rows), ElementsAre("failed", "ok"));
  EXPECT_EQ(rows[0]["error"], large.string() + ": needed more than 150 MB of memory.");

  const std::string kept = read_bytes(out_);
  EXPECT_EQ(batch(list, out_, {"--cropped", "--resume"}).code, 1);
  EXPECT_EQ(read_bytes(out_), kept);
  EXPECT_EQ(batch(list, out_, {"--cropped", "--resume", "--retry-failed"}).code, 0);
  EXPECT_EQ(batch(list, dir_ / "undisturbed", {"--cropped"}).code, 0);
  EXPECT_EQ(read_bytes(out_), read_bytes(dir_ / "undisturbed"));
}

TEST_F(Batch, InterruptKeepsWhatIsDoneAndASecondRunAtOnceIsRefused) {
  const std::string list = list_of({dir_ / "a.png", long_clip()});
  fs::copy_file(stills() / "still0.png", dir_ / "a.png");
  Process process(words(list, out_));
  ::kill(worker_reading(long_clip(), process), SIGSTOP);  // so that it never ends
  EXPECT_TRUE(eventually([&] { return fs::exists(out_) && lines_in(out_) == 1; }));

  const auto second = batch(list, out_, {"--resume"});
  EXPECT_EQ(second.code, 2);
  EXPECT_THAT(second.errors, HasSubstr("another run is writing it"));

  process.send(SIGINT);
  EXPECT_EQ(process.wait(), 130);
  EXPECT_THAT(process.errors, HasSubstr("1 of 2 clips done"));
  EXPECT_THAT(process.errors, HasSubstr("--resume"));
  EXPECT_THAT(all("status", rows_of(out_)), ElementsAre("no_face"));
}

TEST_F(Batch, ShardsTogetherAreTheWhole) {
  EXPECT_EQ(batch_stills(out_).code, 0);
  std::map<int, json> by_index;
  for (const char* shard : {"1/2", "2/2"}) {
    const fs::path out = dir_ / (std::string("shard") + shard[0]);
    EXPECT_EQ(batch_stills(out, {"--shard", shard}).code, 0);
    for (const auto& row : rows_of(out)) {
      EXPECT_TRUE(by_index.emplace(row["batch"]["index"], row).second);
    }
  }
  std::vector<json> merged;
  merged.reserve(by_index.size());
  for (const auto& [index, row] : by_index) merged.push_back(row);
  EXPECT_EQ(merged, rows_of(out_));
}

TEST_F(Batch, TablesHaveARowForEachClipAndFrame) {
  const fs::path broken = dir_ / "broken.mp4";
  write_bytes(broken, "not a video");
  const std::string list = list_of({stills(), broken, kPortrait});
  EXPECT_EQ(batch(list, out_, {"--cropped"}).code, 1);
  // After the fact, from the results alone.
  EXPECT_EQ(batch(list, out_,
                  {"--cropped", "--resume", "--csv", dir_ / "clips.csv", "--frames-csv",
                   dir_ / "frames.csv"})
                .code,
            1);
  const auto classified = emorec_here({"classify", "--model", model(), "--cropped", "--format",
                                       "csv", broken, stills(), kPortrait});
  std::istringstream lines(classified.output);
  std::vector<std::string> expected;
  for (std::string line; std::getline(lines, line);) expected.push_back(line + "\n");
  const std::string clips = read_bytes(dir_ / "clips.csv");
  EXPECT_EQ(std::count(clips.begin(), clips.end(), '\n'), 4);
  for (const auto& line : expected) EXPECT_THAT(clips, HasSubstr(line));

  std::ifstream frames(dir_ / "frames.csv");
  std::vector<std::string> rows;
  for (std::string line; std::getline(frames, line);) rows.push_back(line);
  EXPECT_EQ(rows.size(), std::size_t{1 + kStills + 1});
  const auto commas = std::count(rows[0].begin(), rows[0].end(), ',');
  for (const auto& row : rows) EXPECT_EQ(std::count(row.begin(), row.end(), ','), commas);
}

TEST_F(Batch, WritesAPageOfAllClips) {
  const fs::path broken = dir_ / "broken.mp4";
  write_bytes(broken, "not a video\n");
  for (const char* name : {"still0.png", "still1.png"}) fs::copy_file(stills() / name, dir_ / name);
  const std::string list = list_of({broken, dir_ / "still0.png", dir_ / "still1.png"});
  const auto data_of = [](const fs::path& page) {
    const std::string text = read_bytes(page);
    const auto start = text.find("id=\"data\">") + 10;
    return json::parse(text.substr(start, text.find("</script>", start) - start));
  };
  EXPECT_EQ(batch(list, out_, {"--cropped", "--page", dir_ / "page"}).code, 1);
  json data = data_of(dir_ / "page/report.html");
  EXPECT_EQ(data["schema"], "emorec.report.batch/1");
  ASSERT_EQ(data["clips"].size(), 3U);
  EXPECT_EQ(data["clips"][0]["file"], "broken.mp4");
  EXPECT_THAT(data["clips"][0]["error"], HasSubstr("broken.mp4: not a video"));
  const auto rows = rows_of(out_);
  for (const int i : {1, 2}) {
    const json& clip = data["clips"][i];
    EXPECT_EQ(data["emotions"][clip["label"].get<std::size_t>()], rows[i]["label"]);
    EXPECT_EQ(clip["face"].get<std::string>().substr(0, 4), "/9j/");  // as a JPEG begins
    EXPECT_FALSE(clip.contains("link"));
  }

  // After the fact, with the reports; a clip that is gone is shown without its face.
  const auto again =
      batch(list, out_, {"--cropped", "--resume", "--page", dir_ / "page", "--clip-reports"});
  EXPECT_EQ(again.code, 1) << again.errors;
  data = data_of(dir_ / "page/report.html");
  EXPECT_TRUE(fs::exists(dir_ / "page" / data["clips"][1]["link"].get<std::string>()));
  EXPECT_FALSE(data["clips"][0].contains("link"));
  EXPECT_THAT(batch(list, out_, {"--cropped", "--resume", "--clip-reports"}).errors,
              HasSubstr("--clip-reports requires --page"));
}

TEST_F(Batch, CodeThatAClipHasPlantedGetsNowhere) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer wants to be the first library";
#endif
  const auto planted = [&](const std::vector<std::string>& more) {
    fs::create_directory(dir_ / "private");
    const fs::path secret = dir_ / "private" / "key";
    write_bytes(secret, "secret");
    fs::create_directory(dir_ / "clips");
    fs::copy_file(stills() / "still0.png", dir_ / "clips/a.png", fs::copy_options::skip_existing);
    Process process(words(dir_ / "clips", out_, more),
                    {"LD_PRELOAD=" EMOREC_PLANTED_DECODER, "EMOREC_TEST_FILE=" + secret.string()});
    EXPECT_EQ(process.wait(), 1);
    const std::string error = rows_of(out_).at(0)["error"];
    fs::remove(out_);
    return error.substr(error.find("broken out:"));
  };
  EXPECT_THAT(planted({"--no-sandbox"}), HasSubstr("read write create empty link"));
  const auto line = emorec({"doctor"}).output;
  if (line.find("seccomp") == std::string::npos || line.find("no seccomp") != std::string::npos) {
    GTEST_SKIP() << "this kernel has no seccomp";
  }
  const bool landlock = line.find("Landlock ") != std::string::npos;
  EXPECT_EQ(planted({}), landlock ? "broken out: .." : "broken out: read ..");
}

TEST_F(Batch, TheSandboxHidesNoClip) {
  const fs::path odd = dir_ / "f\xff\nlder";
  fs::create_directories(odd);
  fs::create_directory(dir_ / "elsewhere");
  fs::create_directory(dir_ / "frames");
  fs::copy_file(stills() / "still0.png", odd / "a.png");
  fs::copy_file(stills() / "still1.png", dir_ / "elsewhere/b.png");
  fs::create_symlink(dir_ / "elsewhere/b.png", odd / "b.png");
  fs::create_symlink(dir_ / "elsewhere/b.png", dir_ / "frames/c.png");
  EXPECT_EQ(batch(odd, out_, {"--cropped"}).code, 0);
  EXPECT_EQ(rows_of(out_).size(), 2U);
  EXPECT_EQ(batch(list_of({dir_ / "frames"}), dir_ / "frames.ndjson", {"--cropped"}).code, 0);
}

TEST_F(Batch, ExitCodesTellWhatWentWrong) {
  const std::string empty = dir_ / "empty";
  fs::create_directory(empty);
  EXPECT_EQ(refused(empty, out_).code, 3);
  EXPECT_EQ(refused(dir_ / "nowhere", out_).code, 3);
  EXPECT_EQ(batch(list_of({dir_ / "missing.mp4"}), out_).code, 3);
  EXPECT_EQ(refused(stills(), dir_ / "x", {"--shard", "4/3"}).code, 2);
  EXPECT_EQ(refused(stills(), dir_ / "x", {"--retry-failed"}).code, 2);
  EXPECT_EQ(batch_stills(dir_ / "x", {"--memory", "1"}).code, 2);
  EXPECT_EQ(batch_stills(dir_ / "x", {"--model", dir_ / "list.txt"}).code, 4);
  EXPECT_EQ(refused(stills(), dir_ / "nowhere/x").code, 5);
  EXPECT_EQ(emorec_here({"batch", stills()}).code, 2);
}

}  // namespace
}  // namespace emorec::testing
