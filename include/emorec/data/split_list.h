// Published splits of data sets of class folders: a clip a line, as "Surprise/NAME 7" of
// VideoEmotion-8 and "anger/1000 1" of Ekman-6 have them. The number is the label's, counted
// from 1.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace emorec {

struct ListedClips {
  std::vector<std::size_t> places;   ///< in `names`, ascending
  std::vector<std::string> missing;  ///< lines that no name fits: data sets lose clips with time
};

/// Which of the names, as "surprise/NAME.mp4" or "surprise/NAME", a list has. Class and clip are
/// compared in lower case and without endings.
/// @throws Error{kInput} if the list cannot be read or names none of them.
ListedClips listed_clips(const std::vector<std::string>& names, const std::filesystem::path& list);

}  // namespace emorec
