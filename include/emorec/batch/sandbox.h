// What a process gives up before it decodes what strangers made. Decoders are large and old: one
// whose memory was taken over by a clip should find nothing to do with it.
//
//   enter_sandbox(readable_for(options, clips));
//   classifier->classify(clip, cancel);
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emorec/pipeline/classifier_options.h"

namespace emorec {

/// What the kernel can hold a process back with.
struct Sandbox {
  int landlock = 0;  ///< version of its interface; 0: it has none
  bool seccomp = false;

  /// For people: "Landlock 2 and seccomp", or which of them the kernel lacks and what that means.
  std::string description() const;
};

/// What this kernel has. Nothing is entered.
Sandbox available_sandbox();

/// For good, and for threads and memory that this process has or gets: it reads nothing but what
/// lies at or below `readable`, the system's libraries, /proc and /sys; it opens no file for
/// writing, changes none, reaches no network and no other process, and starts no program. Each of
/// these fails with EPERM or EACCES. What is open stays open: standard output, a worker's pipes.
/// Call it while there is one thread: before Landlock 8 its part holds for threads that are
/// started later only.
/// @returns what the kernel had; where it lacks something, the rest is done.
Sandbox enter_sandbox(const std::vector<std::filesystem::path>& readable);

/// The folders that all of these clips, and the frames of those that are folders, lie in, links
/// followed. The deepest are replaced by the folders above until there are no more than 256.
std::vector<std::filesystem::path> folders_of(const std::vector<std::filesystem::path>& clips);

/// The files that a classifier with these options reads besides clips.
std::vector<std::filesystem::path> model_files_of(const ClassifierOptions& options);

}  // namespace emorec
