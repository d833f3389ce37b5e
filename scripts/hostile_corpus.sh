#!/usr/bin/env bash
# Classifies files that were made to do harm: scripts/hostile_corpus.sh [FOLDER] [SEED]
#
# Makes 425 files of eighteen kinds in FOLDER (a temporary one), the same ones for the same SEED,
# and runs 'emorec batch' over them, one at a time. Prints a table: of each kind how many files there
# are, what became of them, how long the slowest took and how much memory a worker had. Fails if the
# batch itself ends by a signal or hangs, if a file has no row or a row no reason, or if a process
# grows beyond its limit. EMOREC names the program, if it is not the quickstart's (one with sanitizers
# needs MEMORY=8000 or so); needs ffmpeg.
set -euo pipefail
cd "$(dirname "$0")/.."
emorec=$(realpath "${EMOREC:-build/quickstart/src/emorec}")
folder=${1:-$(mktemp -d /tmp/emorec-hostile-XXXXXX)}
python3 scripts/hostile_corpus.py make "$folder" "${2:-1}"
exec python3 scripts/hostile_corpus.py run "$folder" "$emorec" "${MEMORY:-1500}"
