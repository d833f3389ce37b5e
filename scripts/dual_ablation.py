#!/usr/bin/python3
"""What each stream and each attention of a dual focus network brings: trains it with one stream and with all, with
attention over regions and over time, one of them and none, and prints the share of right answers to clips that were not
learnt, with 95 % intervals over seeds (Student's t).

  scripts/dual_ablation.py cache --seeds 5 --out ablation -- --test-list testlist01.txt

"cache" is what `emorec extract --features` made. What follows -- goes to `emorec train`; without a list or parts, a fifth
is held out. Trainings that are done stay in the folder --out and are not done again."""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys

ATTENTIONS = ("dual", "spatial", "temporal", "none")
# The 97.5 % quantile of Student's t for 1 to 9 degrees of freedom.
T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)


def streams_of(model):
    """Their names, from the file's metadata (safetensors)."""
    with open(model, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return [view["name"] for view in json.loads(header["__metadata__"]["views"])]


def score(arguments, streams, attention, seed):
    """The share of right answers after the last epoch, and of how many clips."""
    model = arguments.out / f"{'-'.join(streams)}-{attention}-{seed}.safetensors"
    if not model.exists():
        command = [arguments.emorec, "train", arguments.features, "--recipe", "dual", "--streams", ",".join(streams),
                   "--attention", attention, "--seed", str(seed), *arguments.more, "--out", model]
        result = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if result.returncode != 0:
            sys.exit(result.stderr)
    last = json.loads(pathlib.Path(f"{model}.log.jsonl").read_text().splitlines()[-1])
    watched = last["scores"][-1]
    return watched["war"], watched["clips"]


def main(words):
    more = words[words.index("--") + 1:] if "--" in words else []
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("features", type=pathlib.Path)
    parser.add_argument("--seeds", type=int, default=5, choices=range(2, len(T) + 2), metavar="N")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("ablation"))
    parser.add_argument("--emorec", default="build/release/src/emorec")
    arguments = parser.parse_args(words[:len(words) - len(more) - 1] if more else words)
    arguments.more = more
    arguments.out.mkdir(parents=True, exist_ok=True)
    streams = streams_of(arguments.features / "extractors.safetensors")
    print(f"{'streams':<22} {'attention':<9} {'right':>7}  95 % over {arguments.seeds} seeds")
    for own in [[stream] for stream in streams] + ([streams] if len(streams) > 1 else []):
        for attention in ATTENTIONS:
            found = [score(arguments, own, attention, seed) for seed in range(1, arguments.seeds + 1)]
            shares = [100 * share for share, _ in found]
            half = T[len(shares) - 2] * statistics.stdev(shares) / len(shares) ** 0.5
            mean = statistics.mean(shares)
            print(f"{', '.join(own):<22} {attention:<9} {mean:5.1f} %  {max(0, mean - half):.1f} to "
                  f"{min(100, mean + half):.1f} of {found[0][1]} clips", flush=True)


main(sys.argv[1:])
