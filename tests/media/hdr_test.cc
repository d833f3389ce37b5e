// HDR video looks as the same scene does in video for ordinary screens.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clips.h"

namespace emorec::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class HdrTest : public ::testing::TestWithParam<const char*> {};

/// Grey, the colour of a skin, and their pixels as sRGB has them, whose white is at 203 cd/m².
TEST_P(HdrTest, LooksAsForAnOrdinaryScreen) {
  EMOREC_NEEDS_FFMPEG();
  const TempDir dir;
  ffmpeg(
      "-f lavfi -i \"color=0x808080:s=64x64:r=25:d=0.2,drawbox=w=32:h=64:c=0xb08060:t=fill,"
      "format=gbrp\" -vf \"zscale=tin=709:pin=709:min=gbr:rin=pc:t=linear:p=709:m=gbr:npl=203,"
      "format=gbrpf32le,zscale=tin=linear:pin=709:min=gbr:p=2020:npl=203:t=" +
          std::string(GetParam()) + ":m=2020_ncl:r=tv,format=yuv420p10le\" -c:v ffv1",
      dir / "hdr.mkv");
  const Watched clip = watch(dir / "hdr.mkv");
  ASSERT_THAT(clip.frames, SizeIs(5));
  EXPECT_TRUE(clip.info.tone_mapped);
  EXPECT_THAT(clip.warnings, IsEmpty());
  for (const Frame& frame : clip.frames) {
    ASSERT_EQ(frame.image.size(), cv::Size(64, 64));
    const auto skin = frame.image.at<cv::Vec3b>(32, 10);
    const auto grey = frame.image.at<cv::Vec3b>(32, 54);
    for (int channel = 0; channel < 3; ++channel) {
      EXPECT_NEAR(grey[channel], 0x80, 3);
      EXPECT_NEAR(skin[channel], (cv::Vec3b{0x60, 0x80, 0xb0})[channel], 6);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Curves, HdrTest, ::testing::Values("smpte2084", "arib-std-b67"));

TEST(NoHdrTest, OrdinaryVideoIsLeftAlone) {
  EMOREC_NEEDS_FFMPEG();
  const TempDir dir;
  ffmpeg(numbered(0.2) + "-pix_fmt yuv420p10le -c:v ffv1", dir / "deep.mkv");
  EXPECT_FALSE(watch(dir / "deep.mkv").info.tone_mapped);
}

}  // namespace
}  // namespace emorec::testing
