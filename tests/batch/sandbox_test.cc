// What is left to a process in the sandbox, and what is not. Each test's process is a child, since
// there is no way out again.
#include "emorec/batch/sandbox.h"

#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>

#include "support/break_out.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
namespace fs = std::filesystem;

/// What `work` says in a process that has entered the sandbox.
std::string inside(const std::vector<fs::path>& readable,
                   const std::function<std::string()>& work) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    enter_sandbox(readable);
    const std::string words = work();
    const auto written = ::write(ends[1], words.data(), words.size());
    ::_exit(written < 0);
  }
  ::close(ends[1]);
  std::string words;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    words.append(buffer, static_cast<std::size_t>(count));
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0 ? words : "ended by signal or exit code: " + std::to_string(status);
}

class Inside : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!available_sandbox().seccomp) GTEST_SKIP() << "this kernel has no seccomp";
    fs::create_directory(dir_ / "clips");
    fs::create_directory(dir_ / "private");
    write_bytes(clip(), "clip");
    write_bytes(secret(), "secret");
  }

  std::string clip() const { return dir_ / "clips" / "a.mp4"; }
  std::string secret() const { return dir_ / "private" / "key"; }
  std::string inside_clips(const std::function<std::string()>& work) const {
    return inside({dir_ / "clips"}, work);
  }

  TempDir dir_;
};

TEST_F(Inside, NothingIsWrittenReachedOrStarted) {
  const bool landlock = available_sandbox().landlock > 0;
  EXPECT_EQ(inside_clips([&] { return broken_out(secret()); }), landlock ? "" : "read ");
  EXPECT_EQ(read_bytes(secret()), "secret");
}

TEST_F(Inside, NoClipIsWrittenEither) {
  EXPECT_EQ(inside_clips([&] { return opens(clip(), O_WRONLY) ? "written" : "held"; }), "held");
  EXPECT_EQ(read_bytes(clip()), "clip");
}

TEST_F(Inside, LandlockHidesWhatHoldsNoClip) {
  if (available_sandbox().landlock == 0) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_EQ(inside_clips([&] { return read_bytes(secret()); }), "");
  EXPECT_EQ(inside_clips([] { return opens("/root", O_RDONLY) ? "seen" : "hidden"; }), "hidden");
}

TEST_F(Inside, ClipsLibrariesAndTheProcessorAreRead) {
  EXPECT_EQ(inside_clips([&] { return read_bytes(clip()); }), "clip");
  for (const char* file : {"/proc/self/maps", "/proc/cpuinfo", "/dev/urandom", "/usr"}) {
    EXPECT_EQ(inside_clips([&] { return opens(file, O_RDONLY) ? "read" : "refused"; }), "read")
        << file;
  }
}

TEST_F(Inside, ThreadsStartAndCodeIsMade) {
  const auto work = [] {
    std::string words;
    std::thread([&] { words = "thread"; }).join();
    void* code = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return words + (::mprotect(code, 4096, PROT_READ | PROT_EXEC) == 0 ? " code" : "");
  };
  EXPECT_EQ(inside_clips(work), "thread code");
}

TEST_F(Inside, WhatIsRefusedSaysSoAndKillsNobody) {
  const auto work = [&] {
    errno = 0;
    opens(secret(), O_WRONLY);
    return std::to_string(errno);
  };
  EXPECT_EQ(inside_clips(work), std::to_string(EPERM));
}

TEST(FoldersOf, HoldEveryClipOnce) {
  const TempDir dir;
  for (const char* folder : {"a/b", "c"}) fs::create_directories(dir / folder);
  for (const char* file : {"a/1", "a/b/2", "c/3"}) write_bytes(dir / file, "");
  const fs::path root = fs::canonical(dir.path());
  EXPECT_THAT(folders_of({dir / "a/1", dir / "a/b/2", dir / "c/3", dir / "c/../a/1"}),
              ElementsAre(root / "a", root / "c"));
  EXPECT_THAT(folders_of({dir / "missing/4"}), ElementsAre());
}

TEST(FoldersOf, FollowLinks) {
  const TempDir dir;
  for (const char* folder : {"links", "files", "frames", "more"}) {
    fs::create_directory(dir / folder);
  }
  write_bytes(dir / "files/1.mp4", "");
  write_bytes(dir / "more/2.png", "");
  fs::create_symlink("../files/1.mp4", dir / "links/1.mp4");
  fs::create_symlink("../more/2.png", dir / "frames/2.png");
  const fs::path root = fs::canonical(dir.path());
  EXPECT_THAT(folders_of({dir / "links/1.mp4"}), ElementsAre(root / "files"));
  EXPECT_THAT(folders_of({dir / "frames"}), ElementsAre(root / "frames", root / "more"));
}

TEST(FoldersOf, AreFewEvenWhereEachClipHasItsOwn) {
  const TempDir dir;
  std::vector<fs::path> clips;
  for (int i = 0; i < 300; ++i) {
    clips.push_back(dir / "people" / std::to_string(i) / "clip.mp4");
  }
  clips.push_back(dir / "other/clip.mp4");
  for (const auto& clip : clips) {
    fs::create_directories(clip.parent_path());
    write_bytes(clip, "");
  }
  const fs::path root = fs::canonical(dir.path());
  EXPECT_THAT(folders_of(clips), ElementsAre(root / "other", root / "people"));
}

TEST(Sandbox, SaysWhatTheKernelLacks) {
  EXPECT_EQ((Sandbox{2, true}).description(), "Landlock 2 and seccomp");
  EXPECT_THAT((Sandbox{0, true}).description(), ::testing::HasSubstr("no Landlock"));
  EXPECT_THAT((Sandbox{2, false}).description(), ::testing::HasSubstr("no seccomp"));
  EXPECT_THAT((Sandbox{}).description(), ::testing::HasSubstr("neither"));
}

}  // namespace
}  // namespace emorec::testing
