// Labelled clips, however a data set lays them out:
//
//   AFEW/Val_AFEW/Angry/000149120.avi      the folder of a part, or the one above it
//   AFEW/Val_AFEW/AlignedFaces_LBPTOP_Points_Val/Faces/000149120/*.jpg    AFEW's aligned faces
//   portraits/anger/*.jpg                  folders named by emotion: of clips, stills, or folders
//   of
//                                          frames
//   labels.csv                             file,label[,split]; "path" is another word for "file"
//   FER2013/labels.csv                     FER+ votes: see fer_plus.h
//
// Folders of emotions are called as `parse_emotion` knows them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "emorec/core/emotion.h"

namespace emorec {

struct LabelledClip {
  std::filesystem::path
      path;  ///< as `ClipSource::open` takes it: the data set's, and what is below
  Emotion label = Emotion::kNeutral;
  std::string split;            ///< as the data set calls it; empty if it does not say
  bool without_frames = false;  ///< aligned faces that are not there: nobody's face was found
};

struct Dataset {
  std::filesystem::path path;       ///< as it was given
  std::string layout;               ///< "class folders", "AFEW's aligned faces", "CSV" or "FER+"
  std::string split;                ///< the part that was chosen; empty if there are no parts
  std::vector<LabelledClip> clips;  ///< in byte order of their paths; one has frames at least
};

/// `path` is a folder or a CSV file. `split` is a part as the data set calls it, or "train",
/// "validation", "test"; if empty, the validation part of those that there are, or everything.
/// Files that are hidden, or are no clip by their name, are passed over.
/// @throws Error{kInput} listing everything that is wrong: labels that are no emotion, emotions
///         without clips, files that are missing or listed twice, parts that are not there.
Dataset read_dataset(const std::filesystem::path& path, const std::string& split);

}  // namespace emorec
