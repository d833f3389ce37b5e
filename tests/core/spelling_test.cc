#include "emorec/core/spelling.h"

#include <gtest/gtest.h>

#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

TEST(Spelling, NamesInUtf8AreSpelledAsTheyAre) {
  for (const std::string name : {"clip.mp4", "Café – 日本 😀.mp4", "100%.mp4", "a\\b.mp4", "\\x.mp4",
                                 "My%20Video.mp4", "C:\\xylophone", "a\nb", ""}) {
    EXPECT_EQ(spelled(name), name);
    EXPECT_EQ(unspelled(name), name);
  }
}

TEST(Spelling, OtherBytesAreSpelledInHexadecimal) {
  EXPECT_EQ(spelled(std::string("caf\xE9.mp4")), "caf\\xe9.mp4");
  EXPECT_EQ(spelled(std::filesystem::path("\xFF/\x80")), "\\xff/\\x80");
  EXPECT_EQ(spelled(std::string("\\xe9")), "\\x5cxe9");  // four characters, not a byte
  // Overlong, a surrogate, beyond Unicode, cut off.
  EXPECT_EQ(spelled(std::string("\xC0\xAF")), "\\xc0\\xaf");
  EXPECT_EQ(spelled(std::string("\xED\xA0\x80")), "\\xed\\xa0\\x80");
  EXPECT_EQ(spelled(std::string("\xF4\x90\x80\x80")), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(spelled(std::string("\xE2\x82")), "\\xe2\\x82");
}

TEST(Spelling, NothingIsLost) {
  const std::string alphabet = "\\x5ce9%a\xC3\xA9\xFF\x80";
  std::string name;
  unsigned state = 1;
  for (int i = 0; i < 20000; ++i) {
    state = state * 1664525U + 1013904223U;
    name += alphabet[(state >> 16U) % alphabet.size()];
    if (name.size() < 12) continue;
    EXPECT_EQ(unspelled(spelled(name)), name);
    EXPECT_EQ(spelled(unspelled(spelled(name))), spelled(name));
    name.erase(0, 1);
  }
}

TEST(Spelling, FilesAreFoundByTheirBytesOrTheirSpelling) {
  TempDir dir;
  write_bytes(dir / "caf\xE9.mp4", "");
  EXPECT_EQ(named_file(dir.path(), "caf\xE9.mp4"), dir / "caf\xE9.mp4");
  EXPECT_EQ(named_file(dir.path(), "caf\\xe9.mp4"), dir / "caf\xE9.mp4");
  EXPECT_EQ(named_file(dir.path(), "missing\\xe9"), dir / "missing\\xe9");
  write_bytes(dir / "caf\\xe9.mp4", "");  // this name itself
  EXPECT_EQ(named_file(dir.path(), "caf\\xe9.mp4"), dir / "caf\\xe9.mp4");
}

}  // namespace
}  // namespace emorec::testing
