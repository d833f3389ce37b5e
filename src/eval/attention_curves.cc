#include "attention_curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

using Cells = std::vector<int>;  // in the order in which they are blurred or shown

/// The pixels of a chip that lie under a cell of the map.
cv::Rect pixels_of(int cell, cv::Size map, cv::Size chip) {
  const int column = cell % map.width;
  const int row = cell / map.width;
  const cv::Point begin(chip.width * column / map.width, chip.height * row / map.height);
  const cv::Point end(chip.width * (column + 1) / map.width, chip.height * (row + 1) / map.height);
  return {begin, end};
}

double centrality(int cell, cv::Size map) {
  const int column = cell % map.width;
  const int row = cell / map.width;
  const double x = column - (map.width - 1) / 2.0;
  const double y = row - (map.height - 1) / 2.0;
  return -std::hypot(x / map.width, y / map.height);
}

int features_in(const cv::Mat1b& regions) {
  return cv::countNonZero(regions == static_cast<int>(FaceRegion::kEyes)) +
         cv::countNonZero(regions == static_cast<int>(FaceRegion::kMouth));
}

double score(CellOrder order, const ScoredFace& face, int cell) {
  const cv::Size map = face.answer.attention.size();
  switch (order) {
    case CellOrder::kAttention:
      return face.answer.attention(cell / map.width, cell % map.width);
    case CellOrder::kMeanMap:
      return face.mean_map(cell / map.width, cell % map.width);
    case CellOrder::kFeatures:
      return features_in(face.regions(pixels_of(cell, map, face.regions.size())));
    case CellOrder::kCentre:
      return centrality(cell, map);
    case CellOrder::kRandom:
      break;
  }
  return 0;
}

/// Highest score first; of equals, any.
Cells cells_in(CellOrder order, const ScoredFace& face, std::mt19937_64& random) {
  Cells cells(face.answer.attention.total());
  std::iota(cells.begin(), cells.end(), 0);
  std::shuffle(cells.begin(), cells.end(), random);
  std::vector<double> scores(cells.size());
  for (const int cell : cells) scores[cell] = score(order, face, cell);
  std::stable_sort(cells.begin(), cells.end(), [&](int a, int b) { return scores[a] > scores[b]; });
  return cells;
}

/// From `from` to `to`, cell by cell: the pictures after each step but the first and the last.
void add_steps(const cv::Mat& from, const cv::Mat& to, const Cells& cells, cv::Size map,
               std::vector<cv::Mat>& pictures) {
  const int count = static_cast<int>(cells.size());
  cv::Mat picture = from.clone();
  int done = 0;
  for (int step = 1; step < kCurveSteps; ++step) {
    for (; done < cells_after(step, count); ++done) {
      const cv::Rect part = pixels_of(cells[done], map, from.size());
      to(part).copyTo(picture(part));
    }
    pictures.push_back(picture.clone());
  }
}

}  // namespace

int cells_after(int step, int cells) {
  return static_cast<int>(std::lround(static_cast<double>(step) * cells / kCurveSteps));
}

FaceCurves curves_of(const cv::Mat3b& chip, const ScoredFace& face, const ChipNetwork& network,
                     std::mt19937_64& random) {
  cv::Mat blurred;
  cv::GaussianBlur(chip, blurred, {}, kBlurSigma * chip.cols, 0, cv::BORDER_REPLICATE);
  const cv::Size map = face.answer.attention.size();
  std::vector<CellOrder> orders;
  for (int i = 0; i < kCellOrderCount; ++i) {
    const auto order = static_cast<CellOrder>(i);
    orders.insert(orders.end(), order == CellOrder::kRandom ? kRandomDraws : 1, order);
  }
  std::vector<cv::Mat> pictures = {chip, blurred};
  for (const auto order : orders) {
    const Cells cells = cells_in(order, face, random);
    add_steps(chip, blurred, cells, map, pictures);
    add_steps(blurred, chip, cells, map, pictures);
  }
  const auto answers = network(pictures);
  const auto answer = static_cast<std::size_t>(argmax(face.answer.probabilities));
  std::size_t next = 0;
  const auto take = [&] { return answers.at(next++).probabilities[answer]; };
  const double whole = take();
  const double nothing = take();
  FaceCurves curves;
  const auto add = [&](CurvePoints& curve, double first, double last, int draws) {
    curve.front() += first / draws;
    for (int step = 1; step < kCurveSteps; ++step) curve[step] += take() / draws;
    curve.back() += last / draws;
  };
  for (const auto order : orders) {
    const auto index = static_cast<std::size_t>(order);
    const int draws = order == CellOrder::kRandom ? kRandomDraws : 1;
    add(curves.deletion[index], whole, nothing, draws);
    add(curves.insertion[index], nothing, whole, draws);
  }
  return curves;
}

double area_under(const CurvePoints& curve, int cells) {
  double area = 0;
  for (int step = 1; step <= kCurveSteps; ++step) {
    const int width = cells_after(step, cells) - cells_after(step - 1, cells);
    area += width * (curve[step] + curve[step - 1]) / 2;
  }
  return area / cells;
}

}  // namespace emorec
