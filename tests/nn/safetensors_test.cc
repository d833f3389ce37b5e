#include "emorec/nn/safetensors.h"

#include <cstring>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/errors.h"
#include "support/temp_dir.h"

namespace emorec::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string little_endian(std::uint64_t value) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFFU);
  return bytes;
}

/// A file as the format's description tells it, right or wrong.
std::string file_of(const std::string& header, const std::string& payload = "") {
  return little_endian(header.size()) + header + payload;
}

std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
  return '"' + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" +
         offsets + "}";
}

TensorData tensor(DType dtype, std::vector<std::int64_t> shape) {
  std::size_t bytes = size_of(dtype);
  for (const auto side : shape) bytes *= static_cast<std::size_t>(side);
  TensorData data{dtype, std::move(shape), std::vector<std::byte>(bytes)};
  for (std::size_t i = 0; i < bytes; ++i) data.bytes[i] = static_cast<std::byte>(7 * i + 3);
  return data;
}

Safetensors sample() {
  Safetensors content;
  content.tensors = {{"f32", tensor(DType::kF32, {2, 3})},   {"f16", tensor(DType::kF16, {3})},
                     {"bf16", tensor(DType::kBF16, {1, 5})}, {"i64", tensor(DType::kI64, {2})},
                     {"u8", tensor(DType::kU8, {7})},        {"scalar", tensor(DType::kF32, {})},
                     {"empty", tensor(DType::kF32, {0, 3})}, {"größe/✓", tensor(DType::kU8, {1})}};
  content.metadata = {{"format", "x/1"}, {"", ""}, {"text", "line\nbreak \"quoted\" ü \\"}};
  return content;
}

class SafetensorsTest : public ::testing::Test {
 protected:
  std::string error(const std::string& bytes) const {
    write_bytes(path_, bytes);
    return error_of(ErrorKind::kModel, [&] { read_safetensors(path_); });
  }
  TempDir dir_;
  std::filesystem::path path_ = dir_ / "a.safetensors";
};

TEST_F(SafetensorsTest, RoundTrip) {
  const Safetensors content = sample();
  write_safetensors(path_, content);
  const Safetensors read = read_safetensors(path_);
  EXPECT_EQ(read.metadata, content.metadata);
  EXPECT_EQ(read_safetensors_metadata(path_), content.metadata);
  ASSERT_EQ(read.tensors.size(), content.tensors.size());
  for (const auto& [name, expected] : content.tensors) {
    ASSERT_EQ(read.tensors.count(name), 1U) << name;
    const TensorData& actual = read.tensors.at(name);
    EXPECT_EQ(actual.dtype, expected.dtype) << name;
    EXPECT_EQ(actual.shape, expected.shape) << name;
    EXPECT_TRUE(actual.bytes == expected.bytes) << name;
  }
}

TEST_F(SafetensorsTest, TheSameContentGivesTheSameBytes) {
  write_safetensors(path_, sample());
  write_safetensors(dir_ / "again", read_safetensors(path_));
  EXPECT_EQ(read_bytes(path_), read_bytes(dir_ / "again"));
}

TEST_F(SafetensorsTest, WhatIsWrittenFollowsTheFormat) {
  Safetensors content;
  content.tensors["a"] = {DType::kF32, {1}, std::vector<std::byte>(4, std::byte{0x3F})};
  write_safetensors(path_, content);
  const std::string bytes = read_bytes(path_);
  const std::string header = R"({"a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}})";
  EXPECT_THAT(bytes, StartsWith(little_endian(56) + header));
  EXPECT_EQ(header.size(), 54U);  // padded by two spaces to a multiple of eight
  EXPECT_EQ(bytes.substr(8 + 54), "  ????");
}

TEST_F(SafetensorsTest, WhatOthersWriteIsRead) {
  // Not in the order of names, with space around, without metadata.
  write_bytes(path_, file_of(" { " + entry("b", "U8", "[2]", "[0, 2]") + ",\n" +
                                 entry("a", "F16", "[1,1]", "[2,4]") + " }   ",
                             "\x01\x02\x03\x04"));
  const auto content = read_safetensors(path_);
  ASSERT_EQ(content.tensors.size(), 2U);
  EXPECT_EQ(content.tensors.at("b").bytes, (std::vector{std::byte{1}, std::byte{2}}));
  EXPECT_EQ(content.tensors.at("a").bytes, (std::vector{std::byte{3}, std::byte{4}}));
  EXPECT_EQ(content.tensors.at("a").shape, (std::vector<std::int64_t>{1, 1}));
  EXPECT_TRUE(content.metadata.empty());

  write_bytes(path_, file_of("{}"));
  EXPECT_TRUE(read_safetensors(path_).tensors.empty());
}

TEST_F(SafetensorsTest, TruncatedAnywhereIsRefused) {
  write_safetensors(path_, sample());
  const std::string whole = read_bytes(path_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(error(whole.substr(0, size)), HasSubstr("not a sound safetensors file")) << size;
  }
  EXPECT_EQ(error(whole), "NO ERROR");
}

TEST_F(SafetensorsTest, WhatIsWrongIsNamed) {
  const std::string four(4, 'x');
  const std::string eight(8, 'x');
  const std::string good = entry("good", "U8", "[4]", "[0,4]");
  struct {
    std::string bytes;
    const char* expected;
  } const cases[] = {
      {little_endian(10) + "{}", "truncated within its header"},
      {little_endian(16 << 20) + "{}", "truncated within its header"},
      {little_endian((16 << 20) + 1) + "{}", "more than 16 MiB"},
      {little_endian(~0ULL) + "{}", "claims 18446744073709551615 bytes"},
      {little_endian(1ULL << 63) + "{}", "more than 16 MiB"},
      {file_of(""), "not a JSON object"},
      {file_of("hello"), "not a JSON object"},
      {file_of("[]"), "not a JSON object"},
      {file_of("{\"a\":"), "not a JSON object"},
      {file_of("{}{}"), "not a JSON object"},
      {file_of("{\"\xff\":1}"), "not a JSON object"},
      {file_of("{}", "x"), "1 bytes follow the last tensor"},
      {file_of("{" + good + "}", four + "y"), "1 bytes follow"},
      {file_of("{" + good + "}", "xyz"), "tensor 'good' reaches beyond the file's end"},
      {file_of("{\"a\":7}"), "tensor 'a' is not described by an object"},
      {file_of("{\"a\":{}}"), "tensor 'a' has the unknown dtype ''"},
      {file_of("{\"a\":{\"dtype\":4}}"), "tensor 'a' has the unknown dtype"},
      {file_of("{" + entry("a", "F64", "[1]", "[0,8]") + "}", eight), "unknown dtype 'F64'"},
      {file_of("{" + entry("a", "f32", "[1]", "[0,4]") + "}", four), "unknown dtype 'f32'"},
      {file_of(R"({"a":{"dtype":"U8","data_offsets":[0,0]}})"), "tensor 'a' has no valid shape"},
      {file_of(R"({"a":{"dtype":"U8","shape":[0]}})"), "tensor 'a' has no valid data_offsets"},
      {file_of("{" + entry("a", "U8", "4", "[0,4]") + "}", four), "no valid shape"},
      {file_of("{" + entry("a", "U8", "[-4]", "[0,4]") + "}", four), "no valid shape"},
      {file_of("{" + entry("a", "U8", "[-2,-2]", "[0,4]") + "}", four), "no valid shape"},
      {file_of("{" + entry("a", "U8", "[4.0]", "[0,4]") + "}", four), "no valid shape"},
      {file_of("{" + entry("a", "U8", "[\"4\"]", "[0,4]") + "}", four), "no valid shape"},
      {file_of("{" + entry("a", "U8", "[1e99]", "[0,4]") + "}", four), "no valid shape"},
      {file_of("{" + entry("a", "U8", "[18446744073709551615]", "[0,4]") + "}", four),
       "tensor 'a' has an impossible shape"},
      {file_of("{" + entry("a", "U8", "[3]", "[0,4]") + "}", four), "does not match its size of 4"},
      {file_of("{" + entry("a", "F32", "[2]", "[0,4]") + "}", four), "does not match its size"},
      // 2^30·2^30·2^4 = 2^64 elements: 0 where the product wraps around.
      {file_of("{" + entry("a", "U8", "[1073741824,1073741824,16]", "[0,0]") + "}"),
       "tensor 'a' has a shape that does not match"},
      {file_of("{" + entry("a", "F32", "[1073741824,1073741824,4]", "[0,0]") + "}"),
       "tensor 'a' has a shape that does not match"},
      {file_of("{" + entry("a", "U8", "[1099511627776]", "[0,1099511627776]") + "}"),
       "tensor 'a' has an impossible shape"},
      {file_of("{" + entry("a", "U8", "[1024,1048576]", "[0,1073741824]") + "}"),
       "tensor 'a' reaches beyond the file's end"},
      {file_of("{" + entry("a", "U8", "[4]", "[4,0]") + "}", four), "no valid data_offsets"},
      {file_of("{" + entry("a", "U8", "[4]", "[0]") + "}", four), "no valid data_offsets"},
      {file_of("{" + entry("a", "U8", "[4]", "[0,4,4]") + "}", four), "no valid data_offsets"},
      {file_of("{" + entry("a", "U8", "[4]", "[-4,0]") + "}", four), "no valid data_offsets"},
      {file_of("{" + entry("a", "U8", "[4]", "[18446744073709551612,18446744073709551616]") + "}"),
       "no valid data_offsets"},
      {file_of("{" + good + "," + entry("b", "U8", "[4]", "[2,6]") + "}", "xxxxxx"),
       "tensor 'b' overlaps another"},
      {file_of("{" + good + "," + entry("same", "U8", "[4]", "[0,4]") + "}", four), "overlaps"},
      {file_of("{" + good + "," + entry("c", "U8", "[3]", "[5,8]") + "}", eight),
       "gap before tensor 'c'"},
      {file_of("{" + entry("first", "U8", "[4]", "[4,8]") + "}", eight),
       "gap before tensor 'first'"},
      {file_of(R"({"__metadata__":[]})"), "__metadata__ is not an object"},
      {file_of(R"({"__metadata__":"text"})"), "__metadata__ is not an object"},
      {file_of(R"({"__metadata__":{"k":1}})"), "metadata 'k' is not a string"},
      {file_of(R"({"__metadata__":{"k":null}})"), "metadata 'k' is not a string"},
      {file_of(R"({"__metadata__":{"k":{"a":"b"}}})"), "metadata 'k' is not a string"},
      {file_of(R"({"a":{"dtype":"U8","shape":[[4]],"data_offsets":[0,4]}})", four), "too deeply"}};
  for (const auto& item : cases) {
    EXPECT_THAT(error(item.bytes), AllOf(StartsWith(path_.string()), HasSubstr(item.expected)))
        << item.bytes.substr(8);
  }
}

TEST_F(SafetensorsTest, DeepNestingIsRefused) {
  const std::string closed = std::string(2000000, '[') + std::string(2000000, ']');
  EXPECT_THAT(error(file_of("{\"a\":" + closed + "}")), HasSubstr("not a sound safetensors file"));
  EXPECT_THAT(error(file_of(std::string(2000000, '['))), HasSubstr("not a sound safetensors file"));
  std::string objects;
  for (int i = 0; i < 200000; ++i) objects += "{\"a\":";
  EXPECT_THAT(error(file_of(objects)), HasSubstr("not a sound safetensors file"));
}

TEST_F(SafetensorsTest, MetadataAloneDoesNotNeedTheTensors) {
  write_safetensors(path_, sample());
  const std::string bytes = read_bytes(path_);
  write_bytes(path_, bytes.substr(0, bytes.size() - 10));
  EXPECT_EQ(read_safetensors_metadata(path_), sample().metadata);
  write_bytes(path_, bytes.substr(0, 20));
  EXPECT_THAT(error_of(ErrorKind::kModel, [&] { read_safetensors_metadata(path_); }),
              HasSubstr("truncated"));
}

TEST_F(SafetensorsTest, WhatIsNoFile) {
  for (const auto& path : {dir_ / "missing", dir_.path()}) {
    EXPECT_THAT(error_of(ErrorKind::kModel, [&] { read_safetensors(path); }),
                StartsWith(path.string()));
  }
  write_bytes(dir_ / "file", "");
  EXPECT_THAT(
      error_of(ErrorKind::kOutput, [&] { write_safetensors(dir_ / "file" / "a", sample()); }),
      HasSubstr((dir_ / "file" / "a").string()));
}

// A path or a note that is not UTF-8 must not cost the weights it comes with.
TEST_F(SafetensorsTest, MetadataThatIsNotUtf8IsWrittenReadably) {
  Safetensors content = sample();
  content.metadata["data"] = "caf\xe9";
  write_safetensors(path_, content);
  EXPECT_THAT(read_safetensors(path_).metadata.at("data"), StartsWith("caf"));
}

// Whatever is done to a file, it is refused with an Error or is sound.
TEST_F(SafetensorsTest, RandomDamageIsAnErrorOrSound) {
  write_safetensors(path_, sample());
  const std::string whole = read_bytes(path_);
  std::mt19937 random(1);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  int refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string bytes = whole;
    for (std::size_t i = 0; i <= below(4); ++i) {
      const std::size_t at = below(3) == 0 ? below(8) : below(bytes.size());
      switch (below(5)) {
        case 0:
          bytes.erase(at, 1 + below(20));
          break;
        case 1:
          bytes.insert(at, 1 + below(20), "0123456789[]{},:\"\0\xff"[below(20)]);
          break;
        case 2:
          bytes[at] = "0123456789[]{},:\"-."[below(19)];
          break;
        default:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
      }
      if (bytes.empty()) break;
    }
    write_bytes(path_, bytes);
    try {
      for (const auto& [name, data] : read_safetensors(path_).tensors) {
        std::size_t expected = size_of(data.dtype);
        for (const auto side : data.shape) expected *= static_cast<std::size_t>(side);
        EXPECT_EQ(data.bytes.size(), expected) << name << " in round " << round;
      }
    } catch (const Error& e) {
      EXPECT_EQ(e.kind(), ErrorKind::kModel) << e.what();
      ++refused;
    }
  }
  EXPECT_GT(refused, 2000);
}

}  // namespace
}  // namespace emorec::testing
