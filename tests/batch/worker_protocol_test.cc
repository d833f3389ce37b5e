// What a worker is told is what the batch was asked for.
#include "emorec/batch/worker_protocol.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "emorec/core/files.h"

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;

/// What a worker gets. Each message ends with a zero byte, which whoever sends it adds.
WorkerTask arrived(const WorkerTask& task) {
  std::istringstream in(encode(task) + '\0');
  return *read_task(in);
}

TEST(WorkerTask, ArrivesAsItWasSent) {
  WorkerTask task;
  auto& options = task.classifier;
  options.model = "/models/ä \"b\" caf\xE9.safetensors";
  options.model_name = "ä \"b\" caf\xE9";
  options.landmarks = "/\xFF.dat";
  options.cuda = true;
  options.float32 = true;
  options.prior_adjustment = 0.75;
  options.all_faces = true;
  options.cropped = true;
  options.every_frame = true;
  options.clip.start = 1.25;
  options.clip.end = 7.5;
  options.clip.max_frames = 12;
  options.clip.limits.max_pixels = 1000;
  options.clip.limits.max_seconds = 9.5;
  options.detector.kind = DetectorOptions::Kind::kMmod;
  options.detector.mmod_model = "/m.dat";
  options.tracker.detect_every = 3;
  task.model_sha256 = "abc";

  const WorkerTask got = arrived(task);
  EXPECT_EQ(got.model_sha256, "abc");
  EXPECT_EQ(got.classifier.model, options.model);
  EXPECT_EQ(got.classifier.model_name, options.model_name);
  EXPECT_EQ(got.classifier.landmarks, options.landmarks);
  EXPECT_TRUE(got.classifier.cuda);
  EXPECT_TRUE(got.classifier.float32);
  EXPECT_EQ(got.classifier.prior_adjustment, 0.75);
  EXPECT_TRUE(got.classifier.all_faces);
  EXPECT_TRUE(got.classifier.cropped);
  EXPECT_TRUE(got.classifier.every_frame);
  EXPECT_EQ(got.classifier.clip.start, 1.25);
  EXPECT_EQ(got.classifier.clip.end, 7.5);
  EXPECT_EQ(got.classifier.clip.max_frames, 12);
  EXPECT_EQ(got.classifier.clip.limits.max_pixels, 1000);
  EXPECT_EQ(got.classifier.clip.limits.max_seconds, 9.5);
  EXPECT_EQ(got.classifier.detector.kind, DetectorOptions::Kind::kMmod);
  EXPECT_EQ(got.classifier.detector.mmod_model, "/m.dat");
  EXPECT_EQ(got.classifier.tracker.detect_every, 3);
}

TEST(WorkerTask, OfFacesArrivesAsOne) {
  WorkerTask task;
  EXPECT_FALSE(arrived(task).faces);
  task.faces = true;
  EXPECT_TRUE(arrived(task).faces);
}

TEST(Faces, AreTakenForNothingElse) {
  EXPECT_EQ(face_in(face_answer("\xff\xd8 jpeg")), "/9gganBlZw==");
  EXPECT_EQ(face_in(face_answer("")), "");
  for (const char* answer :
       {"", "nonsense", "[]", R"({"face": 1})", R"({"face": "\"><script>"})"}) {
    EXPECT_EQ(face_in(answer), "") << answer;
  }
}

TEST(WorkerTask, WithoutAnEndArrivesWithoutAnEnd) {
  EXPECT_EQ(arrived({}).classifier.clip.end, ClipOptions().end);
}

TEST(WorkerTask, FoldersArriveByteByByteAndTheClipAfterThem) {
  WorkerTask task;
  task.folders = {"/a\nb", "/\xff"};
  std::istringstream in(encode(task) + '\0' + "clip" + '\0');
  EXPECT_EQ(read_task(in)->folders, task.folders);
  EXPECT_EQ(read_message(in), "clip");
  EXPECT_EQ(read_message(in), std::nullopt);
  EXPECT_EQ(arrived({}).folders, std::nullopt);
}

TEST(WorkerTask, ThatIsCutShortIsNone) {
  WorkerTask task;
  task.folders = {"/a", "/b"};
  const std::string text = encode(task);
  std::istringstream in(text.substr(0, text.rfind('\0')));
  EXPECT_FALSE(read_task(in));
}

TEST(WorkerTask, WhatIsNoneIsRefused) {
  for (const char* message : {"", "text", "{}", "[1]", R"({"options": {"device": 3}})"}) {
    std::istringstream in(std::string(message) + '\0');
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { read_task(in); }),
                ::testing::HasSubstr("not a task"))
        << message;
  }
}

TEST(WorkerAnswer, WhatMakesNoSenseIsAnError) {
  EXPECT_NO_THROW(check_ready(ready_answer()));
  for (const char* answer :
       {"", "text", "{}", "[]", R"({"ready": false, "kind": 77, "error": "e"})",
        R"({"ready": false, "kind": 1})"}) {
    EXPECT_EQ(error_of(ErrorKind::kOutput, [&] { check_ready(answer); }),
              "a worker's first answer makes no sense.")
        << answer;
  }
}

TEST(OptionsThatMatter, NameModelsByTheirContents) {
  const TempDir dir;
  write_bytes(dir / "a.dat", "landmarks");
  write_bytes(dir / "b.dat", "landmarks");
  ClassifierOptions options;
  options.landmarks = dir / "a.dat";
  const auto first = options_that_matter(options);
  EXPECT_EQ(json::parse(first)["landmarks"], sha256_of("landmarks"));
  options.landmarks = dir / "b.dat";
  EXPECT_EQ(options_that_matter(options), first);
  options.clip.max_frames = 16;
  EXPECT_NE(options_that_matter(options), first);
  options.landmarks = dir / "missing.dat";
  EXPECT_THAT(error_of(ErrorKind::kModel, [&] { options_that_matter(options); }),
              ::testing::HasSubstr("missing.dat"));
}

}  // namespace
}  // namespace emorec::testing
