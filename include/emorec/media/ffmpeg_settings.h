// What a program may set for its whole process, and a library leaves to its host.
#pragma once

namespace emorec {

/// Silences FFmpeg's log, since this room reports through errors and warnings, and caps a single
/// allocation of FFmpeg at a gigabyte, which the header of a hostile file may ask for.
void restrict_ffmpeg();

}  // namespace emorec
