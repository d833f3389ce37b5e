#include "emorec/data/split_list.h"

#include <gmock/gmock.h>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SplitList, FindsTheClipsOfPublishedLists) {
  const TempDir dir;
  write_bytes(dir / "list.txt",
              "Surprise/A b.c 7\r\nanger/1000 1\n\njoy/gone 4\nAnger/1001.avi 1\nanger/1000 1\n");
  const auto listed = listed_clips(
      {"anger/1000.mp4", "anger/1001.mp4", "joy/1000", "surprise/a b.c", "surprise/b.mp4"},
      dir / "list.txt");
  EXPECT_THAT(listed.places, ElementsAre(0, 1, 3));
  EXPECT_THAT(listed.missing, ElementsAre("joy/gone"));
}

TEST(SplitList, RefusesAListOfAnotherDataSet) {
  const TempDir dir;
  write_bytes(dir / "list.txt", "fear/1 3\n");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { listed_clips({"joy/1.mp4"}, dir / "list.txt"); }),
              HasSubstr("names none of the clips"));
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { listed_clips({"joy/1.mp4"}, dir / "no.txt"); }),
              HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace emorec::testing
