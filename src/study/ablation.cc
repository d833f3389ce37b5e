#include "emorec/study/ablation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <torch/optim/adamw.h>
#include <torch/utils.h>

#include "emorec/core/counted.h"
#include "emorec/core/error.h"
#include "emorec/nn/spatial_attention_network.h"
#include "emorec/stats/random.h"
#include "emorec/train/augmentation.h"
#include "emorec/train/autocast.h"
#include "emorec/train/chip_tensors.h"

#include "clip_head.h"

namespace emorec {
namespace {

constexpr std::int64_t kAtOnce = 64;  // frames

/// B×D×H×W, in the layout that oneDNN likes.
torch::Tensor as_images(const torch::Tensor& maps) { return maps.permute({0, 3, 1, 2}); }

/// Places of `count` of a clip's frames in order, each at most once; `count` ≤ the clip's.
void draw_frames(const ClipMaps::Clip& clip, std::int64_t count, Random& random,
                 std::vector<std::int64_t>& rows) {
  for (std::int64_t t = 0; t < clip.frames; ++t) {
    if (static_cast<std::int64_t>(random.below(clip.frames - t)) >= count) continue;
    rows.push_back(clip.first + t);
    --count;
  }
}

/// One head, from its first weights to its answers.
class HeadRun {
 public:
  HeadRun(const ClipMaps& train, const HeadAnswers& kind, unsigned seed,
          const AblationOptions& options)
      : train_(train), rate_(kind.rate), options_(options), random_(seed) {
    torch::manual_seed(seed);
    head_ = std::make_shared<ClipHead>(static_cast<int>(train.maps.size(3)), train.labels.size(),
                                       kind.attention, kind.pooling);
    using torch::optim::AdamWOptions;
    optimizer_ = std::make_unique<torch::optim::AdamW>(
        head_->parameters(), AdamWOptions(rate_).weight_decay(options.weight_decay));
  }

  /// Returns the last epoch's mean loss.
  double learn(const CancelToken& cancel) {
    std::vector<std::size_t> order(train_.clips.size());
    std::iota(order.begin(), order.end(), 0);
    const std::size_t batch = static_cast<std::size_t>(options_.batch);
    const std::size_t steps = order.size() / batch;
    double loss = 0;
    for (int epoch = 0; epoch < options_.epochs; ++epoch) {
      random_.shuffle(order);
      loss = 0;
      for (std::size_t i = 0; i < steps; ++i) {
        cancel.check();
        const double done =
            (epoch + static_cast<double>(i) / static_cast<double>(steps)) / options_.epochs;
        set_rate(0.5 * (1 + std::cos(done * M_PI)));
        loss += step({order.begin() + static_cast<std::ptrdiff_t>(i * batch),
                      order.begin() + static_cast<std::ptrdiff_t>((i + 1) * batch)});
      }
      loss /= static_cast<double>(steps);
    }
    return loss;
  }

  std::vector<Label> answer(const ClipMaps& test, const CancelToken& cancel) {
    const torch::NoGradGuard no_grad;
    std::vector<Label> answers;
    answers.reserve(test.clips.size());
    for (const auto& clip : test.clips) {
      cancel.check();
      const auto maps = as_images(test.maps.narrow(0, clip.first, clip.frames));
      const auto log_p = head_->classify(head_->describe(maps).unsqueeze(0));
      answers.push_back(Label{static_cast<std::size_t>(log_p.argmax().item<std::int64_t>())});
    }
    return answers;
  }

 private:
  void set_rate(double factor) {
    auto& group = optimizer_->param_groups().front();
    static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate_ * factor);
  }

  double step(const std::vector<std::size_t>& clips) {
    std::vector<std::int64_t> rows;
    std::vector<std::int64_t> labels;
    for (const auto i : clips) {
      const auto& clip = train_.clips[i];
      draw_frames(clip, options_.frames, random_, rows);
      labels.push_back(static_cast<std::int64_t>(clip.label.index));
    }
    const auto maps = as_images(train_.maps.index_select(0, torch::tensor(rows)));
    const auto frames = head_->describe(maps);
    const auto log_p = head_->classify(frames.view({-1, options_.frames, frames.size(1)}));
    const auto loss = torch::nll_loss(log_p, torch::tensor(labels));
    optimizer_->zero_grad();
    loss.backward();
    optimizer_->step();
    return loss.item<double>();
  }

  const ClipMaps& train_;
  double rate_;
  const AblationOptions& options_;
  Random random_;
  std::shared_ptr<ClipHead> head_;
  std::unique_ptr<torch::optim::AdamW> optimizer_;
};

/// Without attention a head sees nothing but the mean over a map: taken once, it is a map of one
/// place.
ClipMaps averaged(const ClipMaps& clips) {
  std::vector<torch::Tensor> parts;
  for (const auto& part : clips.maps.split(kAtOnce)) {
    parts.push_back(part.to(torch::kFloat32).mean({1, 2}, /*keepdim=*/true));
  }
  return {torch::cat(parts), clips.clips, clips.labels};
}

/// Every fifth clip, and the others, on the same maps.
struct Fifth {
  ClipMaps held_out;
  ClipMaps others;
};

Fifth hold_out_fifth(const ClipMaps& clips) {
  Fifth fifth = {{clips.maps, {}, clips.labels}, {clips.maps, {}, clips.labels}};
  for (std::size_t i = 0; i < clips.clips.size(); ++i) {
    (i % 5 == 0 ? fifth.held_out : fifth.others).clips.push_back(clips.clips[i]);
  }
  return fifth;
}

std::size_t count_right(const std::vector<Label>& answers, const ClipMaps& clips) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) right += answers[i] == clips.clips[i].label;
  return right;
}

/// Kinds of heads differ by far in the steps that they need: one rate for all would compare how
/// fast they learn, not how well they can answer.
double best_rate(HeadAnswers kind, const Fifth& fifth, const AblationOptions& options,
                 const CancelToken& cancel) {
  if (options.rates.size() == 1) return options.rates.front();
  double best = 0;
  std::size_t most = 0;
  for (const double rate : options.rates) {
    kind.rate = rate;
    HeadRun run(fifth.others, kind, options.seed, options);
    run.learn(cancel);
    const auto right = count_right(run.answer(fifth.held_out, cancel), fifth.held_out);
    if (best == 0 || right > most) best = rate;
    most = std::max(most, right);
  }
  return best;
}

void require_enough(const ClipMaps& train, const AblationOptions& options) {
  if (hold_out_fifth(train).others.clips.size() < static_cast<std::size_t>(options.batch)) {
    throw Error(ErrorKind::kUsage, "Four fifths of " + std::to_string(train.clips.size()) +
                                       " training clips are fewer than one batch of " +
                                       std::to_string(options.batch) + ". Ask for more clips.");
  }
  for (const auto& clip : train.clips) {
    if (clip.frames >= options.frames) continue;
    throw Error(ErrorKind::kUsage, "A training clip has " + counted(clip.frames, "frame") +
                                       ", fewer than the " + std::to_string(options.frames) +
                                       " of a step.");
  }
}

}  // namespace

ClipMaps map_clips(const Model& model, const StillClips& clips, const CancelToken& cancel,
                   const StepsDone& frames_done) {
  const torch::NoGradGuard no_grad;
  Backbone& backbone = spatial_attention_network(model).backbone();
  backbone.eval();
  const auto frames = chip_tensor(clips.chips, clips.chips.aligned);
  ClipMaps mapped;
  mapped.labels = clips.chips.labels;
  for (std::int64_t i = 0; i < frames.size(0); i += kAtOnce) {
    cancel.check();
    const auto count = std::min(kAtOnce, frames.size(0) - i);
    const auto images =
        normalise_chips(to_unit_range(frames.narrow(0, i, count)), model.config.face());
    const Autocast autocast(true, torch::kCPU);
    const auto maps =
        backbone.forward(images.contiguous(at::MemoryFormat::ChannelsLast)).permute({0, 2, 3, 1});
    if (!mapped.maps.defined()) {
      mapped.maps = torch::empty({frames.size(0), maps.size(1), maps.size(2), maps.size(3)},
                                 torch::kBFloat16);
    }
    mapped.maps.narrow(0, i, count).copy_(maps);
    if (frames_done) {
      frames_done(static_cast<std::size_t>(i + count), static_cast<std::size_t>(frames.size(0)));
    }
  }
  for (std::size_t i = 0; i < clips.chips.clips.size(); ++i) {
    const auto& clip = clips.chips.clips[i];
    mapped.clips.push_back({*clip.label, clips.shares[i], static_cast<std::int64_t>(clip.first),
                            static_cast<std::int64_t>(clip.frames)});
  }
  return mapped;
}

void AblationOptions::validate() const {
  const auto require = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorKind::kUsage, std::string(what) + ".");
  };
  require(seeds > 0 && epochs > 0, "seeds and epochs must be positive");
  require(batch > 1 && frames > 0, "the batch must be more than one clip, its frames positive");
  require(!rates.empty() && *std::min_element(rates.begin(), rates.end()) > 0 && weight_decay >= 0,
          "there must be a rate, rates must be positive, weight decay not negative");
}

std::string name_of(AttentionVariant attention, Pooling pooling) {
  return std::string(name_of(attention)) + " " + std::string(name(pooling));
}

std::vector<HeadAnswers> ablate(const ClipMaps& train, const ClipMaps& test,
                                const AblationOptions& options, const CancelToken& cancel,
                                const std::function<void(const HeadReport&)>& on_trained) {
  options.validate();
  require_enough(train, options);
  const auto seeds = static_cast<std::size_t>(options.seeds);
  HeadReport report;
  report.of = kAttentions.size() * kPoolings.size() * seeds;
  std::vector<HeadAnswers> all;
  for (const auto attention : kAttentions) {
    const bool plain = attention == AttentionVariant::kNone;
    const ClipMaps seen = plain ? averaged(train) : train;
    const ClipMaps asked = plain ? averaged(test) : test;
    const Fifth fifth = hold_out_fifth(seen);
    for (const auto pooling : kPoolings) {
      HeadAnswers head{attention, pooling};
      head.rate = best_rate(head, fifth, options, cancel);
      report.name = name_of(attention, head.pooling);
      for (report.run = 1; report.run <= options.seeds; ++report.run) {
        const unsigned seed = options.seed + static_cast<unsigned>(report.run);
        HeadRun run(seen, head, seed, options);
        report.loss = run.learn(cancel);
        head.answers.push_back(run.answer(asked, cancel));
        ++report.done;
        if (on_trained) on_trained(report);
      }
      all.push_back(std::move(head));
    }
  }
  return all;
}

}  // namespace emorec
