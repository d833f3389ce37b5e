#include "emorec/data/class_folders.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

void touch(const std::filesystem::path& path) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream{path};
}

std::string person_of(const LabelledImage& image) {
  const std::string stem = image.path.stem().string();
  return stem.substr(0, stem.rfind('_'));
}

TEST(ClassFolders, HoldAFifthOfThePeopleOut) {
  const TempDir dir;
  for (int person = 0; person < 200; ++person) {
    for (const char* number : {"_0001", "_0002", "_0003"}) {
      const char* emotion = person % 2 == 0 ? "Happy" : "sadness";
      touch(dir / emotion / ("Person " + std::to_string(person) + "x" + number + ".jpg"));
    }
  }
  touch(dir / "misc" / "Nobody_0001.jpg");
  const ClassFolders folders = read_class_folders(dir.path());
  EXPECT_EQ(folders.train.size() + folders.held_out.size(), 600U);
  EXPECT_NEAR(static_cast<double>(folders.held_out.size()), 120, 45);
  std::set<std::string> trained;
  for (const auto& image : folders.train) trained.insert(person_of(image));
  for (const auto& image : folders.held_out) EXPECT_EQ(trained.count(person_of(image)), 0U);
  for (const auto& image : folders.held_out) {
    const bool happy = image.path.parent_path().filename() == "Happy";
    EXPECT_EQ(image.label, happy ? Emotion::kHappiness : Emotion::kSadness);
    EXPECT_EQ(image.votes[static_cast<std::size_t>(*image.label)], 1);
  }
}

TEST(ClassFolders, WithoutAnEmotionsFolderTheFolderIsNamed) {
  const TempDir dir;
  touch(dir / "misc" / "a.jpg");
  EXPECT_THAT(error_of(ErrorKind::kInput, [&] { read_class_folders(dir.path()); }),
              ::testing::HasSubstr(dir.path().string()));
}

}  // namespace
}  // namespace emorec::testing
