#include "emorec/nn/prior.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "emorec/nn/frame_network.h"

#include "support/errors.h"
#include "support/labels.h"

namespace emorec::testing {
namespace {

Model fresh_model() {
  Model model;
  model.network = make_network(model.config);
  return model;
}

TEST(PriorTest, ItsLogarithmIsTakenFromTheBias) {
  const Distribution prior = {0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0};
  for (const double strength : {0.0, 0.35, 1.0}) {
    Model model = fresh_model();
    model.config.prior = prior;
    const auto parameters = model.network->named_parameters();
    const auto before = parameters["classifier.bias"].clone();
    const auto weight = parameters["classifier.weight"].clone();
    adjust_for_prior(model, strength, "the.model");
    for (int c = 0; c < kLabelCount; ++c) {
      // An emotion that was never seen stays as it is: its prior's logarithm is infinite.
      const double added = prior[c] > 0 ? -strength * std::log(prior[c]) : 0;
      EXPECT_NEAR(parameters["classifier.bias"][c].item<double>(), before[c].item<double>() + added,
                  1e-6)
          << c << " at " << strength;
    }
    EXPECT_TRUE(torch::equal(parameters["classifier.weight"], weight));
  }
}

TEST(PriorTest, TwoHalvesOfTheWayAreTheWhole) {
  Model at_once = fresh_model();
  at_once.config.prior = {0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0};
  Model in_two;
  in_two.config = at_once.config;
  in_two.network = make_network(in_two.config);
  auto bias = [](Model& model) { return model.network->named_parameters()["classifier.bias"]; };
  const torch::NoGradGuard no_grad;
  bias(in_two).copy_(bias(at_once));
  adjust_for_prior(at_once, 1, "the.model");
  adjust_for_prior(in_two, 0.35, "the.model");
  adjust_for_prior(in_two, 1, "the.model");
  // The same but for what is added to all that were seen alike, which changes no probability.
  const auto difference = (bias(at_once) - bias(in_two)).narrow(0, 0, 6);
  EXPECT_LT((difference - difference[0]).abs().max().item<double>(), 1e-5);
  for (int c = 0; c < 6; ++c) EXPECT_NEAR(in_two.config.prior[c], 1 / 6.0, 1e-12);
  EXPECT_EQ(in_two.config.prior[6], 0);
}

TEST(PriorTest, AModelThatDoesNotKnowItSaysSo) {
  Model model = fresh_model();
  adjust_for_prior(model, 0, "the.model");
  EXPECT_THAT(error_of(ErrorKind::kModel, [&] { adjust_for_prior(model, 0.5, "the.model"); }),
              ::testing::AllOf(::testing::HasSubstr("the.model"),
                               ::testing::HasSubstr("--prior-adjustment")));
}

}  // namespace
}  // namespace emorec::testing
