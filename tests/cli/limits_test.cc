// What schedulers and containers set: each ends in an answer, or in a word and an exit code.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/ffmpeg.h"
#include "support/file_size_limit.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Limits : public ::testing::Test {
 protected:
  void SetUp() override { save_test_model(model()); }

  std::string model() const { return dir_ / "random.safetensors"; }

  /// The program under what a shell sets first, such as "ulimit -n 32".
  Result limited(const std::string& limit, const std::vector<std::string>& words) const {
    const std::string script = limit + R"(; exec "$0" "$@")";
    std::vector<std::string> all = {"/bin/sh", "-c", script, EMOREC_BINARY};
    all.insert(all.end(), words.begin(), words.end());
    Process process(std::move(all));
    return result_of(process);
  }
  Result classify(const std::string& limit, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"classify", "--model", model(), kSample, "--end", "0.5"});
    return limited(limit, more);
  }

  TempDir dir_;
};

TEST_F(Limits, AddressSpaceIsEnoughOrSaidToBeTooLittle) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take terabytes of it";
#endif
  for (const char* limit : {"ulimit -v 700000", "ulimit -v 1000000"}) {
    const auto result = classify(limit);
    EXPECT_EQ(result.code, 5) << limit << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("ulimit -v")) << limit;
    EXPECT_EQ(result.output, "") << limit;
  }
  EXPECT_EQ(classify("ulimit -v 1500000").code, 0);
  EXPECT_EQ(limited("ulimit -v 700000", {"models", "list"}).code, 0);
}

TEST_F(Limits, ThreadsAreAsManyAsThereIsAddressSpaceFor) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take terabytes of it";
#endif
  const auto result = classify("ulimit -v 1500000", {"--threads", "64"});
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.errors, HasSubstr("fewer --threads"));
  const auto batch = limited("ulimit -v 1000000",
                             {"batch", "--model", model(), kSample, "--out", dir_ / "rows.ndjson"});
  EXPECT_EQ(batch.code, 5);
  EXPECT_THAT(batch.errors, HasSubstr("ulimit -v"));
}

TEST_F(Limits, MemoryDoesNotGrowWithTheFramesThatAreScored) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers have an allocator of their own";
#endif
  EMOREC_NEEDS_FFMPEG();
  ffmpeg("-stream_loop 19 " + input(kSample) + "-an -c copy", dir_ / "long.mp4");
  const auto peak = [&](const std::string& clip) {
    Process process({EMOREC_BINARY, "classify", "--model", model(), clip, "--every-frame"});
    EXPECT_EQ(process.wait(), 0) << process.errors;
    return process.peak_memory;
  };
  EXPECT_LT(peak(dir_ / "long.mp4"), peak(kSample) + 30'000) << "1140 frames more";
}

TEST_F(Limits, AFileThatMayNotGrowIsAnErrorAndNotASignal) {
  fs::create_directory(dir_ / "disk");
  for (const char* option : {"--overlay", "--figure", "--heatmaps", "--report"}) {
    const std::string place =
        dir_ / "disk" / (std::string("x") + (option[2] == 'o' ? ".mp4" : ".png"));
    const auto result = classify("ulimit -f 4", {option, place});
    EXPECT_EQ(result.code, 5) << option;
    EXPECT_THAT(result.errors, HasSubstr("File too large")) << option;
    EXPECT_TRUE(fs::is_empty(dir_ / "disk")) << option;
  }
}

TEST_F(Limits, FewDescriptorsAreEnoughForAFewJobs) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the sanitizer of undefined behaviour looks at memory through a pipe of its own";
#endif
  write_bytes(dir_ / "list.txt", kSample + "\n" + kPortrait + "\n");
  const std::vector<std::string> words = {
      "batch", "--model", model(), "--out", dir_ / "rows.ndjson", "--jobs", "2", dir_ / "list.txt"};
  EXPECT_EQ(limited("ulimit -n 32", words).code, 0);
  fs::remove(dir_ / "rows.ndjson");
  const auto result = limited("ulimit -n 8", words);
  EXPECT_EQ(result.code, 5);
  EXPECT_THAT(result.errors, HasSubstr("fewer --jobs"));
}

TEST_F(Limits, NeitherAHomeNorATemporaryFolderIsNeeded) {
  const auto result = classify("unset HOME; TMPDIR=/nonexistent; export TMPDIR",
                               {"--figure", dir_ / "f.png", "--report", dir_ / "report"});
  EXPECT_EQ(result.code, 0) << result.errors;
}

TEST_F(Limits, AFullStandardOutputIsAnErrorOfEveryCommand) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  for (const char* command : {"doctor", "models", "--version", "--help"}) {
    std::vector<std::string> words = {command};
    if (words[0] == "models") words.emplace_back("list");
    const auto result = limited("exec >/dev/full", words);
    EXPECT_EQ(result.code, 5) << command;
    EXPECT_THAT(result.errors, HasSubstr("standard output")) << command;
  }
}

}  // namespace
}  // namespace emorec::testing
