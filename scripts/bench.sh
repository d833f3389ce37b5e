#!/usr/bin/env bash
# How long a user waits: the sample clip from a cold start, and 30 s of 720×576 H.264 with one moving
# face against real time. Needs the quickstart's binary; installs hyperfine.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v hyperfine >/dev/null || apt-get install -y -qq hyperfine >/dev/null
emorec=build/release/src/emorec
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# AFEW's picture size; the portrait sways through it for 30 s.
ffmpeg -v error -loop 1 -i samples/portraits/eileen_collins.png -t 30 -r 25 -vf "
  scale=1440:1440,crop=720:576:x='360+60*sin(t)':y='20+20*sin(1.7*t)'" \
  -c:v libx264 -pix_fmt yuv420p "$folder/30s.mp4"

grep -m1 'model name' /proc/cpuinfo; nproc
for clip in samples/eileen_collins.mp4 "$folder/30s.mp4"; do
  hyperfine --warmup 1 --runs 7 --export-csv "$folder/times.csv" --style basic \
    "$emorec --quiet classify '$clip'" 2>/dev/null | grep -E 'Time|Range'
done
awk -F, 'NR == 2 { printf "times real time: %.1f\n", 30 / $4 }' "$folder/times.csv"
