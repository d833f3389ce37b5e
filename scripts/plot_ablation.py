#!/usr/bin/python3
"""Draws what `emorec ablate --out RESULT.json` found: plot_ablation.py RESULT.json OUT.svg

Above, WAR and UAR of every kind of head with 95 % intervals; below, WAR under V1 by the share of
frames that show the emotion. Needs python3-matplotlib (scripts/install_packages.sh --dev)."""
import json
import sys

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

# Okabe and Ito's colours, which colour-blind readers can tell apart.
COLOURS = {"mean": "#0072B2", "max": "#E69F00", "stats": "#009E73", "softmax": "#D55E00",
           "lstm": "#7A5195"}
MARKERS = {"mean": "o", "max": "s", "stats": "^", "softmax": "D", "lstm": "v"}
ATTENTIONS = {"none": "no attention", "v1": "V1", "v2": "V2"}


def error_bars(estimates):
    values = [100 * e["value"] for e in estimates]
    low = [v - 100 * e["interval"][0] for v, e in zip(values, estimates)]
    high = [100 * e["interval"][1] - v for v, e in zip(values, estimates)]
    # The ends of a percentile interval need not lie around the value.
    return values, [[max(0, v) for v in low], [max(0, v) for v in high]]


def draw_heads(axes, result, figure):
    for i, (pooling, colour) in enumerate(COLOURS.items()):
        heads = [h for h in result["heads"] if h["pooling"] == pooling]
        places = [list(ATTENTIONS).index(h["attention"]) + (i - 2) * 0.15 for h in heads]
        values, errors = error_bars([h[figure] for h in heads])
        axes.errorbar(places, values, yerr=errors, fmt=MARKERS[pooling], color=colour, capsize=3,
                      label=pooling)
    axes.set_xticks(range(len(ATTENTIONS)), ATTENTIONS.values())
    axes.set_ylabel(figure.upper() + ", %")
    axes.grid(axis="y", alpha=0.3)


def draw_shares(axes, result):
    shares = result["by_share"]
    edges = shares["edges"]
    for i, (pooling, colour) in enumerate(COLOURS.items()):
        points = [(50 * (low + high) + (i - 2) * 1.2, e) for low, high, e in
                  zip(edges, edges[1:], shares["war"][pooling]) if e is not None]
        values, errors = error_bars([e for _, e in points])
        axes.errorbar([x for x, _ in points], values, yerr=errors, fmt="-" + MARKERS[pooling],
                      color=colour, capsize=3, label=pooling)
    axes.set_xticks([50 * (low + high) for low, high in zip(edges, edges[1:])],
                    [f"{100 * low:.0f}–{100 * high:.0f} %\nn={n}" for low, high, n in
                     zip(edges, edges[1:], shares["clips"])])
    axes.set_xlabel("share of the clip's frames that show the emotion (clips other than neutral)")
    axes.set_ylabel("WAR under V1, %")
    axes.grid(axis="y", alpha=0.3)


def main(source, target):
    with open(source, encoding="utf-8") as file:
        result = json.load(file)
    if result.get("schema") != "emorec.ablation/1":
        sys.exit(f"{source}: not what 'emorec ablate --out' writes.")
    figure = plt.figure(figsize=(9, 8), layout="constrained")
    grid = figure.add_gridspec(2, 2)
    war = figure.add_subplot(grid[0, 0])
    draw_heads(war, result, "war")
    draw_heads(figure.add_subplot(grid[0, 1], sharey=war), result, "uar")
    shares = figure.add_subplot(grid[1, :])
    draw_shares(shares, result)
    shares.legend(ncols=len(COLOURS), loc="upper center", bbox_to_anchor=(0.5, -0.2), frameon=False)
    figure.suptitle(f"{result['test_clips']} test clips, {result['options']['seeds']} runs of each "
                    "head; bars are 95 % intervals", fontsize=10)
    figure.savefig(target, metadata={"Date": None})


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
