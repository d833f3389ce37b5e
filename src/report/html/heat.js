// An attention map as a picture: smoothly enlarged, in the colours of the other pictures.

const heat = (() => {
  const side = 96; // the picture's, pixels
  const [rows, columns] = data.model.map;
  const grid = data.model.grid;
  const colours = data.heatColours.map((hex) =>
    [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));

  /** For each pixel of the enlarged side, the four cells that it mixes and their shares. */
  function cubic(cells) {
    const a = -0.75; // as OpenCV's INTER_CUBIC
    const near = (t) => ((a + 2) * t - (a + 3)) * t * t + 1;
    const far = (t) => ((a * t - 5 * a) * t + 8 * a) * t - 4 * a;
    const cell = new Int32Array(4 * side);
    const share = new Float32Array(4 * side);
    for (let i = 0; i < side; ++i) {
      const place = (i + 0.5) * grid.side / side + grid.corner;
      const first = Math.floor(place);
      const t = place - first;
      share.set([far(1 + t), near(t), near(1 - t), far(2 - t)], 4 * i);
      for (let j = 0; j < 4; ++j) {
        cell[4 * i + j] = Math.min(cells - 1, Math.max(0, first - 1 + j));
      }
    }
    return { cell, share };
  }
  const down = cubic(rows);
  const across = cubic(columns);

  /** side×side values, of a map of rows×columns. */
  function enlarged(map) {
    const tall = new Float32Array(side * columns);
    for (let i = 0; i < 4 * side; ++i) {
      const from = down.cell[i] * columns;
      const to = (i >> 2) * columns;
      for (let x = 0; x < columns; ++x) tall[to + x] += down.share[i] * map[from + x];
    }
    const values = new Float32Array(side * side);
    for (let y = 0; y < side; ++y) {
      const from = y * columns;
      const to = y * side;
      for (let i = 0; i < 4 * side; ++i) {
        values[to + (i >> 2)] += across.share[i] * tall[from + across.cell[i]];
      }
    }
    return values;
  }

  /** Draws the map into a canvas of its own size; cold places let more shine through. */
  function paint(canvas, map) {
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext("2d");
    const picture = context.createImageData(side, side);
    const values = enlarged(map);
    let low = Infinity;
    let high = -Infinity;
    for (const value of values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const scale = high > low ? 255 / (high - low) : 0;
    for (let i = 0; i < values.length; ++i) {
      const level = Math.round((values[i] - low) * scale);
      picture.data.set(colours[level], 4 * i);
      picture.data[4 * i + 3] = level;
    }
    context.putImageData(picture, 0, 0);
    return canvas;
  }

  return { paint };
})();
