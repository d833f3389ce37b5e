// The page of a batch: its clips, searched, filtered and sorted. No more are drawn than are looked at.

(() => {
  const { clips } = data;
  const step = 100;
  const words = { no_face: "no face", unreadable: "cannot be read", failed: "failed" };
  const certainty = (clip) => (clip.label === undefined ? -1 : clip.probabilities[clip.label]);
  const plural = (count) => `${counted(count)} ${count === 1 ? "clip" : "clips"}`;
  const collator = new Intl.Collator("en", { numeric: true });
  const orders = {
    listed: null,
    name: (a, b) => collator.compare(a.file, b.file),
    certain: (a, b) => certainty(b) - certainty(a),
    doubtful: (a, b) => certainty(a) - certainty(b),
    longest: (a, b) => (b.seconds ?? 0) - (a.seconds ?? 0),
  };

  let found = [];
  let drawn = 0;

  function swatch(emotion) {
    const made = element("span", { className: "swatch" });
    made.style.background = data.colours[emotion];
    return made;
  }

  /** A colour for each part of the clip, the fainter the less certain. */
  function strip(clip) {
    const [labels, certain] = clip.strip;
    const stops = [...labels].map((letter, i) => {
      const emotion = letter.charCodeAt(0) - 65;
      const colour = letter === "." ? "transparent"
        : `color-mix(in srgb, ${data.colours[emotion]} ${25 + 8 * Number(certain[i])}%, transparent)`;
      return `${colour} ${100 * i / labels.length}% ${100 * (i + 1) / labels.length}%`;
    });
    const shares = data.emotions.map((name, emotion) => [name,
      [...labels].filter((letter) => letter.charCodeAt(0) - 65 === emotion).length / labels.length])
      .filter(([, share]) => share > 0).sort((a, b) => b[1] - a[1]);
    const made = element("div", { className: "strip", role: "img" });
    made.ariaLabel = `Over time: ${shares.map(([name, share]) => `${name} ${percent(share, 0)}`).join(", ")}`;
    made.title = made.ariaLabel;
    made.style.backgroundImage = `linear-gradient(to right, ${stops.join(", ")})`;
    return made;
  }

  function item(clip) {
    const face = clip.face
      ? element("img", { className: "face", src: `data:image/jpeg;base64,${clip.face}`, alt: "", width: 56, height: 56 })
      : element("span", { className: "face" });
    const path = element("div", { className: "path", dir: "auto" }, clip.link
      ? element("a", { href: clip.link, textContent: clip.file }) : clip.file);
    if (clip.label === undefined) {
      return element("li", {}, face, path, element("div", {
        className: "error", textContent: clip.error ?? words[clip.status] }));
    }
    const label = element("div", {}, swatch(clip.label), data.emotions[clip.label], " ",
      element("b", { className: "number", textContent: percent(certainty(clip), 0) }));
    if (clip.people > 1) {
      label.append(element("span", { className: "soft", textContent: `, ${clip.people} people` }));
    }
    return element("li", {}, face, path, label,
      clip.strip ? strip(clip) : element("div"),
      element("div", { className: "seconds number", textContent: clip.seconds ? clock(clip.seconds) : "" }));
  }

  function draw() {
    const next = Math.min(drawn + step, found.length);
    byId("clips").append(...found.slice(drawn, next).map(item));
    drawn = next;
    byId("more").hidden = drawn === found.length;
  }

  function search() {
    const text = byId("search").value.trim().toLowerCase();
    const label = byId("label").value;
    const least = Number(byId("least").value) / 100;
    byId("least-text").textContent = percent(least, 0);
    found = clips.filter((clip) => clip.file.toLowerCase().includes(text)
      && (label === "" || String(clip.label ?? clip.status) === label)
      && (least === 0 || certainty(clip) >= least));
    const order = orders[byId("order").value];
    if (order) found.sort(order);
    byId("found").textContent = found.length === clips.length
      ? `All ${plural(clips.length)}.` : `${counted(found.length)} of ${plural(clips.length)}.`;
    byId("clips").replaceChildren();
    drawn = 0;
    draw();
  }

  function start() {
    const answered = clips.filter((clip) => clip.label !== undefined);
    byId("title").textContent = plural(clips.length);
    byId("about").textContent = [`${counted(answered.length)} with an answer`,
      ...Object.entries(words).map(([status, text]) =>
        [clips.filter((clip) => clip.status === status).length, text])
        .filter(([count]) => count > 0).map(([count, text]) => `${counted(count)} ${text}`),
      ...(data.model ? [`model ${data.model}`] : []), `emorec ${data.version}`].join("; ");
    const counts = data.emotions.map((_, i) => answered.filter((clip) => clip.label === i).length);
    byId("counts").hidden = answered.length === 0;
    showBars(byId("counts"), counts.map((count) => count / Math.max(1, answered.length)));
    const choice = (value, text) => element("option", { value, textContent: text });
    byId("label").append(choice("", "all"),
      ...data.emotions.map((name, i) => choice(String(i), `${name} (${counted(counts[i])})`)),
      ...Object.entries(words).map(([status, text]) => choice(status, text)));
    byId("filters").addEventListener("input", search);
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("more").addEventListener("click", draw);
    new IntersectionObserver(([{ isIntersecting }]) => {
      if (isIntersecting) draw();
    }, { rootMargin: "600px" }).observe(byId("more"));
    search();
  }

  start();
})();
