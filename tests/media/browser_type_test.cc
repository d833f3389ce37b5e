// Which clips may go into a page as they are.
#include "emorec/media/browser_type.h"

#include <gtest/gtest.h>

#include "support/ffmpeg.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

std::string type_of_clip(const std::string& name, const std::string& how,
                         const std::string& sources = "") {
  const TempDir folder;
  const auto clip = folder / name;
  ffmpeg("-f lavfi -i testsrc2=size=64x48:rate=10:duration=0.5 " + sources + how, clip);
  return browser_type(clip);
}

TEST(BrowserType, OfWhatBrowsersPlay) {
  EMOREC_NEEDS_FFMPEG();
  const std::string sound = "-f lavfi -i sine=duration=0.5 ";
  EXPECT_EQ(type_of_clip("a.mp4", "-c:v libx264 -pix_fmt yuv420p"), "video/mp4");
  EXPECT_EQ(type_of_clip("a.mp4", "-c:v libx264 -pix_fmt yuv420p -c:a aac", sound), "video/mp4");
  EXPECT_EQ(type_of_clip("a.webm", "-c:v libvpx -pix_fmt yuv420p"), "video/webm");
}

TEST(BrowserType, IsEmptyForWhatSomeBrowsersDoNotPlay) {
  EMOREC_NEEDS_FFMPEG();
  const std::string sound = "-f lavfi -i sine=duration=0.5 ";
  EXPECT_EQ(type_of_clip("a.mkv", "-c:v libx264 -pix_fmt yuv420p"), "");
  EXPECT_EQ(type_of_clip("a.avi", "-c:v mpeg4"), "");
  EXPECT_EQ(type_of_clip("a.mp4", "-c:v libx264 -pix_fmt yuv422p"), "");
  EXPECT_EQ(type_of_clip("a.mp4", "-c:v libx264 -pix_fmt yuv420p -c:a ac3", sound), "");
  EXPECT_EQ(browser_type("missing.mp4"), "");
}

TEST(BrowserType, IsEmptyWhereBrowsersWouldShowOtherShapesOrTimes) {
  EMOREC_NEEDS_FFMPEG();
  EXPECT_EQ(type_of_clip("a.mp4", "-c:v libx264 -pix_fmt yuv420p -vf setsar=2"), "");
  EXPECT_EQ(type_of_clip("a.mp4", "-c:v libx264 -pix_fmt yuv420p -vf setpts=PTS+1/TB"), "");
}

}  // namespace
}  // namespace emorec::testing
