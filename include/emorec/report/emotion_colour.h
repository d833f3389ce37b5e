// One colour per emotion, wherever one is drawn: Okabe and Ito's palette (2008), which people with
// the common kinds of colour blindness can tell apart; neutral is its black, lightened to a grey.
#pragma once

#include <array>
#include <cstdint>

#include "emorec/core/emotion.h"

namespace emorec {

struct Rgb {
  std::uint8_t red, green, blue;
};

inline constexpr std::array<Rgb, kEmotionCount> kEmotionColours = {{
    {0xD5, 0x5E, 0x00},  // anger: vermilion
    {0x00, 0x9E, 0x73},  // disgust: bluish green
    {0xCC, 0x79, 0xA7},  // fear: reddish purple
    {0xE6, 0x9F, 0x00},  // happiness: orange
    {0x8C, 0x8C, 0x8C},  // neutral: grey
    {0x00, 0x72, 0xB2},  // sadness: blue
    {0x56, 0xB4, 0xE9},  // surprise: sky blue
}};

}  // namespace emorec
