#!/usr/bin/env python3
"""Writes the tables of README.md and models/README.md from models/results.json, between lines like
<!-- results --> and <!-- /results -->. With --check it writes nothing and fails if they differ."""
import argparse
import json
import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = "emorec.results/1"
CONFUSION_OF = "fer+"  # the benchmark whose confusion matrix the model card shows


def percent(share, digits=1):
    return f"{100 * share:.{digits}f}"


def with_interval(figure):
    interval = figure.get("interval")
    known = interval and interval[0] < interval[1]  # a bootstrap of one clip for each emotion is a point
    around = f" ({percent(interval[0])}–{percent(interval[1])})" if known else ""
    return percent(figure["value"]) + around


def ece(result):
    return "" if result["ece"] is None else percent(result["ece"])


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def provenance(models):
    """Lines that say which program on which machine, once if it is the same for all of them."""
    said = {}
    for model in models:
        machine = model["machine"]
        said.setdefault(
            f"version {model['program']}, {model['date']}, {machine['processors']} processors of "
            f"{machine['processor']} ({'bfloat16' if machine['bfloat16'] else 'float32'})", []).append(
                f"`{model['name']}` (SHA-256 {model['sha256'][:8]}…)")
    text = "; ".join(f"{', '.join(names)}: {what}" for what, names in said.items())
    return textwrap.wrap(f"Measured with {text}.", 118)


def short_results(models):
    """README.md: the first model's figures."""
    rows = [[result["title"], f"{result['n']:,}", with_interval(result["war"]), with_interval(result["uar"]),
             ece(result)] for result in models[0]["benchmarks"]]
    return [*table(["benchmark", "n", "WAR, %", "UAR, %", "ECE, %"], rows), "", *provenance(models[:1])]


def all_results(models):
    """models/README.md: a row for each benchmark and model, with its command."""
    complete_first = sorted(models, key=lambda model: -len(model["benchmarks"]))
    order = {result["name"]: None for model in complete_first for result in model["benchmarks"]}
    rows = []
    for name in order:
        for model in models:
            for result in model["benchmarks"]:
                if result["name"] == name:
                    rows.append([result["title"], f"`{model['name']}`", f"{result['n']:,}",
                                 with_interval(result["war"]), with_interval(result["uar"]), ece(result),
                                 f"`{result['command']}`"])
    header = ["benchmark", "model", "n", "WAR, %", "UAR, %", "ECE, %", "command"]
    return [*table(header, rows), "", *provenance(models)]


def confusion(models):
    """models/README.md: one benchmark's confusion matrix of the first model that has it."""
    for model in models:
        for result in model["benchmarks"]:
            if result["name"] == CONFUSION_OF and "confusion" in result:
                matrix = result["confusion"]
                rows = [[label, *map(str, row), str(none)] for label, row, none in
                        zip(result["labels"], matrix["answered"], matrix["unanswered"])]
                caption = (f"`{model['name']}` on {result['title']}; rows are the truth, columns the answers, "
                           "*none* counts those without a face.")
                return [caption, "", *table(["", *result["labels"], "none"], rows)]
    return ["Not measured yet."]


TABLES = {"README.md": {"results": short_results},
          "models/README.md": {"results": all_results, "confusion": confusion}}


def replaced(text, name, lines):
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if text.count(start) != 1 or text.count(end) != 1:
        sys.exit(f"expected one {start} and one {end}")
    body = "\n".join([start, *lines, end])
    return re.sub(re.escape(start) + ".*" + re.escape(end), lambda _: body, text, flags=re.DOTALL)


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--check", action="store_true")
parser.add_argument("--results", type=pathlib.Path, default=ROOT / "models/results.json")
parser.add_argument("--root", type=pathlib.Path, default=ROOT, help="where README.md and models/README.md are")
arguments = parser.parse_args()

results = json.loads(arguments.results.read_text())
if results["schema"] != SCHEMA:
    sys.exit(f"{arguments.results}: its schema is {results['schema']}; expected {SCHEMA}")
if limited := [model["name"] for model in results["models"] if model["limit"]]:
    sys.exit(f"{arguments.results}: measured with --limit: {', '.join(limited)}")
differ = []
for file, tables in TABLES.items():
    path = arguments.root / file
    before = after = path.read_text()
    for name, lines in tables.items():
        after = replaced(after, name, lines(results["models"]))
    if before != after:
        differ.append(file)
        if not arguments.check:
            path.write_text(after)
if arguments.check and differ:
    sys.exit(f"{', '.join(differ)}: not what {arguments.results} says; run scripts/model_tables.py")
