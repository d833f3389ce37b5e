#!/usr/bin/python3
"""Trains and judges a dual focus network on each of a data set's published splits, and prints the share of
right answers with its mean and standard deviation over them, as papers on VideoEmotion-8 have it.

  scripts/dual_splits.py cache test01.txt test02.txt ... -- --polarity 0.5

What follows -- goes to `emorec train`. Each list names the clips that are not learnt ("Surprise/NAME 7")."""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile


def main(words):
    more = words[words.index("--") + 1:] if "--" in words else []
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("features", type=pathlib.Path, help="what `emorec extract --features` made")
    parser.add_argument("lists", nargs="+", type=pathlib.Path, metavar="LIST")
    parser.add_argument("--emorec", default="build/release/src/emorec")
    arguments = parser.parse_args(words[:len(words) - len(more) - 1] if more else words)
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        for number, split in enumerate(arguments.lists, start=1):
            model = pathlib.Path(folder) / f"{number}.safetensors"
            result = subprocess.run([arguments.emorec, "train", arguments.features, "--recipe", "dual", "--hold-out", "0",
                                     *more, "--test-list", split, "--out", model], capture_output=True, text=True)
            if result.returncode != 0:
                sys.exit(result.stderr)
            last = json.loads(pathlib.Path(f"{model}.log.jsonl").read_text().splitlines()[-1])
            score = next(score for score in last["scores"] if score["name"] == "test list")
            shares.append(100 * score["war"])
            print(f"{split.name}: {shares[-1]:.2f} % of {score['clips']}", flush=True)
    spread = f" ± {statistics.stdev(shares):.2f}" if len(shares) > 1 else ""
    print(f"mean over {len(shares)}: {statistics.mean(shares):.2f}{spread} %")


if __name__ == "__main__":
    main(sys.argv[1:])
