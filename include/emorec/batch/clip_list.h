// Which clips a batch is about, in an order that never changes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>
#include <vector>

namespace emorec {

struct ListedClip {
  std::filesystem::path path;    ///< as found or as named
  std::uintmax_t size = 0;       ///< bytes; of a folder of frames, those of its files together
  std::int64_t modified_ns = 0;  ///< since 1970; of a folder of frames, the latest of its files
};

/// In byte order of the paths, whatever the locale; each path once.
using ClipList = std::vector<ListedClip>;

struct FoundClips {
  ClipList clips;
  std::vector<std::filesystem::path> passed_over;  ///< files that are no clips, in byte order
};

/// Every clip below `folder`, by `kind_of_file`. Hidden files and folders are not looked at; links
/// are followed, but never into a folder that they lie in.
/// @throws Error{kInput} if the folder, or one below it, cannot be read.
FoundClips find_clips(const std::filesystem::path& folder);

/// One path a line, taken as it is: a file of any name, or a folder of frames. Empty lines and
/// lines that start with # are passed over, and so is a carriage return at a line's end. What is
/// missing is listed too, with size 0: it will be a result that says so.
/// @throws Error{kInput} if it is not text; `name` is what to call the list.
ClipList read_clip_list(std::istream& in, const std::string& name);

/// SHA-256 over path and size of every clip, 64 hexadecimal digits: two runs with the same digest
/// mean the same clips by the same index.
std::string digest_of(const ClipList& clips);

}  // namespace emorec
