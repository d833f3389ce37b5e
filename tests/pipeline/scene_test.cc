// Who was seen in which frames, and whose outputs are where.
#include "scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;

FramePrediction face_at(std::int64_t index, float side = 100) {
  FramePrediction frame;
  frame.index = index;
  frame.time = 0.04 * static_cast<double>(index);
  frame.face = {{0, 0, side, side}};
  return frame;
}

template <typename Frames>
std::vector<std::int64_t> indices(const Frames& frames) {
  std::vector<std::int64_t> of;
  for (const auto& frame : frames) of.push_back(frame.index);
  return of;
}

/// Person 7 in frames 0, 5, 10 and 15; person 3, larger, in 10; frame 20 shows nobody.
Scene two_people() {
  Scene scene;
  for (std::int64_t i = 0; i <= 20; ++i) {
    if (i % 5 != 0) {
      scene.pass({{}, i, 0.04 * static_cast<double>(i), 0});
      continue;
    }
    scene.look(0.04 * static_cast<double>(i));
    if (i < 20) scene.add(7, face_at(i));
    if (i == 10) scene.add(3, face_at(i, 180));
  }
  return scene;
}

TEST(Scene, TheMainPersonIsTheLargestForLongestAndRowsAreInOrderOfScoring) {
  const auto roles = two_people().roles();
  ASSERT_EQ(roles.size(), 2U);
  EXPECT_EQ(roles[0].subject.id, 7);
  EXPECT_THAT(indices(roles[0].subject.frames), ElementsAre(0, 5, 10, 15));
  EXPECT_THAT(roles[0].rows, ElementsAre(0, 1, 2, 4));
  EXPECT_EQ(roles[1].subject.id, 3);
  EXPECT_THAT(roles[1].rows, ElementsAre(3));
}

TEST(Scene, CountsLooksAndFaces) {
  const Scene scene = two_people();
  EXPECT_EQ(scene.people(), 2);
  EXPECT_EQ(scene.looks(), 5);
  EXPECT_EQ(scene.looks_for(7), 4);
  EXPECT_EQ(scene.looks_for(3), 1);
  EXPECT_EQ(scene.scored(), 5);
  EXPECT_THAT(indices(scene.passed()),
              ElementsAre(1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18, 19));
}

TEST(Scene, FramesWithoutAnybodyAreEveryones) {
  Scene scene;
  const int tracks[] = {7, Scene::kNobody, 7, 3, Scene::kNobody};
  for (int i = 0; i < 5; ++i) {
    scene.look(i);
    scene.add(tracks[i], face_at(i, tracks[i] == 7 ? 100 : 50));
  }
  const auto roles = scene.roles();
  ASSERT_EQ(roles.size(), 2U);
  EXPECT_EQ(scene.people(), 2);
  EXPECT_EQ(roles[0].subject.id, 7);
  EXPECT_EQ(roles[0].subject.kind, SubjectKind::kPerson);
  EXPECT_THAT(roles[0].rows, ElementsAre(0, 1, 2, 4));
  EXPECT_THAT(roles[1].rows, ElementsAre(1, 3, 4));
  EXPECT_EQ(scene.looks_for(7), 4);

  Scene empty;
  empty.look(0);
  empty.add(Scene::kNobody, face_at(0));
  EXPECT_EQ(empty.people(), 0);
  ASSERT_EQ(empty.roles().size(), 1U);
  EXPECT_EQ(empty.roles()[0].subject.kind, SubjectKind::kScene);
}

TEST(Scene, ForgetsTheBeginningAndItsRows) {
  Scene scene;
  for (int i = 0; i < 6; ++i) {
    scene.look(i);
    if (i != 2) scene.add(7, face_at(25 * i));
  }
  EXPECT_EQ(scene.forget_before(3), 2);
  EXPECT_EQ(scene.looks(), 3);
  EXPECT_EQ(scene.scored(), 3);
  EXPECT_THAT(scene.roles().at(0).rows, ElementsAre(0, 1, 2));
  EXPECT_THAT(indices(scene.roles()[0].subject.frames), ElementsAre(75, 100, 125));
}

}  // namespace
}  // namespace emorec::testing
