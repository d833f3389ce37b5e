// Manual pages and completions: what shells and readers of pages make of them.
#include <filesystem>
#include <memory>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// The first program of that name where programs are; empty if there is none.
std::string program(const std::string& name) {
  for (const char* folder : {"/usr/bin/", "/bin/"}) {
    if (fs::exists(folder + name)) return folder + name;
  }
  return "";
}

class Manual : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TempDir>();
    ASSERT_EQ(emorec({"manual", *folder_ / "share", "--date", "2026-01-31"}).code, 0);
  }
  static void TearDownTestSuite() { folder_.reset(); }

  static fs::path share() { return *folder_ / "share"; }
  static fs::path page(const std::string& command) {
    return share() / "man/man1" / ("emorec" + command + ".1");
  }
  static fs::path bash_script() { return share() / "bash-completion/completions/emorec"; }

  /// What bash offers for the last of the words.
  static std::vector<std::string> offers(const std::string& words) {
    Process bash({"/bin/bash", "-c",
                  "source '" + bash_script().string() + "'; COMP_WORDS=(" + words +
                      "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _emorec; "
                      "printf '%s\\n' \"${COMPREPLY[@]}\""});
    bash.wait();
    EXPECT_EQ(bash.errors, "");
    auto lines = lines_of(bash.output);
    if (lines == std::vector<std::string>{""}) lines.clear();
    return lines;
  }

  static std::unique_ptr<TempDir> folder_;
};

std::unique_ptr<TempDir> Manual::folder_;

/// The commands that a help text lists.
std::vector<std::string> commands_in(const std::string& help) {
  std::vector<std::string> names;
  const auto lines = lines_of(help.substr(std::min(help.size(), help.find("Subcommands:"))));
  const std::regex item("^  ([a-z]+) .*");
  std::smatch match;
  for (const auto& line : lines) {
    if (std::regex_match(line, match, item)) names.push_back(match[1]);
  }
  return names;
}

TEST_F(Manual, EveryCommandHasAPageWithEachOptionOfItsHelp) {
  const auto commands = commands_in(emorec_here({"help"}).output);
  ASSERT_THAT(commands, IsSupersetOf({"classify", "batch", "models", "help"}));
  for (const auto& command : commands) {
    ASSERT_TRUE(fs::exists(page("-" + command))) << command;
    const std::string text = read_bytes(page("-" + command));
    const std::string help = emorec_here({"help", command}).output;
    const std::regex option("\n  (?:-[a-z],)?--([a-z-]+)");
    for (std::sregex_iterator at(help.begin(), help.end(), option), end; at != end; ++at) {
      std::string name = "--" + (*at)[1].str();
      EXPECT_THAT(text, HasSubstr(std::regex_replace(name, std::regex("-"), "\\-"))) << command;
    }
  }
  EXPECT_TRUE(fs::exists(page("-models-show")));
  EXPECT_FALSE(fs::exists(page("-worker")));
}

TEST_F(Manual, ReadersOfPagesHaveNothingToComplainOf) {
  const std::string groff = program("groff");
  const std::string mandoc = program("mandoc");
  if (groff.empty() && mandoc.empty()) GTEST_SKIP() << "apt-get install groff mandoc";
  for (const auto& file : fs::directory_iterator(share() / "man/man1")) {
    if (!groff.empty()) {
      Process process({groff, "-k", "-man", "-Tutf8", "-ww", "-z", file.path()});
      EXPECT_EQ(process.wait(), 0);
      EXPECT_EQ(process.errors, "");
    }
    if (!mandoc.empty()) {
      Process process({mandoc, "-Tlint", "-Wwarning", file.path()});
      EXPECT_EQ(process.wait(), 0) << process.output;
      EXPECT_EQ(process.output, "");
    }
  }
}

TEST_F(Manual, BashOffersCommandsOptionsAndWords) {
  EXPECT_THAT(offers("emorec cla"), ElementsAre("classify"));
  EXPECT_THAT(offers("emorec ''"), IsSupersetOf({"classify", "batch", "help"}));
  EXPECT_THAT(offers("emorec ''"), Not(Contains("worker")));
  EXPECT_THAT(offers("emorec --quiet models ''"), ElementsAre("list", "show", "verify"));
  EXPECT_THAT(offers("emorec classify --max-f"), ElementsAre("--max-frames"));
  EXPECT_THAT(offers("emorec classify --thr"), ElementsAre("--threads"));
  EXPECT_THAT(offers("emorec classify --format ''"), ElementsAre("text", "json", "csv"));
  EXPECT_THAT(offers("emorec classify --format = j"), ElementsAre("json"));
  EXPECT_THAT(offers("emorec classify --threads ''"), IsEmpty());
  EXPECT_THAT(offers("emorec help ba"), ElementsAre("batch"));
}

TEST_F(Manual, BashOffersFilesWithBlanksInTheirNamesAndFoldersAlone) {
  const std::string folder = *folder_ / "files";
  fs::create_directories(folder + "/a folder");
  write_bytes(folder + "/a clip.mp4", "");
  EXPECT_THAT(offers("emorec classify " + folder + "/a"),
              ::testing::UnorderedElementsAre(folder + "/a folder", folder + "/a clip.mp4"));
  EXPECT_THAT(offers("emorec classify --report " + folder + "/a"),
              ElementsAre(folder + "/a folder"));
}

TEST_F(Manual, OtherShellsUnderstandTheirs) {
  const std::string fish = program("fish");
  const std::string zsh = program("zsh");
  if (fish.empty() && zsh.empty()) GTEST_SKIP() << "apt-get install fish zsh";
  if (!fish.empty()) {
    const std::string script = share() / "fish/vendor_completions.d/emorec.fish";
    Process process({fish, "--no-config", "-c",
                     "source '" + script +
                         "'; complete -C 'emorec cla'; "
                         "complete -C 'emorec models '; complete -C 'emorec classify --format '"},
                    {"HOME=" + folder_->path().string()});
    EXPECT_EQ(process.wait(), 0) << process.errors;
    for (const char* word : {"classify\t", "verify\t", "csv\t"}) {
      EXPECT_THAT(process.output, HasSubstr(word));
    }
    EXPECT_THAT(process.output, Not(HasSubstr("batch")));
  }
  if (!zsh.empty()) {
    Process process({zsh, "-f", "-n", share() / "zsh/vendor-completions/_emorec"});
    EXPECT_EQ(process.wait(), 0) << process.errors;
  }
}

}  // namespace
}  // namespace emorec::testing
