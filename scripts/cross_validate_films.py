#!/usr/bin/python3
"""How right models are on films that they have not learnt from: cross_validate_films.py OUT

OUT is the folder of scripts/reproduce_models.sh: OUT/models/film-0.safetensors has learnt from all films but those of
fold 0 (OUT/tables/film-faces-0.csv, film-stills-0.csv), and so on. Each answers the pictures of its own fold. Standard
output gets what scripts/measure_models.py takes by --cross-validated; standard error gets the temperature at which all
these answers fit best, for `emorec calibrate --temperature`. Each fold's calibration error is that at the temperature
which fits the other folds. Intervals of 95 % are by bootstrap over pictures."""
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


def answers(arguments, name, options, fold):
    """Truths, N, and probabilities, N x 7, all 0 where no face was found, of a fold's pictures."""
    with tempfile.TemporaryDirectory() as folder:
        rows = pathlib.Path(folder) / "rows.csv"
        subprocess.run([arguments.emorec, "--quiet", "evaluate", str(arguments.out / f"tables/{name}-{fold}.csv"),
                        "--split", "val", *options, "--model", str(arguments.out / f"models/film-{fold}.safetensors"),
                        "--per-clip", str(rows)], check=True, stdout=subprocess.DEVNULL)
        with open(rows, newline="") as file:
            table = list(csv.DictReader(file))
    truth = np.array([EMOTIONS.index(row["truth"]) for row in table])
    probabilities = np.array([[float(row[emotion] or 0) for emotion in EMOTIONS] for row in table])
    return truth, probabilities


def tempered(probabilities, temperature):
    powers = np.maximum(probabilities, 1e-12) ** (1 / temperature)
    return powers / powers.sum(1, keepdims=True)


def best_temperature(truth, probabilities):
    """Of many, the one with the least log loss."""
    def loss(temperature):
        return -np.log(tempered(probabilities, temperature)[np.arange(len(truth)), truth]).mean()
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
    folds = {name: [answers(arguments, name, options, fold) for fold in range(FOLDS)] for name, options in BENCHMARKS}

    def found(pairs):
        """Truths and answers of the pictures that show a face."""
        truth, probabilities = (np.concatenate(part) for part in zip(*pairs))
        seen = probabilities.sum(1) > 0
        return truth[seen], probabilities[seen]

    def of_folds(wanted):
        return found([folds[name][fold] for name, _ in BENCHMARKS for fold in range(FOLDS) if wanted(fold)])

    print(f"temperature {best_temperature(*of_folds(lambda fold: True)):.3f}", file=sys.stderr)
    without = [best_temperature(*of_folds(lambda fold, left=left: fold != left)) for left in range(FOLDS)]
    results = []
    for name, options in BENCHMARKS:
        truth = np.concatenate([pair[0] for pair in folds[name]])
        probabilities = np.concatenate([pair[1] for pair in folds[name]])
        answer = np.where(probabilities.sum(1) > 0, probabilities.argmax(1), -1)
        calibrated = [(pair[0], np.where(pair[1].sum(1, keepdims=True) > 0, tempered(pair[1], temperature), 0))
                      for pair, temperature in zip(folds[name], without)]
        results.append({"name": name, "n": len(truth), "war": with_interval(accuracy, truth, answer),
                        "uar": with_interval(mean_recall, truth, answer),
                        "ece": float(calibration_error(*found(calibrated))),
                        "command": "scripts/cross_validate_films.py OUT"})
    json.dump(results, sys.stdout, indent=1)
    print()


main()
