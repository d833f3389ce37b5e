// Tests on a data set of AFEW's shape.
#pragma once

#include <cstdlib>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "support/ffmpeg.h"
#include "support/paths.h"
#include "support/temp_dir.h"

namespace emorec::testing {

/// Made once for all tests of a suite, at path("afew"). Skips them where there is no ffmpeg.
class AfewLike : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TempDir>();
    if (!have_ffmpeg()) return;
    const std::string script = EMOREC_SOURCE_DIR "/scripts/make_afew_like.sh ";
    ASSERT_EQ(std::system((script + quoted(path("afew"))).c_str()), 0);
  }
  static void TearDownTestSuite() { folder_.reset(); }
  void SetUp() override { EMOREC_NEEDS_FFMPEG(); }

  static std::string path(const std::string& name) { return (folder_->path() / name).string(); }

 private:
  static inline std::unique_ptr<TempDir> folder_;
};

}  // namespace emorec::testing
