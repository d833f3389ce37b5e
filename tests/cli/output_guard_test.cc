// What a command reads stays as it is, whatever output is given its name.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class OutputsAndInputs : public ::testing::Test {
 protected:
  void SetUp() override {
    save_test_model(dir_ / "m.safetensors", 1, 32);
    const std::string picture = "P5\n16 16\n255\n" + std::string(16 * 16, 'x');
    fs::create_directories(dir_ / "clips/frames");
    for (const char* name : {"clips/a.pgm", "clips/b.pgm", "clips/frames/1.png"}) {
      write_bytes(dir_ / name, picture);
    }
    write_bytes(dir_ / "clips/labels.csv", "file,label\na.pgm,anger\nb.pgm,fear\nframes,anger\n");
    write_bytes(dir_ / "list.txt", path("clips/a.pgm") + "\n");
    write_bytes(dir_ / "options.toml", "quiet=true\n");
    fs::create_hard_link(dir_ / "list.txt", dir_ / "hard.csv");
    fs::create_symlink(dir_ / "clips/b.pgm", dir_ / "soft.csv");
  }

  std::string path(const std::string& name) const { return (dir_ / name).string(); }

  /// Words with a dot or a slash in them are paths in the folder.
  std::vector<std::string> words(std::vector<std::string> words) const {
    for (auto& word : words) {
      const bool is_path = word.find_first_of("./") != word.npos && word.front() != '-';
      if (is_path) word = path(word);
    }
    return words;
  }

  std::vector<std::string> everything() const {
    std::vector<std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(dir_.path())) {
      const bool is_file = entry.is_regular_file();
      files.push_back(entry.path().string() + (is_file ? read_bytes(entry.path()) : ""));
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  TempDir dir_;
};

TEST_F(OutputsAndInputs, AreNeverTheSameFile) {
  const std::vector<std::vector<std::string>> commands = {
      {"batch", "list.txt", "--out", "list.txt", "--resume"},
      {"batch", "list.txt", "--out", "new.ndjson", "--csv", "./list.txt"},
      {"batch", "list.txt", "--out", "new.ndjson", "--frames-csv", "hard.csv"},
      {"batch", "list.txt", "--out", "new.ndjson", "--csv", "clips/../new.ndjson"},
      {"batch", "clips/", "--out", "new.ndjson", "--csv", "clips/a.pgm"},
      {"batch", "clips/", "--out", "new.ndjson", "--csv", "soft.csv"},
      {"batch", "clips/", "--out", "new.ndjson", "--csv", "m.safetensors"},
      {"batch", "list.txt", "--config", "options.toml", "--out", "a.ndjson", "--csv",
       "options.toml"},
      {"classify", "clips/frames", "--figure", "clips/frames/1.png"},
      {"classify", "clips/frames", "--heatmaps", "clips/frames/"},
      {"classify", "clips/a.pgm", "--report", "out/", "--heatmaps", "./out"},
      {"evaluate", "clips/labels.csv", "--per-clip", "clips/labels.csv"},
      {"evaluate", "clips/", "--per-clip", "clips/labels.csv"},
      {"evaluate", "clips/", "--per-clip", "soft.csv"},
      {"evaluate", "clips/", "--confusion", "clips/frames/1.png"},
      {"evaluate", "clips/", "--per-clip", "m.safetensors"},
      {"evaluate", "clips/", "--per-clip", "matrix.png", "--confusion", "matrix.png"},
      {"extract", "clips/", "--out", "./clips"},
      {"merge", "list.txt", "--out", "list.txt"},
      {"merge", "list.txt", "--out", "new.ndjson", "--csv", "hard.csv"},
  };
  const auto before = everything();
  for (auto command : commands) {
    std::string said;
    for (const auto& word : command) said += word + " ";
    command = words(command);
    const bool models = command[0] != "merge" && command[0] != "extract";
    if (models) command.insert(command.end(), {"--model", path("m.safetensors")});
    const auto result = emorec_here(command);
    EXPECT_EQ(result.code, 2) << said << result.errors;
    EXPECT_THAT(result.errors,
                ::testing::AnyOf(HasSubstr("would replace"), HasSubstr("are the same file")))
        << said;
    EXPECT_EQ(everything(), before) << said;
  }
}

TEST_F(OutputsAndInputs, PredictionsStay) {
  write_bytes(dir_ / "p.ndjson", "{}\n");
  const auto result = emorec_here(
      words({"evaluate", "clips/", "--predictions", "p.ndjson", "--per-clip", "./p.ndjson"}));
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.errors, HasSubstr("--per-clip would replace what is read (--predictions)"));
  EXPECT_EQ(read_bytes(dir_ / "p.ndjson"), "{}\n");
}

TEST_F(OutputsAndInputs, RedirectedStreamsAreFilesToo) {
  const std::string batch = std::string(EMOREC_BINARY) + " batch - --cropped --model " +
                            path("m.safetensors") + " --out " + path("new.ndjson") + " --csv " +
                            path("list.txt") + " < " + path("list.txt");
  Process process({"/bin/sh", "-c", batch});
  EXPECT_EQ(process.wait(), 2);
  EXPECT_THAT(process.errors, HasSubstr("(standard input)"));
  EXPECT_EQ(read_bytes(dir_ / "list.txt"), path("clips/a.pgm") + "\n");
}

TEST_F(OutputsAndInputs, OtherFilesInFoldersThatAreReadMayBeReplaced) {
  const auto evaluate = words({"evaluate", "clips/", "--cropped", "--model", "m.safetensors",
                               "--per-clip", "clips/result.csv"});
  EXPECT_EQ(emorec_here(evaluate).code, 0);
  const std::string first = read_bytes(dir_ / "clips/result.csv");
  EXPECT_EQ(emorec_here(evaluate).code, 0);
  EXPECT_EQ(read_bytes(dir_ / "clips/result.csv"), first);
}

}  // namespace
}  // namespace emorec::testing
