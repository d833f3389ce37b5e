// Training and comparing heads as processes, on a few pictures without any face: it is not about
// what is learnt.
#include <chrono>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "program.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// A 16×16 picture as a portable grey map: no library is needed to write one.
std::string grey_picture(int seed) {
  std::string bytes = "P5\n16 16\n255\n";
  unsigned value = static_cast<unsigned>(seed);
  for (int i = 0; i < 16 * 16; ++i) {
    value = value * 1664525U + 1013904223U;
    bytes += static_cast<char>(value >> 24U);
  }
  return bytes;
}

class TrainCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 20; ++i) {
      const auto folder = dir_ / (i % 2 == 0 ? "stills/anger" : "stills/happiness");
      fs::create_directories(folder);
      write_bytes(folder / (std::string("p") + static_cast<char>('a' + i) + ".pgm"),
                  grey_picture(i));
    }
  }

  std::string path(const std::string& name) const { return (dir_.path() / name).string(); }

  std::vector<std::string> words(const std::string& out, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {
        "train", path("stills"), "--out", path(out),   "--size", "32", "--batch",
        "4",     "--epochs",     "3",     "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

  TempDir dir_;
};

std::vector<json> lines_of(const std::string& file) {
  std::istringstream in(read_bytes(file));
  std::vector<json> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(json::parse(line));
  return lines;
}

TEST_F(TrainCommand, GivesAModelALogAndItsCard) {
  const auto result = emorec_here(words("m.safetensors", {"--hold-out", "0.3"}));
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.errors, AllOf(HasSubstr("no training clip shows fear"),
                                   HasSubstr("training on 14 clips, 6 held out"),
                                   HasSubstr("calibration: temperature")));
  EXPECT_FALSE(fs::exists(path("m.safetensors.checkpoint")));
  const auto log = lines_of(path("m.safetensors.log.jsonl"));
  ASSERT_EQ(log.size(), 4U);
  EXPECT_EQ(log[0]["schema"], "emorec.training/1");
  EXPECT_EQ(log[0]["options"]["batch"], 4);
  EXPECT_EQ(log[3]["epoch"], 3);
  EXPECT_EQ(log[3]["scores"][0]["name"], "held out");
  EXPECT_EQ(log[3]["scores"][0]["clips"], 6);
  const auto shown = emorec_here({"models", "show", path("m.safetensors")});
  EXPECT_EQ(shown.code, 0) << shown.errors;
  EXPECT_THAT(shown.output, AllOf(HasSubstr("14 clips of"), HasSubstr("temperature"),
                                  HasSubstr("own, but epochs 3, batch 4; dropout 0.3")));

  const auto calibrated = emorec_here({"calibrate", path("stills"), "--model",
                                       path("m.safetensors"), "--out", path("c.safetensors")});
  EXPECT_EQ(calibrated.code, 0) << calibrated.errors;
  EXPECT_THAT(calibrated.output, HasSubstr("fitted on 20 clips"));
  EXPECT_EQ(emorec_here({"models", "show", path("c.safetensors")}).code, 0);
}

TEST_F(TrainCommand, AnInterruptedRunIsKeptAndResumedToTheSameModel) {
  ASSERT_EQ(emorec_here(words("whole.safetensors")).code, 0);
  auto command = words("cut.safetensors");
  command.insert(command.begin(), EMOREC_BINARY);
  Process run(command);
  while (!fs::exists(path("cut.safetensors.log.jsonl"))) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  run.send(SIGINT);
  const int code = run.wait();
  if (code == 130) {  // else it was too quick to be caught, and done
    EXPECT_TRUE(fs::exists(path("cut.safetensors.checkpoint")));
    const auto again = emorec_here(words("cut.safetensors"));
    EXPECT_EQ(again.code, 2);
    EXPECT_THAT(again.errors, HasSubstr("--resume"));
    const auto other = emorec_here(words("cut.safetensors", {"--resume", "--mixup", "0.4"}));
    EXPECT_EQ(other.code, 2);
    EXPECT_THAT(other.errors, HasSubstr("other options (--mixup)"));
    const auto resumed = emorec_here(words("cut.safetensors", {"--resume"}));
    EXPECT_EQ(resumed.code, 0) << resumed.errors;
  }
  EXPECT_EQ(read_bytes(path("cut.safetensors")), read_bytes(path("whole.safetensors")));
  const auto log = lines_of(path("cut.safetensors.log.jsonl"));
  ASSERT_EQ(log.size(), 4U);
}

TEST_F(TrainCommand, ARunThatHasEndedStaysAsItIs) {
  ASSERT_EQ(emorec_here(words("m.safetensors", {"--hold-out", "0.3"})).code, 0);
  const std::string model = read_bytes(path("m.safetensors"));
  const std::string log = read_bytes(path("m.safetensors.log.jsonl"));
  const auto again = emorec_here(words("m.safetensors", {"--hold-out", "0.3", "--resume"}));
  EXPECT_EQ(again.code, 0) << again.errors;
  EXPECT_THAT(again.errors, HasSubstr("this run has ended"));
  struct {
    std::vector<std::string> more;
    const char* named;
  } const others[] = {{{"--hold-out", "0.3", "--resume", "--mixup", "0.4"}, "(--mixup)"},
                      {{"--resume"}, "(--hold-out)"},
                      {{"--hold-out", "0.3", "--resume", "--heads", "3"}, "(--heads)"},
                      {{"--hold-out", "0.3", "--resume", "--pooling", "mean"}, "(--pooling)"},
                      {{"--hold-out", "0.3", "--resume", "--licence", "mine"}, "(--licence)"},
                      {{path("stills"), "--hold-out", "0.3", "--resume"}, "(the data sets)"},
                      {{"--hold-out", "0.3"}, "--overwrite"}};
  for (const auto& [more, named] : others) {
    const auto refused = emorec_here(words("m.safetensors", more));
    EXPECT_EQ(refused.code, 2) << named;
    EXPECT_THAT(refused.errors, HasSubstr(named));
  }
  EXPECT_EQ(read_bytes(path("m.safetensors")), model);
  EXPECT_EQ(read_bytes(path("m.safetensors.log.jsonl")), log);

  EXPECT_EQ(emorec_here(words("m.safetensors", {"--overwrite", "--resume"})).code, 2);
  EXPECT_EQ(emorec_here(words("m.safetensors", {"--overwrite", "--seed", "2"})).code, 0);
  EXPECT_NE(read_bytes(path("m.safetensors")), model);
}

TEST_F(TrainCommand, WhatIsNoModelOfARunIsNotReplacedEither) {
  write_bytes(dir_ / "thesis", "years of work");
  save_test_model(path("random.safetensors"), 1, 32);
  const std::string model = read_bytes(path("random.safetensors"));
  for (const char* out : {"thesis", "random.safetensors"}) {
    for (const auto& more : std::vector<std::vector<std::string>>{{}, {"--resume"}}) {
      const auto refused = emorec_here(words(out, more));
      EXPECT_EQ(refused.code, 2);
      EXPECT_THAT(refused.errors, HasSubstr("--overwrite"));
    }
  }
  const auto calibrate = emorec_here({"calibrate", path("stills"), "--model",
                                      path("random.safetensors"), "--out", path("thesis")});
  EXPECT_EQ(calibrate.code, 2);
  EXPECT_THAT(calibrate.errors, HasSubstr("--overwrite"));
  EXPECT_EQ(read_bytes(path("thesis")), "years of work");
  EXPECT_EQ(read_bytes(path("random.safetensors")), model);
}

TEST_F(TrainCommand, NothingThatIsReadIsReplaced) {
  save_test_model(path("random.safetensors"), 1, 32);
  const std::string model = read_bytes(path("random.safetensors"));
  const std::string from = path("random.safetensors");
  fs::create_symlink(from, path("link.safetensors"));
  const auto refused = [](std::vector<std::string> words) {
    const auto result = emorec_here(std::move(words));
    EXPECT_EQ(result.code, 2) << result.errors;
    EXPECT_THAT(result.errors, HasSubstr("would replace"));
  };
  refused(words("random.safetensors", {"--overwrite", "--from", from}));
  refused(words("link.safetensors", {"--overwrite", "--init", from}));
  refused(words("stills/anger/pa.pgm", {"--overwrite"}));
  refused({"calibrate", path("stills"), "--model", from, "--out", from, "--overwrite"});
  refused({"calibrate", path("stills"), "--model", from, "--out", path("stills/anger/pa.pgm"),
           "--overwrite"});
  fs::create_hard_link(from, path("m.safetensors.checkpoint"));
  refused(words("m.safetensors", {"--from", from}));
  EXPECT_EQ(read_bytes(from), model);
}

TEST_F(TrainCommand, TheRecipeIsWhereOptionsBegin) {
  const auto result =
      emorec_here({"train", path("stills"), "--out", path("p.safetensors"), "--recipe", "paper",
                   "--backbone", "mobilefacenet", "--size", "32", "--frames", "2", "--epochs", "1",
                   "--hold-out", "0", "--threads", "1"});
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("calibration: none"));
  const auto options = lines_of(path("p.safetensors.log.jsonl"))[0]["options"];
  EXPECT_EQ(options["batch"], 3);
  EXPECT_EQ(options["frames"], 2);
  EXPECT_EQ(options["schedule"], "cosine");
  EXPECT_EQ(options["head-rate"], 0.01);
}

// The scenes have no face; such a network answers them all the same.
TEST_F(TrainCommand, ANetworkOfAFaceAndItsContextGoesThroughAllCommands) {
  for (int i = 0; i < 12; ++i) {
    const auto folder = dir_ / (i % 2 == 0 ? "scenes/anger" : "scenes/happiness");
    fs::create_directories(folder);
    write_bytes(folder / (std::to_string(i) + "x.pgm"),
                "P5\n128 104\n255\n" + std::string(128 * 104, i % 2 == 0 ? '\x30' : '\x90'));
  }
  const auto train = [this](const std::string& data, const std::string& out) {
    return emorec_here({"train", path(data), "--out", path(out), "--recipe", "glamor", "--size",
                        "32", "--epochs", "2", "--apart-epochs", "1", "--threads", "1",
                        "--hold-out", "0"});
  };
  const auto trained = train("scenes", "g.safetensors");
  ASSERT_EQ(trained.code, 0) << trained.errors;
  const auto shown = emorec_here({"models", "show", path("g.safetensors")}).output;
  EXPECT_THAT(shown, AllOf(HasSubstr("glamor-net"), HasSubstr("32x32 RGB, face_box"),
                           HasSubstr("112x112 RGB, context")));

  const auto cut = emorec_here(
      {"extract", path("scenes"), "--like", path("g.safetensors"), "--out", path("cut")});
  ASSERT_EQ(cut.code, 0) << cut.errors;
  ASSERT_EQ(train("cut", "c.safetensors").code, 0);
  const auto answer = emorec_here({"classify", path("scenes/anger/0x.pgm"), "--model",
                                   path("g.safetensors"), "--format", "json"});
  ASSERT_EQ(answer.code, 0) << answer.errors;
  const json clip = json::parse(answer.output);
  EXPECT_EQ(clip["model"]["views"], json({"face", "context"}));
  EXPECT_EQ(clip["model"]["maps"][0]["view"], "context");
  const json& scene = clip["subjects"][0];
  EXPECT_EQ(scene["kind"], "scene");
  const auto shares = scene["frames"][0]["shares"].get<std::vector<double>>();
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_NEAR(shares[0] + shares[1], 1, 1e-5);

  const auto evaluated =
      emorec_here({"evaluate", path("scenes"), "--model", path("g.safetensors")});
  EXPECT_EQ(evaluated.code, 0) << evaluated.errors;
  const auto attention =
      emorec_here({"attention", path("scenes"), "--model", path("g.safetensors")});
  EXPECT_EQ(attention.code, 2);
  EXPECT_THAT(attention.errors, HasSubstr("glamor-net"));
  EXPECT_EQ(emorec_here(words("x.safetensors", {"--apart-epochs", "1"})).code, 2);
}

TEST_F(TrainCommand, AModelKeepsThePoolingThatItWasTrainedWith) {
  ASSERT_EQ(emorec_here(words("l.safetensors", {"--pooling", "lstm"})).code, 0);
  const auto with_model = [this](std::vector<std::string> words) {
    words.insert(words.end(), {"--cropped", "--model", path("l.safetensors")});
    return emorec_here(std::move(words));
  };
  const auto answer = with_model({"classify", path("stills/anger/pa.pgm"), "--format", "json"});
  ASSERT_EQ(answer.code, 0) << answer.errors;
  EXPECT_EQ(json::parse(answer.output)["model"]["pooling"], "lstm");
  const auto evaluated = with_model({"evaluate", path("stills")});
  EXPECT_EQ(evaluated.code, 0) << evaluated.errors;
  EXPECT_THAT(evaluated.output, HasSubstr("lstm pooling"));
  for (const auto& option :
       std::vector<std::vector<std::string>>{{"--ablation"}, {"--pooling", "mean"}}) {
    std::vector<std::string> command = {"evaluate", path("stills")};
    command.insert(command.end(), option.begin(), option.end());
    const auto refused = with_model(command);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.errors, HasSubstr("lstm pooling"));
  }
  const auto unweighed = emorec_here(
      {"weigh", path("stills"), "--model", path("l.safetensors"), "--out", path("w.safetensors")});
  EXPECT_EQ(unweighed.code, 2);
  EXPECT_THAT(unweighed.errors, HasSubstr("lstm pooling"));
  const auto pooling_of = [this](const std::string& file) {
    const auto shown = emorec_here({"models", "show", path(file)}).output;
    return shown.substr(shown.find("pooling") + 15, 4);
  };
  EXPECT_EQ(pooling_of("l.safetensors"), "lstm");
  const std::string from = path("l.safetensors");
  EXPECT_EQ(emorec_here(words("on.safetensors", {"--from", from})).code, 0);
  EXPECT_EQ(pooling_of("on.safetensors"), "lstm");
  EXPECT_EQ(emorec_here(words("other.safetensors", {"--from", from, "--pooling", "mean"})).code, 0);
  EXPECT_EQ(pooling_of("other.safetensors"), "mean");
  EXPECT_EQ(emorec_here(words("m.safetensors", {"--pooling", "median"})).code, 2);
}

TEST_F(TrainCommand, ClipsWithOtherLabelsAreLeftOutIfAsked) {
  fs::create_directories(dir_ / "stills/contempt");
  fs::copy_file(dir_ / "stills/anger/pa.pgm", dir_ / "stills/contempt/1.pgm");
  fs::copy_file(dir_ / "stills/anger/pa.pgm", dir_ / "stills/contempt/2.pgm");
  const auto refused = emorec_here(words("m.safetensors"));
  EXPECT_EQ(refused.code, 3);
  EXPECT_THAT(refused.errors, AllOf(HasSubstr("'contempt' is not one of anger"),
                                    HasSubstr("(2 clips)"), HasSubstr("--skip-unknown-labels")));
  const auto trained = emorec_here(words("m.safetensors", {"--skip-unknown-labels"}));
  EXPECT_EQ(trained.code, 0) << trained.errors;
  EXPECT_THAT(trained.errors, HasSubstr("left out 'contempt' (2)"));
  const auto evaluated = emorec_here({"evaluate", path("stills"), "--cropped", "--model",
                                      path("m.safetensors"), "--skip-unknown-labels"});
  EXPECT_EQ(evaluated.code, 0) << evaluated.errors;
  EXPECT_THAT(evaluated.output, HasSubstr("left out 'contempt' (2)"));
}

TEST_F(TrainCommand, NamesOfAnyBytesAreNoReasonToStop) {
  fs::rename(dir_ / "stills", dir_ / "caf\xe9");
  auto command = words("m\xe8.safetensors", {"--licence", "l\xe0"});
  command[1] = path("caf\xe9");
  const auto trained = emorec_here(command);
  EXPECT_EQ(trained.code, 0) << trained.errors;
  EXPECT_EQ(lines_of(path("m\xe8.safetensors.log.jsonl"))[0]["licence"], "l\\xe0");
  EXPECT_THAT(emorec_here({"models", "show", path("m\xe8.safetensors")}).output,
              HasSubstr("l\xe0"));
}

TEST_F(TrainCommand, WhatCannotWorkIsSaidBeforeTheWork) {
  EXPECT_EQ(emorec_here(words("m.safetensors", {"--optimizer", "adam"})).code, 2);
  EXPECT_EQ(emorec_here(words("m.safetensors", {"--batch", "99"})).code, 2);
  EXPECT_EQ(emorec_here(words("m.safetensors", {"--device", "cuda", "--epochs", "1"})).code, 2);
  EXPECT_EQ(emorec_here(words("nowhere/m.safetensors")).code, 5);
  write_bytes(dir_ / "stills/anger/pz.pgm", "not a picture");
  const auto damaged = emorec_here(words("m.safetensors"));
  EXPECT_EQ(damaged.code, 0) << damaged.errors;  // one bad still is named and left out
  EXPECT_THAT(damaged.errors, HasSubstr("pz.pgm"));
}

class StillClipCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    save_test_model(path("m.safetensors"), 1, 32);
    std::string table = "file,label,split\n";
    for (int i = 0; i < 24; ++i) {
      const std::string name = std::to_string(i) + ".pgm";
      write_bytes(dir_ / name, grey_picture(i));
      table += name + (i % 2 == 0 ? ",neutral," : ",fear,") + (i < 16 ? "train\n" : "val\n");
    }
    write_bytes(dir_ / "labels.csv", table);
  }

  std::string path(const std::string& name) const { return (dir_.path() / name).string(); }

  Result ablate(std::vector<std::string> more = {}) const { return run("ablate", std::move(more)); }

  Result run(const std::string& command, std::vector<std::string> more) const {
    std::vector<std::string> words = {
        command, path("labels.csv"), "--model", path("m.safetensors"), "--threads", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return emorec_here(std::move(words));
  }

  TempDir dir_;
};

TEST_F(StillClipCommand, AblateGivesATableAndTheSameAsJson) {
  const auto result = ablate({"--clips", "20", "--test-clips", "4", "--seeds", "1", "--epochs", "1",
                              "--out", path("a.json")});
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.output, AllOf(HasSubstr("none mean"), HasSubstr("v2 lstm"),
                                   HasSubstr("v1 softmax - v1 mean")));
  const json object = json::parse(read_bytes(path("a.json")));
  EXPECT_EQ(object["schema"], "emorec.ablation/1");
  EXPECT_EQ(object["model"], "m.safetensors");
  EXPECT_EQ(object["train_clips"], "20");
  EXPECT_EQ(object["heads"].size(), 15U);
}

TEST_F(StillClipCommand, AblateTellsWhatWentWrong) {
  EXPECT_EQ(ablate({"--format", "html"}).code, 2);
  EXPECT_EQ(ablate({"--epochs", "0"}).code, 2);
  EXPECT_EQ(ablate({"--clips", "999"}).code, 3);  // more than the stills give
  EXPECT_EQ(ablate({"--out", path("nowhere/a.json")}).code, 5);
  write_bytes(dir_ / "labels.csv", "file,label\n0.pgm,neutral\n1.pgm,fear\n");
  const auto one_part = ablate();
  EXPECT_EQ(one_part.code, 3);
  EXPECT_THAT(one_part.errors, HasSubstr("must not share a still"));
}

TEST_F(StillClipCommand, WhatIsReadStays) {
  const std::string table = read_bytes(path("labels.csv"));
  EXPECT_EQ(ablate({"--out", path("labels.csv")}).code, 2);
  EXPECT_EQ(ablate({"--out", path("3.pgm")}).code, 2);
  EXPECT_EQ(ablate({"--videos", dir_.path()}).code, 5);  // is not empty
  EXPECT_EQ(run("weigh", {"--out", path("m.safetensors"), "--overwrite"}).code, 2);
  EXPECT_EQ(run("weigh", {"--out", path("m.safetensors")}).code, 2);
  fs::create_hard_link(path("labels.csv"), path("chart.svg"));
  EXPECT_EQ(run("attention", {"--split", "val", "--chart", path("chart.svg")}).code, 2);
  EXPECT_EQ(read_bytes(path("labels.csv")), table);
}

TEST_F(StillClipCommand, WeighKeepsTheAnswersToStills) {
  const auto result = run("weigh", {"--clips", "32", "--test-clips", "4", "--epochs", "2", "--out",
                                    path("w.safetensors")});
  ASSERT_EQ(result.code, 0) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("learnt from 32 clips made of stills"));
  const auto card = emorec_here({"models", "show", path("w.safetensors")});
  EXPECT_THAT(card.output, HasSubstr("clips of other stills"));
  const auto answer = [&](const char* model) {
    const auto said = emorec_here({"classify", path("3.pgm"), "--cropped", "--model", path(model),
                                   "--float32", "--format", "json"});
    return json::parse(said.output)["probabilities"]["fear"].get<double>();
  };
  EXPECT_NEAR(answer("w.safetensors"), answer("m.safetensors"), 1e-5);
  EXPECT_EQ(run("weigh", {"--clips", "3", "--test-clips", "4", "--out", path("x")}).code, 2);
}

}  // namespace
}  // namespace emorec::testing
