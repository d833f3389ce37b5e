#include "emorec/eval/scoring.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emorec/report/json_report.h"

#include "support/errors.h"
#include "support/labels.h"
#include "support/random_model.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

/// Answered, with frames of these logits.
ClipPrediction prediction_of(const fs::path& path, const std::vector<Distribution>& logits) {
  ClipPrediction prediction;
  prediction.clip.path = path;
  prediction.model.name = "model";
  prediction.model.sha256 = "hash";
  Subject subject;
  for (const auto& values : logits) {
    subject.frames.emplace_back();
    subject.frames.back().logits = values;
    subject.frames.back().probabilities = values;
  }
  subject.probabilities = tempered(pool_frames(logits, Pooling::kSoftmax), 2, 1000);
  prediction.subjects = {subject};
  return prediction;
}

class PredictionsFile : public ::testing::Test {
 protected:
  void write(const std::vector<ClipPrediction>& predictions, const std::string& more = "") {
    std::ostringstream out;
    for (const auto& prediction : predictions) write_json(out, prediction);
    write_bytes(dir_ / "results.ndjson", out.str() + more);
  }
  ModelScores read() { return read_predictions(dir_ / "results.ndjson", dataset_); }
  std::string error() {
    return error_of(ErrorKind::kInput, [&] { read(); });
  }

  TempDir dir_;
  Dataset dataset_{"set", "CSV", "", {{"set/a.avi", kFear, ""}, {"set/b.avi", kFear, ""}}};
};

TEST_F(PredictionsFile, RowsAreFoundByTheirFile) {
  const std::vector<Distribution> logits = {{1, 2, 3, 0, 0, 0, 0}, {0, 0, 0.5, 4, 0, 0, 0}};
  auto nobody = prediction_of(fs::absolute("set/./a.avi"), logits);
  nobody.status = ClipStatus::kNoFace;
  nobody.error = "no face";
  nobody.subjects.clear();
  write({prediction_of("elsewhere.avi", logits), prediction_of("set/b.avi", logits), nobody});
  const auto scores = read();
  EXPECT_EQ(scores.model.name, "model");
  EXPECT_EQ(scores.model.sha256, "hash");
  EXPECT_EQ(scores.clips[0].status, ClipStatus::kNoFace);
  EXPECT_EQ(scores.clips[1].status, ClipStatus::kOk);
  for (const auto pooling : {Pooling::kMean, Pooling::kMax}) {
    EXPECT_EQ(scores.clips[1].by(pooling), pool_frames(logits, pooling));
  }
  // By the model's own pooling the answer counts, whose temperature the file does not tell.
  const auto answered = prediction_of("", logits).subjects[0].probabilities;
  for (int c = 0; c < kLabelCount; ++c) {
    EXPECT_NEAR(scores.clips[1].by(Pooling::kSoftmax)[c], answered[c], 1e-6) << c;
  }
}

TEST_F(PredictionsFile, EverythingThatIsWrongIsSaidAtOnce) {
  auto other_model = prediction_of("set/a.avi", {Distribution(kLabelCount)});
  other_model.model.sha256 = "another";
  auto other_prior = prediction_of("set/a.avi", {Distribution(kLabelCount)});
  other_prior.model.prior_adjustment = 1;
  dataset_.clips.push_back({"set/c.avi", kFear, ""});
  write({prediction_of("set/b.avi", {Distribution(kLabelCount)}), other_model, other_prior},
        "{\"torn\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("results.ndjson:2: is of another model"),
                             HasSubstr("results.ndjson:3: has another --prior-adjustment"),
                             HasSubstr("results.ndjson:4: not a prediction"),
                             HasSubstr("set/c.avi: has no row in")));
}

TEST_F(PredictionsFile, ClipsWithoutFramesNeedNoRow) {
  dataset_.clips[0].without_frames = true;
  write({prediction_of("set/b.avi", {Distribution(kLabelCount)})});
  EXPECT_EQ(read().clips[0].status, ClipStatus::kNoFace);
}

class Scoring : public ::testing::Test {
 protected:
  void SetUp() override {
    ClassifierOptions options;
    options.model = dir_ / "random.safetensors";
    options.model_name = "random";
    save_random_model(options.model);
    classifier_ = ClipClassifier::create(options);
    write_bytes(dir_ / "text.avi", "text");
    dataset_.clips = {{kPortraits + "eileen_collins.png", kHappiness, ""},
                      {kPortrait, kHappiness, ""},
                      {dir_ / "text.avi", kHappiness, ""},
                      {dir_ / "faces", kHappiness, "", /*without_frames=*/true}};
  }

  TempDir dir_;
  Dataset dataset_;
  std::unique_ptr<ClipClassifier> classifier_;
};

TEST_F(Scoring, SoftmaxPoolingIsWhatTheClassifierAnswers) {
  const fs::path clip = kSample;
  const auto prediction = classifier_->classify(clip, CancelToken());
  ASSERT_EQ(prediction.status, ClipStatus::kOk) << prediction.error;
  EXPECT_EQ(score_of(prediction).by(Pooling::kSoftmax), prediction.subjects[0].probabilities);
}

TEST_F(Scoring, IsTheSameByAnyNumberOfThreads) {
  int reported = 0;
  const auto one = score_clips(dataset_, *classifier_, 1, CancelToken(), [](auto&) {});
  const auto four =
      score_clips(dataset_, *classifier_, 4, CancelToken(), [&](auto&) { ++reported; });
  EXPECT_EQ(reported, 4);
  EXPECT_EQ(one.model.name, "random");
  ASSERT_EQ(one.clips.size(), 4U);
  for (std::size_t i = 0; i < one.clips.size(); ++i) {
    EXPECT_EQ(one.clips[i].status, four.clips[i].status) << i;
    EXPECT_EQ(one.clips[i].probabilities, four.clips[i].probabilities) << i;
  }
  EXPECT_EQ(one.clips[0].status, ClipStatus::kOk);
  EXPECT_EQ(one.clips[2].status, ClipStatus::kUnreadable);
  EXPECT_THAT(one.clips[2].error, HasSubstr("text.avi"));
  EXPECT_EQ(one.clips[3].status, ClipStatus::kNoFace);
}

TEST_F(Scoring, StopsWhenAskedTo) {
  CancelToken cancel;
  cancel.request();
  EXPECT_THAT(error_of(ErrorKind::kCancelled,
                       [&] { score_clips(dataset_, *classifier_, 2, cancel, [](auto&) {}); }),
              HasSubstr("stopped"));
}

}  // namespace
}  // namespace emorec::testing
