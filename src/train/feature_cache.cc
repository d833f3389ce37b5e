#include "emorec/train/feature_cache.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include "emorec/core/error.h"
#include "emorec/core/files.h"
#include "emorec/core/parse_json.h"
#include "emorec/core/spelling.h"
#include "emorec/core/thread_pool.h"
#include "emorec/face/snippet_views.h"
#include "emorec/media/snippets.h"
#include "emorec/nn/architectures.h"
#include "emorec/nn/dual_focus_network.h"
#include "emorec/nn/one_thread.h"
#include "emorec/nn/preprocessing.h"

namespace emorec {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFeaturesSchema = "emorec.features/1";
constexpr const char* kIndex = "features.json";
constexpr const char* kExtractors = "extractors.safetensors";

Error damaged_features(const fs::path& file, const std::string& what) {
  return Error(ErrorKind::kInput,
               file.string() + ": " + what + ". Run 'emorec extract --features' again.");
}

TensorData halves_of(const torch::Tensor& tensor) {
  const auto values = tensor.to(torch::kFloat16).contiguous();
  TensorData data{DType::kF16, values.sizes().vec(), std::vector<std::byte>(values.nbytes())};
  std::memcpy(data.bytes.data(), values.data_ptr(), data.bytes.size());
  return data;
}

/// N pictures of motion, as bytes.
TensorData bytes_of(const std::vector<cv::Mat>& pictures) {
  TensorData data{DType::kU8,
                  {static_cast<std::int64_t>(pictures.size()), pictures.front().rows,
                   pictures.front().cols, pictures.front().channels()},
                  {}};
  for (const auto& picture : pictures) {
    const auto* first = reinterpret_cast<const std::byte*>(picture.data);
    data.bytes.insert(data.bytes.end(), first, first + picture.total() * picture.elemSize());
  }
  return data;
}

/// By view, by snippet.
std::vector<std::vector<cv::Mat>> pictures_of(const fs::path& clip, const ModelConfig& config) {
  ClipOptions options;
  options.snippets = config.snippets;
  const auto source = ClipSource::open(clip, options);
  SnippetReader reader(*source);
  std::vector<std::vector<cv::Mat>> pictures(config.views.size());
  for (Snippet snippet; reader.next(snippet);) {
    auto seen = snippet_views(config.views, snippet).pictures;
    for (std::size_t i = 0; i < seen.size(); ++i) pictures[i].push_back(std::move(seen[i]));
  }
  return pictures;
}

torch::Tensor as_input(const std::vector<cv::Mat>& pictures, const ViewSpec& view) {
  std::vector<const std::uint8_t*> bytes;
  for (const auto& picture : pictures) bytes.push_back(picture.data);
  return pictures_to_tensor(bytes, view.channels(), view);
}

/// What tells whether a clip's file is still that of the clip.
std::map<std::string, std::string> origin_of(const DatasetClip& clip, const std::string& name,
                                             const std::string& key) {
  std::error_code unknown;  // a folder of frames has no size
  const auto size = fs::is_directory(clip.path) ? 0 : fs::file_size(clip.path, unknown);
  const auto time = fs::last_write_time(clip.path, unknown).time_since_epoch().count();
  return {{"format", kFeaturesSchema},
          {"extractors", key},
          {"clip", spelled(name)},
          {"size", std::to_string(size)},
          {"modified", std::to_string(time)}};
}

bool is_done(const fs::path& file, const std::map<std::string, std::string>& origin) {
  if (!fs::exists(file)) return false;
  try {
    return read_safetensors(file).metadata == origin;
  } catch (const Error&) {
    return false;  // damaged: made anew
  }
}

/// Pictures of motion are bytes, maps are halves.
torch::Tensor features_of(const TensorData& data, const ViewSpec& view, const fs::path& file) {
  const bool moving = view.kind == ViewKind::kMotion;
  const bool fits = data.shape.size() == 4 && data.shape[0] > 0 &&
                    data.dtype == (moving ? DType::kU8 : DType::kF16);
  const std::int64_t side = view.size;
  if (!fits || (moving && (data.shape[1] != side || data.shape[2] != side ||
                           data.shape[3] != view.channels()))) {
    throw damaged_features(file, "stream '" + view.name + "' is of another shape");
  }
  auto* bytes = const_cast<std::byte*>(data.bytes.data());
  if (!moving) return torch::from_blob(bytes, data.shape, torch::kFloat16).to(torch::kFloat32);
  std::vector<const std::uint8_t*> pictures;
  for (std::int64_t t = 0; t < data.shape[0]; ++t) {
    pictures.push_back(reinterpret_cast<const std::uint8_t*>(bytes) +
                       t * side * side * view.channels());
  }
  return pictures_to_tensor(pictures, view.channels(), view);
}

class FeatureWriter {
 public:
  FeatureWriter(const fs::path& folder, const Dataset& dataset, const Model& extractors)
      : folder_(folder),
        dataset_(dataset),
        config_(extractors.config),
        network_(dynamic_cast<DualFocusNetwork&>(*extractors.network)) {
    prepare(extractors);
  }

  struct Done {
    std::string reason;  // why there is nothing; empty if there is
    bool resumed = false;
    std::uintmax_t bytes = 0;
  };

  /// Safe from several threads.
  Done make(std::size_t i) const {
    const auto& clip = dataset_.clips[i];
    const fs::path file = folder_ / file_of(i);
    const auto origin = origin_of(clip, name_of(i), key_);
    if (is_done(file, origin)) return {"", true, fs::file_size(file)};
    try {
      write_safetensors(file, {tensors_of_clip(clip.path), origin});
    } catch (const Error& e) {
      if (e.kind() == ErrorKind::kOutput) throw;
      return {e.what()};
    }
    return {"", false, fs::file_size(file)};
  }

  std::string name_of(std::size_t i) const {
    return dataset_.clips[i].path.lexically_proximate(dataset_.path).string();
  }

  Json entry_of(std::size_t i) const {
    const auto& clip = dataset_.clips[i];
    return {{"name", spelled(name_of(i))},
            {"split", spelled(clip.split)},
            {"group", spelled(clip.group)},
            {"label", clip.label ? Json(dataset_.labels.name(*clip.label)) : Json()},
            {"target", clip.target},
            {"file", file_of(i)}};
  }

  void write_index(Json clips) const {
    const Json index = {{"schema", kFeaturesSchema},
                        {"extractors", key_},
                        {"labels", dataset_.labels.names()},
                        {"clips", std::move(clips)}};
    replace_file(folder_ / kIndex, [&](std::ostream& out) { out << index.dump(1) << "\n"; });
  }

 private:
  void prepare(const Model& extractors) {
    std::error_code failed;
    fs::create_directories(folder_ / "clips", failed);
    if (failed) {
      throw Error(ErrorKind::kOutput,
                  folder_.string() + ": cannot be made (" + failed.message() + ").");
    }
    const fs::path file = folder_ / kExtractors;
    const fs::path fresh = folder_ / "extractors.new.safetensors";
    save_model(fresh, extractors.config, *extractors.network);
    key_ = sha256_of_file(fresh);
    const bool same = fs::exists(file) && sha256_of_file(file) == key_;
    if (fs::exists(file) && !same) {
      fs::remove(fresh);
      throw Error(ErrorKind::kOutput, folder_.string() +
                                          ": holds features of other streams, labels or snippets. "
                                          "Give another --out.");
    }
    fs::rename(fresh, file);
  }

  std::string file_of(std::size_t i) const {
    const std::string number = std::to_string(i);
    return "clips/" + std::string(6 - std::min<std::size_t>(6, number.size()), '0') + number +
           ".safetensors";
  }

  std::map<std::string, TensorData> tensors_of_clip(const fs::path& path) const {
    const c10::InferenceMode inference;
    const OneThread one_thread;
    const auto pictures = pictures_of(path, config_);
    std::map<std::string, TensorData> tensors;
    for (std::size_t i = 0; i < config_.views.size(); ++i) {
      const ViewSpec& view = config_.views[i];
      tensors[view.name] = network_.is_frozen(i)
                               ? halves_of(network_.map_of(i, as_input(pictures[i], view)))
                               : bytes_of(pictures[i]);
    }
    return tensors;
  }

  fs::path folder_;
  const Dataset& dataset_;
  const ModelConfig& config_;
  DualFocusNetwork& network_;
  std::string key_;
};

StreamSpec stream_from(const fs::path& weights, ViewSpec& view) {
  if (weights.empty()) return {"motion", {}};
  const auto metadata = read_safetensors_metadata(weights);
  take_normalisation(metadata, view, weights.string());
  const auto architecture = metadata.find("architecture");
  if (architecture == metadata.end() || metadata.at("format") != "emorec.backbone/1") {
    throw Error(ErrorKind::kModel,
                weights.string() +
                    ": no weights for a stream. scripts/import_weights.py makes such files.");
  }
  StreamSpec stream{architecture->second, {}};
  const auto words = metadata.find("words");
  if (words != metadata.end()) stream.words = parse_json(words->second);
  return stream;
}

}  // namespace

Model dual_focus_model(const std::vector<StreamSource>& streams, const LabelSet& labels,
                       int snippets) {
  Model model{dual_focus_config(), nullptr};
  model.config.labels = labels;
  model.config.snippets = snippets;
  for (const auto& [name, weights] : streams) {
    ViewSpec view = dual_focus_view(name);
    model.config.streams.push_back(stream_from(weights, view));
    model.config.views.push_back(view);
  }
  torch::manual_seed(1);
  model.network = make_network(model.config);
  for (std::size_t i = 0; i < streams.size(); ++i) {
    if (streams[i].weights.empty()) continue;
    load_backbone_weights(*model.network, streams[i].weights, i);
    dynamic_cast<DualFocusNetwork&>(*model.network).load_words(i, streams[i].weights);
  }
  model.network->eval();
  return model;
}

FeatureSummary write_features(const fs::path& folder, const Dataset& dataset,
                              const Model& extractors, int threads, const CutObserver& observer,
                              const CancelToken& cancel) {
  const FeatureWriter writer(folder, dataset, extractors);
  observer.begin(dataset.clips.size());
  FeatureSummary summary;
  Json entries = Json::array();
  std::size_t i = 0;
  ThreadPool pool(threads > 1 ? threads : 0);
  const auto work = [&](std::size_t, std::size_t k) {
    cancel.check();
    return writer.make(k);
  };
  in_order(pool, dataset.clips.size(), work, [&](const FeatureWriter::Done& done) {
    const auto& clip = dataset.clips[i];
    const LeftOutClip left_out{writer.name_of(i),
                               clip.label ? dataset.labels.name(*clip.label) : "", clip.split,
                               /*unreadable=*/true, done.reason};
    observer.clip(done.reason.empty() ? nullptr : &left_out, done.resumed);
    if (done.reason.empty()) {
      ++summary.clips;
      summary.resumed += done.resumed ? 1 : 0;
      summary.bytes += done.bytes;
      entries.push_back(writer.entry_of(i));
    } else {
      summary.left_out.push_back(left_out);
    }
    ++i;
  });
  if (entries.empty()) {
    throw Error(ErrorKind::kInput, dataset.path.string() + ": not a single clip can be read.");
  }
  writer.write_index(std::move(entries));
  summary.snippets = summary.clips * static_cast<std::size_t>(extractors.config.snippets);
  return summary;
}

FeatureSet::FeatureSet(fs::path folder) : folder_(std::move(folder)) {
  const fs::path file = folder_ / kIndex;
  try {
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    const auto index = parse_json(text);
    if (index.at("schema") != kFeaturesSchema) throw damaged_features(file, "of another schema");
    key_ = index.at("extractors");
    labels_ = LabelSet::named(index.at("labels").get<std::vector<std::string>>());
    for (const auto& entry : index.at("clips")) {
      LabelledClip clip;
      clip.name = unspelled(entry.at("name"));
      clip.split = unspelled(entry.at("split"));
      clip.group = unspelled(entry.at("group"));
      if (!entry.at("label").is_null()) {
        clip.label = labels_.parse(entry.at("label").get<std::string>());
      }
      clip.target = entry.at("target").get<Distribution>();
      clip.frames = 1;
      clips_.push_back(std::move(clip));
      files_.push_back(entry.at("file"));
    }
  } catch (const nlohmann::json::exception& e) {
    throw damaged_features(file, std::string("damaged: ") + e.what());
  }
}

Model FeatureSet::extractors() const {
  const fs::path file = folder_ / kExtractors;
  if (!fs::exists(file) || sha256_of_file(file) != key_) {
    throw damaged_features(file, "not the network that made the features");
  }
  return load_model(file);
}

std::vector<torch::Tensor> FeatureSet::of(std::size_t clip,
                                          const std::vector<ViewSpec>& views) const {
  const fs::path file = folder_ / files_.at(clip);
  const Safetensors content = read_safetensors(file);
  const auto maker = content.metadata.find("extractors");
  if (maker == content.metadata.end() || maker->second != key_) {
    throw damaged_features(file, "made by another network");
  }
  std::vector<torch::Tensor> features;
  for (const auto& view : views) {
    const auto found = content.tensors.find(view.name);
    if (found == content.tensors.end()) {
      throw damaged_features(file, "has no stream '" + view.name + "'");
    }
    features.push_back(features_of(found->second, view, file));
  }
  return features;
}

}  // namespace emorec
