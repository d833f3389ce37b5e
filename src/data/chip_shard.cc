#include "chip_shard.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"
#include "emorec/nn/safetensors.h"

#include "cut_clips.h"

namespace emorec {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr const char* kFormat = "emorec.chips/1";

json to_json(const std::optional<Label>& label, const LabelSet& labels) {
  return label ? json(labels.name(*label)) : json(nullptr);
}

json to_json(const LabelledClip& clip, const LabelSet& labels) {
  return {{"name", spelled(clip.name)},           {"split", spelled(clip.split)},
          {"group", spelled(clip.group)},         {"target", clip.target},
          {"label", to_json(clip.label, labels)}, {"frames", clip.frames}};
}

json to_json(const LeftOutClip& clip) {
  return {{"name", spelled(clip.name)},
          {"label", clip.label},
          {"split", spelled(clip.split)},
          {"unreadable", clip.unreadable},
          {"reason", spelled(clip.reason)}};
}

/// A list of what `to` makes of each item.
template <typename Items, typename To>
std::string list_of(const Items& items, const To& to) {
  json list = json::array();
  for (const auto& item : items) list.push_back(to(item));
  return list.dump();
}

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

std::optional<Label> label_from(const json& value, const LabelSet& labels) {
  if (value.is_null()) return std::nullopt;
  const auto label = labels.parse(value.get<std::string>());
  require(label.has_value(), "a label that is none of its labels");
  return label;
}

LabelledClip clip_from(const json& value, const LabelSet& labels) {
  LabelledClip clip;
  clip.name = unspelled(value.at("name"));
  clip.split = unspelled(value.at("split"));
  clip.group = unspelled(value.at("group"));
  clip.target = value.at("target").get<Distribution>();
  require(clip.target.size() == labels.size(), "a target of other labels");
  clip.label = label_from(value.at("label"), labels);
  clip.frames = value.at("frames");
  const double sum = std::accumulate(clip.target.begin(), clip.target.end(), 0.0);
  const bool positive =
      std::all_of(clip.target.begin(), clip.target.end(), [](double share) { return share >= 0; });
  require(positive && std::abs(sum - 1) < 1e-6, "a clip whose target's sum is not 1");
  return clip;
}

LeftOutClip left_out_from(const json& value) {
  return {unspelled(value.at("name")), value.at("label"), unspelled(value.at("split")),
          value.at("unreadable"), unspelled(value.at("reason"))};
}

TensorData tensor_of(const std::uint8_t* bytes, std::size_t count,
                     std::vector<std::int64_t> shape) {
  const auto* begin = reinterpret_cast<const std::byte*>(bytes);
  return {DType::kU8, std::move(shape), {begin, begin + count}};
}

/// F×S×S×C
std::vector<std::int64_t> shape_of(const ChipSet& set, std::size_t frames) {
  return {static_cast<std::int64_t>(frames), set.size, set.size, set.channels};
}

/// F×H×W×C
std::vector<std::int64_t> context_shape(const ChipSet& set, std::size_t frames) {
  const ContextSet& context = set.context;
  return {static_cast<std::int64_t>(frames), context.height, context.width, context.channels};
}

std::vector<std::uint8_t> bytes_from(const Safetensors& file, const char* name,
                                     const std::vector<std::int64_t>& shape) {
  const auto found = file.tensors.find(name);
  require(found != file.tensors.end(), "a tensor is missing");
  const TensorData& tensor = found->second;
  require(tensor.dtype == DType::kU8 && tensor.shape == shape, "a tensor of another shape");
  const auto* begin = reinterpret_cast<const std::uint8_t*>(tensor.bytes.data());
  return {begin, begin + tensor.bytes.size()};
}

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

/// Gives the clips their places.
/// @return the frames of all.
std::size_t lay_out(std::vector<LabelledClip>& clips) {
  constexpr std::size_t kMostFrames = 1 << 20;  // a clip's; far more than are ever cut
  std::size_t frames = 0;
  for (auto& clip : clips) {
    require(clip.frames > 0 && clip.frames <= kMostFrames, "a clip with an impossible length");
    clip.first = frames;
    frames += clip.frames;
  }
  return frames;
}

Shard parse_shard(const Safetensors& file) {
  require(file.metadata.at("format") == kFormat, "not a file of face chips");
  Shard shard;
  shard.key = parse_json(file.metadata.at("cut"));
  ChipSet& set = shard.clips.set;
  set = empty_chips(shard.key);
  for (const auto& clip : parse_json(file.metadata.at("clips"))) {
    set.clips.push_back(clip_from(clip, set.labels));
  }
  for (const auto& clip : parse_json(file.metadata.at("left_out"))) {
    shard.clips.left_out.push_back(left_out_from(clip));
  }
  const std::size_t frames = lay_out(set.clips);
  const auto shape = shape_of(set, frames);
  set.aligned = bytes_from(file, "aligned", shape);
  if (file.tensors.count("whole") > 0) set.whole = bytes_from(file, "whole", shape);
  if (set.context.height > 0) {
    set.context.bytes = bytes_from(file, "context", context_shape(set, frames));
  }
  const auto faces = bytes_from(file, "has_face", {static_cast<std::int64_t>(frames)});
  set.has_face.assign(faces.begin(), faces.end());
  return shard;
}

}  // namespace

json cut_key(const Dataset& dataset, const CutOptions& options) {
  std::string listing;
  for (const auto& clip : dataset.clips) {
    std::error_code unknown;
    const auto bytes = fs::file_size(clip.path, unknown);  // fails for a folder of frames
    json line = {to_json(labelled_clip(dataset, clip), dataset.labels), unknown ? 0 : bytes};
    if (clip.box) line.push_back(*clip.box);
    listing += line.dump() + "\n";
  }
  const ChipTemplate& chip = options.view.margin;
  json key = {{"size", options.view.size},
              {"channels", options.view.channels()},
              {"max_frames", options.max_frames},
              {"crops", options.crops},
              {"template",
               {rounded(chip.outer_eye), rounded(chip.inner_eye), rounded(chip.eye_line),
                rounded(chip.nose_base)}},
              {"dataset", sha256_of(listing)}};
  if (dataset.labels != LabelSet()) key["labels"] = dataset.labels.names();
  if (options.view.kind != ViewKind::kAlignedFace) key["face"] = name_of(options.view.kind);
  if (options.context) {
    key["context"] = {{"kind", name_of(options.context->kind)},
                      {"size", options.context->picture_size()},
                      {"channels", options.context->channels()},
                      {"needs_face", options.view.needs_face}};
  }
  return key;
}

LabelSet labels_of(const json& key) {
  return key.contains("labels") ? LabelSet::named(key.at("labels").get<std::vector<std::string>>())
                                : LabelSet();
}

ChipSet empty_chips(const json& key) {
  ChipSet set;
  set.size = key.at("size");
  set.channels = key.at("channels");
  set.labels = labels_of(key);
  if (!key.contains("context")) return set;
  const json& context = key.at("context");
  const auto [height, width] = context.at("size").get<std::array<int, 2>>();
  set.context = {height, width, context.at("channels"), {}};
  return set;
}

json framing(const json& key) {
  json framing = {
      {"size", key.at("size")}, {"channels", key.at("channels")}, {"template", key.at("template")}};
  for (const char* member : {"face", "context"}) {
    if (key.contains(member)) framing[member] = key.at(member);
  }
  return framing;
}

void write_shard(const fs::path& path, const Shard& shard) {
  const ChipSet& set = shard.clips.set;
  const auto clip = [&](const LabelledClip& one) { return to_json(one, set.labels); };
  const auto left_out = [](const LeftOutClip& one) { return to_json(one); };
  const std::size_t frames = set.frame_count();
  const auto shape = shape_of(set, frames);
  const std::vector<std::uint8_t> faces(set.has_face.begin(), set.has_face.end());
  Safetensors file;
  file.metadata = {{"format", kFormat},
                   {"cut", shard.key.dump()},
                   {"clips", list_of(set.clips, clip)},
                   {"left_out", list_of(shard.clips.left_out, left_out)}};
  file.tensors["aligned"] = tensor_of(set.aligned.data(), set.aligned.size(), shape);
  file.tensors["has_face"] =
      tensor_of(faces.data(), faces.size(), {static_cast<std::int64_t>(frames)});
  if (set.context.height > 0) {
    const auto& bytes = set.context.bytes;
    file.tensors["context"] = tensor_of(bytes.data(), bytes.size(), context_shape(set, frames));
  }
  if (!set.whole.empty()) {
    file.tensors["whole"] = tensor_of(set.whole.data(), set.whole.size(), shape);
  }
  write_safetensors(path, file);
}

Shard read_shard(const fs::path& path) {
  try {
    return parse_shard(read_safetensors(path));
  } catch (const std::exception& e) {  // the file's, JSON's, map::at's and our own
    throw Error(ErrorKind::kInput, path.string() + ": damaged (" + e.what() + ")");
  }
}

}  // namespace emorec
