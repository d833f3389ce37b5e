#include "emorec/train/trainer.h"

#include <chrono>
#include <cmath>
#include <map>
#include <numeric>

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

#include "emorec/core/error.h"
#include "emorec/nn/preprocessing.h"
#include "emorec/nn/spatial_attention.h"
#include "emorec/nn/temporal_pooling.h"

#include "checkpoint.h"

namespace emorec {
namespace {

torch::Tensor as_tensor(const std::vector<std::uint8_t>& bytes, const StillChips& chips) {
  return torch::from_blob(const_cast<std::uint8_t*>(bytes.data()),
                          {static_cast<std::int64_t>(chips.count()), chips.size, chips.size},
                          torch::kUInt8);
}

torch::Tensor votes_tensor(const StillChips& chips) {
  auto votes = torch::empty({static_cast<std::int64_t>(chips.count()), kEmotionCount});
  for (std::size_t i = 0; i < chips.count(); ++i) {
    for (int c = 0; c < kEmotionCount; ++c) {
      votes[static_cast<std::int64_t>(i)][c] = chips.votes[i][c];
    }
  }
  return votes;
}

/// One row per label with a 1 in its place; all 0 without a label.
torch::Tensor one_hot_rows(const std::vector<int>& labels) {
  auto rows = torch::zeros({static_cast<std::int64_t>(labels.size()), kEmotionCount});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= 0) rows[static_cast<std::int64_t>(i)][labels[i]] = 1;
  }
  return rows;
}

torch::Tensor mask_tensor(const std::vector<bool>& flags) {
  auto mask = torch::zeros({static_cast<std::int64_t>(flags.size())}, torch::kBool);
  for (std::size_t i = 0; i < flags.size(); ++i) mask[static_cast<std::int64_t>(i)] = flags[i];
  return mask;
}

/// How often each image is drawn: its label's frequency to the power of −balance.
torch::Tensor drawing_weights(const std::vector<int>& labels, double balance) {
  std::map<int, double> count;
  for (const int label : labels) count[label] += 1;
  auto weights = torch::empty({static_cast<std::int64_t>(labels.size())});
  for (std::size_t i = 0; i < labels.size(); ++i) {
    weights[static_cast<std::int64_t>(i)] = std::pow(count[labels[i]], -balance);
  }
  return weights;
}

torch::Tensor rows_of(const std::vector<int>& labels, Emotion emotion) {
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] == static_cast<int>(emotion)) rows.push_back(static_cast<std::int64_t>(i));
  }
  return torch::tensor(rows, torch::kInt64);
}

/// Rises to 1 along half a cosine, then falls to nearly 0 along another (Smith and Topin 2018).
double one_cycle(double progress, double warm_up) {
  constexpr double kStart = 0.04;
  const double rising = progress / warm_up;
  if (rising < 1) return kStart + (1 - kStart) * 0.5 * (1 - std::cos(M_PI * rising));
  const double falling = (progress - warm_up) / (1 - warm_up);
  return 1e-4 + 0.5 * (1 + std::cos(M_PI * falling));
}

/// What is trained: the network and, beside its own, a classifier for FER2013's labels.
struct Learner : torch::nn::Module {
  Learner(std::shared_ptr<FrameNetwork> trained, bool two_label_sets)
      : network(register_module("network", std::move(trained))) {
    if (!two_label_sets) return;
    const auto width = network->named_parameters()["classifier.weight"].size(1);
    fer2013 = register_module("fer2013", torch::nn::Linear(width, kEmotionCount));
  }

  /// Both classifiers are linear, so that the weighted mean of their logits is a classifier again.
  void mix_classifiers(double share) {
    const torch::NoGradGuard no_grad;
    for (const auto& item : fer2013->named_parameters()) {
      network->named_parameters()["classifier." + item.key()].lerp_(item.value(), share);
    }
  }

  std::shared_ptr<FrameNetwork> network;
  torch::nn::Linear fer2013{nullptr};
};

std::unique_ptr<torch::optim::SGD> make_optimizer(const Learner& learner,
                                                  const TrainOptions& options) {
  std::vector<torch::Tensor> backbone;
  std::vector<torch::Tensor> head;
  for (const auto& item : learner.named_parameters()) {
    (item.key().rfind("network.backbone.", 0) == 0 ? backbone : head).push_back(item.value());
  }
  const auto group = [&](std::vector<torch::Tensor> parameters) {
    return torch::optim::OptimizerParamGroup(
        std::move(parameters),
        std::make_unique<torch::optim::SGDOptions>(torch::optim::SGDOptions(1.0)
                                                       .momentum(options.momentum)
                                                       .nesterov(true)
                                                       .weight_decay(options.weight_decay)));
  };
  return std::make_unique<torch::optim::SGD>(
      std::vector<torch::optim::OptimizerParamGroup>{group(backbone), group(head)},
      torch::optim::SGDOptions(1.0));
}

void set_rates(torch::optim::SGD& optimizer, double factor, const TrainOptions& options) {
  const double peaks[] = {options.backbone_rate, options.head_rate};
  for (std::size_t i = 0; i < optimizer.param_groups().size(); ++i) {
    static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[i].options())
        .lr(peaks[i] * factor);
  }
}

/// oneDNN's convolutions are about 1.5 times faster with the channels innermost.
void put_channels_last(FrameNetwork& network) {
  for (auto& parameter : network.parameters()) {
    if (parameter.dim() == 4) {
      parameter.set_data(parameter.data().contiguous(at::MemoryFormat::ChannelsLast));
    }
  }
}

/// Mixed precision for as long as it lives.
class Autocast {
 public:
  explicit Autocast(bool enabled) {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(enabled);
  }
  ~Autocast() {
    at::autocast::clear_cache();
    at::autocast::set_cpu_enabled(false);
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;
};

class Run {
 public:
  Run(Model& model, const StillChips& chips, const TrainOptions& options)
      : options_(options),
        config_(model.config),
        network_(model.network),
        learner_(std::make_shared<Learner>(model.network, options.fer2013_share > 0)),
        optimizer_(make_optimizer(*learner_, options)),
        whole_(as_tensor(chips.whole, chips)),
        aligned_(as_tensor(chips.aligned, chips)),
        has_face_(mask_tensor(chips.has_face)),
        votes_(votes_tensor(chips)),
        fer2013_(one_hot_rows(chips.fer2013)),
        weights_(drawing_weights(chips.labels, options.balance)),
        neutral_(rows_of(chips.labels, Emotion::kNeutral)) {
    put_channels_last(*network_);
  }

  /// Mean loss. Random numbers depend on the seed and the epoch alone, so that a resumed run equals
  /// an undisturbed one.
  double epoch(int number, const CancelToken& cancel, const TrainObserver& observer) {
    torch::manual_seed(options_.seed * 1000003ULL + static_cast<unsigned>(number));
    learner_->train();
    const auto order = options_.balance > 0
                           ? torch::multinomial(weights_, votes_.size(0), /*replacement=*/true)
                           : torch::randperm(votes_.size(0), torch::kInt64);
    const std::int64_t batches = votes_.size(0) / options_.batch;
    double loss = 0;
    for (std::int64_t i = 0; i < batches; ++i) {
      cancel.check();
      const double done = number - 1 + static_cast<double>(i) / static_cast<double>(batches);
      set_rates(*optimizer_, one_cycle(done / options_.epochs, options_.warm_up), options_);
      loss += step(order.narrow(0, i * options_.batch, options_.batch), done);
      if (observer.on_step) {
        observer.on_step(number, i + 1, batches, loss / static_cast<double>(i + 1));
      }
    }
    return loss / static_cast<double>(batches);
  }

  TrainingState state() { return {*learner_, *optimizer_}; }

  Learner& learner() { return *learner_; }

 private:
  /// Clips of `frames` frames, one after the other: a random share of each clip shows its still,
  /// the rest neutral faces.
  torch::Tensor clips_of(const torch::Tensor& stills, std::int64_t frames) const {
    if (frames == 1 || neutral_.numel() == 0) return stills.repeat_interleave(frames);
    const auto count = stills.size(0);
    auto shows = torch::rand({count, frames}) < torch::empty({count, 1}).uniform_(0.1, 1);
    shows.select(1, 0).fill_(true);
    const auto others =
        neutral_.index_select(0, torch::randint(neutral_.size(0), {count * frames}, torch::kInt64));
    return torch::where(shows, stills.view({-1, 1}), others.view({count, frames})).flatten();
  }

  /// 1, 2, 4 … frames, each as likely.
  std::int64_t draw_clip_length() const {
    const auto choices = 1 + static_cast<std::int64_t>(std::log2(options_.clip_frames));
    return std::int64_t{1} << torch::randint(choices, {1}).item<std::int64_t>();
  }

  double step(const torch::Tensor& drawn, double epochs_done) {
    const auto frames = options_.clip_frames > 1 ? draw_clip_length() : 1;
    const auto stills = drawn.narrow(0, 0, drawn.size(0) / frames);
    const auto rows = clips_of(stills, frames);
    const auto aligned = (torch::rand({rows.size(0)}) < options_.aligned_share)
                             .logical_and(has_face_.index_select(0, rows))
                             .view({-1, 1, 1});
    const auto chips =
        torch::where(aligned, aligned_.index_select(0, rows), whole_.index_select(0, rows));
    const bool small = epochs_done < options_.small_share * options_.epochs;
    const auto side = small ? options_.small_side : config_.input.size;
    const auto images = normalise_grey(augment(chips, side, options_.augmentation), config_.input);
    const auto outputs = forward(images.contiguous(at::MemoryFormat::ChannelsLast));
    const auto logits = outputs.logits.to(torch::kFloat32).view({-1, frames, kEmotionCount});
    auto loss = clip_loss(logits, votes_.index_select(0, stills));
    if (options_.fer2013_share > 0) {
      loss = 0.5 * (loss + clip_loss(fer2013_logits(outputs).view_as(logits),
                                     fer2013_.index_select(0, stills)));
    }
    if (options_.attention_penalty > 0) {
      const auto attention = outputs.attention.flatten(2).to(torch::kFloat32);
      loss = loss + options_.attention_penalty * attention_penalty(attention);
    }
    optimizer_->zero_grad();
    loss.backward();
    optimizer_->step();
    return loss.item<double>();
  }

  FrameOutputs forward(const torch::Tensor& images) {
    const Autocast autocast(options_.bfloat16);
    return network_->forward({images});
  }

  torch::Tensor fer2013_logits(const FrameOutputs& outputs) {
    const auto descriptor = outputs.descriptor.to(torch::kFloat32);
    return learner_->fer2013(torch::dropout(descriptor, config_.dropout, /*train=*/true));
  }

  const TrainOptions& options_;
  const ModelConfig& config_;
  std::shared_ptr<FrameNetwork> network_;
  std::shared_ptr<Learner> learner_;
  std::unique_ptr<torch::optim::SGD> optimizer_;
  torch::Tensor whole_;     // N×S×S bytes
  torch::Tensor aligned_;   // N×S×S bytes
  torch::Tensor has_face_;  // N
  torch::Tensor votes_;     // N×7
  torch::Tensor fer2013_;   // N×7
  torch::Tensor weights_;   // N
  torch::Tensor neutral_;   // rows of neutral faces
};

}  // namespace

void TrainOptions::validate() const {
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorKind::kUsage, std::string(what) + ".");
  };
  require(epochs > 0 && batch > 1, "epochs and batch must be positive, batch more than one");
  require(backbone_rate >= 0 && head_rate > 0, "learning rates must not be negative");
  require(warm_up > 0 && warm_up < 1, "warm-up must be a share between 0 and 1");
  require(momentum > 0 && momentum < 1, "momentum must be more than 0 and less than 1");
  require(weight_decay >= 0 && attention_penalty >= 0,
          "weight decay and attention penalty must not be negative");
  require(small_side >= 16 && small_share >= 0 && small_share <= 1,
          "the small side must be at least 16 pixels, its share between 0 and 1");
  require(clip_frames > 0 && clip_frames <= batch, "a clip has from 1 frame to a batch of them");
  require(balance >= 0 && balance <= 1, "balance must be between 0 and 1");
  require(fer2013_share >= 0 && fer2013_share <= 1,
          "the share of FER2013's own labels must be between 0 and 1");
  require(threads > 0, "threads must be positive");
  require(aligned_share >= 0 && aligned_share <= 1, "the aligned share must be between 0 and 1");
}

namespace {

using Answerer = std::function<torch::Tensor(const torch::Tensor& images)>;  // B×3×S×S → logits B×7

/// Of the images `rows` with their true labels.
StillScore score(const Answerer& answer, const InputConfig& input, const torch::Tensor& images,
                 const std::vector<std::int64_t>& rows, const std::vector<int>& labels) {
  const torch::NoGradGuard no_grad;
  std::array<double, kEmotionCount> right{};
  std::array<double, kEmotionCount> support{};
  constexpr std::size_t kBatch = 64;
  for (std::size_t i = 0; i < rows.size(); i += kBatch) {
    const std::vector<std::int64_t> part(rows.begin() + i,
                                         rows.begin() + std::min(i + kBatch, rows.size()));
    const auto chosen = images.index_select(0, torch::tensor(part));
    const auto answers = answer(normalise_grey(to_unit_range(chosen), input)).argmax(1);
    for (std::size_t k = 0; k < part.size(); ++k) {
      const int truth = labels[part[k]];
      support[truth] += 1;
      right[truth] += answers[static_cast<std::int64_t>(k)].item<int>() == truth ? 1 : 0;
    }
  }
  StillScore result;
  result.count = rows.size();
  result.accuracy = std::accumulate(right.begin(), right.end(), 0.0) /
                    std::max<double>(1, static_cast<double>(rows.size()));
  int classes = 0;
  for (int c = 0; c < kEmotionCount; ++c) {
    if (support[c] == 0) continue;
    result.mean_recall += right[c] / support[c];
    ++classes;
  }
  result.mean_recall /= std::max(1, classes);
  return result;
}

StillScore score_fer2013(Learner& learner, const InputConfig& input, const StillChips& chips) {
  learner.eval();
  const auto answer = [&](const torch::Tensor& images) {
    return learner.fer2013(learner.network->forward({images}).descriptor);
  };
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < chips.count(); ++i) {
    if (chips.fer2013[i] >= 0) rows.push_back(static_cast<std::int64_t>(i));
  }
  return score(answer, input, as_tensor(chips.whole, chips), rows, chips.fer2013);
}

}  // namespace

StillScore score_stills(FrameNetwork& network, const InputConfig& input, const StillChips& chips,
                        Framing framing) {
  network.eval();
  const auto answer = [&](const torch::Tensor& images) { return network.forward({images}).logits; };
  const bool aligned_only = framing == Framing::kAligned;
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < chips.count(); ++i) {
    if (chips.labels[i] >= 0 && (!aligned_only || chips.has_face[i])) {
      rows.push_back(static_cast<std::int64_t>(i));
    }
  }
  const auto images = as_tensor(aligned_only ? chips.aligned : chips.whole, chips);
  return score(answer, input, images, rows, chips.labels);
}

void adjust_for_prior(FrameNetwork& network, const StillChips& train, double strength) {
  const auto prior = votes_tensor(train).mean(0);  // 7
  // The network has not learnt to tell an emotion that it never saw: no bias can help it.
  const auto log_prior = torch::where(prior > 0, prior.log(), torch::zeros_like(prior));
  const torch::NoGradGuard no_grad;
  network.named_parameters()["classifier.bias"].sub_(strength * log_prior);
}

void train_on_stills(Model& model, const StillChips& train, const StillChips& test,
                     const TrainOptions& options, const std::filesystem::path& checkpoint,
                     const CancelToken& cancel, const TrainObserver& observer) {
  options.validate();
  if (train.count() < static_cast<std::size_t>(options.batch)) {
    throw Error(ErrorKind::kUsage,
                std::to_string(train.count()) + " training images are fewer than one batch of " +
                    std::to_string(options.batch) + ". Use a smaller batch, or more images.");
  }
  at::set_num_threads(options.threads);
  Run run(model, train, options);
  for (int number = load_checkpoint(checkpoint, run.state()) + 1; number <= options.epochs;
       ++number) {
    const auto start = std::chrono::steady_clock::now();
    EpochReport epoch;
    epoch.epoch = number;
    epoch.loss = run.epoch(number, cancel, observer);
    epoch.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    save_checkpoint(checkpoint, run.state(), number);
    epoch.whole = score_stills(*model.network, model.config.input, test, Framing::kWhole);
    epoch.aligned = score_stills(*model.network, model.config.input, test, Framing::kAligned);
    if (options.fer2013_share > 0) {
      epoch.fer2013 = score_fer2013(run.learner(), model.config.input, test);
    }
    if (observer.on_epoch) observer.on_epoch(epoch);
  }
  if (options.fer2013_share > 0) run.learner().mix_classifiers(options.fer2013_share);
  model.network->eval();
}

}  // namespace emorec
