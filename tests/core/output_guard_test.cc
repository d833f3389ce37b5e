#include "emorec/core/output_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class OutputGuardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    write_bytes(dir_ / "list.txt", "a\n");
    fs::create_directory(dir_ / "folder");
  }

  /// What is said if `output` is written while `input` is read; "" if nothing.
  std::string complaint(const fs::path& output, const fs::path& input) const {
    OutputGuard written_first;
    OutputGuard read_first;
    written_first.writes("--csv", output);
    read_first.reads("the list", input);
    const auto said = [](const auto& action) {
      const std::string error = error_of(ErrorKind::kUsage, action);
      return error == "NO ERROR" ? "" : error;
    };
    const std::string one = said([&] { written_first.reads("the list", input); });
    EXPECT_EQ(one, said([&] { read_first.writes("--csv", output); }));
    return one;
  }

  TempDir dir_;
};

TEST_F(OutputGuardTest, AFileIsTheSameWhateverItIsCalled) {
  const fs::path list = dir_ / "list.txt";
  fs::create_symlink("list.txt", dir_ / "soft");
  fs::create_symlink("soft", dir_ / "softer");
  fs::create_hard_link(list, dir_ / "hard");
  fs::create_directory_symlink(dir_.path(), dir_ / "folder/up");
  for (const char* name : {"list.txt", "./list.txt", "folder/../list.txt", "soft", "softer", "hard",
                           "folder/up/list.txt", "folder/up/hard"}) {
    EXPECT_THAT(complaint(dir_ / name, list),
                AllOf(HasSubstr("--csv would replace"), HasSubstr("(the list)"), HasSubstr(name)));
  }
  EXPECT_EQ(complaint(dir_ / "other.txt", list), "");
  EXPECT_EQ(complaint(dir_ / "list.txt.csv", list), "");
}

TEST_F(OutputGuardTest, PathsAreSeenFromTheCurrentFolder) {
  const fs::path before = fs::current_path();
  fs::current_path(dir_.path());
  EXPECT_NE(complaint("list.txt", dir_ / "list.txt"), "");
  EXPECT_NE(complaint("folder/../list.txt", "list.txt"), "");
  EXPECT_EQ(complaint("folder/list.txt", "list.txt"), "");
  fs::current_path(before);
}

TEST_F(OutputGuardTest, TwoOutputsAreApartEvenIfNeitherIsThereYet) {
  fs::create_symlink("new.csv", dir_ / "link");
  fs::create_directory_symlink("folder", dir_ / "same");
  const auto complaint_of_two = [&](const char* one, const char* other) {
    OutputGuard guard;
    guard.writes("--out", dir_ / one);
    return error_of(ErrorKind::kUsage, [&] { guard.writes("--csv", dir_ / other); });
  };
  EXPECT_THAT(complaint_of_two("new.csv", "new.csv"), HasSubstr("--out and --csv are the same"));
  EXPECT_THAT(complaint_of_two("new.csv", "folder/../new.csv"), HasSubstr("the same"));
  EXPECT_THAT(complaint_of_two("new.csv", "link"), HasSubstr("the same"));
  EXPECT_THAT(complaint_of_two("folder/new.csv", "same/new.csv"), HasSubstr("the same"));
  EXPECT_THAT(complaint_of_two("report", "report/"), HasSubstr("the same"));
  EXPECT_THAT(complaint_of_two("no/folder/yet", "no/folder/yet"), HasSubstr("the same"));
  EXPECT_EQ(complaint_of_two("new.csv", "folder/new.csv"), "NO ERROR");
  EXPECT_EQ(complaint_of_two("no/a", "no/b"), "NO ERROR");
}

TEST_F(OutputGuardTest, FilesInAFolderOfWhichAllIsReadAreNotReplaced) {
  write_bytes(dir_ / "folder/1.jpg", "");
  OutputGuard guard;
  guard.writes("--figure", dir_ / "folder/1.jpg");
  const auto reads = [&](const fs::path& path) {
    return error_of(ErrorKind::kUsage, [&] { guard.reads_also("its frames", path); });
  };
  EXPECT_THAT(reads(dir_ / "folder"), HasSubstr("--figure would replace a file that is read"));
  EXPECT_THAT(reads(dir_ / "folder/1.jpg"), HasSubstr("--figure would replace"));
  EXPECT_EQ(reads(dir_.path()), "NO ERROR");
  OutputGuard another;
  another.writes("--figure", dir_ / "folder/new.svg");
  another.reads_also("its frames", dir_ / "folder");
}

}  // namespace
}  // namespace emorec::testing
