// Deletion and insertion: what the answer is worth as parts of the face go or come.
#pragma once

#include <random>

#include "attention_pointing.h"

namespace emorec {

using CurvePoints = std::array<double, kCurveSteps + 1>;

/// One face's. Those of random order are the mean of kRandomDraws.
struct FaceCurves {
  std::array<CurvePoints, kCellOrderCount> deletion{};
  std::array<CurvePoints, kCellOrderCount> insertion{};
};

/// How many of the cells are gone or shown after step k of kCurveSteps.
int cells_after(int step, int cells);

FaceCurves curves_of(const cv::Mat3b& chip, const ScoredFace& face, const CellGrid& grid,
                     const ChipNetwork& network, std::mt19937_64& random);

/// By the trapezoid rule over the shares of cells.
double area_under(const CurvePoints& curve, int cells);

}  // namespace emorec
