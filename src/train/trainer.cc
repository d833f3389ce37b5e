#include "emorec/train/trainer.h"

#include <chrono>
#include <optional>

#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include "emorec/core/error.h"
#include "emorec/nn/spatial_attention.h"
#include "emorec/nn/temporal_pooling.h"
#include "emorec/train/autocast.h"
#include "emorec/train/chip_tensors.h"
#include "emorec/train/context_crops.h"
#include "emorec/train/run_settings.h"

#include "checkpoint.h"
#include "clip_sampler.h"
#include "learner.h"
#include "schedule.h"
#include "snapshot.h"

namespace emorec {
namespace {

/// N×7, a row for each clip of the set.
torch::Tensor target_rows(const ChipSet& chips) {
  std::vector<float> values;
  values.reserve(chips.clips.size() * chips.labels.size());
  for (const auto& clip : chips.clips) {
    values.insert(values.end(), clip.target.begin(), clip.target.end());
  }
  return torch::tensor(values).view({-1, static_cast<std::int64_t>(chips.labels.size())});
}

std::size_t source_count(const ChipSet& chips) {
  std::size_t count = 0;
  for (const auto& clip : chips.clips) count = std::max(count, clip.source + 1);
  return count;
}

torch::Tensor source_indices(const ChipSet& chips) {
  std::vector<std::int64_t> values;
  for (const auto& clip : chips.clips) values.push_back(static_cast<std::int64_t>(clip.source));
  return torch::tensor(values);
}

torch::Tensor face_mask(const ChipSet& chips) {
  const std::vector<std::uint8_t> flags(chips.has_face.begin(), chips.has_face.end());
  return torch::tensor(flags).to(torch::kBool);
}

/// oneDNN's convolutions are about 1.5 times faster with the channels innermost.
void put_channels_last(FrameNetwork& network) {
  for (auto& parameter : network.parameters()) {
    if (parameter.dim() == 4) {
      parameter.set_data(parameter.data().contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
}

/// The state of torch's default generator, and back.
std::vector<std::uint8_t> random_state() {
  const auto state = at::globalContext().defaultGenerator(at::kCPU).get_state();
  const auto* bytes = state.data_ptr<std::uint8_t>();
  return {bytes, bytes + state.numel()};
}

void set_random_state(const std::vector<std::uint8_t>& bytes) {
  auto generator = at::globalContext().defaultGenerator(at::kCPU);
  generator.set_state(torch::tensor(bytes, torch::kU8));
}

double beta_distributed(double alpha) {
  const auto draws = torch::_standard_gamma(torch::full({2}, alpha));
  return (draws[0] / draws.sum()).item<double>();
}

class Run {
 public:
  Run(Model& model, const TrainingData& data, const TrainOptions& options, torch::Device device)
      : options_(options),
        config_(model.config),
        data_(data),
        pooling_(model.config.pooling),
        device_(device),
        learner_(std::make_shared<Learner>(model, options, source_count(data.chips))),
        sampler_(data, options),
        aligned_(chip_tensor(data.chips, data.chips.aligned)),
        contexts_(context_tensor(data.chips)),
        has_face_(face_mask(data.chips)),
        targets_(target_rows(data.chips)),
        sources_(source_indices(data.chips)) {
    if (!data.chips.whole.empty()) whole_ = chip_tensor(data.chips, data.chips.whole);
    learner_->to(device);
    put_channels_last(learner_->network());
    optimizer_.emplace(*learner_, learner_->network().backbones(), options);
    if (options.average > 0) average_.emplace(*learner_);
    if (options.patience > 0) best_.emplace(*learner_);
  }

  void go(const std::filesystem::path& checkpoint, const CancelToken& cancel,
          const TrainObserver& observer) {
    progress_ = load_checkpoint(checkpoint, state(), config_.run);
    for (const auto& report : progress_.reports) {
      if (observer.on_epoch) observer.on_epoch(report, /*resumed=*/true);
    }
    while (progress_.epochs_done < options_.epochs && !is_stuck()) {
      const auto start = std::chrono::steady_clock::now();
      EpochReport report = epoch(checkpoint, cancel, observer);
      const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
      report.seconds = time.count();
      report.scores = scores();
      progress_ = {progress_.epochs_done + 1, 0, 0, {}, std::move(progress_.reports)};
      progress_.reports.push_back(report);
      if (best_ && best_epoch() + 1 == progress_.reports.size()) keep_best();
      save_checkpoint(checkpoint, state(), progress_, config_.run);
      if (observer.on_epoch) observer.on_epoch(report, /*resumed=*/false);
    }
    finish();
  }

 private:
  TrainingState state() {
    TrainingState state{{{"weights", learner_.get()}}, *optimizer_};
    if (average_) state.modules.emplace_back("average", &*average_);
    if (best_) state.modules.emplace_back("best", &*best_);
    return state;
  }

  /// The epoch, from 0, with the best mean of WAR and UAR on the first watched clips.
  std::size_t best_epoch() const {
    const auto merit = [](const EpochReport& report) {
      return report.scores.front().war + report.scores.front().uar;
    };
    const auto& reports = progress_.reports;
    return static_cast<std::size_t>(
        std::max_element(reports.begin(), reports.end(),
                         [&](const auto& a, const auto& b) { return merit(a) < merit(b); }) -
        reports.begin());
  }

  void keep_best() {
    if (average_) average_->swap();
    best_->update(0);
    if (average_) average_->swap();
  }

  bool is_stuck() const {
    return options_.patience > 0 && !progress_.reports.empty() &&
           progress_.reports.size() > best_epoch() + static_cast<std::size_t>(options_.patience);
  }

  /// Random numbers depend on the seed and the epoch alone, so that a resumed run equals an
  /// undisturbed one.
  EpochReport epoch(const std::filesystem::path& checkpoint, const CancelToken& cancel,
                    const TrainObserver& observer) {
    torch::manual_seed(options_.seed * 1000003ULL +
                       static_cast<unsigned>(progress_.epochs_done + 1));
    learner_->train();
    const auto order = sampler_.order();
    if (!progress_.random_state.empty()) set_random_state(progress_.random_state);
    const std::int64_t batches = sampler_.batches();
    while (progress_.steps_done < batches) {
      if (cancel.requested()) {
        progress_.random_state = random_state();
        save_checkpoint(checkpoint, state(), progress_, config_.run);
        cancel.check();
      }
      progress_.loss += step(order.narrow(0, progress_.steps_done * options_.batch, options_.batch),
                             progress_.epochs_done + static_cast<double>(progress_.steps_done) /
                                                         static_cast<double>(batches));
      ++progress_.steps_done;
      if (observer.on_step) {
        observer.on_step(progress_.epochs_done + 1, progress_.steps_done, batches,
                         progress_.loss / static_cast<double>(progress_.steps_done));
      }
    }
    return {progress_.epochs_done + 1, progress_.loss / static_cast<double>(batches), 0, {}};
  }

  /// Frames as bytes: each cut by the aligner, or as the data set crops it.
  torch::Tensor frames(const torch::Tensor& rows) const {
    auto aligned = aligned_.index_select(0, rows);
    if (!whole_.defined()) return aligned;
    const auto use_aligned = (torch::rand({rows.size(0)}) < options_.aligned_share)
                                 .logical_and(has_face_.index_select(0, rows));
    return torch::where(use_aligned.view({-1, 1, 1, 1}), aligned, whole_.index_select(0, rows));
  }

  /// What the network sees of these frames, in 0…1, changed at random.
  std::vector<torch::Tensor> views_of(const torch::Tensor& rows, double epochs_done) const {
    const bool small = epochs_done < options_.small_share * options_.epochs;
    const auto side = small ? options_.small_side : config_.face().size;
    std::vector<torch::Tensor> views;
    views.reserve(config_.views.size());
    views.push_back(augment(frames(rows), options_.frames, side, options_.augmentation));
    if (contexts_.defined()) {
      views.push_back(
          random_crops(contexts_.index_select(0, rows), options_.frames, config_.views.at(1).size));
    }
    return views;
  }

  /// One step on the clips; `epochs_done` need not be whole. Returns the loss.
  double step(const torch::Tensor& clips, double epochs_done) {
    auto views = views_of(sampler_.frames_of(clips), epochs_done);
    auto targets = targets_.index_select(0, clips);
    if (options_.mixup > 0) mix(views, targets);
    const auto seen = normalised(views);
    const bool apart = epochs_done < options_.apart_epochs;
    const auto sources = sources_.index_select(0, clips);
    const auto loss = apart ? loss_apart(seen, targets) : loss_of(seen, targets, sources);
    optimizer_->zero_grad();
    loss.backward();
    optimizer_->step(rate_factor(epochs_done, options_));
    if (average_) average_->update(options_.average);
    return loss.item<double>();
  }

  ViewTensors normalised(const std::vector<torch::Tensor>& views) const {
    ViewTensors seen;
    for (std::size_t i = 0; i < views.size(); ++i) {
      seen.push_back(normalise_chips(views[i], config_.views.at(i))
                         .to(device_)
                         .contiguous(at::MemoryFormat::ChannelsLast));
    }
    return seen;
  }

  /// Each clip with another one, frame by frame (Zhang et al. 2018).
  void mix(std::vector<torch::Tensor>& views, torch::Tensor& targets) const {
    const double share = beta_distributed(options_.mixup);
    const auto others = torch::randperm(targets.size(0), torch::kInt64);
    const auto mixed = [&](const torch::Tensor& of_clips) {
      return share * of_clips + (1 - share) * of_clips.index_select(0, others);
    };
    for (auto& images : views) {
      images = mixed(images.unflatten(0, {targets.size(0), options_.frames})).flatten(0, 1);
    }
    targets = mixed(targets);
  }

  /// The mean of what each view by itself makes of the clips.
  torch::Tensor loss_apart(const ViewTensors& views, const torch::Tensor& targets) {
    const auto logits = [&] {
      const Autocast autocast(options_.bfloat16, device_);
      return learner_->logits_apart(views);
    }();
    torch::Tensor loss = torch::zeros({}, device_);
    for (const auto& of_view : logits) {
      const auto of_clips = of_view.to(torch::kFloat32).unflatten(0, {-1, options_.frames});
      loss = loss + clip_loss(pool_logits(of_clips, pooling_), smooth(targets)) /
                        static_cast<double>(logits.size());
    }
    return loss;
  }

  torch::Tensor loss_of(const ViewTensors& views, const torch::Tensor& targets,
                        const torch::Tensor& sources) {
    const auto outputs = forward(views);
    const auto logits = learner_->network().clip_logits(outputs, options_.frames);
    auto loss = clip_loss(pool_logits(logits, pooling_), smooth(targets));
    if (learner_->has_sources()) {
      const auto of_frames = sources.repeat_interleave(options_.frames).to(device_);
      const auto own =
          learner_->source_logits(outputs, of_frames).unflatten(0, {-1, options_.frames});
      loss = 0.5 * (loss + clip_loss(pool_logits(own, pooling_), smooth(targets)));
    }
    if (options_.attention_penalty == 0) return loss;
    const auto attention = outputs.maps.at(0).flatten(2).to(torch::kFloat32);
    return loss + options_.attention_penalty * attention_penalty(attention);
  }

  FrameOutputs forward(const ViewTensors& views) {
    const Autocast autocast(options_.bfloat16, device_);
    return learner_->network().forward(views);
  }

  torch::Tensor smooth(const torch::Tensor& targets) const {
    const double share = options_.label_smoothing;
    return ((1 - share) * targets + share / static_cast<double>(targets.size(1))).to(device_);
  }

  /// Every watched selection in each framing that the chips have.
  std::vector<NamedScore> scores() {
    if (average_) average_->swap();
    learner_->eval();
    std::vector<NamedScore> scores;
    const auto add = [&](const ClipSelection& selection, const char* what, Framing framing) {
      scores.push_back(score_clips(learner_->network(), pooling_, config_.views, data_.chips,
                                   selection.clips, framing));
      scores.back().name = selection.name + what;
    };
    for (const auto& selection : data_.watched) {
      if (whole_.defined()) add(selection, "", Framing::kWhole);
      add(selection, whole_.defined() ? ", aligned" : "", Framing::kAligned);
    }
    if (average_) average_->swap();
    return scores;
  }

  void finish() {
    if (best_) {
      best_->swap();
    } else if (average_) {
      average_->swap();
    }
    learner_->mix_classifiers(options_.source_share);
    learner_->to(torch::kCPU);
    learner_->eval();
  }

  const TrainOptions& options_;
  const ModelConfig& config_;
  const TrainingData& data_;
  Pooling pooling_;
  torch::Device device_;
  std::shared_ptr<Learner> learner_;
  std::optional<Optimizer> optimizer_;
  std::optional<Snapshot> average_;
  std::optional<Snapshot> best_;
  ClipSampler sampler_;
  TrainingProgress progress_;
  torch::Tensor whole_;     // F×S×S×C bytes, undefined if there are none
  torch::Tensor aligned_;   // F×S×S×C bytes
  torch::Tensor contexts_;  // F×H×W×C bytes, undefined if there are none
  torch::Tensor has_face_;  // F
  torch::Tensor targets_;   // N×7
  torch::Tensor sources_;   // N, indices of data sets
};

void require_enough(const TrainingData& data, const TrainOptions& options) {
  const auto clips = data.train.clips.size();
  if (clips < static_cast<std::size_t>(options.batch)) {
    throw Error(ErrorKind::kUsage,
                std::to_string(clips) + " training clips are fewer than one batch of " +
                    std::to_string(options.batch) + ". Use a smaller batch, or more clips.");
  }
  if (options.patience > 0 && data.watched.empty()) {
    throw Error(ErrorKind::kUsage, "patience needs held-out clips to judge by.");
  }
}

void require_several_views(const Model& model, const TrainOptions& options) {
  if (options.apart_epochs == 0 || !model.network->depths().empty()) return;
  throw Error(ErrorKind::kUsage,
              "--apart-epochs: this network has one view, and nothing to learn it apart from.");
}

}  // namespace

void train(Model& model, const TrainingData& data, const TrainOptions& options, Device device,
           const std::filesystem::path& checkpoint, const CancelToken& cancel,
           const TrainObserver& observer) {
  options.validate();
  require_enough(data, options);
  require_several_views(model, options);
  if (model.config.run.empty()) model.config.run = run_settings(model.config, options);
  if (options.source_share > 0 && !is_of_frames(model.config.pooling)) {
    throw Error(ErrorKind::kUsage, "The classifier of a data set is one of frames: with " +
                                       std::string(name(model.config.pooling)) +
                                       " pooling leave --source-share out.");
  }
  if (device == Device::kCuda && !cuda_available()) {
    throw Error(ErrorKind::kUsage,
                "--device cuda: this LibTorch sees no CUDA device. Use --device cpu.");
  }
  Run(model, data, options, device == Device::kCuda ? torch::kCUDA : torch::kCPU)
      .go(checkpoint, cancel, observer);
}

Distribution prior_of(const ChipSet& chips, const ClipSelection& clips) {
  const std::vector<std::int64_t> rows(clips.clips.begin(), clips.clips.end());
  const auto mean = target_rows(chips).index_select(0, torch::tensor(rows)).mean(0);
  Distribution prior;
  for (std::int64_t c = 0; c < mean.size(0); ++c) prior.push_back(mean[c].item<double>());
  return prior;
}

}  // namespace emorec
