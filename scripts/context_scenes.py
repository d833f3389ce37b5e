#!/usr/bin/env python3
"""Shows on generated scenes what GLAMOR-Net's parts do: makes them, trains four networks, and says how right each is and
where its context map points.

    scripts/context_scenes.py OUT --emorec build/release/src/emorec

A scene shows a face (samples/portraits) amid clutter. One of seven signs is its label: in a third of the scenes it is on
the face's forehead, in a third it lies in the surroundings, in a third in both. For "face alone" the same scenes are made
without the signs in the surroundings, for "context alone" without those on foreheads. Each of the four trainings takes
some ten minutes of a core that has nothing else to do; runs that were stopped go on. With --threads above one on a busy
machine OpenMP's threads wait for each other by spinning: run it under `taskset -c 0`.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys

import numpy as np
from PIL import Image, ImageDraw

SOURCE = pathlib.Path(__file__).resolve().parent.parent
LABELS = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
WIDTH, HEIGHT = 342, 256
SIGN = 34  # pixels, in the surroundings
TRAIN, TEST = 840, 420
COLOURS = [(200, 60, 50), (60, 150, 70), (60, 90, 190), (220, 170, 40), (140, 70, 170), (40, 160, 170)]


def sign(kind, side):
    """The sign of a label, white on black: bars, crosses, rings and the like."""
    image = Image.new("RGB", (side, side), (0, 0, 0))
    draw = ImageDraw.Draw(image)
    third, white = side / 3, (255, 255, 255)
    if kind in (0, 2):
        draw.rectangle((0, third, side, 2 * third), fill=white)
    if kind in (1, 2):
        draw.rectangle((third, 0, 2 * third, side), fill=white)
    if kind == 3:
        draw.ellipse((1, 1, side - 2, side - 2), outline=white, width=max(2, side // 6))
    if kind == 4:
        draw.polygon((0, side, side / 2, 0, side, side), fill=white)
    if kind == 5:
        for x in (0, 2 * third):
            for y in (0, 2 * third):
                draw.rectangle((x, y, x + third, y + third), fill=white)
    if kind == 6:
        draw.rectangle((third, third, 2 * third, 2 * third), fill=white)
    return image


def clutter(rng):
    """Surroundings that tell nothing: coloured discs and boxes on a slope of grey."""
    base = np.linspace(rng.randint(60, 120), rng.randint(120, 190), WIDTH)[None, :, None]
    noise = np.random.default_rng(rng.randrange(1 << 30)).normal(0, 6, (HEIGHT, WIDTH, 3))
    image = Image.fromarray(np.clip(base + noise, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(10):
        x, y, side = rng.randrange(WIDTH), rng.randrange(HEIGHT), rng.randrange(12, 40)
        shape = draw.ellipse if rng.random() < 0.5 else draw.rectangle
        shape((x, y, x + side, y + side), fill=rng.choice(COLOURS))
    return image


def overlap(a, b, margin=6):
    return a[0] < b[2] + margin and b[0] < a[2] + margin and a[1] < b[3] + margin and b[1] < a[3] + margin


def scene(rng, face, forehead, label, told, seen):
    """One scene, and where its sign lies in the surroundings. `told` is face, context or both; of these what is not in
    `seen` is left out."""
    image = clutter(rng)
    side = rng.randrange(120, 150)
    portrait = face.resize((side, side), Image.LANCZOS)
    if told != "context" and "face" in seen:
        x, y, width = (value * side / face.width for value in forehead)
        portrait.paste(sign(label, int(width)), (int(x), int(y)))
    at = rng.randrange(0, WIDTH - side), rng.randrange(0, HEIGHT - side)
    box = (*at, at[0] + side, at[1] + side)
    image.paste(portrait, at)
    if told == "face":
        return image, None
    # The network sees the middle of a frame.
    left, right = 29 * WIDTH // 171, 141 * WIDTH // 171
    for _ in range(1000):
        x, y = rng.randrange(left, right - SIGN), rng.randrange(16, HEIGHT - 16 - SIGN)
        place = (x, y, x + SIGN, y + SIGN)
        if not overlap(place, box):
            if "context" in seen:
                image.paste(sign(label, SIGN), place[:2])
            return image, place
    return None


def make_scenes(folder, face, forehead, seen):
    if (folder / "labels.csv").exists():
        return json.loads((folder / "signs.json").read_text())
    (folder / "stills").mkdir(parents=True, exist_ok=True)
    rng = random.Random(1)
    rows, signs = ["path,label,split"], {}
    for i in range(TRAIN + TEST):
        label, told = i % 7, ["face", "context", "both"][i // 7 % 3]
        made = None
        while made is None:
            made = scene(rng, face, forehead, label, told, seen)
        name = f"stills/{i:04}_{told}.png"
        made[0].save(folder / name)
        rows.append(f"{name},{LABELS[label]},{'train' if i < TRAIN else 'test'}")
        if made[1] and i >= TRAIN:
            signs[name] = made[1]
    (folder / "signs.json").write_text(json.dumps(signs))
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")
    return signs


def run(command):
    result = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True)
    if result.returncode > 1:
        sys.exit(f"failed: {' '.join(str(word) for word in command)}")
    return result.stdout


def face_and_forehead(emorec):
    """A square around the face of a portrait, and the left, top and width of a place on its forehead."""
    portrait = SOURCE / "samples/portraits/eileen_collins.png"
    answer = json.loads(run([emorec, "classify", "--quiet", "--format", "json", portrait]))
    x, y, width, height = answer["subjects"][0]["frames"][0]["face"]["box"]
    side = 1.5 * width
    left, top = x + width / 2 - side / 2, y + height / 2 - 0.6 * side
    face = Image.open(portrait).convert("RGB").crop((int(left), int(top), int(left + side), int(top + side)))
    scale = face.width / side
    return face, ((x + 0.36 * width - left) * scale, (y + 0.02 * height - top) * scale, 0.26 * width * scale)


BOTH = ("face", "context")
NETWORKS = [  # what it is called, which signs it sees, what is left out of GLAMOR-Net
    ("both, with attention", BOTH, []),
    ("both, without attention", BOTH, ["--attention", "none"]),
    ("face alone", ("face",), []),
    ("context alone", ("context",), []),
]
# The recipe's rates are for tens of thousands of stills.
RUN = ["--recipe", "glamor", "--epochs", "30", "--apart-epochs", "10", "--batch", "8", "--backbone-rate", "0.01",
       "--head-rate", "0.01", "--hold-out", "0.1", "--resume"]


def train(emorec, scenes, model, options):
    run([emorec, "train", scenes, "--out", model, *RUN, *options])


def answers(emorec, scenes, model):
    """{name: answer} of the test scenes."""
    files = sorted(path for path in (scenes / "stills").iterdir() if int(path.name[:4]) >= TRAIN)
    lines = run([emorec, "classify", "--quiet", "--format", "json", "--model", model, *files]).splitlines()
    return {f"stills/{path.name}": json.loads(line) for path, line in zip(files, lines, strict=True)}


def accuracy(answers, told):
    right = [answer.get("label") == LABELS[int(name[7:11]) % 7] for name, answer in answers.items()
             if told is None or told in name]
    return sum(right) / len(right)


def points_at(answer, place):
    """Whether the largest cell of the first map lies on the sign, or beside it by half a cell."""
    spec, found = answer["model"]["maps"][0], answer["subjects"][0]["frames"][0]["maps"][0]
    heads, rows, columns = spec["shape"]
    mean = np.array(found["values"]).reshape(heads, rows, columns).mean(0)
    row, column = np.unravel_index(mean.argmax(), mean.shape)
    a, b, x, c, d, y = found["to_cells"]
    corners = [(a * u + b * v + x, c * u + d * v + y) for u in place[0::2] for v in place[1::2]]
    left, right = min(u for u, _ in corners) - 0.5, max(u for u, _ in corners) + 0.5
    top, bottom = min(v for _, v in corners) - 0.5, max(v for _, v in corners) + 0.5
    return left <= column <= right and top <= row <= bottom


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--emorec", type=pathlib.Path, default=SOURCE / "build/release/src/emorec")
    arguments = parser.parse_args()
    face = face_and_forehead(arguments.emorec)
    print(f"{'what is seen':30} {'all':>6} {'face':>6} {'context':>8} {'both':>6}   (accuracy by where the sign is, %)")
    for name, seen, options in NETWORKS:
        scenes = arguments.out / "-".join(seen)
        signs = make_scenes(scenes, *face, seen)
        model = arguments.out / (name.replace(", ", "-").replace(" ", "-") + ".safetensors")
        train(arguments.emorec, scenes, model, options)
        found = answers(arguments.emorec, scenes, model)
        shares = [100 * accuracy(found, told) for told in (None, "_face", "_context", "_both")]
        print("{:30} {:6.1f} {:6.1f} {:8.1f} {:6.1f}".format(name, *shares), flush=True)
        if not options and seen == BOTH:
            hits = [points_at(found[still], place) for still, place in signs.items() if found[still]["subjects"]]
            print(f"its map points at the sign in {100 * np.mean(hits):.1f} % of {len(hits)} scenes", flush=True)


if __name__ == "__main__":
    main()
