// What a shell, a scheduler or a container may take from a process, met with a word and an exit
// code. Two things are met before main() begins, see process_limits.cc.
#pragma once

#include <cstdint>

namespace emorec::cli {

constexpr std::int64_t kMegabyte = 1'000'000;

/// A file that has become too large is an error like a full disk; memory that runs out where nobody
/// can do anything about it ends the program with a word.
void expect_limits();

/// Makes sure of the address space that computing with `threads` threads takes. If there is not
/// enough for that many, takes fewer, unless `threads_wanted` is > 0: then that many or none.
/// @returns how many.
/// @throws Error{kOutput} if there is too little even for these.
int require_address_space(int threads, int threads_wanted);

/// Jobs of a batch that fit the machine's memory.
int jobs_that_fit();

}  // namespace emorec::cli
