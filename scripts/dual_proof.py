#!/usr/bin/python3
"""Does a dual focus network find the one snippet and the one region that carry a clip's label?

Makes videos of twelve snippets of nine tiles each. One tile of one snippet carries the label: by a
pattern (object, scene) or by the way it moves (motion); all other tiles are clutter of other patterns
and ways. Extracts features, trains with attention and without, classifies clips that were not learnt,
and prints how many are right and where attention lay. Needs numpy, ffmpeg and a built emorec.

  scripts/dual_proof.py --emorec build/dev/src/emorec --stream object
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys

import numpy

SNIPPETS, TILES, SIDE, RATE = 12, 3, 216, 8
TILE = SIDE // TILES
LABELS = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
Y, X = numpy.mgrid[0:TILE, 0:TILE]
CENTRED = numpy.hypot(X - TILE / 2, Y - TILE / 2)
# Six patterns for the labels, then clutter; each is a function of a phase.
PATTERNS = (lambda p: (X + p) // 8 % 2, lambda p: (Y + p) // 8 % 2, lambda p: ((X + p) // 12 + Y // 12) % 2,
            lambda p: (CENTRED + p) // 7 % 2, lambda p: (numpy.abs(X - TILE / 2) + numpy.abs(Y - TILE / 2) < 26) * 1,
            lambda p: (CENTRED < 24) * 1)
CLUTTER = (lambda p: (X + Y + p) // 9 % 2, lambda p: (X * 0 + (Y + p) // 30 % 2),
           lambda p: numpy.maximum((X + p) // 4 % 4 == 0, (Y + p) // 4 % 4 == 0) * 1, lambda p: (X > TILE / 2) * 1)
# Ways to move, pixels a frame: four for labels, the diagonals for clutter.
WAYS = ((6, 0), (-6, 0), (0, 6), (0, -6))
CLUTTERED_WAYS = ((5, 5), (-5, 5), (5, -5), (-5, -5), (0, 0))


def coloured(pattern, chance):
    """A tile in two random colours, so that colour tells nothing."""
    dark, light = sorted((chance.integers(0, 256, 3) for _ in range(2)), key=lambda c: int(c.sum()))
    light = numpy.maximum(light, dark + 60).clip(0, 255)
    return numpy.where(pattern[..., None] > 0, light, dark).astype(numpy.uint8)


def texture(chance):
    """Noise that wraps around, so that a tile can move over it, and is coarser than its steps, so that flow can tell where
    to."""
    noise = chance.random((TILE, TILE))
    for axis in (0, 1, 0, 1):
        noise = sum(numpy.roll(noise, shift, axis) for shift in range(-7, 8))
    noise = (noise - noise.min()) / (noise.max() - noise.min())
    return (255 * noise).astype(numpy.uint8)[..., None].repeat(3, axis=2)


def tile_frames(stream, label, chance):
    """Three frames of a tile; `label` is None for clutter."""
    if stream != "motion":
        patterns = CLUTTER if label is None else (PATTERNS[label],)
        picture = coloured(patterns[chance.integers(len(patterns))](int(chance.integers(40))), chance)
        return [picture] * 3
    ways = CLUTTERED_WAYS if label is None else (WAYS[label],)
    right, down = ways[chance.integers(len(ways))]
    picture = texture(chance)
    return [numpy.roll(picture, (step * down, step * right), (0, 1)) for step in range(3)]


def make_clip(path, stream, label, chance):
    """Writes the clip; gives the snippet and the tile that tell its label."""
    snippet, row, column = (int(chance.integers(n)) for n in (SNIPPETS, TILES, TILES))
    frames = numpy.empty((3 * SNIPPETS, SIDE, SIDE, 3), numpy.uint8)
    for s in range(SNIPPETS):
        for y in range(TILES):
            for x in range(TILES):
                tells = (s, y, x) == (snippet, row, column)
                for f, picture in enumerate(tile_frames(stream, label if tells else None, chance)):
                    frames[3 * s + f, y * TILE:(y + 1) * TILE, x * TILE:(x + 1) * TILE] = picture
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIDE}x{SIDE}",
                    "-r", str(RATE), "-i", "pipe:", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "16",
                    "-pix_fmt", "yuv420p", path], input=frames.tobytes(), check=True)
    return {"snippet": snippet, "row": row, "column": column, "label": LABELS[label]}


def make_set(folder, stream, count, seed):
    chance = numpy.random.default_rng(seed)
    labels = len(WAYS) if stream == "motion" else len(PATTERNS)
    truth = {}
    for i in range(count):
        part = "train" if i < count * 2 // 3 else "test"
        label = i % labels
        name = f"{part}/{LABELS[label]}/{i:04}.mp4"
        truth[name] = make_clip(folder / name, stream, label, chance)
    (folder / "truth.json").write_text(json.dumps(truth))
    return truth


def looks_at(frame, maps, stream, truth):
    """Whether the stream's largest cell lies in the tile that tells the label."""
    place = next(i for i, spec in enumerate(maps) if spec["view"] == stream)
    _, height, width = maps[place]["shape"]
    values = frame["maps"][place]["values"]
    cell = max(range(len(values)), key=values.__getitem__)
    a, b, x, c, d, y = frame["maps"][place]["to_cells"]
    matrix = numpy.array([[a, b], [c, d]])
    u, v = numpy.linalg.solve(matrix, numpy.array([cell % width - x, cell // width - y]))
    return u // TILE == truth["column"] and v // TILE == truth["row"]


def judge(rows, truths, streams):
    """Right answers, attention on the right snippet, and in it on the right tile, as shares."""
    right, snippet, tile = [], [], []
    for row in rows:
        truth = next(t for name, t in truths.items() if row["file"].endswith(name))
        frames = row["subjects"][0]["frames"]
        first = max(range(len(frames)), key=lambda i: frames[i]["importance"])
        right.append(row["label"] == truth["label"])
        snippet.append(first == truth["snippet"])
        stream = truth.get("stream", streams[0])
        tile.append(bool(looks_at(frames[truth["snippet"]], row["model"]["maps"], stream, truth)))
    return [statistics.mean(map(float, values)) for values in (right, snippet, tile)]


def run(*words):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\n{result.stderr}")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--emorec", default="build/dev/src/emorec", type=pathlib.Path)
    parser.add_argument("--stream", choices=("object", "scene", "motion", "all"), default="motion",
                        help="what carries the label; all: of each clip one of the three (%(default)s)")
    parser.add_argument("--object", type=pathlib.Path, help="weights; those that come with emorec if left out")
    parser.add_argument("--scene", type=pathlib.Path, help="weights, as import_weights.py writes them")
    parser.add_argument("--clips", type=int, default=360, help="a third of them is not learnt (%(default)s)")
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--join", type=int, default=4)
    parser.add_argument("--background", type=float, default=1)
    parser.add_argument("--rate", type=float, default=5e-4)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("dual-proof"), help="folder for all of it")
    return parser.parse_args()


def main():
    arguments = parse()
    streams = ["object", "scene", "motion"] if arguments.stream == "all" else [arguments.stream]
    videos, features = arguments.work / "videos", arguments.work / "features"
    if (videos / "truth.json").exists():
        truths = json.loads((videos / "truth.json").read_text())
    else:
        truths = {}
        for number, stream in enumerate(streams):
            part = arguments.work / "part"
            made = make_set(part, stream, arguments.clips // len(streams), 1 + number)
            for name, truth in made.items():
                own = name.replace(".mp4", f"-{stream}.mp4")
                (videos / own).parent.mkdir(parents=True, exist_ok=True)
                shutil.move(part / name, videos / own)
                truths[own] = truth | {"stream": stream}
        (videos / "truth.json").write_text(json.dumps(truths))
    words = ["extract", videos, "--features", "--out", features, "--snippets", SNIPPETS]
    for stream, weights in (("object", arguments.object), ("scene", arguments.scene)):
        if stream in streams and weights:
            words += [f"--{stream}", weights]
    words += [f"--no-{stream}" for stream in ("object", "motion") if stream not in streams]
    run(arguments.emorec, *words)
    print(f"{arguments.stream}: {arguments.clips} clips, {arguments.epochs} epochs; shares of the clips not learnt")
    print("attention  seed  right  snippet  tile")
    for attention in ("dual", "none"):
        for seed in range(1, arguments.seeds + 1):
            model = arguments.work / f"{attention}-{seed}.safetensors"
            run(arguments.emorec, "train", features, "--recipe", "dual", "--attention", attention,
                "--epochs", arguments.epochs, "--batch", arguments.batch, "--join", arguments.join,
                "--background", arguments.background, "--head-rate", arguments.rate, "--seed", seed, "--hold-out", 0,
                "--overwrite", "--out", model)
            answers = arguments.work / f"{attention}-{seed}.ndjson"
            answers.unlink(missing_ok=True)
            run(arguments.emorec, "batch", videos / "test", "--model", model, "--out", answers)
            rows = [json.loads(line) for line in answers.read_text().splitlines()]
            right, snippet, tile = judge([row for row in rows if row.get("subjects")], truths, streams)
            print(f"{attention:<9}  {seed:>4}  {right:5.3f}  {snippet:7.3f}  {tile:4.3f}", flush=True)


if __name__ == "__main__":
    main()
