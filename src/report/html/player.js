// The clip with faces and attention drawn over it. Its picture comes from the embedded video or,
// where there is none or the browser cannot play it, from still frames.

/** Plays by the browser's own player; `show(time)` is called for each picture that is shown. */
function videoPicture(video, show) {
  const start = data.player.videoStart;
  let target = null; // where to go when the video is ready to
  const clipTime = (mediaTime) => mediaTime + start;
  // A picture from before a seek may still come in.
  const settled = () => target === null && !video.seeking;
  if ("requestVideoFrameCallback" in video) {
    const each = (now, frame) => {
      if (settled()) show(clipTime(frame.mediaTime));
      video.requestVideoFrameCallback(each);
    };
    video.requestVideoFrameCallback(each);
  } else {
    const each = () => {
      if (!video.paused) show(clipTime(video.currentTime));
      requestAnimationFrame(each);
    };
    each();
  }
  // Only the last of the seeks that are asked for while one is under way counts.
  for (const ready of ["loadeddata", "seeked"]) {
    video.addEventListener(ready, () => {
      if (target !== null) video.currentTime = target;
      else if (video.paused) show(clipTime(video.currentTime));
      target = null;
    });
  }
  return {
    element: video,
    get playing() { return !video.paused && !video.ended; },
    play: () => video.play(),
    pause: () => video.pause(),
    goTo(place) {
      const next = data.times[place + 1] ?? data.times[place] + 0.04;
      // Inside the frame's time, not on its edge, where rounding could show the frame before.
      const time = data.times[place] - start + Math.min(0.01, (next - data.times[place]) / 2);
      if (video.seeking || video.readyState < 2) target = time;
      else video.currentTime = time;
    },
  };
}

/** Shows the still that comes nearest; plays by the clock. */
function stillPicture(canvas, show) {
  const { stills } = data.player;
  const images = stills.map((still) => element("img", { src: still.picture }));
  const context = canvas.getContext("2d");
  let timer = 0;
  let now = data.times[0];

  function nearest() {
    let best = 0;
    for (let i = 1; i < stills.length; ++i) {
      if (Math.abs(stills[i].time - now) < Math.abs(stills[best].time - now)) best = i;
    }
    return images[best];
  }

  function draw(time) {
    now = time;
    const image = nearest();
    image.decode().then(() => {
      if (image !== nearest()) return;
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      show(now);
    });
  }

  function pause() {
    cancelAnimationFrame(timer);
    timer = 0;
    canvas.dispatchEvent(new Event("pause"));
  }

  return {
    element: canvas,
    get playing() { return timer !== 0; },
    play() {
      const last = data.times.at(-1);
      if (now >= last) now = data.times[0];
      let before = performance.now();
      const tick = (moment) => {
        draw(Math.min(last, now + Math.max(0, moment - before) / 1000));
        before = moment;
        if (now >= last) pause();
        else timer = requestAnimationFrame(tick);
      };
      timer = requestAnimationFrame(tick);
      canvas.dispatchEvent(new Event("play"));
    },
    pause,
    goTo: (place) => draw(data.times[place]),
  };
}

/**
 * From a map's cells to a canvas that shows the frame `scale` times as large, as DOMMatrix takes it.
 * Middles of pixels lie at half-integers on a canvas; those of cells, and of pixels elsewhere, at
 * integers.
 */
function canvasMatrix([a, b, x, c, d, y], scale) {
  return [a, c, b, d, x + 0.5, y + 0.5].map((value) => scale * value);
}

/** Calls `moved(place)` whenever another frame is shown. */
function makePlayer(moved) {
  const overlay = byId("overlay");
  const heatCanvas = document.createElement("canvas");
  const boxes = byId("boxes");
  const attention = byId("attention");
  const fade = byId("fade");
  const player = { place: 0, time: data.times[0] ?? 0, person: people[0] };
  let picture = null;

  const hasVideo = () => data.player.videoType !== "";

  /** A face holds until the next frame; for a moment only where the next was not looked at. */
  function holds() {
    const since = player.time - data.times[player.place];
    const allLookedAt = data.account.notSampled === 0 && data.looked === data.times.length;
    return since > -1e-3 &&
      (since < 0.2 || (allLookedAt && player.place + 1 < data.times.length));
  }

  function fitOverlay() {
    const shown = picture.element;
    const ratio = data.clip.width / data.clip.height;
    const width = Math.min(shown.clientWidth, shown.clientHeight * ratio);
    const height = width / ratio;
    const sharp = window.devicePixelRatio || 1;
    overlay.style.width = `${width}px`;
    overlay.style.height = `${height}px`;
    overlay.style.left = `${shown.offsetLeft + (shown.clientWidth - width) / 2}px`;
    overlay.style.top = `${shown.offsetTop + (shown.clientHeight - height) / 2}px`;
    overlay.width = Math.round(width * sharp);
    overlay.height = Math.round(height * sharp);
  }

  /** The present face as the network saw it, with its heat. */
  function drawChip(canvas, face) {
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, canvas.width, canvas.height);
    const frame = new DOMMatrix(canvasMatrix(face.toFrame, 1)).inverse();
    const { corner, side } = data.model.grid;
    const scale = canvas.width / side;
    const first = -corner * scale;
    context.setTransform(new DOMMatrix([scale, 0, 0, scale, first, first]).multiply(frame));
    if (picture) context.drawImage(picture.element, 0, 0, data.clip.width, data.clip.height);
    context.resetTransform();
    if (!attention.checked) return;
    context.globalAlpha = fade.value / 100;
    context.drawImage(heat.paint(heatCanvas, face.map), 0, 0, canvas.width, canvas.height);
    context.globalAlpha = 1;
  }

  function drawHeat(context, scale, face) {
    const { corner, side } = data.model.grid;
    context.save();
    context.globalAlpha = fade.value / 100;
    context.setTransform(new DOMMatrix(canvasMatrix(face.toFrame, scale)));
    context.drawImage(heat.paint(heatCanvas, face.map), corner, corner, side, side);
    context.restore();
  }

  function drawBox(context, scale, person, face, chosen) {
    const [x, y, width, height] = face.box.map((value) => value * scale);
    const emotion = largest(face.own);
    const sharp = window.devicePixelRatio || 1;
    const text = (people.length > 1 ? `${person.id}: ` : "") +
      `${data.emotions[emotion]} ${percent(face.own[emotion], 0)}`;
    context.lineWidth = (chosen ? 3 : 1.5) * sharp;
    context.strokeStyle = data.colours[emotion];
    context.strokeRect(x, y, width, height);
    context.font = `600 ${12 * sharp}px system-ui, sans-serif`;
    const wide = context.measureText(text).width + 12 * sharp;
    const tall = 20 * sharp;
    const left = Math.max(0, Math.min(x - context.lineWidth / 2, overlay.width - wide));
    const top = y >= tall ? y - tall : Math.min(y + height, overlay.height - tall);
    context.fillStyle = "rgba(0, 0, 0, 0.75)";
    context.fillRect(left, top, wide, tall);
    context.fillStyle = data.colours[emotion];
    context.fillRect(left, top, 4 * sharp, tall);
    context.fillStyle = "#fff";
    context.textBaseline = "middle";
    context.fillText(text, left + 8 * sharp, top + tall / 2);
  }

  function draw() {
    if (!picture) return;
    const context = overlay.getContext("2d");
    context.clearRect(0, 0, overlay.width, overlay.height);
    if (!holds()) return;
    const scale = overlay.width / data.clip.width;
    const present = people.map((person) => [person, person.at(player.place)])
      .filter(([, face]) => face);
    if (attention.checked) {
      for (const [person, face] of present) {
        if (person === player.person) drawHeat(context, scale, face);
      }
    }
    if (boxes.checked) {
      for (const [person, face] of present) {
        if (face.box[2] > 0) drawBox(context, scale, person, face, person === player.person);
      }
    }
  }

  function show(time) {
    player.time = time;
    player.place = placeAt(time);
    byId("scrub").value = player.place;
    draw();
    moved(player.place);
  }

  function use(source) {
    picture = source;
    source.element.hidden = false;
    const playing = () => { byId("play").textContent = source.playing ? "Pause" : "Play"; };
    for (const name of ["play", "pause", "ended"]) source.element.addEventListener(name, playing);
    new ResizeObserver(() => { fitOverlay(); draw(); }).observe(source.element);
    fitOverlay();
  }

  function useStills(why) {
    const canvas = byId("still");
    canvas.width = Math.min(1280, data.clip.width);
    canvas.height = Math.round(canvas.width * data.clip.height / data.clip.width);
    byId("video").hidden = true;
    byId("player-note").textContent = why;
    use(stillPicture(canvas, show));
  }

  function useVideo() {
    const video = byId("video");
    const bytes = bytesOf(byId("attachment").textContent);
    video.addEventListener("error", () => {
      useStills("This browser cannot play the clip: some of its frames are shown instead.");
      player.goTo(player.place);
    }, { once: true });
    video.addEventListener("loadedmetadata", () => { fitOverlay(); draw(); });
    video.style.aspectRatio = `${data.clip.width} / ${data.clip.height}`;
    if (data.player.isCopy) {
      byId("player-note").textContent = "A small copy of the clip, made for this page.";
    }
    video.src = URL.createObjectURL(new Blob([bytes], { type: data.player.videoType }));
    use(videoPicture(video, show));
  }

  Object.assign(player, {
    start() {
      const stillsOnly = data.times.length > 1
        ? "Some of the clip's frames, as it is too long for a page." : "";
      if (hasVideo()) useVideo();
      else useStills(stillsOnly);
      player.goTo(player.place);
    },
    draw,
    drawChip,
    get playing() { return picture?.playing ?? false; },
    toggle() {
      if (!picture) return;
      if (picture.playing) picture.pause();
      else picture.play();
    },
    goTo(place) {
      const wanted = Math.max(0, Math.min(data.times.length - 1, place));
      if (picture?.playing) picture.pause();
      player.time = data.times[wanted];
      player.place = wanted;
      byId("scrub").value = wanted;
      picture?.goTo(wanted);
      draw();
      moved(wanted);
    },
  });

  function fadeAll() {
    document.documentElement.style.setProperty("--heat", attention.checked ? fade.value / 100 : 0);
    draw();
    moved(player.place);
  }
  for (const control of [boxes, attention, fade]) control.addEventListener("input", fadeAll);
  document.documentElement.style.setProperty("--heat", fade.value / 100);
  byId("scrub").max = data.times.length - 1;
  byId("scrub").addEventListener("input", () => player.goTo(Number(byId("scrub").value)));
  byId("play").addEventListener("click", () => player.toggle());
  byId("previous").addEventListener("click", () => player.goTo(player.place - 1));
  byId("next").addEventListener("click", () => player.goTo(player.place + 1));
  return player;
}
