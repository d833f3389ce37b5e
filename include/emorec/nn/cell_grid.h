// Where the cells of a feature map, and so of an attention map, lie in the chip.
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

}  // namespace emorec
