// What a page calls files: pages are given away, and the folders of whoever made them are private.
#pragma once

#include <filesystem>
#include <string>

namespace emorec {

/// A path as it was given if it is relative; of an absolute one the last part.
std::string page_name(const std::filesystem::path& path);

/// A text that may name the file, with page_name() in the place of its path.
std::string with_page_name(std::string text, const std::filesystem::path& path);

}  // namespace emorec
