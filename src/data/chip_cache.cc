#include "emorec/data/chip_cache.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <map>
#include <sstream>

#include "emorec/core/csv.h"
#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"
#include "emorec/media/extension.h"

#include "chip_shard.h"
#include "cut_clips.h"

namespace emorec {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

constexpr const char* kSchema = "emorec.chips/1";
constexpr const char* kIndex = "cache.json";
/// Bytes of chips after which a shard is full: what an interruption can cost.
constexpr std::size_t kShardBytes = 8 << 20;
constexpr std::uintmax_t kMaxIndexBytes = 16 << 20;

fs::path shard_path(const fs::path& folder, std::size_t number) {
  std::ostringstream name;
  name << "chips-" << std::setw(5) << std::setfill('0') << number << ".safetensors";
  return folder / name.str();
}

/// What cache.json says of a shard, and what left_out.csv does.
struct ShardRecord {
  std::string sha256;
  std::size_t clips = 0;
  std::size_t frames = 0;
  std::size_t faces = 0;
  std::vector<LeftOutClip> left_out;
};

ShardRecord record_of(const fs::path& path, const CutClips& clips) {
  const auto& faces = clips.set.has_face;
  return {sha256_of_file(path), clips.set.clips.size(), faces.size(),
          static_cast<std::size_t>(std::count(faces.begin(), faces.end(), true)), clips.left_out};
}

std::size_t bytes_of(const ViewSpec& view) {
  const auto [height, width] = view.picture_size();
  return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) *
         static_cast<std::size_t>(view.channels());
}

/// Where each shard's clips begin in the data set, and the end of all. It depends on nothing that
/// is known only when clips are cut.
std::vector<std::size_t> plan_shards(const Dataset& dataset, const CutOptions& options) {
  const std::size_t chip =
      bytes_of(options.view) + (options.context ? bytes_of(*options.context) : 0);
  std::vector<std::size_t> bounds = {0};
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < dataset.clips.size(); ++i) {
    const bool still = has_image_extension(dataset.clips[i].path);
    const std::size_t more = chip * (still ? 1 : static_cast<std::size_t>(options.max_frames));
    if (bytes > 0 && bytes + more > kShardBytes) {
      bounds.push_back(i);
      bytes = 0;
    }
    bytes += more;
  }
  bounds.push_back(dataset.clips.size());
  return bounds;
}

/// Null if it is no JSON of ours.
json parsed(std::istream& in) {
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  try {
    return parse_json(text);
  } catch (const std::exception&) {  // JSON's and our own
    return {};
  }
}

/// @throws Error{kInput}.
json read_index(const fs::path& folder) {
  const fs::path path = folder / kIndex;
  std::error_code unknown;
  const auto size = fs::file_size(path, unknown);
  std::ifstream in(path, std::ios::binary);
  if (unknown || !in) throw Error(ErrorKind::kInput, path.string() + ": cannot be read.");
  json index = size > kMaxIndexBytes ? json() : parsed(in);
  if (!index.is_object() || index.value("schema", json()) != kSchema) {
    throw Error(ErrorKind::kInput,
                path.string() + ": not the index of face chips that 'emorec extract' writes.");
  }
  return index;
}

/// `use` with the index, whose values may be of any type.
template <typename Use>
auto with_index(const fs::path& folder, const Use& use) {
  const json index = read_index(folder);
  try {
    return use(index);
  } catch (const json::exception& e) {
    throw Error(ErrorKind::kInput,
                (folder / kIndex).string() + ": damaged (" + e.what() + "). Remove it.");
  }
}

[[noreturn]] void refuse(const fs::path& folder, const json& there, const json& wanted) {
  std::string differences;
  for (const auto& [name, value] : wanted.items()) {
    const json other = there.is_object() ? there.value(name, json()) : json();
    if (other == value) continue;
    differences += differences.empty() ? "" : ", ";
    differences += name == "dataset" ? "another data set, or changed since"
                                     : name + " " + other.dump() + " instead of " + value.dump();
  }
  throw Error(ErrorKind::kOutput, folder.string() + ": holds chips that were cut otherwise (" +
                                      differences + "). Give another folder, or remove this one.");
}

/// Fills a cache's folder, shard by shard.
class CacheWriter {
 public:
  CacheWriter(fs::path folder, const Dataset& dataset, const CutOptions& options,
              const CutObserver& observer)
      : folder_(std::move(folder)),
        dataset_(dataset),
        options_(options),
        observer_(observer),
        key_(cut_key(dataset, options)),
        bounds_(plan_shards(dataset, options)),
        records_(bounds_.size() - 1) {}

  CacheSummary write(const CancelToken& cancel) {
    make_folder();
    observer_.begin(dataset_.clips.size());
    const auto promised = promised_hashes();
    for (std::size_t shard = 0; shard < records_.size(); ++shard) {
      if (!take_over(shard, promised)) missing_.push_back(shard);
    }
    cut_missing(cancel);
    CacheSummary summary = summarise();
    write_left_out(summary.left_out);
    if (summary.clips == 0) {
      throw Error(ErrorKind::kInput, dataset_.path.string() +
                                         ": not a single clip shows a face. The reasons are in " +
                                         (folder_ / "left_out.csv").string() + ".");
    }
    write_index(summary);
    return summary;
  }

 private:
  void make_folder() const {
    std::error_code failure;
    fs::create_directories(folder_, failure);
    if (failure || !fs::is_directory(folder_)) {
      throw Error(ErrorKind::kOutput, folder_.string() + ": cannot be made a folder" +
                                          (failure ? " (" + failure.message() + ")." : "."));
    }
    require_writable(folder_ / kIndex);
  }

  /// What each shard's hash must be, if a whole cache is there.
  std::map<std::string, std::string> promised_hashes() const {
    if (!fs::exists(folder_ / kIndex)) return {};
    return with_index(folder_, [&](const json& index) {
      if (index.at("cut") != key_) refuse(folder_, index.at("cut"), key_);
      std::map<std::string, std::string> hashes;
      for (const auto& shard : index.at("shards")) {
        hashes[shard.at("file").get<std::string>()] = shard.at("sha256").get<std::string>();
      }
      return hashes;
    });
  }

  /// Whether the shard is there, whole. Then its clips are done.
  bool take_over(std::size_t number, const std::map<std::string, std::string>& promised) {
    const fs::path path = shard_path(folder_, number);
    if (!fs::exists(path)) return false;
    Shard shard;
    try {
      shard = read_shard(path);
    } catch (const Error&) {
      return false;  // cut anew
    }
    if (shard.key != key_) refuse(folder_, shard.key, key_);
    ShardRecord record = record_of(path, shard.clips);
    const auto hash = promised.find(path.filename().string());
    if (hash != promised.end() && hash->second != record.sha256) return false;
    const std::size_t count = bounds_[number + 1] - bounds_[number];
    if (record.clips + record.left_out.size() != count) return false;
    for (std::size_t i = 0; i < record.clips; ++i) observer_.clip(nullptr, /*resumed=*/true);
    for (const auto& clip : record.left_out) observer_.clip(&clip, /*resumed=*/true);
    resumed_ += count;
    records_[number] = std::move(record);
    return true;
  }

  void cut_missing(const CancelToken& cancel) {
    std::vector<std::size_t> places;
    for (const auto shard : missing_) {
      for (auto i = bounds_[shard]; i < bounds_[shard + 1]; ++i) places.push_back(i);
    }
    auto shard = missing_.begin();
    Shard current = empty_shard();
    std::size_t count = 0;
    cut_in_order(dataset_, places, options_, cancel, [&](const CutClips& clip) {
      append(current.clips, clip);
      observer_.clip(clip.left_out.empty() ? nullptr : &clip.left_out.front(), /*resumed=*/false);
      if (++count < bounds_[*shard + 1] - bounds_[*shard]) return;
      const fs::path path = shard_path(folder_, *shard);
      write_shard(path, current);
      records_[*shard] = record_of(path, current.clips);
      current = empty_shard();
      count = 0;
      ++shard;
    });
  }

  Shard empty_shard() const {
    Shard shard;
    shard.key = key_;
    shard.clips.set = empty_chips(options_, dataset_.labels);
    return shard;
  }

  CacheSummary summarise() const {
    CacheSummary summary;
    summary.resumed = resumed_;
    for (const auto& record : records_) {
      summary.clips += record.clips;
      summary.frames += record.frames;
      summary.faces += record.faces;
      summary.left_out.insert(summary.left_out.end(), record.left_out.begin(),
                              record.left_out.end());
    }
    return summary;
  }

  void write_left_out(const std::vector<LeftOutClip>& clips) const {
    replace_file(folder_ / "left_out.csv", [&](std::ostream& out) {
      out << "name,label,split,reason\n";
      for (const auto& clip : clips) {
        out << csv_cell(clip.name) << ',' << csv_cell(clip.label) << ',' << csv_cell(clip.split)
            << ',' << csv_cell(clip.reason) << '\n';
      }
    });
  }

  void write_index(const CacheSummary& summary) const {
    json shards = json::array();
    for (std::size_t i = 0; i < records_.size(); ++i) {
      shards.push_back({{"file", shard_path({}, i).string()},
                        {"sha256", records_[i].sha256},
                        {"clips", records_[i].clips},
                        {"frames", records_[i].frames}});
    }
    const json index = {
        {"schema", kSchema},
        {"dataset", {{"path", spelled(fs::absolute(dataset_.path))}, {"layout", dataset_.layout}}},
        {"cut", key_},
        {"counts",
         {{"clips", summary.clips},
          {"frames", summary.frames},
          {"faces", summary.faces},
          {"left_out", summary.left_out.size()}}},
        {"shards", shards}};
    replace_file(folder_ / kIndex, [&](std::ostream& out) { out << index.dump(2) << "\n"; });
  }

  fs::path folder_;
  const Dataset& dataset_;
  const CutOptions& options_;
  const CutObserver& observer_;
  json key_;
  std::vector<std::size_t> bounds_;  // one more than there are shards
  std::vector<ShardRecord> records_;
  std::vector<std::size_t> missing_;
  std::size_t resumed_ = 0;
};

CutClips read_sound_shard(const fs::path& path, const std::string& sha256, const json& key) {
  constexpr const char* kRemedy = " Run the same 'emorec extract' again: it cuts what is missing.";
  if (!fs::exists(path)) {
    throw Error(ErrorKind::kInput, path.string() + ": missing." + kRemedy);
  }
  if (sha256_of_file(path) != sha256) {
    throw Error(ErrorKind::kInput, path.string() + ": damaged (its hash is not the one that " +
                                       kIndex + " says)." + kRemedy);
  }
  Shard shard = read_shard(path);
  if (shard.key != key) {
    throw Error(ErrorKind::kInput, path.string() + ": of another cache." + kRemedy);
  }
  return std::move(shard.clips);
}

/// Bytes of `frames` chips, or of all shards if that is less: cache.json may say anything.
std::size_t bytes_for(const ChipSet& set, std::size_t frames, const fs::path& folder,
                      std::size_t shards) {
  std::size_t most = 0;
  for (std::size_t i = 0; i < shards; ++i) {
    std::error_code unknown;
    const auto size = fs::file_size(shard_path(folder, i), unknown);
    if (!unknown) most += size;
  }
  return std::min(most, std::min(most, frames) * set.chip_bytes());
}

ChipSet read_shards(const fs::path& folder, const json& index) {
  const json& key = index.at("cut");
  const json& shards = index.at("shards");
  ChipSet set = empty_chips(key);
  const auto bytes =
      bytes_for(set, index.at("counts").at("frames").get<std::size_t>(), folder, shards.size());
  set.aligned.reserve(bytes);
  for (std::size_t i = 0; i < shards.size(); ++i) {
    const auto clips =
        read_sound_shard(shard_path(folder, i), shards[i].at("sha256").get<std::string>(), key);
    append(set, clips.set);
    if (!set.whole.empty()) set.whole.reserve(bytes);
  }
  if (set.clips.empty()) {
    throw Error(ErrorKind::kInput, folder.string() + ": a cache without chips.");
  }
  return set;
}

/// @throws Error{kInput} if the chips are not framed as the options say.
void require_framing(const fs::path& folder, const json& index, const CutOptions& options) {
  const json wanted = framing(cut_key({}, options));
  const json there = framing(index.at("cut"));
  if (there == wanted) return;
  throw Error(ErrorKind::kInput, folder.string() + ": chips of another framing (" + there.dump() +
                                     ") than is wanted here (" + wanted.dump() +
                                     "). Cut them anew, with --like the model.");
}

}  // namespace

CacheSummary write_chip_cache(const fs::path& folder, const Dataset& dataset,
                              const CutOptions& options, const CutObserver& observer,
                              const CancelToken& cancel) {
  options.validate();
  return CacheWriter(folder, dataset, options, observer).write(cancel);
}

ChipSet read_chip_cache(const fs::path& folder) {
  return with_index(folder, [&](const json& index) { return read_shards(folder, index); });
}

ChipSet load_chips(const fs::path& path, const WantedLabels& labels, const CutOptions& options,
                   const CutObserver& observer, const CancelToken& cancel) {
  std::error_code unknown;
  if (fs::exists(path / kIndex, unknown)) {
    observer.cache(path);
    return with_index(path, [&](const json& index) {
      require_framing(path, index, options);
      ChipSet set = read_shards(path, index);
      if (set.labels == labels.set) return set;
      throw Error(ErrorKind::kInput, path.string() +
                                         ": chips with other labels than are wanted "
                                         "here. Cut them anew, with --like the model.");
    });
  }
  const Dataset dataset = read_all_parts(path, labels);
  observer.dataset(dataset);
  ChipSet set = cut_chips(dataset, options, observer, cancel).set;
  if (!set.clips.empty()) return set;
  throw Error(ErrorKind::kInput, path.string() + ": not a single clip shows a face.");
}

}  // namespace emorec
