#include "emorec/data/dataset.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/labels.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pointwise;
namespace fs = std::filesystem;

/// Data sets are looked at by their names alone: their files are empty here.
class DatasetTest : public ::testing::Test {
 protected:
  void make(const std::vector<std::string>& files) {
    for (const auto& file : files) {
      fs::create_directories((dir_ / file).parent_path());
      write_bytes(dir_ / file, "");
    }
  }
  void make_folder(const std::string& folder) { fs::create_directories(dir_ / folder); }
  void write(const std::string& file, const std::string& text) { write_bytes(dir_ / file, text); }

  Dataset read(const std::string& path = "", const std::string& split = "") {
    return read_dataset(path.empty() ? dir_.path() : dir_ / path, split);
  }

  /// "Angry/1.avi anger", and "(no frames)" where there are none.
  std::vector<std::string> clips(const Dataset& dataset) {
    std::vector<std::string> lines;
    for (const auto& clip : dataset.clips) {
      lines.push_back(clip.path.lexically_relative(dir_.path()).string() + " " +
                      (clip.label ? std::string(name(*clip.label)) : "?") +
                      (clip.without_frames ? " (no frames)" : ""));
    }
    return lines;
  }

  std::string error(const std::string& path = "", const std::string& split = "") {
    return error_of(ErrorKind::kInput, [&] { read(path, split); });
  }

  TempDir dir_;
};

TEST_F(DatasetTest, ClassFoldersOfClipsAndStillsInByteOrder) {
  make({"Happy/b.mp4", "Happy/B.avi", "happiness/z.mov", "anger/2.png", "anger/10.png",
        "sad/x.MKV"});
  const auto dataset = read();
  EXPECT_EQ(dataset.layout, "class folders");
  EXPECT_EQ(dataset.split, "");
  EXPECT_THAT(clips(dataset),
              ElementsAre("Happy/B.avi happiness", "Happy/b.mp4 happiness", "anger/10.png anger",
                          "anger/2.png anger", "happiness/z.mov happiness", "sad/x.MKV sadness"));
}

TEST_F(DatasetTest, WhatIsHiddenOrNoClipIsPassedOver) {
  make({"Sad/1.avi", "Sad/.DS_Store", "Sad/._1.avi", "Sad/Thumbs.db", "readme.txt", "docs/a.txt",
        ".cache/1.avi"});
  EXPECT_THAT(clips(read()), ElementsAre("Sad/1.avi sadness"));
}

TEST_F(DatasetTest, AFolderInAClassFolderIsTheFramesOfOneClip) {
  make({"Angry/1/1.jpg", "Angry/1/2.jpg", "Angry/3.avi"});
  make_folder("Angry/2");
  EXPECT_THAT(clips(read()),
              ElementsAre("Angry/1 anger", "Angry/2 anger (no frames)", "Angry/3.avi anger"));
}

TEST_F(DatasetTest, AfewIsItsValidationPartUnlessAnotherIsWanted) {
  make({"Train_AFEW/Fear/1.avi", "Val_AFEW/Angry/1.avi", "Val_AFEW/Surprise/1.avi",
        "Test_AFEW/Sad/1.avi"});
  const auto validation = read();
  EXPECT_EQ(validation.split, "Val_AFEW");
  EXPECT_THAT(clips(validation),
              ElementsAre("Val_AFEW/Angry/1.avi anger", "Val_AFEW/Surprise/1.avi surprise"));
  EXPECT_EQ(validation.clips[0].split, "Val_AFEW");
  EXPECT_THAT(clips(read("", "train")), ElementsAre("Train_AFEW/Fear/1.avi fear"));
  EXPECT_THAT(clips(read("", "Test_AFEW")), ElementsAre("Test_AFEW/Sad/1.avi sadness"));
  EXPECT_EQ(read("Val_AFEW").split, "Val_AFEW");
  EXPECT_EQ(read("Val_AFEW/").split, "Val_AFEW");
  EXPECT_EQ(read("Val_AFEW", "validation").clips.size(), 2U);
}

// As the archives unpack: clips in class folders, their faces beside these, by name alone.
TEST_F(DatasetTest, AfewsAlignedFacesTakeTheirLabelsFromTheClips) {
  const std::string faces = "Val_AFEW/AlignedFaces_LBPTOP_Points_Val";
  make({"Val_AFEW/Angry/01.avi", "Val_AFEW/Angry/02.avi", "Val_AFEW/Happy/03.avi",
        faces + "/Faces/01/01-001.jpg", faces + "/Faces/01/01-002.jpg",
        faces + "/Faces/03/03-001.jpg", faces + "/Points/01.txt", faces + "/LBPTOP/01.mat"});
  EXPECT_EQ(clips(read("Val_AFEW")).size(), 3U);  // the clips themselves
  for (const auto& given : {faces, faces + "/Faces"}) {
    const auto dataset = read(given);
    EXPECT_EQ(dataset.layout, "AFEW's aligned faces");
    EXPECT_EQ(dataset.split, "Val_AFEW");
    EXPECT_THAT(clips(dataset),
                ElementsAre(faces + "/Faces/01 anger", faces + "/Faces/02 anger (no frames)",
                            faces + "/Faces/03 happiness"));
  }
}

TEST_F(DatasetTest, AlignedFacesMayBeSortedByEmotionToo) {
  const std::string faces = "Train_AFEW/AlignedFaces_LBPTOP_Points";
  make({"Train_AFEW/Sad/01.avi", faces + "/AlignedFaces_LBPTOP_Points/Sad/01/1.jpg"});
  EXPECT_THAT(clips(read(faces)),
              ElementsAre(faces + "/AlignedFaces_LBPTOP_Points/Sad/01 sadness"));
}

TEST_F(DatasetTest, FacesOfNoClipAreNoDataSet) {
  make({"Val_AFEW/Sad/01.avi", "Val_AFEW/AlignedFaces/Faces/other/1.jpg"});
  EXPECT_THAT(error("Val_AFEW/AlignedFaces"), HasSubstr("no labelled clip in it"));
}

TEST_F(DatasetTest, AClassFolderAloneIsNoDataSet) {
  make({"Val_AFEW/Angry/1.avi", "Val_AFEW/Happy/1.avi"});
  EXPECT_THAT(error("Val_AFEW/Angry"), HasSubstr("folders named by emotion"));
}

TEST_F(DatasetTest, EverythingThatIsWrongWithFoldersIsSaidAtOnce) {
  make({"Angry/1.avi", "Contempt/1.avi", "Sad/deep/er/1.jpg"});
  make_folder("Happy");
  EXPECT_THAT(error(),
              AllOf(HasSubstr("Contempt: 'Contempt' is not one of anger, disgust, fear"),
                    HasSubstr("Happy: no clip in it"),
                    HasSubstr("deep: a folder in a class folder is the frames of one clip"),
                    Not(HasSubstr("Angry"))));
}

TEST_F(DatasetTest, PartsThatAreNotThere) {
  make({"train/anger/1.png", "test/anger/1.png"});
  EXPECT_THAT(error(), AllOf(HasSubstr("--split"), HasSubstr("test, train")));
  EXPECT_THAT(error("", "val"), AllOf(HasSubstr("'val'"), HasSubstr("test, train")));
  EXPECT_THAT(error("train", "test"), HasSubstr("'test'"));
  make({"faces/anger/1.png"});
  EXPECT_THAT(error("faces", "val"), HasSubstr("Leave out --split"));
}

TEST_F(DatasetTest, NoDataSetAtAll) {
  EXPECT_THAT(error("missing"), HasSubstr("there is no such folder or file"));
  EXPECT_THAT(error(), HasSubstr("neither labels.csv in it"));
}

TEST_F(DatasetTest, CsvNamesFilesRelativeToItself) {
  make({"clips/a.avi", "clips/b, c.avi", "z.avi"});
  write("labels.csv",
        "\xEF\xBB\xBF"
        "file,label,comment\r\n"
        "z.avi,Surprised,\r\n"
        "\"clips/b, c.avi\",sad,\"two\r\nlines, \"\"quoted\"\"\"\r\n"
        "\r\n"
        "clips/a.avi,HAPPY,last line without an end");
  const auto dataset = read("labels.csv");
  EXPECT_EQ(dataset.layout, "CSV");
  EXPECT_THAT(clips(dataset),
              ElementsAre("clips/a.avi happiness", "clips/b, c.avi sadness", "z.avi surprise"));
  EXPECT_EQ(clips(read()), clips(dataset));  // its folder is as good a name for it
}

TEST_F(DatasetTest, TablesOfAnySeparatorAndLetterCase) {
  make({"a.avi", "b.avi", "c, d.avi"});
  for (const char* text : {"file;label\na.avi;Angry\nb.avi;HAPPY\nc, d.avi;sad\n",
                           "File\tLabel\r\na.avi\tANG\r\nb.avi\tHap\r\nc, d.avi\tsad\r\n",
                           "PATH , LABEL\na.avi, anger\n b.avi ,happiness \n\"c, d.avi\", SAD\n",
                           "\xEF\xBB\xBF"
                           "file;Label;Notes, all\na.avi;anger;x, y, z\nb.avi;joy;\n"
                           "\"c, d.avi\";sad;\n;;\n"}) {
    write("list.csv", text);
    EXPECT_THAT(clips(read("list.csv")),
                ElementsAre("a.avi anger", "b.avi happiness", "c, d.avi sadness"))
        << text;
  }
  make({" spaced .avi"});
  write("list.csv", "file,label\n\" spaced .avi\" ,fear\n");
  EXPECT_THAT(clips(read("list.csv")), ElementsAre(" spaced .avi fear"));
  write("list.csv", std::string("\xFF\xFE"
                                "f\0i\0l\0e\0\n\0",
                                12));
  EXPECT_THAT(error("list.csv"), HasSubstr("Save it as CSV in UTF-8"));
}

TEST_F(DatasetTest, ColumnsOfVotesMayBeInAnyLetterCase) {
  make({"a.png"});
  write("list.csv",
        "Path;Anger;Disgust;Fear;Happiness;Neutral;Sadness;Surprise;Contempt;NF\n"
        "a.png;1;0;0;0;3;0;0;0;9\n");
  const auto dataset = read_all_parts(dir_ / "list.csv");
  EXPECT_EQ(dataset.layout, "FER+");
  EXPECT_EQ(dataset.clips[0].label, std::nullopt);  // most say that it is not a face
  EXPECT_EQ(dataset.clips[0].target[kNeutral.index], 0.75);
}

TEST_F(DatasetTest, VotesForALabelOfAnotherSetAreVotesForSomethingElse) {
  make({"a.png", "b.png"});
  write("list.csv",
        "path,anger,disgust,fear,joy,neutral,sadness,surprise\n"
        "a.png,1,0,0,0,3,0,0\nb.png,3,0,0,0,1,0,0\n");
  const auto dataset = read_all_parts(dir_ / "list.csv", LabelSet::ekman6());
  EXPECT_EQ(dataset.clips[0].label, std::nullopt);  // neutral, which is none of the six
  EXPECT_EQ(dataset.clips[1].label, kAnger);
}

TEST_F(DatasetTest, UnknownLabelsAreCountedAndLeftOutIfAsked) {
  make({"a.avi", "b.avi", "c.avi", "d.avi"});
  write("list.csv", "file,label\na.avi,anger\nb.avi,Contempt\nc.avi,contempt\nd.avi,boredom\n");
  EXPECT_THAT(error("list.csv"),
              AllOf(HasSubstr("list.csv:3: 'Contempt' is not one of anger, disgust"),
                    HasSubstr("(2 clips)"), HasSubstr("list.csv:5: 'boredom' is not one of"),
                    HasSubstr("(1 clip)"), HasSubstr("--skip-unknown-labels")));
  const auto dataset = read_dataset(dir_ / "list.csv", "", {LabelSet(), /*skip unknown*/ true});
  EXPECT_THAT(clips(dataset), ElementsAre("a.avi anger"));
  EXPECT_THAT(note_on_words(dataset), HasSubstr("left out 'boredom' (1), 'Contempt' (2)"));

  make({"folders/Angry/1.avi", "folders/Contempt/1.avi", "folders/Contempt/2.avi"});
  make_folder("folders/notes");
  EXPECT_THAT(error("folders"), AllOf(HasSubstr("'Contempt' is not one of"), HasSubstr("(2 clips)"),
                                      Not(HasSubstr("notes"))));
  const auto folders = read_dataset(dir_ / "folders", "", {LabelSet(), true});
  EXPECT_THAT(clips(folders), ElementsAre("folders/Angry/1.avi anger"));
  EXPECT_THAT(note_on_words(folders), HasSubstr("read 'Angry' as anger (1); left out 'Contempt' "
                                                "(2)"));

  write("list.csv", "file,label\na.avi,contempt\n");
  EXPECT_THAT(error_of(ErrorKind::kInput,
                       [&] {
                         read_dataset(dir_ / "list.csv", "", {LabelSet(), true});
                       }),
              HasSubstr("no labelled clip in it: its labels are another set's"));
}

TEST_F(DatasetTest, AWordOfAnotherSetIsNotReadSilently) {
  make({"a.avi", "b.avi", "c.avi", "d.avi"});
  write("list.csv", "file,label\na.avi,joy\nb.avi,Joy\nc.avi,angry\nd.avi,sadness\n");
  const auto dataset = read("list.csv");
  EXPECT_THAT(note_on_words(dataset),
              AllOf(HasSubstr("another set's than anger, disgust"),
                    HasSubstr("read 'angry' as anger (1), 'joy' as happiness (2)")));
  write("list.csv", "file,label\na.avi,happiness\nb.avi,angry\n");
  EXPECT_THAT(note_on_words(read_dataset(dir_ / "list.csv", "", LabelSet::ekman6())),
              HasSubstr("'happiness' as joy (1)"));
  // Other words for the same set's labels are nothing to speak of.
  write("list.csv", "file,label\na.avi,Happy\nb.avi,ANG\nc.avi,surprised\nd.avi,Neutral\n");
  EXPECT_EQ(note_on_words(read("list.csv")), "");
  EXPECT_EQ(read("list.csv").words.size(), 3U);
}

TEST_F(DatasetTest, ATableMayBringTheBoxesOfFaces) {
  write("a.png", "");
  write("b.png", "");
  write("labels.csv", "path,label,x1,y1,x2,y2\na.png,sad,10,20,30,45\nb.png,Anger,,,,\n");
  const auto clips = read_all_parts(dir_.path()).clips;
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(clips[0].box, (std::array{10, 20, 30, 45}));
  EXPECT_FALSE(clips[1].box);

  write("labels.csv", "path,label,x1,y1,x2\na.png,sad,10,20,30\n");
  EXPECT_THAT(error(), HasSubstr("must all be there"));
  write("labels.csv", "path,label,x1,y1,x2,y2\na.png,sad,30,20,10,45\nb.png,sad,1,2,3,four\n");
  EXPECT_THAT(error(), AllOf(HasSubstr("labels.csv:2: x1, y1, x2, y2 are no box"),
                             HasSubstr("labels.csv:3: 'four' is no whole number")));
}

TEST_F(DatasetTest, CsvSplits) {
  make({"a.avi", "b.avi", "c.avi"});
  write("list.csv", "path,label,split\na.avi,fear,train\nb.avi,fear,val\nc.avi,fear,val\n");
  EXPECT_EQ(clips(read("list.csv")), clips(read("list.csv", "validation")));
  EXPECT_THAT(clips(read("list.csv")), ElementsAre("b.avi fear", "c.avi fear"));
  EXPECT_THAT(clips(read("list.csv", "train")), ElementsAre("a.avi fear"));
  EXPECT_THAT(error("list.csv", "test"), AllOf(HasSubstr("'test'"), HasSubstr("train, val")));
  write("list.csv", "path,label\na.avi,fear\n");
  EXPECT_THAT(error("list.csv", "train"), HasSubstr("no column 'split'"));
}

TEST_F(DatasetTest, EverythingThatIsWrongWithACsvFileIsSaidWithItsLine) {
  make({"a.avi"});
  write("list.csv",
        "file,label\na.avi,joyful\nmissing.avi,anger\na.avi\na.avi,anger\n./a.avi,anger\n");
  EXPECT_THAT(error("list.csv"),
              AllOf(HasSubstr("list.csv:2: 'joyful' is not one of anger, disgust, fear"),
                    HasSubstr("list.csv:3: there is no file"), HasSubstr("missing.avi"),
                    HasSubstr("list.csv:4: 1 cell, but the header has 2"),
                    HasSubstr("list.csv:5: 'a.avi' is in line 2 already"),
                    HasSubstr("list.csv:6: './a.avi' is in line 2 already")));
}

TEST_F(DatasetTest, OfManyMistakesSomeAreNamedAndTheRestCounted) {
  std::string rows = "file,label\n";
  for (int i = 0; i < 100; ++i) rows += "missing" + std::to_string(i) + ".avi,anger\n";
  write("list.csv", rows);
  EXPECT_THAT(error("list.csv"), AllOf(HasSubstr("list.csv:21:"), Not(HasSubstr("list.csv:22:")),
                                       HasSubstr("and 80 more")));
}

TEST_F(DatasetTest, CsvWithoutWhatItNeeds) {
  write("list.csv", "name,emotion\na.avi,anger\n");
  EXPECT_THAT(error("list.csv"), AllOf(HasSubstr("list.csv:1: expected a header with file,label"),
                                       HasSubstr("found 'name,emotion'")));
  write("list.csv", "");
  EXPECT_THAT(error("list.csv"), HasSubstr("is empty"));
  write("list.csv", "file,label\n");
  EXPECT_THAT(error("list.csv"), HasSubstr("no labelled clip in it"));
}

constexpr const char* kVotes =
    "path,split,fer2013_label,votes_neutral,votes_happiness,votes_surprise,votes_sadness,"
    "votes_anger,votes_disgust,votes_fear,votes_contempt,votes_unknown,votes_nf\n";

TEST_F(DatasetTest, FerPlusImagesWhosePluralityIsAnEmotion) {
  make({"t/1.png", "p/2.png", "p/3.png", "p/4.png"});
  write("labels.csv", std::string(kVotes) +
                          "t/1.png,train,sad,9,0,0,0,0,0,0,0,1,0\n"
                          "p/2.png,public_test,sad,0,0,0,0,0,0,9,1,0,0\n"
                          "p/3.png,public_test,sad,5,5,0,0,0,0,0,0,0,0\n"
                          "p/4.png,public_test,sad,0,0,0,0,2,0,0,8,0,0\n");
  const auto dataset = read();
  EXPECT_EQ(dataset.layout, "FER+");
  EXPECT_EQ(dataset.split, "public_test");
  EXPECT_THAT(clips(dataset), ElementsAre("p/2.png fear"));
  EXPECT_THAT(clips(read("labels.csv", "train")), ElementsAre("t/1.png neutral"));
  EXPECT_THAT(error("", "private_test"), HasSubstr("public_test, train"));
  fs::remove(dir_ / "p/2.png");
  EXPECT_THAT(error(), AllOf(HasSubstr("labels.csv:3: there is no file"), HasSubstr("2.png")));
}

TEST_F(DatasetTest, VotesBecomeSharesOfTheSevenEmotions) {
  make({"1.png"});
  // anger 5, fear 2, neutral 1 of these 8; contempt and unknown have no share.
  write("labels.csv", std::string(kVotes) + "1.png,train,angry,1,0,0,0,5,0,2,1,1,0\r\n");
  const auto dataset = read_all_parts(dir_.path());
  ASSERT_EQ(dataset.clips.size(), 1U);
  EXPECT_EQ(dataset.clips[0].label, kAnger);
  EXPECT_THAT(dataset.clips[0].target,
              Pointwise(DoubleNear(1e-12), Distribution{5 / 8.0, 0, 2 / 8.0, 0, 1 / 8.0, 0, 0}));
}

TEST_F(DatasetTest, TheLabelIsTheUniquePluralityOfAllTenClasses) {
  make({"a.png"});
  struct {
    const char* what;
    const char* votes;
    std::optional<Label> label;
  } const cases[] = {{"plurality without majority", "4,3,2,1,0,0,0,0,0,0", kNeutral},
                     {"last column of the seven", "0,0,0,1,0,0,9,0,0,0", kFear},
                     {"tie of two emotions", "5,5,0,0,0,0,0,0,0,0", std::nullopt},
                     {"tie of three emotions", "0,0,3,3,3,1,0,0,0,0", std::nullopt},
                     {"tie below the first does not matter", "4,3,3,0,0,0,0,0,0,0", kNeutral},
                     {"contempt has most", "3,0,0,0,2,0,0,5,0,0", std::nullopt},
                     {"unknown has most", "3,0,0,0,2,0,0,0,5,0", std::nullopt},
                     {"not a face has most", "3,0,0,0,2,0,0,0,0,5", std::nullopt},
                     {"tie with contempt", "5,0,0,0,0,0,0,5,0,0", std::nullopt},
                     {"tie with unknown", "0,4,1,1,0,0,0,0,4,0", std::nullopt}};
  for (const auto& item : cases) {
    write("labels.csv", std::string(kVotes) + "a.png,train,sad," + item.votes + "\n");
    const auto dataset = read_all_parts(dir_.path());
    ASSERT_EQ(dataset.clips.size(), 1U) << item.what;
    EXPECT_EQ(dataset.clips[0].label, item.label) << item.what;
  }
}

TEST_F(DatasetTest, AllPartsAtOnceWithClipsThatHaveVotesButNoLabel) {
  make({"t/1.png", "t/9.png", "p/2.png", "p/3.png"});
  write("labels.csv", std::string(kVotes) +
                          "t/1.png,train,sad,9,0,0,0,0,0,0,0,1,0\n"
                          "t/9.png,train,sad,0,0,0,0,0,0,0,5,3,2\n"
                          "p/3.png,public_test,sad,5,5,0,0,0,0,0,0,0,0\n"
                          "p/2.png,public_test,,0,0,0,0,0,0,9,1,0,0\n");
  const auto dataset = read_all_parts(dir_.path());
  EXPECT_THAT(clips(dataset), ElementsAre("p/2.png fear", "p/3.png ?", "t/1.png neutral"));
  EXPECT_EQ(dataset.clips[0].split, "public_test");
  EXPECT_EQ(dataset.clips[2].split, "train");
}

TEST_F(DatasetTest, AllPartsOfAfew) {
  make({"Train_AFEW/Fear/1.avi", "Val_AFEW/Angry/1.avi", "Test_AFEW/1.avi"});
  const auto dataset = read_all_parts(dir_.path());
  EXPECT_THAT(clips(dataset),
              ElementsAre("Train_AFEW/Fear/1.avi fear", "Val_AFEW/Angry/1.avi anger"));
  EXPECT_EQ(dataset.clips[0].split, "Train_AFEW");
  EXPECT_EQ(dataset.clips[1].split, "Val_AFEW");
  EXPECT_EQ(dataset.clips[1].target, (Distribution{1, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(dataset.clips[0].group, "");  // nobody knows who it is
}

TEST_F(DatasetTest, SoftLabelsAndGroupsOfAnyClips) {
  make({"a.avi", "b.avi", "c.avi"});
  write("list.csv",
        "path,label,group,anger,disgust,fear,happiness,neutral,sadness,surprise\n"
        "a.avi,,film 1,0.5,0,0,1.5,0,0,0\n"
        "b.avi,fear,film 2,1,0,1,0,0,0,0\n"
        "c.avi,,,1,0,1,0,0,0,0\n");
  const auto dataset = read_all_parts(dir_ / "list.csv");
  EXPECT_EQ(dataset.layout, "CSV");
  EXPECT_THAT(clips(dataset), ElementsAre("a.avi happiness", "b.avi fear", "c.avi ?"));
  EXPECT_EQ(dataset.clips[0].target, (Distribution{0.25, 0, 0, 0.75, 0, 0, 0}));
  EXPECT_EQ(dataset.clips[0].group, "film 1");
  EXPECT_EQ(dataset.clips[2].group, "");
  EXPECT_EQ(dataset.clips[2].target, (Distribution{0.5, 0, 0.5, 0, 0, 0, 0}));
}

TEST_F(DatasetTest, EverythingThatIsWrongWithVotesIsSaidWithItsLine) {
  make({"a.png"});
  std::string rows = kVotes;
  for (const char* votes :
       {"one,0,0,0,0,0,0,0,0,0", ",0,0,0,0,0,0,0,0,0", "1,0,0,0,0,0,0,0,0,1e999",
        "nan,0,0,0,0,0,0,0,0,0", "inf,0,0,0,0,0,0,0,0,0", "-1,2,0,0,0,0,0,0,0,0",
        "1x,0,0,0,0,0,0,0,0,0", "0,0,0,0,0,0,0,0,0,0", "1,0,0,0,0,0,0,0,0",
        "1e308,1e308,0,0,0,0,0,0,0,0"}) {
    rows += std::string("a.png,train,sad,") + votes + "\n";
  }
  write("labels.csv", rows);
  const std::string text = error_of(ErrorKind::kInput, [&] { read_all_parts(dir_.path()); });
  for (int line : {2, 3, 4, 5, 6, 7, 8}) {
    EXPECT_THAT(text,
                ContainsRegex("labels.csv:" + std::to_string(line) + ": '.*' is not a number"));
  }
  EXPECT_THAT(text, AllOf(HasSubstr("labels.csv:9: nobody voted"),
                          HasSubstr("labels.csv:10: 12 cells, but the header has 13"),
                          HasSubstr("labels.csv:11: the votes are too large")));
}

TEST_F(DatasetTest, EveryEmotionNeedsItsColumnOfVotes) {
  write("list.csv", "file,anger,disgust,fear,happiness,neutral\n");
  EXPECT_THAT(error("list.csv"), HasSubstr("no column 'sadness', 'surprise'"));
}

TEST_F(DatasetTest, StillsAreGroupedByTheirNames) {
  make({"happiness/Al_Gore_0002.jpg", "anger/Al_Gore_0001.jpg", "anger/Bo 1.jpg", "anger/Cy.jpg",
        "anger/Di-3.png", "anger/Ed_4.jpg", "anger/Flo5.jpg", "anger/Gus_1.jpg", "anger/Hal_1.jpg",
        "anger/Ida_1.jpg", "anger/Jo_1.jpg", "anger/Jo_2.avi", "sad/07.jpg"});
  std::map<std::string, std::string> groups;
  for (const auto& clip : read_all_parts(dir_.path()).clips) {
    groups[clip.path.filename()] = clip.group;
  }
  EXPECT_EQ(groups["Al_Gore_0001.jpg"], "Al_Gore");
  EXPECT_EQ(groups["Al_Gore_0002.jpg"], "Al_Gore");
  EXPECT_EQ(groups["Bo 1.jpg"], "Bo");
  EXPECT_EQ(groups["Flo5.jpg"], "Flo");
  EXPECT_EQ(groups["07.jpg"], "");
  EXPECT_EQ(groups["Jo_2.avi"], "");  // no still
}

TEST_F(DatasetTest, WhatAllStillsAreCalledIsNobodysName) {
  for (int i = 0; i < 10; ++i) make({"anger/Training_" + std::to_string(i) + ".jpg"});
  for (const auto& clip : read_all_parts(dir_.path()).clips) EXPECT_EQ(clip.group, "");
}

TEST_F(DatasetTest, AlignedFacesOfTwoClipsOfOneName) {
  make({"Val_AFEW/Sad/01.avi", "Val_AFEW/Angry/01.avi", "Val_AFEW/AlignedFaces/Faces/01/1.jpg"});
  EXPECT_THAT(error("Val_AFEW/AlignedFaces"), HasSubstr("01.avi: another clip of this part has"));
}

}  // namespace
}  // namespace emorec::testing
