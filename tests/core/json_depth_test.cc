#include "emorec/core/json_depth.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"

namespace emorec::testing {
namespace {

using ::testing::HasSubstr;

std::string error(const std::string& text) {
  return error_of(ErrorKind::kInput, [&] { require_shallow_json(text); });
}

std::string times(int count, const std::string& text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(JsonDepthTest, WhatNestsTooDeeplyIsRefused) {
  EXPECT_EQ(error(times(32, "[") + times(32, "]")), "NO ERROR");
  EXPECT_THAT(error(times(33, "[")), HasSubstr("more than 32 levels"));
  EXPECT_THAT(error(times(33, "{\"a\":[")), HasSubstr("more than 32 levels"));
  EXPECT_THAT(error(times(1000000, "[")), HasSubstr("more than 32 levels"));
}

TEST(JsonDepthTest, WhatIsLongIsNotDeep) {
  EXPECT_EQ(error("[" + times(1000, "[{}],") + "0]"), "NO ERROR");
}

TEST(JsonDepthTest, BracketsInTextAreNone) {
  EXPECT_EQ(error("\"" + times(100, "[") + "\""), "NO ERROR");
  EXPECT_EQ(error(R"("\\\")" + times(100, "{") + "\""), "NO ERROR");
  EXPECT_THAT(error(R"("\\")" + times(100, "{")), HasSubstr("more than 32 levels"));
}

}  // namespace
}  // namespace emorec::testing
