// Importance and emotions over time, with a line at the present moment. A stretch of a long clip is
// shown, with the whole below it to scroll along; it follows what is played.

/** `goTo(place)` is called for a click, `pointAt(place)` for a hover and pointAt(-1) at its end. */
function makeTimeline(goTo, pointAt) {
  const containers = [byId("importance-chart"), byId("emotion-chart")];
  let charts = [];
  let cursors = [];
  let present = 0;
  let person = null;

  const stretch = 60; // seconds
  const [begin, end] = [data.times[0], data.times.at(-1)];
  const isLong = () => end - begin > 2 * stretch && person.count > 500;

  /** The window of that many seconds that has a moment at its first tenth, or as near as the clip's ends let it. */
  function windowAt(time, seconds) {
    const from = Math.max(begin, Math.min(time - seconds / 10, end - seconds));
    return [from, from + seconds];
  }

  function follow() {
    const [from, to] = charts[0]?.xAxisRange() ?? [begin, end];
    const time = data.times[present];
    if (time < from || time > to) charts[0].updateOptions({ dateWindow: windowAt(time, to - from) });
  }

  function rowsOf(columns, none) {
    return data.times.map((time, place) => {
      const face = person.at(place);
      return [time, ...(face ? columns(face) : none)];
    });
  }

  /** Colours that leave dark and light behind: what a style sheet cannot give a canvas. */
  const inks = () => ({
    axisLineColor: colourOf("--line"),
    gridLineColor: colourOf("--line"),
    rangeSelectorBackgroundStrokeColor: colourOf("--line"),
    rangeSelectorForegroundStrokeColor: colourOf("--soft"),
    rangeSelectorPlotStrokeColor: colourOf("--accent"),
    rangeSelectorPlotFillColor: colourOf("--accent"),
    rangeSelectorPlotFillGradientColor: colourOf("--surface"),
    rangeSelectorAlpha: inkOn(colourOf("--surface")) === "#fff" ? 0.2 : 0.6, // the veil is always white
  });

  function placeCursors() {
    charts.forEach((chart, i) => {
      const area = chart.getArea();
      const x = chart.toDomXCoord(data.times[present]);
      const cursor = cursors[i];
      cursor.hidden = x < area.x || x > area.x + area.w;
      cursor.style.left = `${x}px`;
      cursor.style.height = `${area.h}px`;
    });
  }

  /** Black or white, whichever stands out more on a colour. */
  function inkOn(colour) {
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
    return 0.299 * red + 0.587 * green + 0.114 * blue > 120 ? "#000" : "#fff";
  }

  /** Names the areas where they are thickest, so that nobody needs to tell colours apart. */
  function nameAreas() {
    const chart = charts[1];
    const container = containers[1];
    const area = chart.getArea();
    const half = 36; // half a long name, pixels
    for (const name of container.querySelectorAll(".name")) name.remove();
    const ownAt = (x) => person.at(placeAt(chart.toDataXCoord(x)))?.own;
    const best = data.emotions.map(() => ({ height: 0 }));
    for (let x = area.x + half; x <= area.x + area.w - half; x += 6) {
      const under = [x - half, x - half / 2, x, x + half / 2, x + half].map(ownAt);
      if (!under.every(Boolean)) continue;
      const tops = under.map(() => 0);
      best.forEach((room, i) => {
        const top = Math.max(...tops);
        under.forEach((own, j) => { tops[j] += own[i]; });
        const height = Math.min(...tops) - top;
        if (height > room.height) best[i] = { height, x, middle: top + height / 2 };
      });
    }
    best.forEach(({ height, x, middle }, i) => {
      if (height * area.h < 14) return;
      const name = element("span", { className: "name", textContent: data.emotions[i] });
      name.style.left = `${x}px`;
      name.style.top = `${area.y + middle * area.h}px`;
      name.style.color = inkOn(data.colours[i]);
      container.append(name);
    });
  }

  function zoomed(from, to) {
    const whole = charts[0].xAxisExtremes();
    byId("zoom-out").hidden = from <= whole[0] && to >= whole[1];
  }

  /** What is done to one chart is done to the other. */
  function together(chart, isInitial) {
    if (isInitial) return;
    const window = chart.xAxisRange();
    for (const other of charts) {
      const its = other.xAxisRange();
      if (its[0] !== window[0] || its[1] !== window[1]) other.updateOptions({ dateWindow: window });
    }
    zoomed(...window);
    placeCursors();
    nameAreas();
  }

  // The library's own ways with touch and wheel would keep a page from scrolling.
  const { mousedown, dblclick } = Dygraph.defaultInteractionModel;
  const interaction = { mousedown, dblclick, willDestroyContextMyself: true };

  const common = () => ({
    ...inks(),
    interactionModel: interaction,
    legend: "never",
    xlabel: null,
    rightGap: 8,
    axisLabelFontSize: 12,
    highlightCircleSize: 3,
    // What is between two of a scene's snippets was not looked at; between two faces there was none.
    connectSeparatedPoints: person.kind === "scene",
    dateWindow: isLong() ? windowAt(data.times[present], stretch) : null,
    drawCallback: together,
    clickCallback: (event, x) => goTo(nearest(x)),
    highlightCallback: (event, x, points, row) => {
      for (const chart of charts) if (chart !== undefined) chart.setSelection(row);
      pointAt(row);
    },
    unhighlightCallback: () => {
      for (const chart of charts) chart.clearSelection();
      pointAt(-1);
    },
  });

  function nearest(time) {
    const place = placeAt(time);
    const next = Math.min(data.times.length - 1, place + 1);
    return data.times[next] - time < time - data.times[place] ? next : place;
  }

  const xAxis = { axisLabelFormatter: (seconds) => clock(seconds).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, ""), axisLabelWidth: 64 };

  /** Without the zero, which would sit on the first label of the time. */
  const upright = (value) => (value === 0 ? "" : `${+value.toPrecision(6)} %`);

  function show(whose) {
    person = whose;
    for (const chart of charts) chart.destroy();
    charts = [];
    containers[0].classList.toggle("scrolls", isLong());
    const importance = new Dygraph(containers[0], rowsOf((face) => [100 * face.importance], [null]), {
      ...common(),
      labels: ["time", "importance"],
      colors: [colourOf("--accent")],
      fillGraph: true,
      fillAlpha: 0.25,
      strokeWidth: 1.5,
      valueRange: [0, 110 * person.mostImportant],
      showRangeSelector: isLong(),
      rangeSelectorHeight: 40,
      axes: {
        x: { ...xAxis, drawGrid: false },
        y: { axisLabelWidth: 52, pixelsPerLabel: 36, axisLabelFormatter: upright },
      },
    });
    const emotions = new Dygraph(containers[1], rowsOf((face) => face.own.map((share) => 100 * share),
      data.emotions.map(() => null)), {
      ...common(),
      labels: ["time", ...data.emotions],
      colors: data.colours,
      stackedGraph: true,
      stackedGraphNaNFill: person.kind === "scene" ? "all" : "none",
      fillAlpha: 0.9,
      plotter: Dygraph.Plotters.fillPlotter, // edges of areas need no lines
      valueRange: [0, 100.5],
      axes: {
        x: { ...xAxis, drawGrid: false },
        y: { axisLabelWidth: 52, pixelsPerLabel: 50, axisLabelFormatter: upright },
      },
    });
    charts = [importance, emotions];
    cursors = containers.map((container) => {
      container.querySelector(".cursor")?.remove();
      return container.appendChild(element("div", { className: "cursor" }));
    });
    zoomed(...importance.xAxisRange());
    placeCursors();
    nameAreas();
  }

  byId("zoom-out").addEventListener("click", () => charts[0].updateOptions({ dateWindow: null }));
  theme.listeners.push(() => {
    for (const chart of charts) chart.updateOptions(inks());
    charts[0]?.updateOptions({ colors: [colourOf("--accent")] });
  });

  return {
    show,
    goTo(place) {
      present = place;
      follow();
      placeCursors();
    },
  };
}
