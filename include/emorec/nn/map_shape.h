// The attention maps of a frame, and where their cells lie in the chip.
#pragma once

namespace emorec {

/// Cell i of a row or a column is computed from the pixels around `first + i·stride`, nearest ones
/// counting most (its receptive field's middle); a pixel's centre is at its index. Where strides
/// come from padded convolutions, this is not the middle of the i-th part of an evenly divided
/// chip, but half a cell before it.
struct CellGrid {
  double first = 0;
  double stride = 1;
};

/// K maps of H×W cells.
struct MapShape {
  int heads = 0;   ///< K
  int height = 0;  ///< H
  int width = 0;   ///< W
  CellGrid grid;
};

}  // namespace emorec
