#!/usr/bin/env python3
"""Measures a model on the benchmarks of its card: measure_models.py SHARED_DATA OUT --model NAME

SHARED_DATA and OUT are what scripts/training_tables.py was given. Each benchmark is one run of `emorec evaluate`;
the figures go to models/results.json, from which scripts/model_tables.py writes the tables of README.md and
models/README.md. What the file has of other models stays. With --only, so do this model's other benchmarks,
unless they are of another file, program or machine."""
import argparse
import csv
import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SCHEMA = "emorec.results/1"

# name, title, data set, options of `emorec evaluate`
BENCHMARKS = [
    ("fer+", "FER+ `public_test`", "OUT/tables/fer.csv", "--split public_test --cropped"),
    ("affectnet", "AffectNet `test`", "OUT/tables/affectnet.csv", "--split test --cropped"),
    ("raf-db", "RAF-DB, a held-out fifth of its training part", "OUT/tables/rafdb.csv", "--split val --cropped"),
    ("portraits", "portraits of held-out people", "OUT/tables/portraits.csv", "--split val"),
    ("film-faces", "faces of films (SFEW 2.0 `Train`)", "OUT/tables/film-faces.csv", "--cropped"),
    ("film-stills", "whole stills of films (SFEW 1.0)", "OUT/tables/film-stills.csv", ""),
    ("crema-d", "six CREMA-D clips of one actor", "SHARED_DATA/clips/labels.csv", ""),
]


def machine():
    """The processor's name as lscpu knows it, its number of processors, and the system."""
    lscpu = json.loads(subprocess.run(["lscpu", "--json"], check=True, capture_output=True, text=True,
                                      env={**os.environ, "LC_ALL": "C"}).stdout)
    fields = {row["field"].rstrip(":"): row["data"] for row in lscpu["lscpu"]}
    name = re.sub(r"\((R|TM)\)", "", fields.get("Model name", "unknown processor"))
    flags = fields.get("Flags", "").split()
    return {"processor": name, "processors": os.cpu_count(), "architecture": platform.machine(),
            "bfloat16": "avx512_bf16" in flags or "amx_bf16" in flags,
            "system": f"{platform.system()} {platform.release()}"}


def is_of_part(row, options):
    return "--split" not in options or row.get("split") == options[options.index("--split") + 1]


def cut(table, options, limit, folder):
    """The table's path, or that of a copy with `limit` rows of the part, spread evenly."""
    if not limit:
        return table
    with open(table, newline="") as file:
        reader = csv.DictReader(file)
        rows = [row for row in reader if is_of_part(row, options)]
    column = "file" if "file" in reader.fieldnames else "path"
    copy = pathlib.Path(folder) / table.name
    with open(copy, "w", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        for row in rows[::-(-len(rows) // limit)]:
            row[column] = (table.parent / row[column]).resolve()
            writer.writerow(row)
    return copy


def evaluate(arguments, benchmark, folder):
    """Runs the command that it returns beside the answer; quoted are no paths of this machine."""
    name, _, data, options = benchmark
    model = ["--model", arguments.model] if arguments.model else []
    table = pathlib.Path(data.replace("SHARED_DATA", str(arguments.shared)).replace("OUT", str(arguments.out)))
    table = cut(table, options.split(), arguments.limit, folder)
    command = [arguments.emorec, "--quiet", "evaluate", str(table), *options.split(), *model]
    print(f"{name}: {shlex.join(command)}", file=sys.stderr, flush=True)
    done = subprocess.run([*command, "--format", "json"], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{name}: emorec evaluate ended with {done.returncode}")
    return json.loads(done.stdout), " ".join(["emorec evaluate", data, *options.split(), *model])


def result_of(benchmark, answer, command):
    figures = answer["all"]
    return {"name": benchmark[0], "title": benchmark[1], "n": figures["clips"], "war": figures["war"],
            "uar": figures["uar"], "ece": answer["calibration"]["ece"], "command": command,
            "labels": answer["labels"], "confusion": figures["confusion"]}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=pathlib.Path, help="the folder of the archives and of clips/labels.csv")
    parser.add_argument("out", type=pathlib.Path, help="the folder that scripts/training_tables.py wrote")
    parser.add_argument("--model", default="", help="a name in models/registry.json; the default model if left out")
    parser.add_argument("--only", help="names of benchmarks, with commas between them")
    parser.add_argument("--limit", type=int, default=0, help="try the script on so many rows of each table")
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "models/results.json")
    parser.add_argument("--emorec", default=str(ROOT / "build/release/src/emorec"))
    arguments = parser.parse_args()
    names = [name for name, *_ in BENCHMARKS]
    arguments.only = arguments.only.split(",") if arguments.only else names
    for name in set(arguments.only) - set(names):
        parser.error(f"{name}: no such benchmark; there are {', '.join(names)}")
    return arguments


def measure(arguments):
    """The model's name and SHA-256, and its results."""
    model, results = None, []
    with tempfile.TemporaryDirectory() as folder:
        for benchmark in BENCHMARKS:
            name = benchmark[0]
            if name not in arguments.only:
                continue
            answer, command = evaluate(arguments, benchmark, folder)
            model = {"name": answer["model"]["name"], "sha256": answer["model"]["sha256"]}
            results.append(result_of(benchmark, answer, command))
    if model is None:
        sys.exit("no benchmark was measured")
    return model, results


def merged(old, entry):
    """The file's content with this model's entry in it, in the registry's order where it is known."""
    models = {model["name"]: model for model in old.get("models", [])}
    before = models.get(entry["name"], {})
    if all(before.get(key) == entry[key] for key in ["sha256", "program", "machine", "limit"]):
        new = {result["name"] for result in entry["benchmarks"]}
        entry["benchmarks"] += [result for result in before["benchmarks"] if result["name"] not in new]
    order = [name for name, *_ in BENCHMARKS]
    entry["benchmarks"].sort(key=lambda result: order.index(result["name"]))
    models[entry["name"]] = entry
    registry = json.loads((ROOT / "models/registry.json").read_text())["models"]
    names = [model["name"] for model in registry]
    known = sorted(models, key=lambda name: (names.index(name) if name in names else len(names), name))
    return {"schema": SCHEMA, "models": [models[name] for name in known]}


def main():
    arguments = parse_arguments()
    version = subprocess.run([arguments.emorec, "--version"], check=True, capture_output=True, text=True).stdout
    model, results = measure(arguments)
    entry = {**model, "program": version.split()[1], "machine": machine(),
             "date": datetime.date.today().isoformat(), "limit": arguments.limit, "benchmarks": results}
    old = json.loads(arguments.results.read_text()) if arguments.results.exists() else {}
    text = json.dumps(merged(old, entry), indent=1) + "\n"
    # Rows of a confusion matrix, intervals and lists of labels each on one line.
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r",\s+", ", ", m[1]) + "]", text)
    arguments.results.with_suffix(".tmp").write_text(text)
    arguments.results.with_suffix(".tmp").replace(arguments.results)


main()
