#include "attention_curves.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <opencv2/imgproc.hpp>

namespace emorec {
namespace {

/// The cells of a map over a chip's pixels.
class Cells {
 public:
  Cells(cv::Size map, const CellGrid& grid, int side) : map_(map), grid_(grid), side_(side) {}

  /// Column and row in the map.
  cv::Point place_of(int cell) const { return {cell % map_.width, cell / map_.width}; }

  /// Those that no other cell is nearer to.
  cv::Rect pixels_of(int cell) const {
    const cv::Point at = place_of(cell);
    return {cv::Point(begin(at.x, map_.width), begin(at.y, map_.height)),
            cv::Point(begin(at.x + 1, map_.width), begin(at.y + 1, map_.height))};
  }

  /// Nearness to the chip's middle.
  double centrality(int cell) const {
    const cv::Point at = place_of(cell);
    const double middle = grid_.corner + grid_.side / 2;
    return -std::hypot(at.x - middle, at.y - middle);
  }

 private:
  int begin(int i, int count) const {
    if (i == 0) return 0;
    if (i == count) return side_;
    return static_cast<int>(std::ceil((i - 0.5 - grid_.corner) * side_ / grid_.side - 0.5));
  }

  cv::Size map_;
  CellGrid grid_;
  int side_;
};

int features_in(const cv::Mat1b& regions) {
  return cv::countNonZero(regions == static_cast<int>(FaceRegion::kEyes)) +
         cv::countNonZero(regions == static_cast<int>(FaceRegion::kMouth));
}

double score(CellOrder order, const ScoredFace& face, const Cells& cells, int cell) {
  switch (order) {
    case CellOrder::kAttention:
      return face.answer.attention(cells.place_of(cell));
    case CellOrder::kMeanMap:
      return face.mean_map(cells.place_of(cell));
    case CellOrder::kFeatures:
      return features_in(face.regions(cells.pixels_of(cell)));
    case CellOrder::kCentre:
      return cells.centrality(cell);
    case CellOrder::kRandom:
      break;
  }
  return 0;
}

/// All cells, highest score first; of equals, any.
std::vector<int> in_order(CellOrder order, const ScoredFace& face, const Cells& cells,
                          std::mt19937_64& random) {
  std::vector<int> result(face.answer.attention.total());
  std::iota(result.begin(), result.end(), 0);
  std::shuffle(result.begin(), result.end(), random);
  std::vector<double> scores(result.size());
  for (const int cell : result) scores[cell] = score(order, face, cells, cell);
  std::stable_sort(result.begin(), result.end(),
                   [&](int a, int b) { return scores[a] > scores[b]; });
  return result;
}

/// From `from` to `to`, cell by cell: the pictures after each step but the first and the last.
void add_steps(const cv::Mat& from, const cv::Mat& to, const std::vector<int>& order,
               const Cells& cells, std::vector<cv::Mat>& pictures) {
  const int count = static_cast<int>(order.size());
  cv::Mat picture = from.clone();
  int done = 0;
  for (int step = 1; step < kCurveSteps; ++step) {
    for (; done < cells_after(step, count); ++done) {
      const cv::Rect part = cells.pixels_of(order[done]);
      to(part).copyTo(picture(part));
    }
    pictures.push_back(picture.clone());
  }
}

}  // namespace

int cells_after(int step, int cells) {
  return static_cast<int>(std::lround(static_cast<double>(step) * cells / kCurveSteps));
}

FaceCurves curves_of(const cv::Mat3b& chip, const ScoredFace& face, const CellGrid& grid,
                     const ChipNetwork& network, std::mt19937_64& random) {
  cv::Mat blurred;
  cv::GaussianBlur(chip, blurred, {}, kBlurSigma * chip.cols, 0, cv::BORDER_REPLICATE);
  const Cells cells(face.answer.attention.size(), grid, chip.cols);
  std::vector<CellOrder> orders;
  for (int i = 0; i < kCellOrderCount; ++i) {
    const auto order = static_cast<CellOrder>(i);
    orders.insert(orders.end(), order == CellOrder::kRandom ? kRandomDraws : 1, order);
  }
  std::vector<cv::Mat> pictures = {chip, blurred};
  for (const auto order : orders) {
    const auto cells_in_order = in_order(order, face, cells, random);
    add_steps(chip, blurred, cells_in_order, cells, pictures);
    add_steps(blurred, chip, cells_in_order, cells, pictures);
  }
  const auto answers = network(pictures);
  const std::size_t answer = argmax(face.answer.probabilities).index;
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
