// The nn room: the default model from its file, on one thread.
#include <benchmark/benchmark.h>
#include <torch/types.h>

#include "emorec/core/label_set.h"
#include "emorec/nn/frame_network.h"
#include "emorec/nn/model_file.h"
#include "emorec/nn/temporal_pooling.h"

#include "inference_engine.h"
#include "support/labels.h"
#include "support/paths.h"

namespace emorec {
namespace {

constexpr const char* kModel = EMOREC_SOURCE_DIR "/models/emorec-base.safetensors";

void read_model_file(benchmark::State& state) {
  while (state.KeepRunning()) benchmark::DoNotOptimize(read_safetensors(kModel));
}
BENCHMARK(read_model_file)->Unit(benchmark::kMillisecond);

void make_engine(benchmark::State& state) {
  while (state.KeepRunning()) {
    const InferenceEngine engine(load_model(kModel), Device::kCpu);
    benchmark::ClobberMemory();
  }
}
BENCHMARK(make_engine)->Unit(benchmark::kMillisecond);

void forward(benchmark::State& state, Precision precision) {
  const Model model = load_model(kModel);
  const InferenceEngine engine(model, Device::kCpu, precision);
  const auto batch = state.range(0);
  const auto side = model.config.face().size;
  const ViewTensors chips = {torch::rand({batch, 3, side, side})};
  while (state.KeepRunning()) benchmark::DoNotOptimize(engine.run(chips));
  state.SetItemsProcessed(state.iterations() * batch);
}
BENCHMARK_CAPTURE(forward, fastest, Precision::kFastest)
    ->ArgName("batch")
    ->Arg(1)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(forward, float32, Precision::kFloat32)
    ->ArgName("batch")
    ->Arg(1)
    ->Arg(8)
    ->Arg(16)
    ->Unit(benchmark::kMillisecond);

void pool_over_time(benchmark::State& state) {
  const auto logits = torch::randn({state.range(0), testing::kLabelCount}, torch::kFloat64);
  while (state.KeepRunning()) {
    benchmark::DoNotOptimize(joint_log_probabilities(logits));
    benchmark::DoNotOptimize(clip_log_probabilities(logits));
  }
}
BENCHMARK(pool_over_time)->ArgName("frames")->Arg(500)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace emorec
