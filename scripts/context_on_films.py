#!/usr/bin/python3
"""Whether what surrounds a face helps on films: context_on_films.py OUT --objects OBJECTS

OUT is the folder of scripts/reproduce_models.sh: OUT/models/film-0.safetensors has learnt from all films but those of
fold 0 (OUT/tables/film-stills-0.csv), and so on. From each a GLAMOR-Net is trained on its own films' stills, with
MobileNetV2 and the weights of OBJECTS (docs/glamor-net.md) for the context, and both answer the stills of the fold.
Printed are how right each is over all folds that have a model, and the difference, with intervals of 95 % by bootstrap
over stills, and McNemar's exact test. Runs that were stopped go on; OUT/context has the models."""
import argparse
import csv
import math
import pathlib
import subprocess

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDS = 5
# Some 300 stills are too few to learn encoders from: both stay as they are. When to stop is told by films that are held
# out of those that are learnt.
RUN = ["--recipe", "glamor", "--face", "aligned", "--size", "112", "--grey", "--backbone", "mobilefacenet",
       "--context-backbone", "mobilenetv2", "--context-size", "224", "--batch", "8", "--apart-epochs", "0",
       "--epochs", "30", "--patience", "8", "--backbone-rate", "0", "--head-rate", "0.01", "--hold-out", "0.2",
       "--resume"]


def train(arguments, fold):
    """GLAMOR-Net for the stills of a fold, which it has not seen."""
    model = arguments.out / f"context/film-{fold}.safetensors"
    subprocess.run([arguments.emorec, "train", arguments.out / f"tables/film-stills-{fold}.csv", *RUN,
                    "--init", arguments.out / f"models/film-{fold}.safetensors", "--init-context", arguments.objects,
                    "--out", model], check=True)
    return model


def answers(arguments, model, fold):
    """{still: (truth, answer)} of a fold; the answer is empty where there is none."""
    rows = arguments.out / f"context/{model.parent.name}-{fold}.csv"
    subprocess.run([arguments.emorec, "--quiet", "evaluate", arguments.out / f"tables/film-stills-{fold}.csv",
                    "--split", "val", "--model", model, "--per-clip", rows], check=True, stdout=subprocess.DEVNULL)
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
    parser.add_argument("--emorec", default=str(ROOT / "build/release/src/emorec"))
    arguments = parser.parse_args()
    (arguments.out / "context").mkdir(exist_ok=True)
    truth, faces, contexts = [], [], []
    for fold in range(FOLDS):
        of_faces = arguments.out / f"models/film-{fold}.safetensors"
        if not of_faces.exists():
            continue
        told = answers(arguments, of_faces, fold)
        told_with_context = answers(arguments, train(arguments, fold), fold)
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
    print("context adds {:.1f} points ({}); right by one alone: {} and {}, p = {:.3f}".format(
        100 * (contexts.mean() - faces.mean()), gain, (faces & ~contexts).sum(), (contexts & ~faces).sum(),
        p_of_mcnemar((faces & ~contexts).sum(), (contexts & ~faces).sum())))


main()
