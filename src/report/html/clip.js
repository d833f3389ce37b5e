// The page of one clip: joins its parts.

(() => {
  const hasPeople = people.length > 0;
  let person = people[0];

  const mostTelling = () => person.telling.reduce((most, one) =>
    (person.at(one.at).importance > person.at(most.at).importance ? one : most));

  /** Importance, with two digits of the largest: a long clip's frames have a small share each. */
  const weight = (face) =>
    percent(face.importance, Math.max(1, -Math.floor(Math.log10(person.mostImportant)) - 1));

  function showVerdict() {
    byId("about").textContent = people.length > 1 ? person.name
      : hasPeople ? `This ${data.clip.kind === "image" ? "picture" : "clip"} ${person.verb}` : "";
    byId("label").replaceChildren(hasPeople ? data.emotions[person.label] : "No face found");
    if (hasPeople) {
      byId("label").append(" ", element("span", {
        className: "number", textContent: percent(person.probabilities[person.label]) }));
    }
    const others = data.peopleFound - people.length;
    byId("bars").hidden = !hasPeople;
    byId("grounds").textContent = hasPeople
      ? (person.doubt ? `${person.doubt}; ` : "") +
        `from ${counted(person.count)} ${person.count === 1 ? "frame" : "frames"}${person.kind === "scene" ? "" : " with this face"}` +
        (person.deciding ? `, ${person.deciding}` : "") +
        (others > 0 ? `; ${counted(data.peopleFound)} people were found, and this is the largest for longest` : "")
      : data.error;
    if (!hasPeople) return;
    const best = mostTelling();
    const portrait = byId("portrait");
    portrait.src = best.picture;
    portrait.alt = `${person.name}: the most important frame, at ${clock(data.times[best.at])}`;
    portrait.hidden = false;
    showBars(byId("bars"), person.probabilities);
  }

  function showPeople() {
    byId("people-section").hidden = people.length < 2;
    if (people.length < 2) return;
    for (const one of people) {
      const card = element("button", { type: "button", className: "person" },
        element("img", { src: one.telling[0].picture, alt: "", width: 56, height: 56 }),
        element("span", {}, element("b", { textContent: one.name }),
          element("span", {
            className: "soft",
            textContent: `${data.emotions[one.label]} ${percent(one.probabilities[one.label], 0)}`,
          })));
      card.addEventListener("click", () => choose(one));
      byId("people").append(card);
    }
  }

  function showStrip() {
    const strip = byId("strip");
    strip.replaceChildren();
    for (const one of person.telling) {
      const face = person.at(one.at);
      const side = 40 + 80 * face.importance / person.mostImportant;
      const emotion = largest(face.own);
      const canvas = heat.paint(element("canvas", { className: "heat" }), face.map);
      const chip = element("div", { className: "chip" },
        element("img", { src: one.picture, alt: "" }), canvas);
      chip.style.width = chip.style.height = `${side}px`;
      const button = element("button", { type: "button" }, chip,
        element("span", { className: "number", textContent: weight(face) }),
        element("span", { className: "time number", textContent: clock(data.times[one.at]) }));
      button.dataset.place = one.at;
      button.setAttribute("aria-label", `Frame ${data.indices[one.at]} at ${clock(data.times[one.at])}, ` +
        `importance ${weight(face)}, ${data.emotions[emotion]} ${percent(face.own[emotion], 0)}`);
      button.addEventListener("click", () => player.goTo(one.at));
      strip.append(button);
    }
    const most = strip.children[person.telling.indexOf(mostTelling())];
    const box = strip.parentElement;
    box.scrollLeft = most.offsetLeft + most.offsetWidth / 2 - strip.offsetLeft - box.clientWidth / 2;
    const shown = person.telling.length;
    byId("strip-note").textContent = "Size is importance: the frame's share in the verdict. " +
      "The heat shows where in the face the network looked." + (shown < person.count
      ? ` Shown are ${shown} of ${counted(person.count)} frames, more of them where importance is high.` : "");
  }

  function describe(place) {
    const face = person.at(place);
    const moment = `${clock(data.times[place])}, frame ${data.indices[place]}`;
    if (!face) return `${moment}: no face`;
    const emotion = largest(face.own);
    return `${moment}: ${data.emotions[emotion]} ${percent(face.own[emotion])}, importance ${weight(face)}`;
  }

  function showPresent(place) {
    const face = hasPeople ? person.at(place) : null;
    byId("clock").textContent = `${clock(data.times[place])} / ${clock(data.times.at(-1))}`;
    if (!hasPeople) return;
    byId("present-title").textContent = people.length > 1 ? `${person.name} in this frame` : "This frame alone";
    showBars(byId("present-bars"), face?.own);
    byId("present-chip").style.opacity = face ? 1 : 0.2;
    if (face) player.drawChip(byId("present-chip").firstElementChild, face);
    showFacts(byId("present-facts"), [
      ["Frame", String(data.indices[place])],
      ["Importance", face ? weight(face) : "no face here"],
      ...(face?.shares ?? []).map((share, i) => [`Weight of ${data.model.views[i]}`, percent(share, 0)]),
      ...(face?.words ? [["Taken for", face.words]] : []),
    ]);
    for (const button of byId("strip").children) {
      button.setAttribute("aria-current", String(Number(button.dataset.place) === place));
    }
  }

  /** Spoken when the clip stands still; while it plays nobody could follow. */
  function say(place) {
    if (hasPeople && !player.playing) byId("live").textContent = describe(place);
  }

  function showLegend(place) {
    const face = place < 0 ? person.at(player.place) : person.at(place);
    const at = place < 0 ? player.place : place;
    const entries = data.emotions.map((name, i) => {
      const swatch = element("i");
      swatch.style.background = data.colours[i];
      return element("span", {}, swatch, name, element("b", { textContent: face ? percent(face.own[i]) : "–" }));
    });
    byId("legend").replaceChildren(
      element("span", {}, clock(data.times[at]), element("b", {
        textContent: face ? `importance ${weight(face)}` : "no face",
      })), ...entries);
  }

  const tableRows = 200;

  function showTable(limit) {
    const table = byId("table");
    const head = element("tr", {}, ...["Time", "Frame", "Importance", ...data.emotions].map((text) =>
      element("th", { scope: "col", textContent: text })));
    const body = element("tbody");
    let rows = 0;
    for (let place = 0; place < data.times.length && rows < limit; ++place) {
      const face = person.at(place);
      if (!face) continue;
      ++rows;
      body.append(element("tr", {}, ...[clock(data.times[place]), data.indices[place],
        weight(face), ...face.own.map((share) => percent(share))].map((text) =>
        element("td", { textContent: text }))));
    }
    table.replaceChildren(
      element("caption", { className: "hear-only", textContent: `${person.name}: values of each frame` }),
      element("thead", {}, head), body);
    byId("more-rows").hidden = limit >= person.frames.at.length;
  }

  function choose(one) {
    person = one;
    player.person = one;
    [...byId("people").children].forEach((card, i) =>
      card.setAttribute("aria-pressed", String(people[i] === one)));
    showVerdict();
    showStrip();
    if (moves) timeline.show(one);
    showLegend(-1);
    if (byId("table-details").open) showTable(tableRows);
    showPresent(player.place);
    player.draw();
  }

  function showAccount() {
    const { account, clip } = data;
    const of = (count) => `${counted(count)} ${count === 1 ? "frame" : "frames"}`;
    showFacts(byId("account"), [
      ["File", data.path],
      ["Picture", `${clip.width}×${clip.height}, ${clip.codec}` +
        (clip.rotation ? `, turned by ${clip.rotation}°` : "") +
        (clip.pixelAspect !== 1 ? `, pixels ${clip.pixelAspect} wide` : "")],
      ["Decoded", of(account.decoded)],
      ["Scored", of(account.scored)],
      ["Without the face", of(account.withoutFace)],
      ["Not sampled", of(account.notSampled)],
      ["People found", counted(data.peopleFound)],
      ...(data.times.length < data.looked
        ? [["Shown here", `${of(data.times.length)} of ${counted(data.looked)}, to keep the page light`]] : []),
    ]);
    byId("warnings-section").hidden = data.warnings.length === 0;
    byId("warnings").append(...data.warnings.map((text) => element("li", { textContent: text })));
    showFacts(byId("model"), [["Name", data.model.name], ["SHA-256", data.model.sha256],
      ...data.model.card.map(([topic, text]) => [topic[0].toUpperCase() + topic.slice(1), text]),
      ...data.settings, ["emorec", data.version]]);
  }

  function keys(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea, pre")) return;
    const onButton = event.target.closest("button, summary, a");
    const actions = {
      " ": onButton ? null : () => player.toggle(),
      ArrowLeft: () => player.goTo(player.place - (event.shiftKey ? 10 : 1)),
      ArrowRight: () => player.goTo(player.place + (event.shiftKey ? 10 : 1)),
      Home: () => player.goTo(0),
      End: () => player.goTo(data.times.length - 1),
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  }

  let timeline = null;
  const player = makePlayer((place) => {
    showPresent(place);
    timeline?.goTo(place);
    if (hasPeople) showLegend(-1);
    say(place);
  });

  markScrolling();
  showAccount();
  const moves = data.times.length > 1;
  for (const id of ["timeline-section", "strip-section"]) byId(id).hidden = !hasPeople || !moves;
  for (const id of ["scrub", "transport"]) byId(id).hidden = !moves;
  if (!moves) byId("player-title").textContent = "The picture";
  document.querySelector(".present").hidden = !hasPeople;
  if (hasPeople) {
    timeline = makeTimeline((place) => player.goTo(place), showLegend);
    showPeople();
    player.place = mostTelling().at;
    choose(person);
  } else {
    showVerdict();
  }
  byId("table-details").addEventListener("toggle", () => showTable(tableRows));
  byId("more-rows").addEventListener("click", () => showTable(Infinity));
  document.addEventListener("keydown", keys);
  // The clip itself comes last in the page.
  document.addEventListener("DOMContentLoaded", () => player.start());
})();
