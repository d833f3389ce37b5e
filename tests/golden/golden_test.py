#!/usr/bin/python3
"""Shipped models answer today as they did: golden_test.py EMOREC [--write] [--tolerance 1e-4].

Classifies chips/ and clips/ (make_inputs.sh) and the sample, in float32, and compares labels,
probabilities and every frame's logits with what MODEL.json holds. --write makes these files anew:
for a change that is meant to change answers."""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
MODELS = ["emorec-fer", "emorec-fer2013"]
CHIPS = sorted((HERE / "chips").iterdir())
CLIPS = sorted((HERE / "clips").iterdir()) + [SOURCE / "samples/eileen_collins.mp4"]
RUNS = {  # name: (files, options)
    "chips": (CHIPS, ["--cropped"]),
    "every frame": (CLIPS, ["--every-frame", "--faces", "all"]),
    "as many frames as it takes": (CLIPS, []),
}


def answers(program, model, files, options):
    """{file: {status, people: [{label, probabilities, logits of each scored frame}]}}"""
    command = [program, "classify", "--quiet", "--float32", "--format", "json", *options,
               "--model", SOURCE / f"models/{model}.safetensors", *files]
    lines = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                           text=True).stdout.splitlines()
    assert len(lines) == len(files), f"{len(lines)} answers for {len(files)} files"
    return {file.name: answer(json.loads(line)) for file, line in zip(files, lines)}


def answer(clip):
    return {"status": clip["status"],
            "people": [{"label": person["label"],
                        "probabilities": person["probabilities"],
                        "logits": {frame["index"]: list(frame["logits"].values())
                                   for frame in person["frames"] if not frame["interpolated"]}}
                       for person in clip["subjects"]]}


def differences(expected, found, tolerance, where):
    """One line for each value that is another."""
    if isinstance(expected, dict):
        if list(expected) != list(found):
            return [f"{where}: {list(found)} instead of {list(expected)}"]
        pairs = [(key, expected[key], found[key]) for key in expected]
    elif isinstance(expected, list):
        if len(expected) != len(found):
            return [f"{where}: {len(found)} values instead of {len(expected)}"]
        pairs = zip(range(len(expected)), expected, found)
    elif expected == found or (isinstance(expected, float) and abs(expected - found) <= tolerance):
        return []
    else:
        return [f"{where}: {found} instead of {expected}"]
    return [line for key, one, other in pairs
            for line in differences(one, other, tolerance, f"{where}/{key}")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--write", action="store_true")
    # Another processor adds in another order.
    parser.add_argument("--tolerance", type=float, default=1e-4)
    arguments = parser.parse_args()
    wrong = []
    for model in MODELS:
        found = {run: answers(arguments.program, model, *what) for run, what in RUNS.items()}
        found = json.loads(json.dumps(found))
        file = HERE / f"{model}.json"
        if arguments.write:
            file.write_text(json.dumps(found, separators=(",", ":")).replace('},"', '},\n"') + "\n")
        wrong += differences(json.loads(file.read_text()), found, arguments.tolerance, model)
    print("\n".join(wrong[:40]))
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
