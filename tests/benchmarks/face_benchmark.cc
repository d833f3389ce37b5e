// The face room, on a portrait in a frame of AFEW's size.
#include <benchmark/benchmark.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "emorec/face/chip_aligner.h"
#include "emorec/face/face_detector.h"
#include "emorec/face/landmark_fit.h"

#include "second_opinion.h"
#include "support/paths.h"

namespace emorec {
namespace {

/// 576×720, BGR.
cv::Mat frame() {
  const cv::Mat portrait = cv::imread(EMOREC_SOURCE_DIR "/samples/portraits/eileen_collins.png");
  cv::Mat large;
  cv::resize(portrait, large, {1440, 1440});
  return large(cv::Rect(360, 20, 720, 576)).clone();
}

cv::Mat grey_frame() {
  cv::Mat grey;
  cv::cvtColor(frame(), grey, cv::COLOR_BGR2GRAY);
  return grey;
}

cv::Rect2f face_in(const cv::Mat& image) {
  const auto detector = FaceDetector::create({});
  return detector->detect(image, DetectorEffort::kReduced).at(0).box;
}

void detect_at_half_size(benchmark::State& state) {
  const auto detector = FaceDetector::create({});
  const cv::Mat grey = grey_frame();
  while (state.KeepRunning()) benchmark::DoNotOptimize(detector->detect_at(grey, 0.5));
}
BENCHMARK(detect_at_half_size)->Unit(benchmark::kMillisecond);

/// What it costs to confirm a face that the detector doubts.
void give_a_second_opinion(benchmark::State& state) {
  cv::setNumThreads(1);
  const cv::Mat image = frame();
  const cv::Rect2f box = face_in(image);
  SecondOpinion opinion;
  opinion.confirms(image, box);  // reads the network
  while (state.KeepRunning()) benchmark::DoNotOptimize(opinion.confirms(image, box));
}
BENCHMARK(give_a_second_opinion)->Unit(benchmark::kMillisecond);

void load_landmark_model(benchmark::State& state) {
  while (state.KeepRunning()) benchmark::DoNotOptimize(LandmarkModel::load());
}
BENCHMARK(load_landmark_model)->Unit(benchmark::kMillisecond);

void fit_landmarks(benchmark::State& state) {
  const auto model = LandmarkModel::load();
  const cv::Mat grey = grey_frame();
  const cv::Rect2f box = face_in(grey);
  while (state.KeepRunning()) benchmark::DoNotOptimize(model->fit(grey, box));
}
BENCHMARK(fit_landmarks)->Unit(benchmark::kMillisecond);

void cut_chip(benchmark::State& state) {
  const cv::Mat image = frame();
  const Landmarks landmarks = fit_detected(*LandmarkModel::load(), grey_frame(), {face_in(image)});
  const ChipAligner aligner(static_cast<int>(state.range(0)));
  while (state.KeepRunning()) benchmark::DoNotOptimize(aligner.cut(image, landmarks));
}
BENCHMARK(cut_chip)->ArgName("side")->Arg(112)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace emorec
