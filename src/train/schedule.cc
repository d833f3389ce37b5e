#include "schedule.h"

#include <cmath>

namespace emorec {
namespace {

/// From 1 at 0 to 0 at 1.
double half_cosine(double progress) { return 0.5 * (1 + std::cos(M_PI * progress)); }

/// Rises to 1 along half a cosine, then falls to nearly 0 along another (Smith and Topin 2018).
double one_cycle(double progress, double warm_up) {
  constexpr double kStart = 0.04;
  if (progress < warm_up) return kStart + (1 - kStart) * (1 - half_cosine(progress / warm_up));
  return 1e-4 + half_cosine((progress - warm_up) / (1 - warm_up));
}

/// Falls from 1 to nearly 0 within a period, then starts anew with one twice as long (Loshchilov
/// and Hutter 2017).
double with_restarts(double epochs_done, double period) {
  while (epochs_done >= period) {
    epochs_done -= period;
    period *= 2;
  }
  return 1e-4 + half_cosine(epochs_done / period);
}

/// GLAMOR-Net's: of 60 epochs, 5e-4, 5e-5 from epoch 25 on, 1e-5 from epoch 40 on.
double in_steps(double progress) {
  if (progress < 25.0 / 60) return 1;
  return progress < 40.0 / 60 ? 0.1 : 0.02;
}

}  // namespace

double rate_factor(double epochs_done, const TrainOptions& options) {
  if (options.schedule == "steps") return in_steps(epochs_done / options.epochs);
  return options.schedule == "cosine" ? with_restarts(epochs_done, options.period)
                                      : one_cycle(epochs_done / options.epochs, options.warm_up);
}

}  // namespace emorec
