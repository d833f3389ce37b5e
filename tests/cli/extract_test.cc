// emorec extract as a process, on a tree of AFEW's shape.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "afew_like.h"
#include "program.h"
#include "support/samples.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class ExtractCommand : public AfewLike {
 protected:
  static void SetUpTestSuite() {
    AfewLike::SetUpTestSuite();
    save_test_model(path("model.safetensors"));
  }

  static Result extract(const std::string& dataset, const std::string& cache,
                        std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"extract", path(dataset), "--out", path(cache)};
    words.insert(words.end(), more.begin(), more.end());
    return emorec_here(std::move(words));
  }
  static json index_of(const std::string& cache) {
    return json::parse(read_bytes(path(cache + "/cache.json")));
  }
};

TEST_F(ExtractCommand, AfewFromItsTopFolder) {
  const auto result = extract("afew", "chips", {"--max-frames", "4"});
  EXPECT_EQ(result.code, 1) << result.errors;  // one clip shows nobody
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.errors, AllOf(HasSubstr("56 chips of 14 clips"),
                                   HasSubstr("left out: 1 without a face, 0 unreadable"),
                                   HasSubstr("left_out.csv")));
  EXPECT_THAT(read_bytes(path("chips/left_out.csv")),
              HasSubstr("Val_AFEW/Neutral/000000008.avi,neutral,val,no face"));
  const json index = index_of("chips");
  EXPECT_EQ(index["counts"]["clips"], 14);
  EXPECT_EQ(index["counts"]["frames"], 56);
  EXPECT_EQ(index["cut"]["channels"], 1);  // as the default model wants it

  const auto again = extract("afew", "chips", {"--max-frames", "4", "--threads", "1"});
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.errors, HasSubstr("done already: 15 clips"));
  EXPECT_EQ(index_of("chips"), index);
  const auto refused = extract("afew", "chips");
  EXPECT_EQ(refused.code, 5);
  EXPECT_THAT(refused.errors, HasSubstr("max_frames 4 instead of 64"));
}

TEST_F(ExtractCommand, AsAModelWantsItOrOtherwise) {
  fs::create_directories(path("stills/happy"));
  fs::copy_file(kPortrait, path("stills/happy/1.jpg"));
  EXPECT_EQ(extract("stills", "like", {"--like", path("model.safetensors")}).code, 0);
  EXPECT_EQ(index_of("like")["cut"]["channels"], 3);
  EXPECT_EQ(extract("stills", "small", {"--size", "64", "--colour", "--quiet"}).errors, "");
  EXPECT_EQ(index_of("small")["cut"]["size"], 64);
  EXPECT_EQ(index_of("small")["cut"]["channels"], 3);
}

TEST_F(ExtractCommand, ExitCodesTellWhatWentWrong) {
  EXPECT_EQ(extract("nothing", "none").code, 3);
  EXPECT_EQ(emorec_here({"extract", path("afew")}).code, 2);
  EXPECT_EQ(extract("afew", "none", {"--max-frames", "0"}).code, 2);
  EXPECT_EQ(extract("afew", "none", {"--size", "4"}).code, 2);
  EXPECT_EQ(extract("afew", "none", {"--size", "64", "--like", path("model.safetensors")}).code, 2);
  EXPECT_EQ(extract("afew", "none", {"--like", "nonsense"}).code, 4);
  EXPECT_FALSE(fs::exists(path("none")));
  EXPECT_EQ(extract("afew", "model.safetensors").code, 5);
  write_bytes(path("labels.csv"), "file,label\nmissing.avi,anger\nafew,joyful\n");
  const auto bad = extract("labels.csv", "none");
  EXPECT_EQ(bad.code, 3);
  EXPECT_THAT(bad.errors, AllOf(HasSubstr("labels.csv:2: there is no file"),
                                HasSubstr("labels.csv:3: 'joyful' is not one")));
}

}  // namespace
}  // namespace emorec::testing
