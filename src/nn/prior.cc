#include "emorec/nn/prior.h"

#include <cmath>

#include <torch/utils.h>

#include "emorec/core/error.h"
#include "emorec/nn/frame_network.h"

namespace emorec {

void adjust_for_prior(Model& model, double strength, const std::string& where) {
  if (strength == 0) return;
  Distribution& shares = model.config.prior;
  if (shares.empty()) {
    throw Error(ErrorKind::kModel,
                where +
                    ": does not say how often it expects each emotion: its answers cannot be "
                    "adjusted for that. Leave --prior-adjustment out, or train it anew.");
  }
  const auto prior = torch::tensor(std::vector<double>(shares.begin(), shares.end()));
  // The network has not learnt to tell an emotion that it never saw: no bias can help it.
  const auto log_prior = torch::where(prior > 0, prior.log(), torch::zeros_like(prior));
  const torch::NoGradGuard no_grad;
  model.network->head().bias.sub_(strength * log_prior);
  for (double& share : shares) share = share > 0 ? std::pow(share, 1 - strength) : 0;
  shares = normalised(shares);
}

}  // namespace emorec
