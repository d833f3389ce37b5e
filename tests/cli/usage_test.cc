// What the program says to a command line or a file of options that it cannot take.
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "program.h"
#include "support/ffmpeg.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

void expect_refused(const std::vector<std::string>& words, const std::string& complaint) {
  const auto result = emorec_here(words);
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.errors, HasSubstr(complaint));
}

TEST(Usage, TheNearestWordIsSuggested) {
  expect_refused({"clasify", kSample}, "clasify: no such command. Did you mean 'classify'?");
  expect_refused({"models", "lst"}, "lst: no such command. Did you mean 'list'?");
  expect_refused({"eval"}, "eval: no such command. Did you mean 'evaluate'?");
  expect_refused({"help", "bacth"}, "bacth: no such command. Did you mean 'batch'?");
  expect_refused({"classify", "--fromat", "csv", kSample},
                 "--fromat: emorec classify has no such option. Did you mean '--format'?");
  expect_refused({"classify", "--max_frames=3", kSample}, "Did you mean '--max-frames'?");
  expect_refused({"classify", "-format", "csv", kSample}, "Did you mean '--format'?");
  expect_refused({"classify", "--thread", "2", kSample}, "Did you mean '--threads'?");
}

TEST(Usage, WhereNoWordIsNearTheHelpIsNamed) {
  expect_refused({"dance"}, "dance: no such command. 'emorec help' lists them.");
  expect_refused({"classify", "--somersault", kSample}, "'emorec help classify' lists them.");
  expect_refused({"doctor", "now"}, "now: emorec doctor takes no such word here.");
}

TEST(Usage, WhatIsMissingIsNamed) {
  expect_refused({}, "say what to do, as in 'emorec classify clip.mp4'");
  expect_refused({"models"}, "'emorec help models' lists its commands.");
  expect_refused({"classify"}, "emorec classify: FILE is missing: Videos");
  expect_refused({"batch", "clips"}, "emorec batch: --out FILE is missing");
  expect_refused({"classify", kSample, "--format"},
                 "--format: a value is missing. Give text|json|csv.");
  expect_refused({kSample}, "say first what to do with it, as in 'emorec classify");
}

TEST(Usage, NumbersOutOfRangeAreToldInFewWords) {
  expect_refused({"classify", "--threads=-1", kSample},
                 "--threads: '-1': give a number from 0 up.");
  expect_refused({"classify", "--threads", "x", kSample},
                 "--threads: 'x': give a number from 0 up");
  expect_refused({"classify", "--max-frames", "1.5", kSample},
                 "--max-frames: '1.5' cannot be taken for a whole number.");
  expect_refused({"classify", "--max-seconds", "0", kSample},
                 "--max-seconds: give seconds greater than 0.");
  expect_refused({"classify", "--format", "csv", "--format", "json", kSample},
                 "--format: takes one value, and 2 were given.");
}

TEST(Usage, AFileThatBeginsWithADashIsToldHowToBeWritten) {
  const TempDir folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  for (const char* name : {"-x.mp4", "-v1.mp4", "-h.mp4", "--end.mp4"}) {
    std::ofstream(name) << "text";
    expect_refused({"classify", name}, std::string("Write ./") + name + " for the file.");
  }
  expect_refused({"classify", "-missing.mp4"}, "A file of that name is written ./-missing.mp4.");
  EXPECT_THAT(emorec_here({"classify", "./-x.mp4"}).errors, HasSubstr("./-x.mp4: not a video"));
  fs::current_path(before);
}

TEST(Terminal, GetsColoursOnlyIfItTakesThem) {
  // script(1) gives the program a terminal.
  const auto on_terminal = [](const std::string& environment) {
    Process process({"/usr/bin/script", "-qec",
                     "env " + environment + " " EMOREC_BINARY " classify missing.mp4",
                     "/dev/null"});
    process.wait();
    return process.output;
  };
  EXPECT_THAT(on_terminal("-u NO_COLOR TERM=xterm"), HasSubstr("\033["));
  for (const char* plain :
       {"-u NO_COLOR TERM=dumb COLORTERM=yes", "-u NO_COLOR -u TERM", "TERM=xterm NO_COLOR=1"}) {
    const std::string output = on_terminal(plain);
    EXPECT_THAT(output, HasSubstr("missing.mp4: no such file")) << plain;
    EXPECT_THAT(output, Not(HasSubstr("\033"))) << plain;
  }
}

TEST(Help, ExplainsACommandAsItsOptionDoes) {
  EXPECT_EQ(emorec({"help"}).output, emorec_here({"--help"}).output);
  for (const char* command : {"classify", "help"}) {
    EXPECT_EQ(emorec_here({"help", command}).output, emorec_here({command, "--help"}).output);
  }
  const auto nested = emorec_here({"help", "models", "show"});
  EXPECT_EQ(nested.code, 0);
  EXPECT_THAT(nested.output, HasSubstr("Usage: emorec models show [OPTIONS] [model]"));
}

class Config : public ::testing::Test {
 protected:
  std::vector<std::string> with(const std::string& text, std::vector<std::string> words) {
    std::ofstream(file_) << text;
    words.insert(words.begin(), {"--config", file_});
    return words;
  }

  /// What 'emorec classify' says of a file that is not there, which no good options make better.
  void expect_refusal(const std::string& text, const std::string& complaint) {
    const auto result = emorec_here(with(text, {"classify", "missing.mp4"}));
    EXPECT_EQ(result.code, 2) << text;
    EXPECT_THAT(result.errors, HasSubstr(file_ + complaint)) << text;
  }

  TempDir folder_;
  std::string file_ = (folder_.path() / "emorec.toml").string();
};

TEST_F(Config, SetsOptionsOfTheCommandUnlessTheyAreGiven) {
  const std::string text =
      "quiet = true      # every command's\n"
      "[classify]\n"
      "format = \"csv\"\n"
      "every-frame = false\n"
      "files = [\"a # b.mp4\", \"c.mp4\"]\n"
      "[train]\n"
      "epochs = 3\n";
  const auto csv = emorec_here(with(text, {"classify"}));
  EXPECT_EQ(csv.code, 3);
  EXPECT_THAT(csv.output, AllOf(HasSubstr("\na # b.mp4,unreadable,"), HasSubstr("\nc.mp4,")));
  const auto row = emorec_here(with(text, {"classify", "--format", "json", "d.mp4"}));
  EXPECT_EQ(nlohmann::json::parse(row.output)["file"], "d.mp4");
}

TEST_F(Config, AMisspeltKeyIsRefusedWithTheNearestOne) {
  expect_refusal("[classify]\nfromat = \"csv\"\n",
                 ":2: emorec classify has no option 'fromat'. Did you mean 'format'?");
  expect_refusal("[clasify]\nformat = \"csv\"\n",
                 ":1: clasify: no such command. Did you mean 'classify'?");
  expect_refusal("qiet = true\n", ":1: emorec itself has no option 'qiet'. Did you mean 'quiet'?");
  expect_refusal("[models.sho]\n", ":1: sho: no such command. Did you mean 'show'?");
  // In the part of another command too.
  expect_refusal("\n[batch]\njob = 3\n",
                 ":3: emorec batch has no option 'job'. Did you mean 'jobs'?");
}

TEST_F(Config, AMisplacedKeyIsToldItsPlace) {
  expect_refusal("[classify]\nquiet = true\n",
                 ":2: 'quiet' is an option of all commands. Put it above the first [command].");
  expect_refusal("every-frame = true\n",
                 ":1: emorec itself has no option 'every-frame'. It is one of classify, batch, "
                 "evaluate, bench: put it below [classify].");
  expect_refusal("[classify]\nshard = \"1/2\"\n",
                 ":2: emorec classify has no option 'shard'. It is one of batch: put it below "
                 "[batch].");
  expect_refusal("[threads]\nx = 1\n", ":1: 'threads' is an option, no command.");
  expect_refusal(
      "fromat = \"csv\"\n",
      ":1: emorec itself has no option 'fromat'. Did you mean 'format' below [classify]?");
  expect_refusal("help = true\n", ":1: help: can be given on the command line only.");
}

TEST_F(Config, ValuesAndSyntaxAreCheckedLineByLine) {
  expect_refusal("[classify]\n\nformat = \"xml\"\n",
                 ":3: --format: 'xml' is none of text, json, csv.");
  expect_refusal("[classify]\nmax-frames = 2.5\n",
                 ":2: --max-frames: '2.5' cannot be taken for a whole number.");
  expect_refusal("[classify]\nformat = [\"csv\", \"json\"]\n", ":2: --format: takes one value");
  expect_refusal("[classify]\nformat = 2026-11-28\n", ":2: format: give text in quotes");
  expect_refusal("[classify]\nformat = csv\n", ":2: ");
  expect_refusal("[classify]\nformat \u044f = \"csv\"\n", ":2: ");
  expect_refused({"--config", folder_.path().string(), "classify", kSample},
                 folder_.path().string() + ": not a file that can be read.");
}

}  // namespace
}  // namespace emorec::testing
