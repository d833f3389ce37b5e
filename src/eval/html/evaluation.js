// The page of a data set. Its numbers are those of `emorec evaluate --format json`.

(() => {
  const { evaluation } = data;
  const { dataset, calibration } = evaluation;
  const share = (value, digits = 1) => (value === null ? "–" : percent(value, digits));
  const range = (interval) => `${(100 * interval[0]).toFixed(1)} to ${percent(interval[1])}`;
  const clips = (count) => `${counted(count)} ${count === 1 ? "clip" : "clips"}`;

  /** A path without what all clips of the data set begin with. */
  const below = (path) =>
    (path.startsWith(`${dataset.path}/`) ? path.slice(dataset.path.length + 1) : path);

  function drawing(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  function emotion(i) {
    const swatch = element("span", { className: "swatch" });
    swatch.style.background = data.colours[i];
    return element("span", {}, swatch, data.emotions[i]);
  }

  /** Rows of cells, text or elements; the first of each row names it. */
  function fillTable(table, caption, head, rows) {
    table.replaceChildren(
      element("caption", { className: "hear-only", textContent: caption }),
      element("thead", {}, element("tr", {}, ...head.map((text, i) =>
        element("th", { scope: "col", textContent: text, className: i === 0 ? "words" : "" })))),
      element("tbody", {}, ...rows.map(([name, ...cells]) => element("tr", {},
        element("th", { scope: "row" }, name),
        ...cells.map((cell) => element("td", {}, cell))))));
  }

  function figure(name, what, key) {
    const all = evaluation.all[key];
    const answered = evaluation.with_face[key];
    const bar = element("div", { className: "interval", ariaHidden: "true" });
    if (all.interval) {
      const span = element("i");
      span.style.left = `${100 * all.interval[0]}%`;
      span.style.width = `${100 * (all.interval[1] - all.interval[0])}%`;
      const mark = element("u");
      mark.style.left = `${100 * all.value}%`;
      bar.append(span, mark);
    }
    const text = (one) => share(one.value) + (one.interval ? ` (${range(one.interval)})` : "");
    return element("div", { className: "figure" },
      element("h3", { textContent: name }), element("span", { className: "soft small", textContent: what }),
      element("b", { textContent: share(all.value) }), bar,
      element("p", { className: "small number",
        textContent: all.interval ? `95 %: ${range(all.interval)}` : "no interval: too few clips, or all alike" }),
      element("p", { className: "small soft number", textContent: `with an answer: ${text(answered)}` }));
  }

  function showFigures() {
    byId("about").textContent = `${clips(evaluation.all.clips)}, ` +
      `${counted(evaluation.with_face.clips)} with an answer; model ${evaluation.model.name}, ` +
      `${evaluation.pooling} pooling${dataset.split ? `; part ${dataset.split}` : ""}`;
    byId("figures").append(
      figure("WAR", "share of right answers", "war"),
      figure("UAR", "mean recall of the emotions", "uar"),
      figure("Macro-F1", "mean F1 of the emotions", "macro_f1"));
  }

  function showConfusion() {
    const { answered, unanswered } = evaluation.all.confusion;
    const some = unanswered.some((count) => count > 0);
    const rows = answered.map((row, i) => (some ? [...row, unanswered[i]] : row));
    const sums = rows.map((row) => row.reduce((sum, count) => sum + count, 0));
    const named = (i) => {
      const name = emotion(i);
      name.append(element("span", { className: "soft small number", textContent: `n = ${counted(sums[i])}` }));
      return name;
    };
    const table = byId("confusion");
    fillTable(table, "Clips by truth (rows) and answer (columns)",
      ["", ...data.emotions, ...(some ? ["no answer"] : [])],
      rows.map((row, i) => [named(i), ...row.map(counted)]));
    rows.forEach((row, i) => row.forEach((count, j) => {
      const cell = table.tBodies[0].rows[i].cells[j + 1];
      const of = sums[i] > 0 ? count / sums[i] : 0;
      cell.style.setProperty("--share", of);
      cell.classList.toggle("deep", of > 0.65);
      cell.prepend(element("b", { textContent: sums[i] > 0 ? percent(of, 0) : "–" }));
    }));
  }

  function showMistakes() {
    const { mistakes } = data;
    for (const one of mistakes) {
      const words = element("div", {},
        element("p", {}, element("span", { className: "soft" }, "is "), emotion(one.truth)),
        element("p", {}, element("span", { className: "soft" }, "answer "), emotion(one.answer), " ",
          element("b", { className: "number", textContent: percent(one.probability) })),
        element("p", { className: "path", textContent: below(one.file), dir: "auto" }));
      if (one.link) {
        words.append(element("a", { href: one.link, textContent: "Why?",
          ariaLabel: `Why? The report of ${below(one.file)}` }));
      }
      byId("mistakes").append(element("li", {}, one.picture
        ? element("img", { className: "chip", src: one.picture, width: 96, height: 96,
          alt: `Face taken for ${data.emotions[one.answer]}` })
        : element("div", { className: "chip" }), words));
    }
    const wrong = evaluation.with_face.clips - evaluation.with_face.right;
    byId("mistakes-note").textContent = wrong === 0 ? "No answer is wrong."
      : `${mistakes.length} of ${counted(wrong)} wrong answers, the most probable first` +
        (mistakes.some((one) => one.picture) ? ", each with the face of the clip's most important frame." : ".");
  }

  /** From shares of 1 to a square of the drawing. */
  const scale = { left: 30, top: 6, side: 120 };
  const across = (value) => scale.left + scale.side * value;
  const up = (value) => scale.top + scale.side * (1 - value);
  const path = (points) =>
    points.map(([x, y], i) => `${i ? "L" : "M"}${across(x).toFixed(2)} ${up(y).toFixed(2)}`).join("");

  /** A square from 0 to 100 % both ways. */
  function square(name, ...children) {
    const label = (x, y, anchor, text) => drawing("text", { x, y, "text-anchor": anchor }, text);
    const picture = drawing("svg", { viewBox: "0 0 160 144", role: "img", "aria-label": name },
      drawing("path", { class: "axis", d: path([[0, 1], [0, 0], [1, 0]]) }),
      ...[0, 0.5].map((at) => label(across(at), up(0) + 14, "middle", `${100 * at}`)),
      label(158, up(0) + 14, "end", "100"), // which would not fit around its place in a small drawing
      ...[0.5, 1].map((at) => label(scale.left - 5, up(at) + 3.5, "end", `${100 * at}`)),
      ...children);
    // Letters have one size on the screen: --pixel is how much of the drawing a pixel is.
    new ResizeObserver(([{ contentRect }]) => {
      if (contentRect.width > 0) picture.style.setProperty("--pixel", 160 / contentRect.width);
    }).observe(picture);
    return picture;
  }

  function showClasses() {
    const { classes } = evaluation.all;
    fillTable(byId("classes"), "All clips, by emotion",
      ["Emotion", "Clips", "Precision", "Recall", "F1", "Average precision"],
      data.emotions.map((name, i) => [emotion(i), counted(classes[name].support),
        share(classes[name].precision), share(classes[name].recall), share(classes[name].f1),
        share(data.curves[i].averagePrecision)]));
    const levels = [0.25, 0.5, 0.75, 1];
    const precisionAt = (curve, recall) =>
      curve.points.find(([reached]) => reached >= recall - 1e-6)?.[1] ?? null;
    fillTable(byId("curves-table"), "Precision at some recalls, by emotion",
      ["Emotion", ...levels.map((at) => `Recall ${percent(at, 0)}`)],
      data.curves.map((curve, i) => [emotion(i), ...levels.map((at) => share(precisionAt(curve, at)))]));
    byId("curves").append(...data.curves.map((curve, i) => {
      const caption = element("figcaption", {}, emotion(i), " ",
        element("span", { className: "soft number", textContent: share(curve.averagePrecision) }));
      const guess = curve.clips / Math.max(1, evaluation.with_face.clips);
      const line = curve.points.length ? [[0, curve.points[0][1]], ...curve.points] : [];
      return element("figure", {}, caption, square(
        `${data.emotions[i]}: precision over recall, average precision ${share(curve.averagePrecision)}`,
        drawing("path", { class: "guess", d: path([[0, guess], [1, guess]]) }),
        drawing("path", { class: "curve", d: path(line), stroke: data.colours[i] })));
    }));
  }

  function showCalibration() {
    const bins = calibration.bins.map((bin, i) => ({ ...bin, low: i / calibration.bins.length }))
      .filter((bin) => bin.answers > 0);
    const width = 1 / calibration.bins.length;
    const most = bins.reduce((largest, bin) => Math.max(largest, bin.answers), 1);
    byId("reliability").append(square(
      "Share of right answers over their probability; the values are in the table below",
      ...bins.map((bin) => drawing("rect", { class: "answers", x: across(bin.low), width: scale.side * width - 0.5,
        y: up(0.3 * bin.answers / most), height: scale.side * 0.3 * bin.answers / most })),
      drawing("path", { class: "guess", d: path([[0, 0], [1, 1]]) }),
      ...bins.map((bin) => drawing("circle", { class: "bin", r: 2.5, cx: across(bin.mean_probability), cy: up(bin.right) }))));
    const { ece, brier, log_loss: loss } = calibration;
    byId("calibration-note").textContent = `To the right the probability of the answer, upwards how many ` +
      `of such answers are right, both in per cent; on the dashed line they agree. Grey: how many ` +
      `answers. Expected calibration error ${share(ece)}, Brier score ${brier?.toFixed(3) ?? "–"}, ` +
      `log loss ${loss?.toFixed(3) ?? "–"}, over ${counted(calibration.answers)} answers.`;
    fillTable(byId("reliability-table"), "Answers by probability",
      ["Probability", "Answers", "Mean", "Right"],
      bins.map((bin) => [`${(100 * bin.low).toFixed(1)} to ${percent(bin.low + width)}`,
        counted(bin.answers), share(bin.mean_probability), share(bin.right)]));
  }

  function showMissing() {
    for (const [key, what] of [["no_face", "without a face"], ["unreadable", "that cannot be read"],
      ["failed", "that failed"]]) {
      const paths = evaluation[key];
      if (paths.length === 0) continue;
      byId("missing").append(element("h3", { textContent: `${clips(paths.length)} ${what}` }),
        element("ul", { className: "paths", tabIndex: 0 }, ...paths.map((text) =>
          element("li", { textContent: below(text), dir: "auto" }))));
    }
    if (!byId("missing").hasChildNodes()) {
      byId("missing").append(element("p", { className: "note", textContent: "All clips have one." }));
    }
  }

  function showRivals() {
    const rivals = [...evaluation.poolings.map((one) => ({ ...one, kind: "pooling" })),
      ...evaluation.models.map((one) => ({ ...one, kind: "model" }))];
    byId("rivals-section").hidden = rivals.length === 0;
    fillTable(byId("rivals"), "The same clips answered otherwise",
      ["", "WAR", "95 %", "UAR", "Macro-F1", "Gained", "Lost", "p"],
      rivals.map(({ name, kind, all, gained, lost, p }) => [`${kind} ${name}`, share(all.war.value),
        all.war.interval ? range(all.war.interval) : "–", share(all.uar.value),
        share(all.macro_f1.value), counted(gained), counted(lost), p.toFixed(4)]));
  }

  showFigures();
  showConfusion();
  showMistakes();
  showClasses();
  showCalibration();
  showMissing();
  showRivals();
  markScrolling();
  showFacts(byId("model"), [["Data set", dataset.path], ["Layout", dataset.layout],
    ...(dataset.split ? [["Part", dataset.split]] : []),
    ...(data.words ? [["Labels", data.words]] : []), ["Model", evaluation.model.name],
    ["SHA-256", evaluation.model.sha256],
    ...data.card.map(([topic, text]) => [topic[0].toUpperCase() + topic.slice(1), text]),
    ["Pooling", evaluation.pooling], ...data.settings, ["emorec", data.version]]);
})();
