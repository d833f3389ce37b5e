#include "emorec/core/cancel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"

namespace emorec::testing {
namespace {

TEST(CancelTokenTest, StopsOnlyOnceRequestedAndThenAlways) {
  CancelToken cancel;
  EXPECT_FALSE(cancel.requested());
  EXPECT_NO_THROW(cancel.check());
  cancel.request();
  EXPECT_TRUE(cancel.requested());
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(error_of(ErrorKind::kCancelled, [&] { cancel.check(); }),
                ::testing::HasSubstr("stopped on request"));
  }
}

}  // namespace
}  // namespace emorec::testing
