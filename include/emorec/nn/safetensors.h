// The safetensors container: named tensors and a string map, without any code in it.
//
// Layout (huggingface.co/docs/safetensors): eight bytes little-endian length N of the header, N
// bytes of JSON {"name": {"dtype", "shape", "data_offsets": [begin, end]}, "__metadata__": {...}},
// then the tensors' bytes. Files are taken as hostile until every field is checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace emorec {

enum class DType { kF32, kF16, kBF16, kI64, kU8 };

struct TensorData {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;
  std::vector<std::byte> bytes;  ///< row-major, little-endian
};

struct Safetensors {
  std::map<std::string, TensorData> tensors;
  std::map<std::string, std::string> metadata;
};

std::size_t size_of(DType dtype);
const char* name_of(DType dtype);

/// Reads and checks a file: header of at most 16 MiB and inside the file, known dtypes,
/// non-negative shapes whose size equals the offsets', offsets contiguous from zero to the end of
/// the file without overlap.
/// @throws Error{kModel} naming the file, the tensor and what is wrong with it.
Safetensors read_safetensors(const std::filesystem::path& path);

/// Only the metadata; the tensors' bytes are neither read nor checked.
/// @throws Error{kModel}.
std::map<std::string, std::string> read_safetensors_metadata(const std::filesystem::path& path);

/// Writes by rename. The same content gives the same bytes.
/// @throws Error{kOutput}.
void write_safetensors(const std::filesystem::path& path, const Safetensors& content);

}  // namespace emorec
