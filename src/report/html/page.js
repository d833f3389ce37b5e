// The shell that every report shares: data, numbers, elements, light and dark.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);

const byId = (id) => document.getElementById(id);

/** An element with properties and children; text is text, whatever is in it. */
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A share of 1 as per cent with one decimal, and a space that does not break. */
const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)}\u00a0%`;

const counted = (count) => count.toLocaleString("en-GB");

/** Minutes, seconds and hundredths: 1:02.04; hours where there are some. */
function clock(seconds) {
  const hundredths = Math.round(seconds * 100);
  const pad = (value) => String(value).padStart(2, "0");
  const minutes = Math.floor(hundredths / 6000);
  const rest = `${pad(Math.floor(hundredths / 100) % 60)}.${pad(hundredths % 100)}`;
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
}

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; ++i) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function largest(values) {
  let best = 0;
  for (let i = 1; i < values.length; ++i) if (values[i] > values[best]) best = i;
  return best;
}

/** Fills a list with a bar for each emotion; called again, it only moves the bars. */
function showBars(list, shares) {
  if (list.children.length === 0) {
    for (const [i, name] of data.emotions.entries()) {
      const fill = element("span", { className: "fill" });
      fill.style.background = data.colours[i];
      list.append(
        element("li", {}, element("span", { textContent: name }),
          element("span", { className: "track", ariaHidden: "true" }, fill),
          element("span", { className: "value" })));
    }
  }
  const top = shares ? largest(shares) : -1;
  for (const [i, item] of [...list.children].entries()) {
    const [name, track, value] = item.children;
    name.className = i === top ? "largest" : "";
    value.className = i === top ? "value largest" : "value";
    track.firstChild.style.width = shares ? `${100 * shares[i]}%` : "0";
    value.textContent = shares ? percent(shares[i]) : "–";
  }
}

function showFacts(list, facts) {
  list.replaceChildren();
  for (const [topic, text] of facts) {
    list.append(element("dt", { textContent: topic }), element("dd", { textContent: text }));
  }
}

/** Says of what is wider than the page that it scrolls. */
function markScrolling() {
  for (const box of document.querySelectorAll(".scroll")) {
    const note = element("p", { className: "note scroll-note", textContent: "Scroll sideways for the rest." });
    box.after(note);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Scrolls sideways");
    const mark = () => {
      const outside = box.scrollWidth - box.clientWidth;
      note.hidden = outside < 2;
      box.tabIndex = outside < 2 ? -1 : 0;
      box.classList.toggle("goes-on", box.scrollLeft < outside - 1);
    };
    box.addEventListener("scroll", mark, { passive: true });
    const sizes = new ResizeObserver(mark);
    for (const one of [box, ...box.children]) sizes.observe(one);
  }
}

/** The switch between light and dark; until it is used, the system's choice counts. */
const theme = {
  system: matchMedia("(prefers-color-scheme: dark)"),
  listeners: [],
  get dark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : this.system.matches;
  },
  changed() {
    byId("theme").textContent = this.dark ? "Light page" : "Dark page";
    for (const listener of this.listeners) listener();
  },
  start() {
    byId("theme").addEventListener("click", () => {
      document.documentElement.dataset.theme = this.dark ? "light" : "dark";
      this.changed();
    });
    this.system.addEventListener("change", () => this.changed());
    this.changed();
  },
};

/** A colour of the style sheet as it is now. */
const colourOf = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

byId("file").textContent = data.file;
theme.start();
