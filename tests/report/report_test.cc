// What the three formats say of predictions made by hand.
#include <array>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "emorec/report/csv_report.h"
#include "emorec/report/json_report.h"
#include "emorec/report/text_report.h"

#include "support/errors.h"
#include "support/labels.h"
#include "support/paths.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two frames of a surprised person, the second three times as important.
Subject surprised(int track) {
  Subject subject;
  subject.id = track;
  subject.label = kSurprise;
  subject.probabilities = {0.05, 0.05, 0.1, 0.1, 0.1, 0.1, 0.5};
  subject.frames.resize(2);
  subject.frames[0].importance = 0.25;
  subject.frames[1].importance = 0.75;
  subject.frames[1].index = 1;
  subject.frames[1].time = 61.04;
  subject.frames[1].interpolated = true;
  for (auto& frame : subject.frames) {
    frame.face = {{10, 20, 30, 30}};
    frame.logits.assign(kLabelCount, 0);
    frame.probabilities = {0.025, 0.025, 0.05, 0.05, 0.05, 0.05, 0.25};
    frame.maps = {{{0.0625, 0, -0.5, 0, 0.0625, -1}, {0.25F, 0.25F, 0.25F, 0.25F}}};
  }
  return subject;
}

ClipPrediction clip_of(std::vector<Subject> subjects) {
  ClipPrediction clip;
  clip.clip.path = "a,\"b\".mp4";
  clip.account = {4, 1, 1, 1, 1};
  clip.people_found = static_cast<int>(subjects.size());
  clip.subjects = std::move(subjects);
  clip.model = {"base", "abc", {"face"}, {{"face", 1, 2, 2, {-0.25, 2}}}};
  return clip;
}

ClipPrediction without_face() {
  ClipPrediction clip = clip_of({});
  clip.status = ClipStatus::kNoFace;
  clip.error = "nobody";
  return clip;
}

template <typename Write>
std::string text_of(Write write) {
  std::ostringstream out;
  write(out);
  return out.str();
}

std::string text(const ClipPrediction& clip, const TextStyle& style = {}) {
  return text_of([&](std::ostream& out) { write_text(out, clip, style); });
}

TEST(JsonReport, HoldsSchemaLabelAndFrames) {
  const auto line = text_of([](std::ostream& out) { write_json(out, clip_of({surprised(3)})); });
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  const json clip = json::parse(line);
  EXPECT_EQ(clip["schema"], "emorec.prediction/2");
  EXPECT_EQ(clip["file"], "a,\"b\".mp4");
  EXPECT_EQ(clip["label"], "surprise");
  EXPECT_EQ(clip["probabilities"]["surprise"], 0.5);
  EXPECT_EQ(clip["subjects"][0]["id"], 3);
  EXPECT_EQ(clip["subjects"][0]["frames"][1]["importance"], 0.75);
  EXPECT_EQ(clip["subjects"][0]["frames"][1]["time"], 61.04);
  EXPECT_EQ(clip["subjects"][0]["frames"][1]["maps"][0]["to_cells"],
            json({0.0625, 0, -0.5, 0, 0.0625, -1}));
  EXPECT_EQ(clip["model"]["maps"], json::parse(R"([{"view": "face", "shape": [1, 2, 2],
                             "grid": {"corner": -0.25, "side": 2}}])"));
  EXPECT_FALSE(clip.contains("error"));
}

TEST(JsonReport, WithoutAFaceThereIsNoLabelButAReason) {
  const auto clip =
      json::parse(text_of([](std::ostream& out) { write_json(out, without_face()); }));
  EXPECT_EQ(clip["status"], "no_face");
  EXPECT_EQ(clip["error"], "nobody");
  EXPECT_FALSE(clip.contains("label"));
  EXPECT_TRUE(clip["subjects"].empty());
}

TEST(JsonReport, BytesThatAreNotUtf8AreSpelledAndReadBack) {
  ClipPrediction clip = without_face();
  clip.clip.path = "caf\xE9.mp4";
  clip.error = "caf\xE9.mp4: nobody";
  clip.warnings = {"\xFF"};
  clip.model.name = "caf\xE9";
  const auto line = text_of([&](std::ostream& out) { write_json(out, clip); });
  const json object = json::parse(line);
  EXPECT_EQ(object["file"], "caf\\xe9.mp4");
  EXPECT_EQ(object["error"], "caf\\xe9.mp4: nobody");
  EXPECT_EQ(object["warnings"][0], "\\xff");
  const ClipPrediction back = read_json(line);
  EXPECT_EQ(back.clip.path, clip.clip.path);
  EXPECT_EQ(back.error, clip.error);
  EXPECT_EQ(back.warnings, clip.warnings);
  EXPECT_EQ(back.model.name, clip.model.name);
}

TEST(CsvReport, SpellsWhatIsNotUtf8AsJsonDoes) {
  ClipPrediction clip = without_face();
  clip.clip.path = "caf\xE9, 1.mp4";
  const auto row = text_of([&](std::ostream& out) { write_csv(out, clip); });
  EXPECT_THAT(row, ::testing::StartsWith("\"caf\\xe9, 1.mp4\",no_face,"));
}

TEST(JsonReport, IsReadBackAsItWasWritten) {
  auto failed = without_face();
  failed.status = ClipStatus::kFailed;
  auto full = clip_of({surprised(3), surprised(4)});
  full.clip.kind = ClipKind::kVideo;
  full.clip.codec = "h264";
  full.clip.width = 640;
  full.clip.height = 480;
  full.clip.rotation = 90;
  full.clip.pixel_aspect = 1.5;
  full.clip.duration = 2.5;
  full.clip.deinterlaced = true;
  full.model.prior_adjustment = 0.25;
  full.subjects[0].frames[0].face->detected = true;
  full.subjects[0].frames[0].face->score = 1.5;
  full.subjects[0].frames[0].logits[2] = -2.25;
  full.subjects[0].frames[1].shares = {0.25, 0.75};
  full.warnings = {"it ended early"};
  for (const auto& clip : {full, without_face(), failed}) {
    const auto line = text_of([&](std::ostream& out) { write_json(out, clip); });
    const ClipPrediction read = read_json(line);
    EXPECT_EQ(text_of([&](std::ostream& out) { write_json(out, read); }), line);
  }
}

// Rows of the sample clip, of a clip without a face, and of the sample clip without what the first
// programs did not tell.
TEST(JsonReport, RowsOfTheEarlierSchemaAreRead) {
  std::ifstream file(EMOREC_SOURCE_DIR "/tests/report/rows/prediction_1.ndjson");
  std::vector<json> rows;
  std::vector<ClipPrediction> read;
  for (std::string line; std::getline(file, line);) {
    rows.push_back(json::parse(line));
    read.push_back(read_json(line));
  }
  ASSERT_EQ(read.size(), 3U);
  const json& person = rows[0]["people"][0];
  const Subject& subject = read[0].subjects.at(0);
  EXPECT_EQ(read[0].clip.path, "eileen_collins.mp4");
  EXPECT_EQ(read[0].model.labels, LabelSet());
  EXPECT_EQ(subject.kind, SubjectKind::kPerson);
  EXPECT_EQ(subject.label, kHappiness);
  ASSERT_EQ(subject.frames.size(), 2U);
  const FramePrediction& frame = subject.frames[1];
  const json& stored = person["frames"][1];
  EXPECT_EQ(frame.index, stored["index"]);
  EXPECT_EQ(frame.importance, stored["importance"]);
  EXPECT_FLOAT_EQ(frame.face->box.width, stored["box"][2].get<float>());
  EXPECT_TRUE(frame.face->detected);
  EXPECT_EQ(frame.logits[kSadness.index], stored["logits"]["sadness"]);
  EXPECT_EQ(frame.maps.at(0).values, stored["attention"].get<std::vector<float>>());
  // Chips were of 112 pixels, and cell i looked at those around pixel 16·i.
  const cv::Matx23d to_chip(stored["to_chip"].get<std::array<double, 6>>().data());
  const cv::Vec3d place(300, 200, 1);
  EXPECT_LT(cv::norm(to_chip * place / 16 - frame.maps[0].to_cells * place), 1e-9);
  const MapSpec& map = read[0].model.maps.at(0);
  EXPECT_EQ(map.heads * map.height * map.width, 98);
  EXPECT_DOUBLE_EQ(map.grid.corner * 16, -0.5);
  EXPECT_DOUBLE_EQ(map.grid.side * 16, 112);

  EXPECT_EQ(read[1].status, ClipStatus::kNoFace);
  EXPECT_TRUE(read[1].subjects.empty());
  EXPECT_EQ(read[2].subjects.at(0).probabilities, subject.probabilities);
  EXPECT_FALSE(read[2].subjects[0].frames.at(0).interpolated);
  EXPECT_EQ(read[2].model.pooling, Pooling::kSoftmax);
}

TEST(TextReport, SaysHowMuchEachViewCounts) {
  Subject person = surprised(0);
  person.frames[0].shares = {1, 0};  // a quarter of the importance
  person.frames[1].shares = {0.2, 0.8};
  ClipPrediction clip = clip_of({person});
  clip.model.views = {"face", "context"};
  EXPECT_THAT(text(clip), HasSubstr("  what counted: face 40 %, context 60 %\n"));
  EXPECT_THAT(text(clip_of({surprised(0)})), Not(HasSubstr("what counted")));
}

TEST(Report, TellsWhatViewsAreTakenFor) {
  Subject scene = surprised(0);
  scene.kind = SubjectKind::kScene;
  scene.frames[1].words = {{"object", "geyser", 0.61},
                           {"object", "volcano", 0.2},
                           {"object", "alp", 0.1},
                           {"scene", "beach", 0.4}};
  const ClipPrediction clip = clip_of({scene});
  EXPECT_THAT(text(clip), HasSubstr("object: geyser 61 %, volcano 20 %\n"));
  EXPECT_THAT(text(clip), HasSubstr("scene: beach 40 %\n"));
  const auto line = text_of([&](std::ostream& out) { write_json(out, clip); });
  EXPECT_FALSE(json::parse(line)["subjects"][0]["frames"][0].contains("words"));
  const auto read = read_json(line).subjects.at(0).frames.at(1).words;
  ASSERT_EQ(read.size(), 4U);
  EXPECT_EQ(read[3].view + read[3].word, "scenebeach");
  EXPECT_NEAR(read[3].share, 0.4, 1e-6);
}

TEST(JsonReport, ASceneHasNoFace) {
  Subject scene = surprised(0);
  scene.kind = SubjectKind::kScene;
  for (auto& frame : scene.frames) frame.face.reset();
  const auto line = text_of([&](std::ostream& out) { write_json(out, clip_of({scene})); });
  const json object = json::parse(line)["subjects"][0];
  EXPECT_EQ(object["kind"], "scene");
  EXPECT_TRUE(object["frames"][0]["face"].is_null());
  const ClipPrediction read = read_json(line);
  EXPECT_EQ(read.subjects.at(0).kind, SubjectKind::kScene);
  EXPECT_FALSE(read.subjects[0].frames.at(0).face);
  const auto table = text_of([&](std::ostream& out) { write_frames_csv(out, clip_of({scene})); });
  EXPECT_THAT(table, HasSubstr(",scene,0,0.000000,,,,,0,0,"));
}

TEST(JsonReport, WhatIsNoPredictionIsNotRead) {
  const auto line = text_of([](std::ostream& out) { write_json(out, clip_of({surprised(0)})); });
  auto other_label = json::parse(line);
  other_label["subjects"][0]["label"] = "boredom";
  auto other_schema = json::parse(line);
  other_schema["schema"] = "emorec.prediction/3";
  for (const std::string& text : {std::string("{}"), line.substr(0, line.size() / 2),
                                  other_label.dump(), other_schema.dump()}) {
    EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read_json(text); }),
                HasSubstr("not a prediction"));
  }
}

TEST(JsonReport, ALineOfBracketsIsRefused) {
  EXPECT_THAT(error_of(ErrorKind::kInput, [] { read_json(std::string(1'000'000, '[')); }),
              HasSubstr("levels deep"));
}

TEST(CsvReport, FramesHaveARowEach) {
  const auto rows = text_of([](std::ostream& out) {
    write_frames_csv_header(out, LabelSet::afew7());
    write_frames_csv(out, clip_of({surprised(3)}));
    write_frames_csv(out, without_face());
  });
  EXPECT_EQ(
      rows,
      "file,person,frame,time,box_x,box_y,box_width,box_height,detected,interpolated,score,"
      "importance,label,anger,disgust,fear,happiness,neutral,sadness,surprise\n"
      "\"a,\"\"b\"\".mp4\",3,0,0.000000,10.00,20.00,30.00,30.00,0,0,0.0000,0.250000,surprise,"
      "0.025000,0.025000,0.050000,0.050000,0.050000,0.050000,0.250000\n"
      "\"a,\"\"b\"\".mp4\",3,1,61.040000,10.00,20.00,30.00,30.00,0,1,0.0000,0.750000,surprise,"
      "0.025000,0.025000,0.050000,0.050000,0.050000,0.050000,0.250000\n");
}

TEST(CsvReport, QuotesAsRfc4180Says) {
  const auto row = text_of([](std::ostream& out) { write_csv(out, clip_of({surprised(0)})); });
  EXPECT_EQ(row,
            "\"a,\"\"b\"\".mp4\",ok,0,surprise,0.050000,0.050000,0.100000,0.100000,0.100000,"
            "0.100000,0.500000,4,1,1,1,1,base,\n");
}

TEST(CsvReport, HasARowForEachPersonAndOneForNobody) {
  const auto rows = [](const ClipPrediction& clip) {
    const auto lines = text_of([&](std::ostream& out) { write_csv(out, clip); });
    return std::count(lines.begin(), lines.end(), '\n');
  };
  EXPECT_EQ(rows(clip_of({surprised(0), surprised(1)})), 2);
  EXPECT_EQ(rows(without_face()), 1);
}

TEST(TextReport, PutsTheMostImportantFrameFirst) {
  const auto lines = text(clip_of({surprised(0)}));
  EXPECT_THAT(lines, HasSubstr("surprise 50 %"));
  EXPECT_LT(lines.find("1:01.04  frame 1"), lines.find("0:00.00  frame 0"));
  EXPECT_THAT(lines,
              HasSubstr("4 frames decoded: 1 scored, 1 interpolated, 1 without a face, 1 not "
                        "sampled"));
}

TEST(TextReport, SaysInWordsHowSureTheAnswerIs) {
  const auto said = [](double surprise, double sadness) {
    auto subject = surprised(0);
    subject.probabilities = {0, 0, 0, 0, 1 - surprise - sadness, sadness, surprise};
    const auto lines = text(clip_of({subject}));
    return lines.substr(0, lines.find('\n'));
  };
  EXPECT_EQ(said(0.8, 0.15), "a,\"b\".mp4: surprise 80 %");
  EXPECT_EQ(said(0.6, 0.3), "a,\"b\".mp4: likely surprise 60 %, or sadness 30 %");
  EXPECT_EQ(said(0.4, 0.35), "a,\"b\".mp4: unsure, surprise 40 % or sadness 35 %");
}

TEST(TextReport, SaysWhereFewFramesDecideALongClip) {
  const auto said = [](int frames, int spoken, double share) {
    auto subject = surprised(0);
    const auto frame = subject.frames.front();
    subject.frames.assign(static_cast<std::size_t>(frames), frame);
    for (int i = 0; i < frames; ++i) {
      subject.frames[static_cast<std::size_t>(i)].importance =
          i < spoken ? share / spoken : (1 - share) / (frames - spoken);
    }
    const auto lines = text(clip_of({subject}));
    return lines.substr(0, lines.find('\n'));
  };
  EXPECT_THAT(said(200, 12, 0.51), EndsWith("; decided by 6 % of the frames"));
  EXPECT_THAT(said(1000, 2, 0.9), EndsWith("; decided by less than 1 % of the frames"));
  EXPECT_THAT(said(200, 24, 0.51), Not(HasSubstr("decided")));
  EXPECT_THAT(said(200, 12, 0.1), Not(HasSubstr("decided")));
  EXPECT_THAT(said(50, 3, 0.9), Not(HasSubstr("decided")));  // a short one
}

TEST(TextReport, CountsOneFrameInTheSingular) {
  auto clip = clip_of({surprised(0)});
  clip.account = {1, 1, 0, 0, 0};
  EXPECT_THAT(text(clip), HasSubstr("  1 frame decoded: 1 scored\n"));
}

TEST(TextReport, WarnsOfDamageWhereNobodyIsSeenToo) {
  auto clip = without_face();
  clip.warnings = {"it ended early"};
  EXPECT_THAT(text(clip), ::testing::HasSubstr("warning: it ended early"));
}

TEST(TextReport, BarsAreAsLongAsTheirShare) {
  const auto ascii = text(clip_of({surprised(0)}));
  EXPECT_THAT(ascii, HasSubstr("50.0 %  " + std::string(20, '#') + "\n"));
  TextStyle unicode;
  unicode.unicode = true;
  EXPECT_THAT(text(clip_of({surprised(0)}), unicode), HasSubstr("10.0 %  ████\n"));
}

TEST(TextReport, ExplainsWhoseFaceItTookAmongSeveral) {
  auto clip = clip_of({surprised(2)});
  clip.people_found = 3;
  EXPECT_THAT(text(clip), HasSubstr("person 2 of 3, largest for longest (mean 30 px in 2 frames)"));
  EXPECT_THAT(text(clip_of({surprised(0)})), Not(HasSubstr("main face")));
}

TEST(TextReport, ColoursOnlyOnRequest) {
  TextStyle colour;
  colour.colour = true;
  EXPECT_THAT(text(clip_of({surprised(0)}), colour), HasSubstr("\033[1m"));
  EXPECT_THAT(text(clip_of({surprised(0)})), Not(HasSubstr("\033")));
}

/// A person in frames at these times, happy up to and including `last_happy`, then sad.
ClipPrediction over_time(const std::vector<double>& times, double last_happy) {
  Subject subject;
  subject.label = kHappiness;
  subject.probabilities = only(kHappiness);
  for (const double time : times) {
    FramePrediction frame;
    frame.time = time;
    frame.importance = (time <= last_happy ? 2.0 : 1.0) / static_cast<double>(times.size());
    frame.probabilities.resize(kLabelCount);
    frame.probabilities[time <= last_happy ? 3 : 5] = frame.importance;
    subject.frames.push_back(frame);
  }
  return clip_of({subject});
}

std::vector<double> steady(int count, double step) {
  std::vector<double> times(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) times[static_cast<std::size_t>(i)] = i * step;
  return times;
}

TEST(Timeline, ShowsImportanceAndLabelOverTime) {
  TextStyle unicode;
  unicode.unicode = true;
  EXPECT_THAT(text(over_time(steady(20, 0.1), 0.75), unicode),
              HasSubstr("  importance  ████████▄▄▄▄▄▄▄▄▄▄▄▄\n"
                        "  label       HHHHHHHHSSSSSSSSSSSS\n"
                        "              0:00.00      0:01.90\n"
                        "  H happiness  S sadness\n\n"));
  EXPECT_THAT(text(over_time(steady(20, 0.1), 0.75)),
              HasSubstr("  importance  ########============\n"));
}

TEST(Timeline, LongClipsFitTheLine) {
  const auto lines = text(over_time(steady(6400, 0.04), 128));
  EXPECT_THAT(lines,
              HasSubstr("label       " + std::string(32, 'H') + std::string(32, 'S') + "\n"));
}

TEST(Timeline, TimeWithoutTheFaceIsBlank) {
  auto times = steady(10, 0.1);
  for (const double later : steady(10, 0.1)) times.push_back(3.0 + later);
  EXPECT_THAT(text(over_time(times, 9)), HasSubstr("label       HHHHH          HHHHH\n"));
}

TEST(Timeline, UnevenFramesLeaveNoHoles) {
  EXPECT_THAT(text(over_time({0, 0.1, 0.14, 0.3, 0.4, 0.44, 0.6, 0.7}, 9)),
              HasSubstr("label       HHHHHHHH\n"));
}

TEST(Timeline, AStillHasNone) { EXPECT_THAT(text(over_time({0}, 9)), Not(HasSubstr("label  "))); }

TEST(Timeline, ColoursLettersOnRequest) {
  TextStyle colour;
  colour.colour = true;
  // Happiness is orange, #E69F00; the nearest of the 216 is 4, 3, 0.
  EXPECT_THAT(text(over_time(steady(4, 0.1), 9), colour), HasSubstr("\033[38;5;178mH\033[0m"));
}

TEST(TextReport, LinesFit80ColumnsAndDoNotEndWithBlanks) {
  auto times = steady(5000, 0.04);
  auto clip = over_time(times, 9);
  auto& frames = clip.subjects[0].frames;
  for (std::size_t i = 0; i < frames.size(); ++i) {  // all seven in the legend
    frames[i].probabilities.assign(kLabelCount, 0);
    frames[i].probabilities[i * 7 / frames.size()] = frames[i].importance;
  }
  frames[0].importance = 0;
  std::istringstream lines(text(clip));
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 80U) << line;
    EXPECT_FALSE(!line.empty() && line.back() == ' ') << line;
  }
}

}  // namespace
}  // namespace emorec::testing
