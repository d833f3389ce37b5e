// One file of a chip cache: some clips of a data set, one after the other, with their chips.
#pragma once

#include <filesystem>

#include <nlohmann/json.hpp>

#include "emorec/data/chip_cutter.h"

namespace emorec {

/// Everything that the bytes of a cache depend on: the options of cutting, and which clips.
nlohmann::json cut_key(const Dataset& dataset, const CutOptions& options);

/// A set of a key's chips, without any.
ChipSet empty_chips(const nlohmann::json& key);

/// The part of a key that a network cares for: size, channels, template, context.
nlohmann::json framing(const nlohmann::json& key);

/// The labels of a key's clips. Keys that do not tell are of AFEW's seven.
LabelSet labels_of(const nlohmann::json& key);

struct Shard {
  nlohmann::json key;
  CutClips clips;
};

/// By rename. The same content gives the same bytes.
/// @throws Error{kOutput}.
void write_shard(const std::filesystem::path& path, const Shard& shard);

/// @throws Error{kInput} naming the file and what is wrong with it.
Shard read_shard(const std::filesystem::path& path);

}  // namespace emorec
