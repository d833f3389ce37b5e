#!/usr/bin/python3
"""Draws a training run from its log: plot_training.py MODEL.safetensors.log.jsonl OUT.svg

Loss and scores by epoch. Needs python3-matplotlib (scripts/install_packages.sh --dev)."""
import json
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.ticker import MaxNLocator  # noqa: E402


def read(source):
    with open(source, encoding="utf-8") as file:
        run, *epochs = [json.loads(line) for line in file if line.strip()]
    if run.get("schema") != "emorec.training/1":
        sys.exit(f"{source}: not the log of 'emorec train'.")
    if not epochs:
        sys.exit(f"{source}: no epoch is done yet.")
    return epochs


def draw(epochs):
    figure, (loss, score) = plt.subplots(2, 1, sharex=True, figsize=(8, 7), layout="constrained",
                                         height_ratios=[1, 2])
    loss.plot([e["epoch"] for e in epochs], [e["loss"] for e in epochs], "-o", color="black",
              markersize=3)
    loss.set_ylabel("training loss")
    names = list(dict.fromkeys(s["name"] for e in epochs for s in e.get("scores", [])))
    for i, name in enumerate(names):
        for figure_name, style in (("war", "-o"), ("uar", "--s")):
            points = [(e["epoch"], 100 * s[figure_name]) for e in epochs
                      for s in e.get("scores", []) if s["name"] == name]
            score.plot(*zip(*points), style, color=f"C{i}", markersize=3,
                       label=f"{name}, {figure_name.upper()} {points[-1][1]:.1f} %")
    score.set_ylabel("%")
    score.set_xlabel("epoch")
    score.xaxis.set_major_locator(MaxNLocator(integer=True))
    if names:
        score.legend(fontsize=8, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.12))
    for axes in (loss, score):
        axes.grid(alpha=0.3)
    return figure


def main(source, target):
    draw(read(source)).savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
