#include "emorec/train/dual_trainer.h"

#include <algorithm>
#include <chrono>

#include <torch/utils.h>

#include "emorec/core/error.h"
#include "emorec/core/lower_case.h"
#include "emorec/nn/dual_focus_network.h"
#include "emorec/nn/temporal_pooling.h"
#include "emorec/stats/random.h"
#include "emorec/train/run_settings.h"

#include "checkpoint.h"
#include "schedule.h"

namespace emorec {
namespace {

DualFocusNetwork& dual(const Model& model) {
  return dynamic_cast<DualFocusNetwork&>(*model.network);
}

/// Some clips' features together: by stream, the snippets of all of them; and how many each has.
struct FeatureBatch {
  std::vector<torch::Tensor> streams;
  std::vector<std::int64_t> lengths;
};

FeatureBatch load_batch(const FeatureSet& features, const std::vector<std::size_t>& clips,
                        const std::vector<ViewSpec>& views) {
  std::vector<std::vector<torch::Tensor>> by_stream(views.size());
  FeatureBatch batch;
  for (const auto clip : clips) {
    auto own = features.of(clip, views);
    batch.lengths.push_back(own.front().size(0));
    for (std::size_t i = 0; i < own.size(); ++i) by_stream[i].push_back(std::move(own[i]));
  }
  for (const auto& stream : by_stream) batch.streams.push_back(torch::cat(stream));
  return batch;
}

/// Each clip's descriptors, T×(S·D).
std::vector<torch::Tensor> descriptors_of(DualFocusNetwork& network, const FeatureBatch& batch) {
  std::vector<torch::Tensor> maps;
  for (std::size_t i = 0; i < batch.streams.size(); ++i) {
    maps.push_back(network.is_frozen(i) ? batch.streams[i] : network.map_of(i, batch.streams[i]));
  }
  return network.attend(maps).descriptor.split_with_sizes(batch.lengths);
}

/// Each clip's logits, B×C.
torch::Tensor logits_of(DualFocusNetwork& network, const std::vector<torch::Tensor>& descriptors) {
  std::vector<torch::Tensor> clips;
  for (const auto& clip : descriptors) {
    clips.push_back(network.clip_logits({{}, {}, clip}, clip.size(0)).mean(1));
  }
  return torch::cat(clips);
}

/// Each clip and the next count − 1 one after the other, from the last on with the first again.
std::vector<torch::Tensor> joined(const std::vector<torch::Tensor>& descriptors, int count) {
  std::vector<torch::Tensor> clips;
  for (std::size_t b = 0; b < descriptors.size(); ++b) {
    std::vector<torch::Tensor> parts;
    for (int i = 0; i < count; ++i) parts.push_back(descriptors[(b + i) % descriptors.size()]);
    clips.push_back(torch::cat(parts));
  }
  return clips;
}

/// What `joined` clips show, B×C.
torch::Tensor mean_of_next(const torch::Tensor& targets, int count) {
  auto sum = targets;
  for (int i = 1; i < count; ++i) sum = sum + targets.roll(-i, 0);
  return sum / count;
}

/// How far the answers to single snippets that attention passes over are from all labels alike: the
/// background entropy loss of Lee et al. 2021 (arXiv 2006.07006). A snippet counts by its
/// attention, and by how far that is below the clip's largest: most of all what attention would
/// turn to next, so that one kind of background cannot stand for a label and be lost among the
/// others.
torch::Tensor background_loss(DualFocusNetwork& network,
                              const std::vector<torch::Tensor>& descriptors) {
  const auto [weight, bias] = network.head();
  auto loss = torch::zeros({});
  for (const auto& clip : descriptors) {
    const auto attention = network.clip_importance({{}, {}, clip}, clip.size(0))[0].detach();
    const auto next = attention * (1 - attention / attention.max());
    const auto log_p = torch::log_softmax(torch::linear(clip, weight, bias), -1).mean(-1);
    loss = loss - (next * log_p).sum() / next.sum().clamp_min(1e-12);
  }
  return loss / static_cast<double>(descriptors.size());
}

torch::Tensor targets_of(const FeatureSet& features, const std::vector<std::size_t>& clips,
                         double smoothing) {
  std::vector<torch::Tensor> rows;
  for (const auto i : clips) {
    rows.push_back(torch::tensor(features.clips()[i].target, torch::kFloat32));
  }
  const auto targets = torch::stack(rows);
  return targets * (1 - smoothing) + smoothing / static_cast<double>(targets.size(1));
}

/// Joined clips have no one polarity. Without the background's part one label can be learnt as what
/// clips show in which attention finds nothing.
torch::Tensor loss_of(DualFocusNetwork& network, const FeatureBatch& batch,
                      const torch::Tensor& targets, const std::vector<bool>& bright,
                      const TrainOptions& options) {
  const auto descriptors = descriptors_of(network, batch);
  auto loss = torch::zeros({});
  for (int count = 1; count <= options.join; ++count) {
    const auto logits = logits_of(network, joined(descriptors, count));
    loss = loss + polarity_loss(torch::log_softmax(logits, -1), mean_of_next(targets, count),
                                bright, count == 1 ? options.polarity : 0);
  }
  loss = loss / options.join;
  if (options.background == 0) return loss;
  return loss + options.background * background_loss(network, descriptors);
}

/// Batch norms of frozen backbones stay as they are.
void set_training(DualFocusNetwork& network) {
  network.train();
  for (std::size_t i = 0; i < network.streams(); ++i) {
    if (network.is_frozen(i)) network.backbones()[i]->eval();
  }
}

std::vector<NamedScore> scores_of_parts(const Model& model, const FeatureData& data) {
  std::vector<NamedScore> scores;
  for (const auto& part : data.watched) {
    scores.push_back(score_of(answer_features(model, data.features, part.clips)));
    scores.back().name = part.name;
  }
  return scores;
}

/// Random numbers depend on the seed and the epoch alone, so that a resumed run equals an
/// undisturbed one.
EpochReport epoch_of(const Model& model, const FeatureData& data, const TrainOptions& options,
                     int epoch, Optimizer& optimizer, const CancelToken& cancel,
                     const TrainObserver& observer) {
  const auto start = std::chrono::steady_clock::now();
  DualFocusNetwork& network = dual(model);
  const auto bright = bright_labels(model.config.labels);
  const std::uint64_t seed = options.seed * 1000003ULL + static_cast<unsigned>(epoch);
  torch::manual_seed(seed);
  std::vector<std::size_t> order = data.train.clips;
  Random(seed).shuffle(order);
  set_training(network);
  const auto batch_size = static_cast<std::size_t>(options.batch);
  const std::size_t steps = (order.size() + batch_size - 1) / batch_size;
  double sum = 0;
  for (std::size_t step = 0; step < steps; ++step) {
    cancel.check();
    const auto first = order.begin() + static_cast<std::ptrdiff_t>(step * batch_size);
    const auto last = order.begin() +
                      static_cast<std::ptrdiff_t>(std::min((step + 1) * batch_size, order.size()));
    const std::vector<std::size_t> clips(first, last);
    const auto batch = load_batch(data.features, clips, model.config.views);
    const auto targets = targets_of(data.features, clips, options.label_smoothing);
    const auto loss = loss_of(network, batch, targets, bright, options);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step(
        rate_factor(epoch - 1 + static_cast<double>(step) / static_cast<double>(steps), options));
    sum += loss.item<double>();
    if (observer.on_step) {
      observer.on_step(epoch, static_cast<std::int64_t>(step + 1), static_cast<std::int64_t>(steps),
                       sum / static_cast<double>(step + 1));
    }
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  return {epoch, sum / static_cast<double>(steps), taken.count(), scores_of_parts(model, data)};
}

/// The value of a stream's tensor in the network that made the features goes to the new one.
void take_extractors(Model& model, const Model& extractors) {
  const Safetensors content{tensors_of(*extractors.network), {}};
  for (const auto& view : model.config.views) {
    if (view.kind == ViewKind::kMotion) continue;
    for (const char* part : {"backbone", "words"}) {
      const auto stream = model.network->named_children()[view.name];
      const auto* own = stream->named_children().find(part);
      if (own != nullptr) {
        load_part(**own, content, view.name + "." + part + ".", "the features' network");
      }
    }
  }
}

}  // namespace

Model new_dual_network(const FeatureSet& features, const std::vector<std::string>& streams,
                       const std::string& attention, double dropout, std::uint64_t seed) {
  const Model extractors = features.extractors();
  Model model{extractors.config, nullptr};
  ModelConfig& config = model.config;
  config.attention = attention;
  config.dropout = dropout;
  if (!streams.empty()) {
    config.views.clear();
    config.streams.clear();
    for (const auto& name : streams) {
      const auto& all = extractors.config.views;
      const auto found = std::find_if(all.begin(), all.end(),
                                      [&](const ViewSpec& view) { return view.name == name; });
      if (found == all.end()) {
        throw Error(ErrorKind::kUsage, features.folder().string() + ": has no stream '" + name +
                                           "'. Extract it first.");
      }
      config.views.push_back(*found);
      config.streams.push_back(extractors.config.streams[found - all.begin()]);
    }
  }
  torch::manual_seed(seed);
  model.network = make_network(config);
  take_extractors(model, extractors);
  return model;
}

std::vector<bool> bright_labels(const LabelSet& labels) {
  std::vector<bool> bright;
  for (const auto& name : labels.names()) {
    const std::string lower = lower_case(name);
    const auto words = {"anticipation", "joy", "happiness", "surprise", "trust"};
    bright.push_back(std::find(words.begin(), words.end(), lower) != words.end());
  }
  const auto count = std::count(bright.begin(), bright.end(), true);
  return count == 0 || count == static_cast<std::ptrdiff_t>(bright.size()) ? std::vector<bool>()
                                                                           : bright;
}

torch::Tensor polarity_loss(const torch::Tensor& log_probabilities, const torch::Tensor& targets,
                            const std::vector<bool>& bright, double lambda) {
  const auto loss = -(targets * log_probabilities).sum(-1);
  if (bright.empty() || lambda == 0) return loss.mean();
  auto polarity = torch::zeros({static_cast<std::int64_t>(bright.size())});
  for (std::size_t c = 0; c < bright.size(); ++c) polarity[c] = bright[c] ? 1 : 0;
  const auto of_answer = polarity.index_select(0, log_probabilities.argmax(-1));
  const auto of_truth = polarity.index_select(0, targets.argmax(-1));
  return (loss * (1 + lambda * (of_answer != of_truth).to(torch::kFloat32))).mean();
}

std::vector<AnsweredClip> answer_features(const Model& model, const FeatureSet& features,
                                          const std::vector<std::size_t>& clips) {
  const torch::NoGradGuard no_grad;
  model.network->eval();
  std::vector<AnsweredClip> answered;
  for (const auto i : clips) {
    const auto& label = features.clips()[i].label;
    if (!label) continue;
    const auto batch = load_batch(features, {i}, model.config.views);
    answered.push_back({*label, logits_of(dual(model), descriptors_of(dual(model), batch)), 1});
  }
  return answered;
}

void train_dual(Model& model, const FeatureData& data, const TrainOptions& options,
                const std::filesystem::path& checkpoint, const CancelToken& cancel,
                const TrainObserver& observer) {
  if (model.config.run.empty()) model.config.run = run_settings(model.config, options);
  // The frozen backbones have no gradients, so that the optimizer passes over them.
  Optimizer optimizer(*model.network, {}, options);
  const TrainingState state{{{"weights", model.network.get()}}, optimizer};
  TrainingProgress progress = load_checkpoint(checkpoint, state, model.config.run);
  for (const auto& report : progress.reports) {
    if (observer.on_epoch) observer.on_epoch(report, /*resumed=*/true);
  }
  while (progress.epochs_done < options.epochs) {
    progress.reports.push_back(
        epoch_of(model, data, options, ++progress.epochs_done, optimizer, cancel, observer));
    save_checkpoint(checkpoint, state, progress, model.config.run);
    if (observer.on_epoch) observer.on_epoch(progress.reports.back(), /*resumed=*/false);
  }
  model.network->eval();
}

ChipSet listing_of(const FeatureSet& features) {
  ChipSet listing;
  listing.labels = features.labels();
  listing.clips = features.clips();
  return listing;
}

}  // namespace emorec
