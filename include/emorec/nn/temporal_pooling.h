// Temporal softmax pooling: one softmax over all frames and classes of a clip together.
//
// Aminbeidokhti et al. 2019 (arXiv 1910.01254), with o(t,c) the logits of frame t:
//   P(t,c) = exp o(t,c) / Σ_{t',c'} exp o(t',c')     p(c) = Σ_t P(t,c)
//   loss = −log p(y)
// All of it in log space: log p(c) = logsumexp_t o(t,c) − logsumexp_{t,c} o(t,c).
// pooling.h has the same for plain numbers, and which frames matter. The other ways of pooling
// leave one row of logits, which answers as a clip of one frame does.
#pragma once

#include <torch/types.h>

#include "emorec/nn/pooling.h"

namespace emorec {

/// Logits …×T×C → log P of the same shape: exp sums to 1 over the last two dimensions.
torch::Tensor joint_log_probabilities(const torch::Tensor& logits);

/// Logits …×T×C → log p of shape …×C: exp sums to 1 over the last dimension.
torch::Tensor clip_log_probabilities(const torch::Tensor& logits);

/// What of a clip's logits goes into the temporal softmax, …×T×C: all of them if that is the
/// pooling, otherwise …×1×C: their mean (which TemporalClassifier's make `stats`), maximum, or
/// those of the last frame (`lstm`).
torch::Tensor pool_logits(const torch::Tensor& logits, Pooling pooling);

/// Cross-entropy −Σ_c q(c)·log p(c), averaged over the batch. Targets q: B×C, rows sum to 1 (a
/// one-hot row gives the paper's −log p(y)); logits: B×T×C.
torch::Tensor clip_loss(const torch::Tensor& logits, const torch::Tensor& targets);

}  // namespace emorec
