#!/usr/bin/python3
"""How right models are on films that they have not learnt from: cross_validate_films.py OUT

OUT is the folder of scripts/reproduce_models.sh: OUT/models/film-0.safetensors has learnt from all films but those of
fold 0 (OUT/tables/film-faces-0.csv, film-stills-0.csv), and so on. Each answers the pictures of its own fold; folds
without a model are left out. Standard
output gets what scripts/measure_models.py takes by --cross-validated; standard error gets the temperature at which all
these answers fit best, for `emorec calibrate --temperature`. All answers are corrected for 0.35 of their model's prior,
as those of the shipped model are. Each fold's figures are those at the temperature which fits the other folds.
Intervals of 95 % are by bootstrap over pictures."""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
EMOTIONS = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]
FOLDS = 5
BENCHMARKS = [("film-faces", ["--cropped"]), ("film-stills", [])]
BINS = 15
PRIOR_ADJUSTMENT = 0.35


def prior_of(model):
    """How often it expects each emotion, from the file's metadata (safetensors)."""
    with open(model, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return np.array(json.loads(header["__metadata__"]["prior"]))


def answers(arguments, name, options, fold):
    """Truths, N; probabilities, N x 7, all 0 where no face was found, of a fold's pictures; and the model's prior for
    each, N x 7."""
    model = arguments.out / f"models/film-{fold}.safetensors"
    with tempfile.TemporaryDirectory() as folder:
        rows = pathlib.Path(folder) / "rows.csv"
        subprocess.run([arguments.emorec, "--quiet", "evaluate", str(arguments.out / f"tables/{name}-{fold}.csv"),
                        "--split", "val", *options, "--model", str(model), "--per-clip", str(rows)],
                       check=True, stdout=subprocess.DEVNULL)
        with open(rows, newline="") as file:
            table = list(csv.DictReader(file))
    truth = np.array([EMOTIONS.index(row["truth"]) for row in table])
    probabilities = np.array([[float(row[emotion] or 0) for emotion in EMOTIONS] for row in table])
    return truth, probabilities, np.tile(prior_of(model), (len(truth), 1))


def as_shipped(probabilities, prior, temperature):
    """At a temperature and corrected for the prior; all 0 stays so."""
    powers = probabilities ** (1 / temperature) / prior ** PRIOR_ADJUSTMENT
    return powers / np.maximum(powers.sum(1, keepdims=True), 1e-12)


def best_temperature(truth, probabilities, prior):
    """The one with the least log loss."""
    seen = probabilities.sum(1) > 0
    truth = truth[seen]

    def loss(temperature):
        told = as_shipped(probabilities[seen], prior[seen], temperature)
        return -np.log(np.maximum(told[np.arange(len(truth)), truth], 1e-12)).mean()
    return min(np.exp(np.linspace(np.log(0.3), np.log(5), 200)), key=loss)


def calibration_error(truth, probabilities):
    confidence = probabilities.max(1)
    right = probabilities.argmax(1) == truth
    place = np.clip(np.ceil(confidence * BINS).astype(int) - 1, 0, BINS - 1)
    return sum(abs(right[place == i].mean() - confidence[place == i].mean()) * (place == i).mean()
               for i in range(BINS) if (place == i).any())


def accuracy(truth, answer):
    return float((truth == answer).mean())


def mean_recall(truth, answer):
    return float(np.mean([(answer[truth == c] == c).mean() for c in np.unique(truth)]))


def with_interval(figure, truth, answer):
    generator = np.random.default_rng(1)
    draws = [figure(truth[i], answer[i]) for i in generator.integers(len(truth), size=(2000, len(truth)))]
    low, high = np.percentile(draws, [2.5, 97.5])
    return {"value": figure(truth, answer), "interval": [float(low), float(high)]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--emorec", default=str(ROOT / "build/release/src/emorec"))
    arguments = parser.parse_args()
    there = [fold for fold in range(FOLDS) if (arguments.out / f"models/film-{fold}.safetensors").exists()]
    folds = {name: {fold: answers(arguments, name, options, fold) for fold in there} for name, options in BENCHMARKS}

    def joined(parts):
        return [np.concatenate(part) for part in zip(*parts)]

    def of_folds(wanted):
        return joined(folds[name][fold] for name, _ in BENCHMARKS for fold in there if wanted(fold))

    print(f"temperature {best_temperature(*of_folds(lambda fold: True)):.3f}", file=sys.stderr)
    without = {left: best_temperature(*of_folds(lambda fold, left=left: fold != left)) for left in there}
    results = []
    for name, _ in BENCHMARKS:
        truth, told = joined((truth, as_shipped(probabilities, prior, without[fold]))
                             for fold, (truth, probabilities, prior) in folds[name].items())
        seen = told.sum(1) > 0
        answer = np.where(seen, told.argmax(1), -1)
        results.append({"name": name, "n": len(truth), "war": with_interval(accuracy, truth, answer),
                        "uar": with_interval(mean_recall, truth, answer),
                        "ece": float(calibration_error(truth[seen], told[seen])),
                        "command": "scripts/cross_validate_films.py OUT", "how": "cross-validated by film"})
    json.dump(results, sys.stdout, indent=1)
    print()


main()
