#!/usr/bin/env bash
# Scores clips against labels: scripts/score_clips.sh LABELS.csv [option of classify]...
# LABELS.csv has the header file,label; files are named relative to it.
set -euo pipefail
labels=$(realpath "$1")
shift
emorec=$(realpath "$(dirname "$0")/../build/release/src/emorec")

cd "$(dirname "$labels")"
mapfile -t files < <(tail -n +2 "$labels" | cut -d, -f1)
"$emorec" classify --quiet --format csv "$@" "${files[@]}" | tr -d '\r' | awk -F, '
  NR == FNR { truth[$1] = $2; next }
  FNR > 1   { right += $4 == truth[$1]; printf "%-40s %-10s %-10s %s\n", $1, truth[$1], $4, $2 }
  END       { printf "%d of %d right\n", right, FNR - 1 }' "$labels" -
