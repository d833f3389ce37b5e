#include "emorec/nn/safetensors.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <limits>
#include <optional>

#include <nlohmann/json.hpp>

#include "emorec/core/error.h"
#include "emorec/core/files.h"

namespace emorec {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr std::uint64_t kMaxHeaderBytes = 16 << 20;
constexpr int kMaxHeaderDepth = 3;  // header, tensor, shape
constexpr const char* kMetadataKey = "__metadata__";

struct DTypeInfo {
  DType dtype;
  const char* name;
  std::size_t size;
};
constexpr std::array<DTypeInfo, 5> kDTypes = {{{DType::kF32, "F32", 4},
                                               {DType::kF16, "F16", 2},
                                               {DType::kBF16, "BF16", 2},
                                               {DType::kI64, "I64", 8},
                                               {DType::kU8, "U8", 1}}};

const DTypeInfo& info_of(DType dtype) {
  return *std::find_if(kDTypes.begin(), kDTypes.end(),
                       [&](const DTypeInfo& info) { return info.dtype == dtype; });
}

Error damaged(const fs::path& path, const std::string& what) {
  return Error(ErrorKind::kModel,
               path.string() + ": not a sound safetensors file: " + what + ". Get the file again.");
}

struct OpenFile {
  std::ifstream stream;
  std::uint64_t size = 0;
};

OpenFile open(const fs::path& path) {
  std::error_code failure;
  OpenFile file;
  if (!fs::is_regular_file(path, failure)) {
    throw Error(ErrorKind::kModel, path.string() + ": no such file. Check the path.");
  }
  file.size = fs::file_size(path, failure);
  file.stream.open(path, std::ios::binary);
  if (failure || !file.stream) {
    throw Error(ErrorKind::kModel, path.string() + ": cannot be read. Check its permissions.");
  }
  return file;
}

/// Leaves the stream at the first tensor's bytes.
json read_header(const fs::path& path, OpenFile& file) {
  std::array<unsigned char, 8> prefix{};
  if (!file.stream.read(reinterpret_cast<char*>(prefix.data()), prefix.size())) {
    throw damaged(path, "shorter than its 8-byte length field");
  }
  std::uint64_t length = 0;
  for (int i = 7; i >= 0; --i) length = length << 8U | prefix[i];
  if (length > kMaxHeaderBytes) {
    throw damaged(path, "its header claims " + std::to_string(length) + " bytes, more than 16 MiB");
  }
  if (length > file.size - prefix.size()) {
    throw damaged(path, "truncated within its header");
  }
  std::string text(length, '\0');
  file.stream.read(text.data(), static_cast<std::streamsize>(length));
  // Each level of a header that nests like "[[[[" would take sixty times its byte in memory.
  const auto limit_depth = [&](int depth, json::parse_event_t, json&) {
    if (depth > kMaxHeaderDepth) throw damaged(path, "its header is nested too deeply");
    return true;
  };
  json header = json::parse(text, limit_depth, /*allow_exceptions=*/false);
  if (!header.is_object()) throw damaged(path, "its header is not a JSON object");
  return header;
}

std::map<std::string, std::string> take_metadata(const fs::path& path, json& header) {
  std::map<std::string, std::string> metadata;
  const auto found = header.find(kMetadataKey);
  if (found == header.end()) return metadata;
  if (!found->is_object()) throw damaged(path, "its __metadata__ is not an object");
  for (const auto& [key, value] : found->items()) {
    if (!value.is_string()) throw damaged(path, "its metadata '" + key + "' is not a string");
    metadata[key] = value.get<std::string>();
  }
  header.erase(found);
  return metadata;
}

std::optional<std::vector<std::uint64_t>> unsigned_list(const json& entry, const char* key) {
  const auto found = entry.find(key);
  if (found == entry.end() || !found->is_array()) return std::nullopt;
  std::vector<std::uint64_t> values;
  for (const auto& value : *found) {
    if (!value.is_number_unsigned()) return std::nullopt;
    values.push_back(value.get<std::uint64_t>());
  }
  return values;
}

/// Bytes of a tensor of this shape; nothing if that does not fit 63 bits.
std::optional<std::uint64_t> bytes_of(const std::vector<std::int64_t>& shape, DType dtype) {
  std::uint64_t bytes = size_of(dtype);
  for (const auto side : shape) {
    const auto extent = static_cast<std::uint64_t>(side);
    constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
    if (extent != 0 && bytes > kMax / extent) return std::nullopt;
    bytes *= extent;
  }
  return bytes;
}

struct Entry {
  std::string name;
  TensorData tensor;  ///< without its bytes
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

Entry parse_entry(const fs::path& path, const std::string& name, const json& value) {
  const auto fail = [&](const std::string& what) {
    return damaged(path, "tensor '" + name + "' " + what);
  };
  if (!value.is_object()) throw fail("is not described by an object");
  Entry entry;
  entry.name = name;
  const std::string dtype = value.value("dtype", json()).is_string() ? value["dtype"] : "";
  const auto known = std::find_if(kDTypes.begin(), kDTypes.end(),
                                  [&](const DTypeInfo& info) { return info.name == dtype; });
  if (known == kDTypes.end()) throw fail("has the unknown dtype '" + dtype + "'");
  entry.tensor.dtype = known->dtype;

  const auto shape = unsigned_list(value, "shape");
  if (!shape) throw fail("has no valid shape");
  for (const auto side : *shape) {
    if (side > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
      throw fail("has an impossible shape");
    }
    entry.tensor.shape.push_back(static_cast<std::int64_t>(side));
  }
  const auto offsets = unsigned_list(value, "data_offsets");
  if (!offsets || offsets->size() != 2 || offsets->front() > offsets->back()) {
    throw fail("has no valid data_offsets");
  }
  entry.begin = offsets->front();
  entry.end = offsets->back();
  const auto bytes = bytes_of(entry.tensor.shape, entry.tensor.dtype);
  if (!bytes || *bytes != entry.end - entry.begin) {
    throw fail("has a shape that does not match its size of " +
               std::to_string(entry.end - entry.begin) + " bytes");
  }
  return entry;
}

std::vector<Entry> parse_entries(const fs::path& path, const json& header, std::uint64_t room) {
  std::vector<Entry> entries;
  for (const auto& [name, value] : header.items()) {
    entries.push_back(parse_entry(path, name, value));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t expected = 0;
  for (const auto& entry : entries) {
    if (entry.begin < expected) throw damaged(path, "tensor '" + entry.name + "' overlaps another");
    if (entry.begin > expected) {
      throw damaged(path, "there is a gap before tensor '" + entry.name + "'");
    }
    if (entry.end > room) {
      throw damaged(path, "truncated: tensor '" + entry.name + "' reaches beyond the file's end");
    }
    expected = entry.end;
  }
  if (expected != room) {
    throw damaged(path, std::to_string(room - expected) + " bytes follow the last tensor");
  }
  return entries;
}

}  // namespace

std::size_t size_of(DType dtype) { return info_of(dtype).size; }
const char* name_of(DType dtype) { return info_of(dtype).name; }

Safetensors read_safetensors(const fs::path& path) {
  OpenFile file = open(path);
  json header = read_header(path, file);
  Safetensors content;
  content.metadata = take_metadata(path, header);
  const auto start = static_cast<std::uint64_t>(file.stream.tellg());
  for (auto& entry : parse_entries(path, header, file.size - start)) {
    entry.tensor.bytes.resize(entry.end - entry.begin);
    if (!file.stream.read(reinterpret_cast<char*>(entry.tensor.bytes.data()),
                          static_cast<std::streamsize>(entry.tensor.bytes.size()))) {
      throw damaged(path, "tensor '" + entry.name + "' cannot be read");
    }
    content.tensors.emplace(entry.name, std::move(entry.tensor));
  }
  return content;
}

std::map<std::string, std::string> read_safetensors_metadata(const fs::path& path) {
  OpenFile file = open(path);
  json header = read_header(path, file);
  return take_metadata(path, header);
}

void write_safetensors(const fs::path& path, const Safetensors& content) {
  json header = json::object();
  if (!content.metadata.empty()) header[kMetadataKey] = content.metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : content.tensors) {
    const std::uint64_t end = offset + tensor.bytes.size();
    header[name] = {
        {"dtype", name_of(tensor.dtype)}, {"shape", tensor.shape}, {"data_offsets", {offset, end}}};
    offset = end;
  }
  // Text from outside (a path, a note) may not be UTF-8, which JSON must be.
  std::string text = header.dump(-1, ' ', false, json::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');  // tensors start at a multiple of eight bytes
  replace_file(path, [&](std::ostream& out) {
    for (int i = 0; i < 8; ++i) out.put(static_cast<char>(text.size() >> (8 * i) & 0xFFU));
    out << text;
    for (const auto& [name, tensor] : content.tensors) {
      out.write(reinterpret_cast<const char*>(tensor.bytes.data()),
                static_cast<std::streamsize>(tensor.bytes.size()));
    }
  });
}

}  // namespace emorec
