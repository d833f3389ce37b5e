// The attention maps of a network, and where their cells lie in what it sees.
#pragma once

#include <string>

namespace emorec {

/// Where a view lies among the cells of a map, whose middles are at whole numbers: its left and
/// upper edge at `corner`, and `side` cells from there to the others. Where strides come from
/// padded convolutions, cells do not divide the view evenly: their middles are those of the pixels
/// that they are computed from (the receptive fields').
struct CellGrid {
  double corner = 0;
  double side = 1;

  /// Cell i is computed from the pixels around `first + i·stride`, whose centres lie at whole
  /// numbers, of a view that is `pixels` wide.
  static CellGrid strided(double first, double stride, int pixels) {
    return {(-0.5 - first) / stride, pixels / stride};
  }
};

/// K maps of H×W cells over one view.
struct MapSpec {
  std::string view;  ///< its name in the model's file
  int heads = 0;     ///< K
  int height = 0;    ///< H
  int width = 0;     ///< W
  CellGrid grid;
};

}  // namespace emorec
