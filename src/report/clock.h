// A moment of a clip, for people: minutes, seconds, hundredths.
#pragma once

#include <string>

namespace emorec {

std::string clock(double seconds);  ///< "1:01.04"

}  // namespace emorec
