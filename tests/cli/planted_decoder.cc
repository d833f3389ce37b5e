// A decoder that a clip has taken over. Loaded before FFmpeg's, it tries what it can when a clip is
// opened, and ends the process with what succeeded as its last words.
#include <cstdlib>
#include <iostream>

#include "support/break_out.h"

extern "C" int avformat_open_input(void**, const char*, const void*, void**) {
  std::cerr << "broken out: " << emorec::testing::broken_out(std::getenv("EMOREC_TEST_FILE")) << "."
            << std::endl;
  std::abort();
}
