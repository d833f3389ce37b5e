#include "emorec/data/chip_cache.h"

#include <map>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "emorec/core/files.h"

#include "faces.h"
#include "support/errors.h"
#include "support/labels.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// Eleven crops and a still without a face, cut so large that eight fill a shard.
class ChipCache : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.view.size = 1024;
    const cv::Mat face = face_crop();
    std::string rows = "file,split,group,anger,disgust,fear,happiness,neutral,sadness,surprise\n";
    for (int i = 0; i < 11; ++i) {
      const std::string name = std::to_string(100 + i) + ".png";
      write_image(set_ / name, face * (1 - 0.05 * i));
      rows += name + (i < 6 ? ",train," : ",test,") + "P" + std::to_string(i) + ",1,0," +
              std::to_string(i) + ",0,0.5,0,0\n";
    }
    write_image(set_ / "105 b.png", cv::Mat(200, 200, CV_8UC3, cv::Scalar(90, 90, 90)));
    rows += "105 b.png,train,,1,0,0,0,0,0,0\n";
    write_bytes(set_ / "labels.csv", rows);
  }

  CacheSummary write(const std::string& cache = "cache", const CutObserver& observer = {},
                     const CancelToken& cancel = CancelToken()) {
    return write_chip_cache(dir_ / cache, read_all_parts(set_.path()), options_, observer, cancel);
  }

  std::map<std::string, std::string> files(const std::string& cache) {
    std::map<std::string, std::string> bytes;
    for (const auto& entry : fs::directory_iterator(dir_ / cache)) {
      bytes[entry.path().filename().string()] = read_bytes(entry.path());
    }
    return bytes;
  }

  std::string error(ErrorKind kind = ErrorKind::kInput) {
    return error_of(kind, [&] { read_chip_cache(dir_ / "cache"); });
  }

  TempDir set_;
  TempDir dir_;
  CutOptions options_;
};

TEST_F(ChipCache, GivesBackWhatWasCut) {
  options_.threads = 2;
  const auto summary = write();
  EXPECT_EQ(summary.clips, 11U);
  EXPECT_EQ(summary.frames, 11U);
  EXPECT_EQ(summary.resumed, 0U);
  ASSERT_EQ(summary.left_out.size(), 1U);
  const ChipSet read = read_chip_cache(dir_ / "cache");
  const ChipSet cut = cut_chips(read_all_parts(set_.path()), options_, {}, CancelToken()).set;
  EXPECT_EQ(read.size, 1024);
  EXPECT_EQ(read.channels, 1);
  EXPECT_EQ(read.has_face, cut.has_face);
  EXPECT_TRUE(read.aligned == cut.aligned);
  EXPECT_TRUE(read.whole == cut.whole);
  ASSERT_EQ(read.clips.size(), cut.clips.size());
  for (std::size_t i = 0; i < cut.clips.size(); ++i) {
    EXPECT_EQ(read.clips[i].name, cut.clips[i].name);
    EXPECT_EQ(read.clips[i].split, cut.clips[i].split);
    EXPECT_EQ(read.clips[i].group, cut.clips[i].group);
    EXPECT_EQ(read.clips[i].target, cut.clips[i].target);  // to the last bit
    EXPECT_EQ(read.clips[i].label, cut.clips[i].label);
    EXPECT_EQ(read.clips[i].first, i);
    EXPECT_EQ(read.clips[i].frames, 1U);
  }
  EXPECT_EQ(read.clips[1].label, std::nullopt);  // a tie of anger and fear
}

TEST_F(ChipCache, IndexAndListOfWhatWasLeftOut) {
  write();
  const json index = json::parse(read_bytes(dir_ / "cache/cache.json"));
  EXPECT_EQ(index["schema"], "emorec.chips/1");
  EXPECT_EQ(index["dataset"]["path"], set_.path().string());
  EXPECT_EQ(index["cut"]["size"], 1024);
  EXPECT_EQ(index["counts"]["clips"], 11);
  EXPECT_EQ(index["counts"]["left_out"], 1);
  ASSERT_EQ(index["shards"].size(), 2U);
  EXPECT_EQ(index["shards"][0]["clips"], 7);
  EXPECT_EQ(index["shards"][1]["clips"], 4);
  EXPECT_EQ(read_bytes(dir_ / "cache/left_out.csv"),
            "name,label,split,reason\n105 b.png,anger,train,no face was found\n");
}

TEST_F(ChipCache, NamesOfAnyBytesComeBack) {
  fs::rename(set_ / "100.png", set_ / "caf\xE9.png");
  std::string table = read_bytes(set_ / "labels.csv");
  table.replace(table.find("100.png"), 7, "caf\xE9.png");
  write_bytes(set_ / "labels.csv", table);
  write();
  EXPECT_EQ(read_chip_cache(dir_ / "cache").clips.back().name, "caf\xE9.png");
}

TEST_F(ChipCache, AStoppedRunGoesOnToTheSameBytes) {
  write("undisturbed");
  CancelToken cancel;
  CutObserver observer;
  int done = 0;
  observer.clip = [&](const LeftOutClip*, bool) {
    if (++done == 9) cancel.request();
  };
  error_of(ErrorKind::kCancelled, [&] { write("cache", observer, cancel); });
  EXPECT_TRUE(fs::exists(dir_ / "cache/chips-00000.safetensors"));
  EXPECT_FALSE(fs::exists(dir_ / "cache/chips-00001.safetensors"));
  EXPECT_FALSE(fs::exists(dir_ / "cache/cache.json"));
  options_.threads = 3;
  EXPECT_EQ(write().resumed, 8U);
  EXPECT_TRUE(files("cache") == files("undisturbed"));
}

TEST_F(ChipCache, OnlyWhatIsMissingOrDamagedIsCutAnew) {
  write();
  const auto whole = files("cache");
  EXPECT_EQ(write().resumed, 12U);
  EXPECT_TRUE(files("cache") == whole);

  fs::remove(dir_ / "cache/chips-00000.safetensors");
  EXPECT_EQ(write().resumed, 4U);
  EXPECT_TRUE(files("cache") == whole);

  fs::remove(dir_ / "cache/cache.json");
  fs::resize_file(dir_ / "cache/chips-00001.safetensors", 100'000);
  EXPECT_EQ(write().resumed, 8U);
  EXPECT_TRUE(files("cache") == whole);

  std::string bytes = whole.at("chips-00001.safetensors");
  bytes.back() ^= 1;  // sound in form: only its hash tells
  write_bytes(dir_ / "cache/chips-00001.safetensors", bytes);
  EXPECT_EQ(write().resumed, 8U);
  EXPECT_TRUE(files("cache") == whole);
}

TEST_F(ChipCache, OtherOptionsOrAnotherDataSetInTheSameFolderAreRefused) {
  write();
  const auto whole = files("cache");
  const auto refused = [&] { return error_of(ErrorKind::kOutput, [&] { write(); }); };
  options_.view.size = 512;
  EXPECT_THAT(refused(), AllOf(HasSubstr("cache: "), HasSubstr("size 1024 instead of 512")));
  options_.view.size = 1024;
  options_.view.grey = false;
  EXPECT_THAT(refused(), HasSubstr("channels 1 instead of 3"));
  fs::remove(dir_ / "cache/cache.json");  // a run that was stopped
  EXPECT_THAT(refused(), HasSubstr("channels 1 instead of 3"));
  options_.view.grey = true;
  std::string rows = read_bytes(set_ / "labels.csv");
  write_bytes(set_ / "labels.csv", rows.replace(rows.find(",train"), 6, ",test"));
  EXPECT_THAT(refused(), HasSubstr("another data set"));
  auto left = whole;
  left.erase("cache.json");
  EXPECT_TRUE(files("cache") == left);
}

TEST_F(ChipCache, WhatIsDamagedIsNamed) {
  write();
  const auto whole = files("cache");
  const auto shard = dir_ / "cache/chips-00001.safetensors";
  std::string bytes = whole.at("chips-00001.safetensors");
  bytes[bytes.size() / 2] ^= 1;
  write_bytes(shard, bytes);
  EXPECT_THAT(error(), AllOf(HasSubstr(shard.string()), HasSubstr("damaged")));
  fs::remove(shard);
  EXPECT_THAT(error(), AllOf(HasSubstr(shard.string()), HasSubstr("missing")));

  const auto index = dir_ / "cache/cache.json";
  for (const char* text : {"", "[]", "{}", R"({"schema": "emorec.chips/1"})",
                           R"({"schema": "emorec.chips/1", "cut": {"size": "x"}, "shards": 3})"}) {
    write_bytes(index, text);
    EXPECT_THAT(error(), HasSubstr(index.string())) << text;
  }
  const std::string brackets(1'000'000, '[');
  write_bytes(index, R"({"schema": "emorec.chips/1", "cut": )" + brackets +
                         std::string(brackets.size(), ']') + "}");
  EXPECT_THAT(error(), HasSubstr(index.string()));
  fs::remove(index);
  EXPECT_THAT(error(), HasSubstr(index.string()));
}

// Whoever can make the hash right can still not make the reader allocate or read what is not there.
TEST_F(ChipCache, AShardThatSaysOtherThanItHolds) {
  write();
  const std::string sound = read_bytes(dir_ / "cache/chips-00001.safetensors");
  const std::string index = read_bytes(dir_ / "cache/cache.json");
  const std::string hash = json::parse(index)["shards"][1]["sha256"];
  const std::vector<std::pair<std::string, std::string>> changes = {
      {R"(\"frames\":1,)", R"(\"frames\":2,)"},
      {R"(\"frames\":1,)", R"(\"frames\":0,)"},
      {R"(\"label\":\"fear\")", R"(\"label\":\"fury\")"},
      {R"(\"size\":1024)", R"(\"size\":9999)"},
      {"[4,1024,1024,1]", "[4,1024,512,02]"},
      {"emorec.chips/1", "emorec.chips/2"}};
  for (const auto& [from, to] : changes) {
    std::string bytes = sound;
    ASSERT_NE(bytes.find(from), std::string::npos) << from;
    write_bytes(dir_ / "cache/chips-00001.safetensors",
                bytes.replace(bytes.find(from), from.size(), to));
    std::string changed = index;
    changed.replace(changed.find(hash), hash.size(),
                    sha256_of_file(dir_ / "cache/chips-00001.safetensors"));
    write_bytes(dir_ / "cache/cache.json", changed);
    EXPECT_THAT(error(), HasSubstr("chips-00001.safetensors: ")) << to;
  }
}

TEST_F(ChipCache, ChipsComeFromACacheOrFromTheDataSetItself) {
  write();
  const auto load = [&](const fs::path& path) {
    return load_chips(path, LabelSet::afew7(), options_, {}, CancelToken());
  };
  EXPECT_TRUE(load(dir_ / "cache").aligned == load(set_.path()).aligned);
  options_.view.margin.eye_line = 0.4;
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { load(dir_ / "cache"); }), HasSubstr("--like"));
}

TEST_F(ChipCache, NotASingleFace) {
  write_bytes(set_ / "labels.csv", "file,label\n105 b.png,fear\n");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { write(); }), HasSubstr("left_out.csv"));
  EXPECT_THAT(read_bytes(dir_ / "cache/left_out.csv"), HasSubstr("105 b.png"));
  EXPECT_FALSE(fs::exists(dir_ / "cache/cache.json"));
}

TEST_F(ChipCache, AFolderThatCannotBeMade) {
  write_bytes(dir_ / "cache", "a file");
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { write(); }), HasSubstr("cache"));
}

// What is kept of a frame around the face comes back with it, and a network of faces alone, whose
// chips are of the same size, does not take such a cache for its own.
TEST_F(ChipCache, ContextsComeBackAndAreAFramingOfTheirOwn) {
  options_.view.size = 64;
  CutOptions of_faces = options_;
  options_.context = context_view(40, 48, 60);
  write();
  const ChipSet read = read_chip_cache(dir_ / "cache");
  const ChipSet cut = cut_chips(read_all_parts(set_.path()), options_, {}, CancelToken()).set;
  EXPECT_EQ(read.context.height, 48);
  EXPECT_EQ(read.context.width, 60);
  EXPECT_EQ(read.context.bytes.size(), read.frame_count() * 48 * 60 * 3);
  EXPECT_EQ(read.context.bytes, cut.context.bytes);
  EXPECT_THAT(error_of(ErrorKind::kInput,
                       [&] { load_chips(dir_ / "cache", {}, of_faces, {}, CancelToken()); }),
              HasSubstr("another framing"));
}

}  // namespace
}  // namespace emorec::testing
