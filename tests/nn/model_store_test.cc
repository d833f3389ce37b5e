#include "emorec/nn/model_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emorec/core/files.h"

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A registry's line for a file with these words.
struct Registered {
  std::string name;
  std::string words;
};

class ModelStoreTest : public ::testing::Test {
 protected:
  /// Files NAME.bin and a registry that lists them.
  std::filesystem::path make_folder(const std::string& folder,
                                    const std::vector<Registered>& models) {
    std::filesystem::create_directories(dir_ / folder);
    std::string list;
    for (const auto& [name, words] : models) {
      const auto path = dir_ / folder / (name + ".bin");
      write_bytes(path, words);
      list += (list.empty() ? "" : ",") + (R"({"name":")" + name) + R"(","file":")" + name +
              R"(.bin","sha256":")" + sha256_of_file(path) + R"(","size":)" +
              std::to_string(words.size()) + R"(,"summary":"the )" + name + R"("})";
    }
    write_bytes(dir_ / folder / "registry.json", "{\"models\":[" + list + "]}");
    return dir_ / folder;
  }
  TempDir dir_;
};

std::string find_error(const ModelStore& store, const std::string& name) {
  return error_of(ErrorKind::kModel, [&] { store.find(name); });
}

TEST_F(ModelStoreTest, NamesAndTheDefault) {
  const auto folder = make_folder("a", {{"first", "1"}, {"second", "22"}});
  const ModelStore store({folder});
  ASSERT_EQ(store.entries().size(), 2U);
  EXPECT_EQ(store.entries()[1].name, "second");
  EXPECT_EQ(store.entries()[1].path, folder / "second.bin");
  EXPECT_EQ(store.entries()[1].size, 2U);
  EXPECT_EQ(store.entries()[1].summary, "the second");
  EXPECT_EQ(store.find("second"), folder / "second.bin");
  EXPECT_EQ(store.find(""), folder / "first.bin");
}

TEST_F(ModelStoreTest, EarlierFoldersWin) {
  const auto one = make_folder("one", {{"shared", "1"}});
  const auto two = make_folder("two", {{"shared", "2"}, {"only", "3"}});
  EXPECT_EQ(ModelStore({one, two}).find("shared"), one / "shared.bin");
  EXPECT_EQ(ModelStore({two, one}).find("shared"), two / "shared.bin");
  EXPECT_EQ(ModelStore({one, two}).find("only"), two / "only.bin");
  EXPECT_EQ(ModelStore({one, two}).entries().size(), 2U);
  EXPECT_EQ(ModelStore({two, one}).find(""), two / "shared.bin");
}

TEST_F(ModelStoreTest, FoldersWithoutARegistryArePassedOver) {
  const auto folder = make_folder("a", {{"m", "1"}});
  std::filesystem::create_directory(dir_ / "empty");
  EXPECT_EQ(ModelStore({dir_ / "missing", dir_ / "empty", folder}).find("m"), folder / "m.bin");
}

TEST_F(ModelStoreTest, APathIsTakenAsItIs) {
  write_bytes(dir_ / "mine.safetensors", "x");
  const ModelStore store({make_folder("a", {{"m", "1"}})});
  EXPECT_EQ(store.find((dir_ / "mine.safetensors").string()), dir_ / "mine.safetensors");
}

TEST_F(ModelStoreTest, UnknownNamesListTheKnown) {
  const ModelStore store({make_folder("a", {{"first", "1"}, {"second", "2"}})});
  for (const std::string& name : {std::string("third"), dir_.path().string(),
                                  (dir_ / "missing").string(), std::string(5000, 'x')}) {
    EXPECT_THAT(find_error(store, name), AllOf(StartsWith(name), HasSubstr("first, second")));
  }
}

TEST_F(ModelStoreTest, WithoutAnyModelTheErrorSaysSo) {
  for (const char* name : {"", "some"}) {
    EXPECT_THAT(find_error(ModelStore({dir_.path()}), name),
                AllOf(StartsWith(*name == '\0' ? "no model" : "some: "),
                      HasSubstr("none is installed"), HasSubstr("EMOREC_MODELS")));
  }
}

TEST_F(ModelStoreTest, AFileThatIsNotTheRegisteredOneIsRefused) {
  const auto folder = make_folder("a", {{"m", "the weights"}});
  const ModelStore store({folder});
  for (const char* words : {"the weight", "the weights and more", "THE weights", ""}) {
    write_bytes(folder / "m.bin", words);
    EXPECT_THAT(find_error(store, "m"),
                AllOf(StartsWith((folder / "m.bin").string()), HasSubstr("'m'"),
                      HasSubstr("size or SHA-256 differ")))
        << words;
    EXPECT_THAT(find_error(store, ""), HasSubstr("'m'"));
  }
  std::filesystem::remove(folder / "m.bin");
  EXPECT_THAT(find_error(store, "m"), AllOf(HasSubstr("'m'"), HasSubstr("not there")));
}

TEST_F(ModelStoreTest, ABrokenRegistryIsNamed) {
  const std::string sound = R"("name":"m","file":"f","sha256":"","size":1,"summary":"")";
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("[]"), std::string("{}"),
        std::string(R"({"models":[1]})"), std::string(R"({"models":[{"name":"m"}]})"),
        R"({"models":[{)" + sound + R"(},{"name":7}]})"}) {
    write_bytes(dir_ / "registry.json", text);
    EXPECT_THAT(error_of(ErrorKind::kModel, [&] { ModelStore({dir_.path()}); }),
                StartsWith((dir_ / "registry.json").string()))
        << text;
  }
}

}  // namespace
}  // namespace emorec::testing
