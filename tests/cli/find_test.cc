// emorec find as its users meet it.
#include <cmath>
#include <filesystem>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "program.h"
#include "support/ffmpeg.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

const std::vector<std::string> kEmotions = {"anger",   "disgust", "fear",    "happiness",
                                            "neutral", "sadness", "surprise"};

/// Two seconds of a face, ten frames each; fear has `fear` in the second one, otherwise one tenth.
std::string row_of(const std::string& file, double fear, const std::string& status = "ok") {
  json row = {{"schema", "emorec.prediction/2"},
              {"file", file},
              {"status", status},
              {"error", "nobody"},
              {"clip",
               {{"kind", "video"},
                {"codec", "h264"},
                {"width", 1},
                {"height", 1},
                {"rotation", 0},
                {"pixel_aspect", 1},
                {"duration", 2},
                {"deinterlaced", false},
                {"tone_mapped", false}}},
              {"frames",
               {{"decoded", 20},
                {"scored", 20},
                {"interpolated", 0},
                {"without_face", 0},
                {"not_sampled", 0}}},
              {"people_found", 1},
              {"model",
               {{"name", "m"},
                {"sha256", "0"},
                {"pooling", "softmax"},
                {"prior_adjustment", 0},
                {"labels", kEmotions},
                {"views", {"face"}},
                {"maps", json::array()}}},
              {"warnings", json::array()},
              {"subjects", json::array()}};
  if (status != "ok") return row.dump() + "\n";
  json frames = json::array();
  for (int i = 0; i < 20; ++i) {
    json logits;
    const double wanted = i < 10 ? 0.1 : fear;
    for (const auto& name : kEmotions) {
      logits[name] = std::log(name == "fear" ? wanted : (1 - wanted) / 6);
    }
    frames.push_back({{"index", i},
                      {"time", i / 10.0},
                      {"importance", 0.05},
                      {"face", nullptr},
                      {"interpolated", false},
                      {"logits", logits},
                      {"probabilities", logits},
                      {"shares", json::array()},
                      {"maps", json::array()}});
  }
  json shares;
  for (const auto& name : kEmotions) shares[name] = name == "fear" ? 0.4 : 0.1;
  row["subjects"] = {{{"kind", "person"},
                      {"id", 0},
                      {"label", "fear"},
                      {"probabilities", shares},
                      {"frames", frames}}};
  return row.dump() + "\n";
}

class Find : public ::testing::Test {
 protected:
  Find() {
    write_bytes(results_, row_of("films/a.mp4", 0.8) + row_of("films/b.mp4", 0.55) +
                              row_of("more/a.mp4", 0.7) + row_of("c.mp4", 0, "no_face"));
  }

  Result find(std::vector<std::string> words) const {
    words.insert(words.begin(), {"find", results_});
    return emorec_here(std::move(words));
  }

  TempDir dir_;
  std::string results_ = dir_ / "results.ndjson";
};

TEST_F(Find, ListsTheStretchesOfAnEmotion) {
  const auto result = find({"--emotion", "fear", "--min", "0.6", "--longer", "1s"});
  EXPECT_EQ(result.code, 0) << result.errors;
  EXPECT_EQ(result.output,
            "films/a.mp4\n   0:01.00 to  0:02.00    1.00 s  fear 80 %\n"
            "more/a.mp4\n   0:01.00 to  0:02.00    1.00 s  fear 70 %\n");
  EXPECT_THAT(result.errors,
              HasSubstr("2 stretches of fear from 60 % in 2 of 4 clips, 1 without an answer"));
}

TEST_F(Find, SaysByItsExitCodeWhetherThereAreAny) {
  EXPECT_EQ(find({"--emotion", "fear", "--longer", "1500ms"}).code, 1);
  EXPECT_EQ(find({"--emotion", "anger", "--emotion", "fear"}).code, 0);
  EXPECT_EQ(find({"--emotion", "awe"}).code, 2);
  EXPECT_EQ(find({"--longer", "soon"}).code, 2);
  EXPECT_EQ(emorec_here({"find", dir_ / "missing"}).code, 3);
  EXPECT_EQ(find({"--out", dir_ / "no/such/folder.csv"}).code, 5);
}

TEST_F(Find, WritesTables) {
  const auto result = find({"--emotion", "fear", "--min", "0.75", "--format", "csv"});
  EXPECT_EQ(result.output,
            "file,from,to,person,emotion,mean_probability\n"
            "films/a.mp4,1.000,2.000,0,fear,0.8000\n");
}

TEST_F(Find, WritesSubtitlesThatPlayersFindAndRead) {
  const fs::path out = dir_ / "subtitles";
  EXPECT_THAT(find({"--emotion", "fear", "--format", "vtt"}).errors, HasSubstr("give --out DIR"));
  ASSERT_EQ(find({"--emotion", "fear", "--format", "vtt", "--out", out}).code, 0);
  EXPECT_EQ(read_bytes(out / "a.vtt"), "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nfear 80 %\n");
  EXPECT_TRUE(fs::exists(out / "b.vtt"));
  EXPECT_TRUE(fs::exists(out / "a-2.vtt"));
  EMOREC_NEEDS_FFMPEG();
  Process process({"/usr/bin/ffmpeg", "-v", "error", "-i", out / "a.vtt", "-f", "srt", "-"});
  EXPECT_EQ(process.wait(), 0) << process.errors;
  EXPECT_EQ(process.output, "1\n00:00:01,000 --> 00:00:02,000\nfear 80 %\n\n");
}

TEST_F(Find, WritesAListOfEdits) {
  const fs::path out = dir_ / "fear.edl";
  ASSERT_EQ(find({"--emotion", "fear", "--format", "edl", "--rate", "24", "--out", out}).code, 0);
  const std::string text = read_bytes(out);
  EXPECT_THAT(text, HasSubstr("001  AX       V     C        00:00:01:00 00:00:02:00 00:00:00:00 "
                              "00:00:01:00\n* FROM CLIP NAME: a.mp4"));
  EXPECT_THAT(text, HasSubstr("003  AX       V     C        00:00:01:00 00:00:02:00 00:00:02:00 "
                              "00:00:03:00\n"));
}

}  // namespace
}  // namespace emorec::testing
