#!/usr/bin/python3
"""Unpacks the research data sets that emorec-base learns from, and writes a table of each:
training_tables.py SHARED_DATA OUT

OUT/tables/*.csv are what `emorec extract` reads. Labels that two sources disagree on become soft: FER+ votes
get FER2013's own label as further votes, and AffectNet's second opinion gets a part of the target. A fifth of
RAF-DB (by a hash of the file's name) and of the portraits' people is called "val" and never trained on, and so are
FER2013's public_test and AffectNet's test. Film pictures come with five folds by film: film-faces-0.csv trains on
all films but those of fold 0. Faces that were cut out onto black are put before a blurred picture of
another file, so that no network can learn the black."""
import argparse
import collections
import csv
import hashlib
import pathlib
import random
import tarfile

from PIL import Image, ImageDraw, ImageFilter

EMOTIONS = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
ARCHIVES = ["fer2013", "portraits", "rafdb", "affectnet", "affectnet-masked", "faces", "film"]
OWN_LABEL_VOTES = 2.5  # what FER2013's own label counts beside the ten votes of FER+
FOLDS = 5  # the films' parts, for cross-validation
SECOND_OPINION = 0.4  # a second annotator's part of an AffectNet target, where the two differ


def fifth(name):
    """Whether a name is held out: the same on every machine."""
    return hashlib.sha256(name.encode()).digest()[0] % 5 == 0


def portrait_held_out(stem):
    """A fifth of the people of the portraits, by FNV-1a of the name up to its number."""
    value = 14695981039346656037
    for byte in stem.rstrip("0123456789_- ").encode():
        value = ((value ^ byte) * 1099511628211) % 2**64
    return (value >> 32) % 5 == 0


def rows_of(folder):
    with open(folder / "labels.csv", newline="") as file:
        yield from csv.DictReader(file)


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def one_hot(label, share=1.0):
    return [share if emotion == label else 0.0 for emotion in EMOTIONS]


def fer2013(data):
    others = ["contempt", "unknown", "nf"]
    for row in rows_of(data / "fer2013"):
        votes = [float(row["votes_" + emotion]) for emotion in EMOTIONS]
        other = [float(row["votes_" + name]) for name in others]
        if row["split"] == "train" and sum(votes) > max(other):
            own = one_hot(row["fer2013_label"], OWN_LABEL_VOTES)
            votes = [vote + extra for vote, extra in zip(votes, own)]
        yield [data / "fer2013" / row["path"], row["split"], *votes, *other]


def voted_fer2013(data):
    """All of FER2013 with the votes of FER+ alone."""
    for row in rows_of(data / "fer2013"):
        votes = [row["votes_" + name] for name in [*EMOTIONS, "contempt", "unknown", "nf"]]
        yield [data / "fer2013" / row["path"], row["split"], *votes]


def some_of(rows):
    """All rows of the rarer emotions, and a third of the others: FER2013 must not outweigh larger pictures."""
    for place, row in enumerate(rows):
        votes = dict(zip(EMOTIONS, row[2:]))
        frequent = max(votes, key=votes.get) in ("happiness", "neutral", "surprise")
        if row[1] != "train" or not frequent or place % 3 == 0:
            yield row


def portraits(data):
    for path in sorted((data / "portraits").glob("*/*")):
        yield [path, path.parent.name, "val" if portrait_held_out(path.stem) else "train"]


def rafdb(data):
    for row in rows_of(data / "rafdb"):
        yield [data / "rafdb" / row["path"], row["label"], "val" if fifth(row["path"]) else "train"]


def affectnet(data):
    for row in rows_of(data / "affectnet"):
        target = one_hot(row["label"])
        second = row["other_label"]
        if row["split"] == "train" and second in EMOTIONS and second != row["label"]:
            target = [a + b for a, b in zip(one_hot(row["label"], 1 - SECOND_OPINION),
                                            one_hot(second, SECOND_OPINION))]
        yield [data / "affectnet" / row["path"], row["label"], row["split"], *target]


def before_background(face, background):
    """The face before the blurred background: what is black from the corners on is replaced."""
    outside = face.convert("L").point(lambda value: 255 if value > 12 else 0)
    outside = outside.filter(ImageFilter.MaxFilter(3))
    for corner in [(0, 0), (face.width - 1, 0), (0, face.height - 1), (face.width - 1, face.height - 1)]:
        if outside.getpixel(corner) == 0:
            ImageDraw.floodfill(outside, corner, 128)
    mask = outside.point(lambda value: 0 if value == 128 else 255)
    mask = mask.filter(ImageFilter.MinFilter(3)).filter(ImageFilter.GaussianBlur(1.2))
    background = background.resize(face.size).filter(ImageFilter.GaussianBlur(6))
    return Image.composite(face, background, mask)


def masked(data, out):
    """Writes the pictures with a background, and their rows."""
    backgrounds = sorted((data / "affectnet" / "train").glob("*/*"))
    for row in rows_of(data / "affectnet-masked"):
        target = out / "masked" / pathlib.Path(row["path"]).with_suffix(".png")
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            with Image.open(data / "affectnet-masked" / row["path"]) as face:
                with Image.open(random.Random(row["path"]).choice(backgrounds)) as background:
                    before_background(face.convert("RGB"), background.convert("RGB")).save(target)
        yield [target, row["label"], "train"]


def faces(data, part):
    for row in rows_of(data / "faces"):
        if row["path"].startswith(part + "/"):
            yield [data / "faces" / row["path"], row["label"], "train"]


def franchise(group):
    """Films that share their actors are one: oceanseleven and oceanstwelve-001817760 are "oceans"."""
    return "oceans" if group.startswith("oceans") else group


def film_folds(data):
    """The fold, 0 to FOLDS - 1, of each franchise: the largest first, each into the smallest fold."""
    count = collections.Counter(franchise(row["group"]) for row in rows_of(data / "film"))
    size = [0] * FOLDS
    fold_of = {}
    for name, pictures in sorted(count.items(), key=lambda item: (-item[1], item[0])):
        fold_of[name] = size.index(min(size))
        size[fold_of[name]] += pictures
    return fold_of


def film(data, part, fold):
    """All are trained on, but for those of the fold."""
    fold_of = film_folds(data)
    for row in rows_of(data / "film"):
        if row["path"].startswith(part + "/"):
            split = "val" if fold_of[franchise(row["group"])] == fold else "train"
            yield [data / "film" / row["path"], row["label"], split, row["group"]]


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("shared", type=pathlib.Path, help="the folder of the archives")
parser.add_argument("out", type=pathlib.Path)
arguments = parser.parse_args()

out = arguments.out.resolve()
data = out / "data"
tables = out / "tables"
tables.mkdir(parents=True, exist_ok=True)
for archive in ARCHIVES:
    if not (data / archive).exists():
        with tarfile.open(arguments.shared / (archive + ".tar.gz")) as tar:
            tar.extractall(data)

labelled = ["file", "label", "split"]
votes = ["votes_" + emotion for emotion in EMOTIONS]
write(tables / "fer.csv", ["file", "split", *votes, "votes_contempt", "votes_unknown", "votes_nf"],
      some_of(fer2013(data)))
write(tables / "portraits.csv", labelled, portraits(data))
write(tables / "rafdb.csv", labelled, rafdb(data))
write(tables / "affectnet.csv", [*labelled, *votes], affectnet(data))
write(tables / "masked.csv", labelled, masked(data, out))
write(tables / "web.csv", labelled, faces(data, "web"))
write(tables / "posed.csv", labelled, faces(data, "posed"))
write(tables / "fer-votes.csv", ["file", "split", *votes, "votes_contempt", "votes_unknown", "votes_nf"],
      voted_fer2013(data))
for part in ["faces", "stills"]:
    write(tables / f"film-{part}.csv", [*labelled, "group"], film(data, part, None))
    for fold in range(FOLDS):
        write(tables / f"film-{part}-{fold}.csv", [*labelled, "group"], film(data, part, fold))
