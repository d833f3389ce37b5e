// Stills in one folder per emotion, e.g. happiness/Al_Gore_0002.jpg.
#pragma once

#include <filesystem>
#include <vector>

#include "emorec/data/fer_plus.h"

namespace emorec {

/// Every image below FOLDER/<emotion>/, in byte order of the path. A fifth is held out, by a hash
/// of the person: the file's name up to a trailing number.
/// @throws Error{kInput} if there is none.
struct ClassFolders {
  std::vector<LabelledImage> train;
  std::vector<LabelledImage> held_out;
};
ClassFolders read_class_folders(const std::filesystem::path& folder);

}  // namespace emorec
