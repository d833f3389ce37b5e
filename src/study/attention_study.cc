#include "emorec/study/attention_study.h"

#include <mutex>

#include <opencv2/core.hpp>

#include "emorec/core/error.h"
#include "emorec/core/thread_pool.h"

#include "attention_curves.h"
#include "attention_pointing.h"

namespace emorec {
namespace {

/// Attention and answer of every face.
std::vector<ScoredFace> score(const std::vector<AttentionFace>& faces, const ChipNetwork& network,
                              ThreadPool& pool, const CancelToken& cancel) {
  constexpr std::size_t kChipsAtOnce = 64;
  std::vector<ScoredFace> scored(faces.size());
  const std::size_t batches = (faces.size() + kChipsAtOnce - 1) / kChipsAtOnce;
  in_parallel(pool, batches, [&](std::size_t, std::size_t batch) {
    cancel.check();
    const std::size_t begin = batch * kChipsAtOnce;
    const std::size_t end = std::min(begin + kChipsAtOnce, faces.size());
    std::vector<cv::Mat> chips;
    for (std::size_t i = begin; i < end; ++i) chips.push_back(faces[i].chip);
    auto answers = network(chips);
    for (std::size_t i = begin; i < end; ++i) {
      scored[i].clip = faces[i].clip;
      scored[i].answer = std::move(answers[i - begin]);
      scored[i].regions = face_regions(faces[i].landmarks, faces[i].chip.cols);
    }
  });
  return scored;
}

Label answer_of(const ScoredFace& face) { return argmax(face.answer.probabilities); }

MeanFace mean_face(const std::vector<AttentionFace>& faces, const std::vector<ScoredFace>& scored,
                   Label answer) {
  MeanFace mean;
  cv::Mat chip;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (answer_of(scored[i]) != answer) continue;
    if (mean.faces++ == 0) {
      chip = cv::Mat::zeros(faces[i].chip.size(), CV_64FC3);
      mean.attention = cv::Mat1f(scored[i].answer.attention.size(), 0.0F);
    }
    cv::add(chip, faces[i].chip, chip, cv::noArray(), CV_64F);
    mean.attention += scored[i].answer.attention;
    for (std::size_t k = 0; k < mean.landmarks.size(); ++k) {
      mean.landmarks[k] += faces[i].landmarks[k];
    }
  }
  if (mean.faces == 0) return mean;
  const double share = 1.0 / static_cast<double>(mean.faces);
  chip.convertTo(mean.chip, CV_8U, share);
  mean.attention *= share;
  for (auto& point : mean.landmarks) point *= share;
  return mean;
}

using CurvesOf = std::array<CurvePoints, kCellOrderCount> FaceCurves::*;

/// The curve of one order over all faces; `curves` chooses deletion or insertion.
Curve curve_of(const std::vector<ScoredFace>& scored, const std::vector<FaceCurves>& faces,
               CurvesOf curves, std::size_t order) {
  const int cells = static_cast<int>(scored.front().answer.attention.total());
  constexpr auto kAttention = static_cast<std::size_t>(CellOrder::kAttention);
  Curve result;
  std::vector<ClipSum> areas;
  std::vector<ClipSum> advantages;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    if (i == 0 || scored[i].clip != scored[i - 1].clip) {
      areas.emplace_back();
      advantages.emplace_back();
    }
    const CurvePoints& curve = (faces[i].*curves)[order];
    for (std::size_t step = 0; step < curve.size(); ++step) {
      result.probability[step] += curve[step] / static_cast<double>(faces.size());
    }
    const double area = area_under(curve, cells);
    areas.back().numerator += area;
    areas.back().denominator += 1;
    advantages.back().numerator += area_under((faces[i].*curves)[kAttention], cells) - area;
    advantages.back().denominator += 1;
  }
  result.area = figure_of(areas);
  if (order != kAttention) result.advantage = figure_of(advantages);
  return result;
}

}  // namespace

AttentionStudy study_attention(const std::vector<AttentionFace>& faces, const ChipNetwork& network,
                               const AttentionOptions& options, const CancelToken& cancel,
                               const std::function<void()>& on_face) {
  if (faces.empty() || faces.front().clip == faces.back().clip) {
    throw Error(ErrorKind::kInput,
                "faces were found in fewer than two clips: there is nothing to compare attention "
                "with. Give more clips or stills.");
  }
  ThreadPool pool(options.threads);
  std::vector<ScoredFace> scored = score(faces, network, pool, cancel);
  add_mean_maps(scored);
  const std::vector<FacePointing> pointing = point(scored, options.grid);
  std::vector<FaceCurves> curves(faces.size());
  std::mutex reporting;
  in_parallel(pool, faces.size(), [&](std::size_t, std::size_t i) {
    cancel.check();
    std::seed_seq seed{options.seed, static_cast<std::uint32_t>(i)};
    std::mt19937_64 random(seed);
    curves[i] = curves_of(faces[i].chip, scored[i], options.grid, network, random);
    const std::lock_guard lock(reporting);
    on_face();
  });

  AttentionStudy study;
  study.grid = options.grid;
  study.all = pointing_of(pointing);
  study.labels = options.labels;
  for (std::size_t i = 0; i < options.labels.size(); ++i) {
    std::vector<FacePointing> answered;
    for (std::size_t k = 0; k < faces.size(); ++k) {
      if (answer_of(scored[k]) == Label{i}) answered.push_back(pointing[k]);
    }
    study.by_answer.push_back(pointing_of(answered));
    study.mean_faces.push_back(mean_face(faces, scored, {i}));
  }
  const int cells = static_cast<int>(scored.front().answer.attention.total());
  for (int step = 0; step <= kCurveSteps; ++step) {
    study.cells[step] = static_cast<double>(cells_after(step, cells)) / cells;
  }
  for (std::size_t order = 0; order < kCellOrderCount; ++order) {
    study.orders[order] = {curve_of(scored, curves, &FaceCurves::deletion, order),
                           curve_of(scored, curves, &FaceCurves::insertion, order)};
  }
  study.mean_attention = cv::Mat1f(scored.front().answer.attention.size(), 0.0F);
  for (const auto& face : scored) {
    study.mean_attention += face.answer.attention / static_cast<double>(faces.size());
  }
  return study;
}

}  // namespace emorec
