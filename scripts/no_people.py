#!/usr/bin/python3
"""Makes pictures and clips without people, and counts in how many of them emorec finds a person:

    scripts/no_people.py OUT --emorec build/release/src/emorec

Skies, fractals, patterns, texts, lamps, furniture, houses, animals and icons are drawn, the same ones for
the same --seed. Icons come from /usr/share/icons; photographs of animals, food, vehicles and household
things, and wallpapers, if the Debian packages tuxpaint-stamps-default and mate-backgrounds are installed or
unpacked below a folder of --pictures. Clips are slow travels over such pictures."""
import argparse
import json
import math
import pathlib
import re
import subprocess
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 720, 576
# Pictures in packages that show a face, be it drawn, carved or minted.
FACES = re.compile(r"face|people|person|user|avatar|emote|coins|monuments|halloween|christmas|jigsaw|military|"
                   r"spacewalk|hunter|santa|angel|fireman|dinosaurSings|snowm|hina|moon_|tux\.|medieval", re.IGNORECASE)
WORDS = ("sky lamp table river window seven garden market stone letter train paper north evening water clock "
         "street harvest colour number bridge silver 1984 8.30 % & @ O0 B8 (oo) :").split()


def noise(chance, size, detail=2.0):
    """Clouds: noise whose amplitude falls with frequency to the power of detail, from 0 to 1."""
    width, height = size
    frequency = np.hypot(np.fft.fftfreq(height)[:, None] * height, np.fft.fftfreq(width)[None, :] * width)
    spectrum = np.exp(2j * math.pi * chance.random((height, width))) / np.maximum(frequency, 1) ** detail
    spectrum[0, 0] = 0
    values = np.fft.ifft2(spectrum).real
    return (values - values.min()) / (values.max() - values.min())


def mixed(share, one, other):
    return Image.fromarray((share[..., None] * one + (1 - share[..., None]) * other).astype(np.uint8))


def colour(chance, low=0, high=256):
    return tuple(int(c) for c in chance.integers(low, high, 3))


def background(chance):
    """A wall, floor or cloth: two colours in noise of some fineness, lighter to one side."""
    light = np.linspace(chance.uniform(0.6, 1), chance.uniform(0.6, 1), WIDTH)[None, :, None]
    picture = mixed(noise(chance, (WIDTH, HEIGHT), chance.uniform(0.8, 2.2)), colour(chance), colour(chance))
    return Image.fromarray((np.asarray(picture) * light).astype(np.uint8))


def sky(chance):
    clouds = np.clip(noise(chance, (WIDTH, HEIGHT), chance.uniform(1.3, 2.2)) * 2.4 - 0.7, 0, 1)
    blue = np.linspace(np.array(colour(chance, 20, 120)), np.array(colour(chance, 120, 240)), HEIGHT)[:, None]
    picture = mixed(clouds, np.array(colour(chance, 180, 256)), blue)
    draw = ImageDraw.Draw(picture)
    if chance.random() < 0.5:  # a logo
        x, y, r = chance.integers(80, 400), chance.integers(80, 400), chance.integers(20, 110)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour(chance), outline=colour(chance), width=6)
        draw.text((x, y), chance.choice(WORDS), colour(chance), font(chance, int(r)), "mm")
    for _ in range(chance.integers(0, 12)):  # birds
        x, y, r = chance.integers(0, WIDTH), chance.integers(0, HEIGHT), chance.integers(4, 20)
        draw.arc((x - 2 * r, y, x, y + r), 200, 340, (30, 30, 40), 2)
        draw.arc((x, y, x + 2 * r, y + r), 200, 340, (30, 30, 40), 2)
    return picture


def fractal(chance):
    x, y = np.meshgrid(np.linspace(-1.6, 1.6, WIDTH), np.linspace(-1.3, 1.3, HEIGHT))
    zoom = math.exp(chance.uniform(-4, 0.2))
    centre = chance.choice([-0.745 + 0.11j, -1.25 + 0.02j, 0.285 + 0.01j, -0.16 + 1.03j, -0.5])
    z = c = (x + 1j * y) * zoom + centre
    if chance.random() < 0.5:  # Julia's
        z, c = x + 1j * y, np.full_like(z, complex(chance.uniform(-0.9, 0.4), chance.uniform(0.1, 0.8)))
    steps = np.zeros(z.shape)
    for _ in range(60):
        inside = np.abs(z) < 4
        z = np.where(inside, z * z + c, z)
        steps += inside
    bands = np.stack([0.5 + 0.5 * np.sin(steps * w + p) for w, p in chance.uniform(0.08, 1.2, (3, 2)) * [1, 5]])
    return Image.fromarray((bands.transpose(1, 2, 0) * 255).astype(np.uint8))


def pattern(chance):
    """Stripes, checks, dots, rings and waves, two of them over each other."""
    x, y = np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT))
    total = np.zeros(x.shape)
    for _ in range(2):
        turn, step = chance.uniform(0, math.pi), chance.uniform(12, 120)
        u, v = (x * math.cos(turn) + y * math.sin(turn)) / step, (y * math.cos(turn) - x * math.sin(turn)) / step
        total += [np.sin(2 * math.pi * u), np.sign(np.sin(math.pi * u) * np.sin(math.pi * v)),
                  np.hypot(u % 1 - 0.5, v % 1 - 0.5) < 0.3, np.sin(2 * np.hypot(u - 3, v - 2)),
                  np.sin(2 * math.pi * u) + np.sin(2 * math.pi * v), np.sin(u + 2 * np.sin(v))][chance.integers(6)]
    total = (total - total.min()) / (total.max() - total.min())
    return mixed(total, np.array(colour(chance)), np.array(colour(chance)))


def font(chance, size):
    return ImageFont.truetype("/usr/share/fonts/truetype/dejavu/" + chance.choice(
        ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf"]), size)


def text(chance):
    picture = background(chance) if chance.random() < 0.5 else Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    size = int(math.exp(chance.uniform(math.log(12), math.log(200))))
    letters, ink = font(chance, size), colour(chance, 0, 120)
    for line in range(-(-HEIGHT // size)):
        draw.text((chance.integers(-size, 40), line * size * 1.2), " ".join(chance.choice(WORDS, 24)), ink, letters)
    return picture


def lamps(chance):
    """A crowd of lamps at night, sharp or not."""
    picture = Image.fromarray((np.asarray(background(chance)) * 0.15).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    largest = chance.integers(6, 80)
    for _ in range(chance.integers(10, 120)):
        x, y, r = chance.integers(0, WIDTH), chance.integers(0, HEIGHT), chance.uniform(3, largest)
        light = colour(chance, 120)
        for dx in (0, chance.uniform(2, 5) * r) if chance.random() < 0.3 else (0,):  # a car's two
            draw.ellipse((x + dx - r, y - r, x + dx + r, y + r), light, colour(chance, 60), int(r / 5))
        if chance.random() < 0.3:
            draw.line((x, y + r, x, HEIGHT), (40, 40, 40), max(1, int(r / 4)))
    return picture.filter(ImageFilter.GaussianBlur(chance.uniform(0, 4)))


def furniture(chance):
    """Cupboards, drawers with knobs, shelves with books, chairs."""
    picture = background(chance)
    draw = ImageDraw.Draw(picture)
    for _ in range(chance.integers(1, 4)):
        x, y = chance.integers(0, 450), chance.integers(0, 300)
        w, h = chance.integers(120, 320), chance.integers(120, 320)
        wood, edge = colour(chance, 40, 220), colour(chance, 0, 110)
        draw.rectangle((x, y, x + w, y + h), wood, edge, 4)
        rows, columns = chance.integers(1, 5), chance.integers(1, 4)
        kind = chance.integers(3)
        for i in range(rows * columns):
            a, b = x + w * (i % columns) / columns, y + h * (i // columns) / rows
            c, d = a + w / columns, b + h / rows
            draw.rectangle((a, b, c, d), None, edge, 3)
            r = min(c - a, d - b) * chance.uniform(0.04, 0.15)
            if kind == 0:  # two knobs and a keyhole, or a handle
                for k in (0.3, 0.7):
                    e = a + k * (c - a)
                    draw.ellipse((e - r, b + 0.35 * (d - b) - r, e + r, b + 0.35 * (d - b) + r), edge)
                draw.rectangle((a + 0.35 * (c - a), b + 0.7 * (d - b), a + 0.65 * (c - a), b + 0.76 * (d - b)), edge)
            elif kind == 1:  # books
                while a + 12 < c:
                    book = chance.integers(8, 26)
                    top = d - (d - b) * chance.uniform(0.6, 0.95)
                    draw.rectangle((a + 3, top, min(a + book, c - 3), d - 3), colour(chance), edge)
                    a += book
            else:
                draw.ellipse(((a + c) / 2 - r, (b + d) / 2 - r, (a + c) / 2 + r, (b + d) / 2 + r), edge)
        for leg in (x + 8, x + w - 16):
            draw.rectangle((leg, y + h, leg + 8, y + h + 90), edge)
    return picture.filter(ImageFilter.GaussianBlur(chance.uniform(0, 2)))


def houses(chance):
    picture = sky(chance)
    draw = ImageDraw.Draw(picture)
    x = -40
    while x < WIDTH:
        w, top = chance.integers(110, 300), chance.integers(120, 380)
        wall, dark = colour(chance, 90), colour(chance, 0, 80)
        draw.rectangle((x, top, x + w, HEIGHT), wall)
        draw.polygon([(x - 8, top), (x + w / 2, top - chance.integers(20, 110)), (x + w + 8, top)], colour(chance, 30, 160))
        columns, size = chance.integers(2, 5), chance.uniform(0.3, 0.6)
        for y in range(int(top) + 25, HEIGHT - 60, int(w / columns) + 20):
            for i in range(columns):
                a, s = x + w * (i + 0.5 - size / 2) / columns, w * size / columns
                draw.rectangle((a, y, a + s, y + 1.3 * s), dark, "white", 3)
                draw.line((a + s / 2, y, a + s / 2, y + 1.3 * s), "white", 2)
        draw.rectangle((x + 0.4 * w, HEIGHT - 55, x + 0.6 * w, HEIGHT), dark)
        x += w + chance.integers(0, 40)
    return picture.filter(ImageFilter.GaussianBlur(chance.uniform(0, 1.5)))


def animals(chance):
    """Four-legged, seen from the side, and fish."""
    picture = background(chance)
    draw = ImageDraw.Draw(picture)
    for _ in range(chance.integers(1, 6)):
        x, y, s = chance.integers(60, 650), chance.integers(100, 450), chance.integers(30, 130)
        fur, dark = colour(chance), colour(chance, 0, 90)
        draw.ellipse((x - s, y - s / 2, x + s, y + s / 2), fur)
        if chance.random() < 0.4:
            draw.polygon([(x - s, y), (x - 1.6 * s, y - s / 2), (x - 1.6 * s, y + s / 2)], fur)
            draw.ellipse((x + 0.6 * s, y - 0.2 * s, x + 0.75 * s, y - 0.05 * s), "white", dark, 2)
            continue
        for k in (-0.8, -0.5, 0.5, 0.8):
            draw.rectangle((x + k * s - 5, y, x + k * s + 5, y + s), fur)
        draw.line((x - s, y, x - 1.5 * s, y - 0.7 * s), fur, 8)
        draw.ellipse((x + 0.7 * s, y - 0.9 * s, x + 1.5 * s, y - 0.2 * s), fur)
        for k in (0.8, 1.2):
            draw.polygon([(x + k * s, y - 0.8 * s), (x + (k + 0.1) * s, y - 1.25 * s), (x + (k + 0.22) * s, y - 0.8 * s)], fur)
        draw.ellipse((x + 1.1 * s, y - 0.7 * s, x + 1.2 * s, y - 0.6 * s), dark)
        draw.ellipse((x + 1.4 * s, y - 0.6 * s, x + 1.5 * s, y - 0.5 * s), dark)
    return picture.filter(ImageFilter.GaussianBlur(chance.uniform(0, 2)))


def things(chance, pictures):
    """Pictures of packages, one over all or some over a wall."""
    chosen = Image.open(pictures[chance.integers(len(pictures))])
    if "transparency" not in chosen.info and chosen.mode in ("RGB", "L") and min(chosen.size) >= 400:
        chosen = chosen.convert("RGB")
        zoom = chance.uniform(1, 3) * max(WIDTH / chosen.width, HEIGHT / chosen.height)
        part = (int(WIDTH / zoom), int(HEIGHT / zoom))
        x, y = chance.integers(chosen.width - part[0] + 1), chance.integers(chosen.height - part[1] + 1)
        return chosen.crop((x, y, x + part[0], y + part[1])).resize((WIDTH, HEIGHT), Image.BICUBIC)
    picture = background(chance)
    for path in [None] + [pictures[i] for i in chance.integers(len(pictures), size=chance.integers(0, 4))]:
        thing = (chosen if path is None else Image.open(path)).convert("RGBA")
        side = chance.integers(120, 560) / max(thing.size)
        thing = thing.resize((max(1, int(thing.width * side)), max(1, int(thing.height * side))), Image.BICUBIC)
        x, y = chance.integers(-60, WIDTH - 60), chance.integers(-60, HEIGHT - 60)
        if path is None:
            x, y = (WIDTH - thing.width) // 2, (HEIGHT - thing.height) // 2
        picture.paste(thing, (int(x), int(y)), thing)
    return picture


def pictures_below(folders):
    found = sorted(p for f in folders for p in pathlib.Path(f).rglob("*") if p.suffix in (".png", ".jpg")
                   and p.is_file() and not p.is_symlink() and not FACES.search(str(p.relative_to(f))))
    return [p for p in found if p.stat().st_size > 2000]


def write_clip(path, chance, picture):
    """A slow travel: over the picture, into it, or a part of it that drifts over a sky."""
    large = picture.resize((WIDTH * 2, HEIGHT * 2), Image.BICUBIC)
    scene = sky(chance) if chance.random() < 0.3 else None
    start, end = chance.uniform(0, 1, 2), chance.uniform(0, 1, 2)
    zoom = chance.uniform(1, 2, 2)
    frames = []
    for t in np.linspace(0, 1, 50):
        z, place = zoom[0] + t * (zoom[1] - zoom[0]), start + t * (end - start)
        w, h = WIDTH * 2 / z, HEIGHT * 2 / z
        x, y = place * [2 * WIDTH - w, 2 * HEIGHT - h]
        if scene is None:
            frames.append(large.transform((WIDTH, HEIGHT), Image.EXTENT, (x, y, x + w, y + h), Image.BILINEAR))
        else:
            frame = scene.copy()
            frame.paste(picture.resize((WIDTH // 3, HEIGHT // 3)), (int(place[0] * 480), int(place[1] * 380)))
            frames.append(frame)
    subprocess.run(["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}",
                    "-r", "25", "-i", "-", "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", path],
                   input=b"".join(frame.tobytes() for frame in frames), check=True)


def make(out, seed, stills, clips, folders):
    drawn = [sky, fractal, pattern, text, lamps, furniture, houses, animals]
    icons = pictures_below(["/usr/share/icons"])
    photographs = pictures_below(["/usr/share/tuxpaint/stamps", "/usr/share/backgrounds", *folders])
    kinds = [(f.__name__, f) for f in drawn]
    if icons:
        kinds.append(("icons", lambda chance: things(chance, icons)))
    for name in ("photographs", "photographs", "photographs") if photographs else ():
        kinds.append((name, lambda chance: things(chance, photographs)))
    out.mkdir(parents=True, exist_ok=True)
    for i in range(stills + clips):
        chance = np.random.default_rng([seed, i])
        name, kind = kinds[i % len(kinds)]
        picture = kind(chance)
        if chance.random() < 0.2:  # dark
            picture = picture.point(lambda v: int(v * 0.25))
        if i < stills:
            picture.save(out / f"{i:04d}_{name}.jpg", quality=int(chance.integers(60, 96)))
        else:
            write_clip(out / f"{i:04d}_{name}.mp4", chance, picture)


def measure(out, emorec):
    """1 if more than a hundredth of the pictures or of the clips is answered."""
    results = out / "results.ndjson"
    results.unlink(missing_ok=True)
    subprocess.run([emorec, "--quiet", "batch", out, "--out", results], check=False)
    rows = [json.loads(line) for line in results.open()]
    failed = False
    for what, suffix in (("pictures", ".jpg"), ("clips", ".mp4")):
        mine = [row for row in rows if row["file"].endswith(suffix)]
        if any(row["status"] not in ("ok", "no_face") for row in mine):
            sys.exit(f"{results}: not all were looked at")
        answered = [row["file"] for row in mine if row["status"] == "ok"]
        print(f"{len(mine)} {what} without people: {len(answered)} answered", *answered)
        failed |= 100 * len(answered) > len(mine)
    return int(failed)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--emorec", help="the program: also classify them, and fail if more than 1 %% are answered")
    parser.add_argument("--stills", type=int, default=360)
    parser.add_argument("--clips", type=int, default=48)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", action="append", default=[], help="a folder with more pictures, none of people")
    arguments = parser.parse_args()
    make(arguments.out, arguments.seed, arguments.stills, arguments.clips, arguments.pictures)
    if not arguments.emorec:
        return
    sys.exit(measure(arguments.out, arguments.emorec))


main()
