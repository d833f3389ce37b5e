// Labelled clips, however a data set lays them out:
//
//   AFEW/Val_AFEW/Angry/000149120.avi      the folder of a part, or the one above it
//   AFEW/Val_AFEW/AlignedFaces_LBPTOP_Points_Val/Faces/000149120/*.jpg    AFEW's aligned faces
//   portraits/anger/Al_Gore_0002.jpg       folders named by emotion: of clips, stills, or folders
//                                          of frames
//   labels.csv                             file,label[,split][,group]; "path" is another
//                                          word for "file"; ';' or tabs may separate cells
//   labels.csv                             file[,label],anger,disgust,… or votes_anger,…: votes for
//                                          each of the labels, as FER+ gives them
//   labels.csv                             x1,y1,x2,y2 besides: the face's box in a still, for data
//                                          sets of scenes that bring boxes, as CAER-S has them
//
// Folders of emotions are called as `LabelSet::parse` knows them.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emorec/core/label_set.h"

namespace emorec {

struct DatasetClip {
  std::filesystem::path
      path;  ///< as `ClipSource::open` takes it: the data set's, and what is below
  /// What it is labelled with; if the data set gives votes only, the class with strictly more votes
  /// than every other, if it is one of the labels.
  std::optional<Label> label;
  std::string split;            ///< as the data set calls it; empty if it does not say
  bool without_frames = false;  ///< aligned faces that are not there: no face was found
  Distribution target = {};     ///< shares of the votes, sum 1; or all for the label
  /// Who or what is seen: the column `group`, or, of stills in class folders, the file's name up to
  /// a trailing number. Empty if unknown.
  std::string group = {};
  /// Left, top, right and bottom of the face in a still, pixels, the latter two exclusive; nothing
  /// if the detector is to find it.
  std::optional<std::array<int, 4>> box = {};
};

/// How a data set's words are read.
struct WantedLabels {
  WantedLabels(LabelSet labels = {}, bool leave_unknown_out = false)
      : set(std::move(labels)), skip_unknown(leave_unknown_out) {}

  LabelSet set;
  bool skip_unknown;  ///< clips whose word is none of the labels are left out, and counted
};

/// A word of a data set that is not the very name of a label.
struct ReadWord {
  std::string word;                 ///< as the data set has it first
  std::optional<Label> label = {};  ///< what it was read as; nothing: its clips were left out
  std::size_t clips = 0;
};

struct Dataset {
  std::filesystem::path path;        ///< as it was given
  std::string layout;                ///< "class folders", "AFEW's aligned faces", "CSV" or "FER+"
  std::string split;                 ///< the part that was chosen; empty if there are no parts
  std::vector<DatasetClip> clips;    ///< in byte order of their paths; one has frames at least
  LabelSet labels = {};              ///< by which its labels were read
  std::filesystem::path table = {};  ///< the CSV file that lists the clips, if one does
  std::vector<ReadWord> words = {};  ///< in alphabetical order
};

/// The clips of one part that have a label. `path` is a folder or a CSV file. `split` is a part as
/// the data set calls it, or "train", "validation", "test"; if empty, the validation part of those
/// that there are, or everything. Files that are hidden, or are no clip by their name, are passed
/// over.
/// @throws Error{kInput} listing everything that is wrong: words that are none of the labels and
/// not
///         to be skipped, votes that are no numbers or for nothing, emotions without clips, files
///         that are missing or listed twice, parts that are not there.
Dataset read_dataset(const std::filesystem::path& path, const std::string& split,
                     const WantedLabels& labels = {});

/// All parts, with clips that have votes but no label too. Images with votes for other classes than
/// the labels only are left out.
/// @throws Error{kInput} likewise.
Dataset read_all_parts(const std::filesystem::path& path, const WantedLabels& labels = {});

/// What to say of a data set whose labels are another set's, so that some were read as what they
/// are not called ("joy" as happiness) or left out: all such words, and how many clips have them.
/// Empty for others.
std::string note_on_words(const Dataset& dataset);

/// The table and the clips, where a clip may be a folder of frames.
std::vector<std::filesystem::path> files_of(const Dataset& dataset);

/// What to call a data set: the last part of its path, whether or not that ends with a slash.
std::string title_of(const std::filesystem::path& dataset);

}  // namespace emorec
