#!/usr/bin/python3
"""Whether what surrounds a face helps on films: context_on_films.py OUT --objects OBJECTS

OUT/tables is what scripts/training_tables.py wrote. For each of its five folds a model of faces learns from all other
films, and a GLAMOR-Net from the same films' stills, with that model's backbone for the face, and MobileNetV2 with the
weights of OBJECTS (docs/glamor-net.md) for the context. Both answer the stills of the fold. Printed are how right each
is over all folds, and the difference, with intervals of 95 % by bootstrap over stills, and McNemar's exact test. A run
that was stopped goes on; OUT/context has the models."""
import argparse
import csv
import math
import pathlib
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDS = 5
# The rates at which scripts/reproduce_models.sh has models learn films.
FACES = ["--epochs", "6", "--backbone-rate", "0.004", "--head-rate", "0.01", "--warm-up", "0.1", "--label-smoothing", "0.1",
         "--average", "0.98", "--balance", "0.1", "--hold-out", "0", "--prior-adjustment", "0", "--resume"]
# Some 300 stills are too few to learn encoders from: both stay as they are. When to stop is told by films that are held
# out of those that are learnt.
CONTEXT = ["--recipe", "glamor", "--face", "aligned", "--size", "112", "--grey", "--backbone", "mobilefacenet",
           "--context-backbone", "mobilenetv2", "--context-size", "224", "--batch", "8", "--apart-epochs", "0",
           "--epochs", "30", "--patience", "8", "--backbone-rate", "0", "--head-rate", "0.01", "--hold-out", "0.2",
           "--resume"]


def run(arguments, *words, may_fail=False):
    subprocess.run([arguments.emorec, *words], check=not may_fail, stdout=subprocess.DEVNULL)


def cropped(arguments, name):
    """The cache of a table's pictures, as they are and aligned."""
    chips = arguments.out / "context/chips" / name
    if not (chips / "cache.json").exists():  # exit code 1 says that some picture shows no face
        run(arguments, "extract", arguments.out / f"tables/{name}.csv", "--crops", "--out", chips, may_fail=True)
    return chips


def trained_on_faces(arguments, fold):
    model = arguments.out / f"context/faces-{fold}.safetensors"
    faces = cropped(arguments, f"film-faces-{fold}")
    stills = arguments.out / f"tables/film-stills-{fold}.csv"
    run(arguments, "train", faces, stills, *FACES, "--from", arguments.faces, "--out", model)
    return model


def trained_on_scenes(arguments, of_faces, fold):
    model = arguments.out / f"context/scenes-{fold}.safetensors"
    run(arguments, "train", arguments.out / f"tables/film-stills-{fold}.csv", *CONTEXT, "--init", of_faces,
        "--init-context", arguments.objects, "--out", model)
    return model


def answers(arguments, model, fold):
    """{still: (truth, answer)} of a fold; the answer is empty where there is none."""
    rows = model.with_suffix(".csv")
    run(arguments, "--quiet", "evaluate", arguments.out / f"tables/film-stills-{fold}.csv", "--split", "val",
        "--model", model, "--per-clip", rows)
    with open(rows, newline="") as file:
        return {row["file"]: (row["truth"], row["label"]) for row in csv.DictReader(file)}


def mean_recall(truth, right):
    return np.mean([right[truth == label].mean() for label in np.unique(truth)])


def interval(figure, size):
    generator = np.random.default_rng(1)
    draws = [figure(i) for i in generator.integers(size, size=(2000, size))]
    return "{:5.1f} to {:5.1f}".format(*(100 * np.percentile(draws, [2.5, 97.5])))


def p_of_mcnemar(only_first, only_second):
    n, least = only_first + only_second, min(only_first, only_second)
    return min(1.0, 2 * sum(math.comb(n, k) for k in range(least + 1)) / 2 ** n)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--objects", type=pathlib.Path, required=True, help="MobileNetV2 with weights of ImageNet")
    parser.add_argument("--faces", type=pathlib.Path, default=ROOT / "models/emorec-fer.safetensors",
                        help="a model of faces that has not seen these films")
    parser.add_argument("--emorec", default=str(ROOT / "build/release/src/emorec"))
    arguments = parser.parse_args()
    (arguments.out / "context/chips").mkdir(parents=True, exist_ok=True)
    truth, faces, contexts = [], [], []
    for fold in range(FOLDS):
        of_faces = trained_on_faces(arguments, fold)
        told = answers(arguments, of_faces, fold)
        told_with_context = answers(arguments, trained_on_scenes(arguments, of_faces, fold), fold)
        for still, (label, answer) in told.items():
            truth.append(label)
            faces.append(answer == label)
            contexts.append(told_with_context[still][1] == label)
    truth, faces, contexts = np.array(truth), np.array(faces), np.array(contexts)
    print(f"{len(truth)} stills          WAR  95 %                UAR  95 %")
    for name, right in (("face alone", faces), ("face and context", contexts)):
        print("{:16} {:5.1f}  {}     {:5.1f}  {}".format(
            name, 100 * right.mean(), interval(lambda i, right=right: right[i].mean(), len(truth)),
            100 * mean_recall(truth, right),
            interval(lambda i, right=right: mean_recall(truth[i], right[i]), len(truth))))
    gain = interval(lambda i: contexts[i].mean() - faces[i].mean(), len(truth))
    only_face, only_context = int((faces & ~contexts).sum()), int((contexts & ~faces).sum())
    print("context adds {:.1f} points ({}); right by one alone: {} and {}, p = {:.3f}".format(
        100 * (contexts.mean() - faces.mean()), gain, only_face, only_context, p_of_mcnemar(only_face, only_context)))


main()
