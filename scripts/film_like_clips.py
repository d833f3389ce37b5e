#!/usr/bin/python3
"""Makes film-like clips of labelled stills: film_like_clips.py LABELS.csv OUT

Each still sways, turns and zooms a little for some frames of 720x576 H.264 over its own blurred
enlargement: as it is, dark with grain, tinted, small, tilted, compressed hard, seen obliquely, and all
of that at once. OUT gets a folder and a table for `emorec evaluate` for each of these conditions."""
import argparse
import csv
import math
import pathlib
import random
import subprocess

import numpy as np
from PIL import Image, ImageFilter

WIDTH, HEIGHT = 720, 576
CONDITIONS = {
    "plain": {},
    "dark": {"dark": 0.7},
    "tinted": {"tint": 1},
    "small": {"face": 48},
    "tilted": {"turn": 45},
    "compressed": {"crf": 40},
    "oblique": {"oblique": 0.35},
    "all": {"dark": 0.5, "tint": 0.5, "face": 64, "turn": 12, "crf": 34, "oblique": 0.2},
}
# Changes of red, green and blue: warm, green and cold.
TINTS = [(0.21, 0, -0.35), (-0.35, 0.07, 0.28), (-0.21, 0.175, -0.14)]


def seen_obliquely(portrait, strength):
    """Narrower, and one side further away; which one, the sign says."""
    width, height = portrait.size
    far = abs(strength) / 4 * height
    left, right = (far, 0) if strength < 0 else (0, far)
    corners = (0, left, 0, height - left, width, height - right, width, right)
    size = (int(width * (1 - abs(strength) / 2)), height)
    return portrait.transform(size, Image.QUAD, corners, Image.BICUBIC)


def lit(picture, dark, tint, generator):
    values = np.asarray(picture).astype(np.float32) / 255
    if dark:
        values = values ** (1 + 0.8 * dark) * (1 - 0.65 * dark)
        values += generator.normal(0, 0.015 * dark, values.shape)
    return (np.clip(values * tint, 0, 1) * 255).astype(np.uint8)


def frames(path, condition, seed, count):
    chance = random.Random(seed)
    generator = np.random.default_rng(seed)
    portrait = Image.open(path).convert("RGB")
    portrait = portrait.resize((250 * portrait.width // portrait.height, 250), Image.BICUBIC)
    background = portrait.resize((WIDTH, HEIGHT)).filter(ImageFilter.GaussianBlur(40))
    phase = [chance.uniform(0, 2 * math.pi) for _ in range(4)]
    side = chance.choice([-1, 1])
    tint = 1 + condition.get("tint", 0) * np.array(chance.choice(TINTS))
    size = condition.get("face", 150) / 105  # a face has about 105 of a portrait's 250 pixels
    for t in range(count):
        zoom = size * (1 + 0.04 * math.sin(t / 8 + phase[0]))
        person = portrait.resize((int(portrait.width * zoom), int(250 * zoom)), Image.BICUBIC)
        if "oblique" in condition:
            person = seen_obliquely(person, side * condition["oblique"])
        mask = Image.new("L", person.size, 255)
        turn = side * condition.get("turn", 0) + 3 * math.sin(t / 6 + phase[1])
        person = person.rotate(turn, expand=True, resample=Image.BICUBIC)
        mask = mask.rotate(turn, expand=True).filter(ImageFilter.GaussianBlur(3))
        x = (WIDTH - person.width) / 2 + 10 * math.sin(t / 7 + phase[2])
        y = (HEIGHT - person.height) / 2 + 6 * math.sin(t / 9 + phase[3])
        picture = background.copy()
        picture.paste(person, (int(x), int(y)), mask)
        yield lit(picture, condition.get("dark", 0), tint, generator).tobytes()


def write_clip(path, pictures, crf):
    raw = f"-f rawvideo -pix_fmt rgb24 -s {WIDTH}x{HEIGHT} -r 25 -i -".split()
    coded = f"-c:v libx264 -preset veryfast -crf {crf} -pix_fmt yuv420p".split()
    command = ["ffmpeg", "-v", "error", "-y", *raw, *coded, path]
    subprocess.run(command, input=b"".join(pictures), check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=pathlib.Path, help="a table with file,label")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--each", type=int, default=25, help="stills of each emotion at most")
    parser.add_argument("--frames", type=int, default=16, help="frames of each clip, 25 a second")
    arguments = parser.parse_args()
    stills = list(csv.DictReader(arguments.labels.open()))
    random.Random(3).shuffle(stills)
    chosen = []
    for still in stills:
        if sum(other["label"] == still["label"] for other in chosen) < arguments.each:
            chosen.append(still)
    for name, condition in CONDITIONS.items():
        folder = arguments.out / name
        folder.mkdir(parents=True, exist_ok=True)
        with (arguments.out / f"{name}.csv").open("w") as table:
            print("file,label", file=table)
            for i, still in enumerate(chosen):
                clip = folder / f"{i:03d}.mp4"
                pictures = frames(still["file"], condition, i, arguments.frames)
                write_clip(clip, pictures, condition.get("crf", 23))
                print(f"{clip.resolve()},{still['label']}", file=table)


main()
