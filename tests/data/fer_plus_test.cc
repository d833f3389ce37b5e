#include "emorec/data/fer_plus.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Not in the project's order: columns are found by name.
constexpr const char* kHeader =
    "path,split,fer2013_label,votes_neutral,votes_happiness,votes_surprise,votes_sadness,"
    "votes_anger,votes_disgust,votes_fear,votes_contempt,votes_unknown,votes_nf\n";

class FerPlusTest : public ::testing::Test {
 protected:
  void write(const std::string& rows, const std::string& header = kHeader) {
    write_bytes(dir_ / "labels.csv", header + rows);
  }
  std::vector<LabelledImage> read(const std::string& split = "train") {
    return read_fer_plus(dir_.path(), split);
  }
  std::string error() {
    return error_of(ErrorKind::kInput, [&] { read(); });
  }
  TempDir dir_;
};

TEST_F(FerPlusTest, VotesBecomeSharesOfTheSevenEmotions) {
  write("train/1.png,train,angry,1,0,0,0,5,0,2,1,1,0\n");
  const auto images = read();
  ASSERT_THAT(images, SizeIs(1));
  EXPECT_EQ(images[0].path, dir_ / "train/1.png");
  EXPECT_EQ(images[0].label, Emotion::kAnger);
  EXPECT_EQ(images[0].fer2013, Emotion::kAnger);
  // anger 5, fear 2, neutral 1 of these 8; contempt and unknown have no share.
  const EmotionArray expected = {5 / 8.0, 0, 2 / 8.0, 0, 1 / 8.0, 0, 0};
  for (int i = 0; i < kEmotionCount; ++i) EXPECT_NEAR(images[0].votes[i], expected[i], 1e-12) << i;
}

TEST_F(FerPlusTest, TheLabelIsTheUniquePluralityOfAllTenClasses) {
  struct {
    const char* what;
    const char* votes;
    std::optional<Emotion> label;
  } const cases[] = {
      {"plurality without majority", "4,3,2,1,0,0,0,0,0,0", Emotion::kNeutral},
      {"last column of the seven", "0,0,0,1,0,0,9,0,0,0", Emotion::kFear},
      {"tie of two emotions", "5,5,0,0,0,0,0,0,0,0", std::nullopt},
      {"tie of three emotions", "0,0,3,3,3,1,0,0,0,0", std::nullopt},
      {"tie below the first does not matter", "4,3,3,0,0,0,0,0,0,0", Emotion::kNeutral},
      {"contempt has most", "3,0,0,0,2,0,0,5,0,0", std::nullopt},
      {"unknown has most", "3,0,0,0,2,0,0,0,5,0", std::nullopt},
      {"not a face has most", "3,0,0,0,2,0,0,0,0,5", std::nullopt},
      {"tie with contempt", "5,0,0,0,0,0,0,5,0,0", std::nullopt},
      {"tie with unknown", "0,4,1,1,0,0,0,0,4,0", std::nullopt}};
  for (const auto& item : cases) {
    write(std::string("a.png,train,x,") + item.votes + "\n");
    const auto images = read();
    ASSERT_THAT(images, SizeIs(1)) << item.what;
    EXPECT_EQ(images[0].label, item.label) << item.what;
  }
}

TEST_F(FerPlusTest, OneSplitInTheFilesOrderWithoutImagesThatHaveNoEmotionsVote) {
  write(
      "3.png,train,x,1,0,0,0,0,0,0,0,0,0\n"
      "2.png,public_test,x,1,0,0,0,0,0,0,0,0,0\n"
      "9.png,train,x,0,0,0,0,0,0,0,5,3,2\n"
      "1.png,train,x,0,1,0,0,0,0,0,0,0,0\n");
  const auto train = read("train");
  ASSERT_THAT(train, SizeIs(2));
  EXPECT_EQ(train[0].path.filename(), "3.png");
  EXPECT_EQ(train[1].path.filename(), "1.png");
  EXPECT_THAT(read("public_test"), SizeIs(1));
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read("private_test"); }),
              AllOf(HasSubstr("labels.csv"), HasSubstr("private_test")));
}

TEST_F(FerPlusTest, WindowsLineEnds) {
  std::string header = kHeader;
  header.insert(header.size() - 1, "\r");
  write("a.png,train,x,1,0,0,0,0,0,0,0,0,0\r\n", header);
  EXPECT_EQ(read().at(0).label, Emotion::kNeutral);
}

TEST_F(FerPlusTest, ABadRowIsNamedByItsLine) {
  const std::string good = "a.png,train,x,1,0,0,0,0,0,0,0,0,0\n";
  for (const char* bad :
       {"b.png,train,x,1,0,0,0,0,0,0,0,0\n", "b.png,train,x,1,0,0,0,0,0,0,0,0,0,0\n", "b.png\n",
        "b.png,train,x,one,0,0,0,0,0,0,0,0,0\n", "b.png,train,x,,0,0,0,0,0,0,0,0,0\n",
        "b.png,train,x,1,0,0,0,0,0,0,0,0,1e999\n", "b.png,train,x,nan,0,0,0,0,0,0,0,0,0\n",
        "b.png,train,x,inf,0,0,0,0,0,0,0,0,0\n", "b.png,train,x,-1,2,0,0,0,0,0,0,0,0\n",
        "b.png,train,x,1x,0,0,0,0,0,0,0,0,0\n"}) {
    std::string rows = good + good;
    rows.append(bad).append(good);
    write(rows);
    EXPECT_THAT(error(), HasSubstr("labels.csv:4: ")) << bad;
  }
}

TEST_F(FerPlusTest, AMissingColumnIsNamed) {
  for (const char* column : {"path", "split", "votes_fear", "votes_nf"}) {
    std::string header = kHeader;
    header.replace(header.find(column), std::string(column).size(), "other");
    write("a.png,train,x,1,0,0,0,0,0,0,0,0,0\n", header);
    EXPECT_THAT(error(), AllOf(HasSubstr("labels.csv"), HasSubstr(column)));
  }
}

TEST_F(FerPlusTest, NoFileAndAnEmptyFile) {
  EXPECT_THAT(error(), HasSubstr((dir_ / "labels.csv").string()));
  write("", "");
  EXPECT_THAT(error(), HasSubstr((dir_ / "labels.csv").string()));
  write("");
  EXPECT_THAT(error(), HasSubstr("no labelled image"));
}

}  // namespace
}  // namespace emorec::testing
