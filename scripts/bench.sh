#!/usr/bin/env bash
# The figures of docs/performance.md on this machine, one line each; needs a release build. --long
# adds those that take long clips: half an hour on two cores.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."

command -v hyperfine >/dev/null || apt-get install -y -qq hyperfine >/dev/null
emorec=${EMOREC:-build/release/src/emorec}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# swaying FILE PORTRAIT SIZE SECONDS PHASE: the portrait sways through a picture of that size.
swaying() {
  local width=${3%x*} height=${3#*x} zoom=25 top=0.015  # zoom: portrait's width, in tenths of `height`
  [ "$2" != grace_hopper.jpg ] || { zoom=16 top=0.16; }
  ffmpeg -v error -loop 1 -i "samples/portraits/$2" -t "$4" -r 25 -vf "
    scale=$((zoom * height / 10)):-2,
    crop=$width:$height:x='(iw-ow)/2+0.1*oh*sin(t+$5)':y='ih*($top+0.013*sin(1.7*t+2*$5))'" \
    -c:v libx264 -pix_fmt yuv420p "$folder/$1"
}

# repeated FILE TIMES OF: one clip over and over, without encoding it again.
repeated() { ffmpeg -v error -stream_loop $(($2 - 1)) -i "$folder/$3" -c copy "$folder/$1"; }

row() { printf '%-58s %s\n' "$1" "$2"; }

# The value at a path like .ratio.median in what `emorec bench` says.
figure() { python3 -c "import json, sys; print('%.$2f' % json.load(sys.stdin)$1)" <"$folder/bench"; }
bench() { "$emorec" --quiet bench --format json "$@" >"$folder/bench"; }

# Median seconds of a command from its start to its end.
seconds() {
  hyperfine --warmup 1 --runs 7 --export-csv "$folder/times" --style none "$1" >/dev/null
  awk -F, 'NR == 2 { printf "%.3f\n", $4 }' "$folder/times"
}

# Runs a command: seconds, and megabytes at its peak.
seconds_and_megabytes() {
  python3 - "$@" <<'PYTHON'
import resource, subprocess, sys, time
start = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3)
PYTHON
}

bench_batch() {
  for i in {1..12}; do
    swaying "a$i.mp4" eileen_collins.png 720x576 2.4 "$i"
    swaying "b$i.mp4" grace_hopper.jpg 720x576 2.4 "$i"
  done
  bench "$folder"/[ab]*.mp4
  row "24 clips of 2.4 s, 720x576: clips a minute" "$(figure "['classify']['clips_per_minute']['median']" 0)"
  row "  times real time" "$(figure "['classify']['times_real_time']['median']" 1)"
  row "  classifying over decoding" "$(figure "['ratio']['median']" 3)"
  local stage
  for stage in open decode convert track detect landmarks align forward pool write; do
    row "  $stage, ms a frame; share" "$(figure "['stages']['$stage']['ms_per_frame']" 3); $(
      figure "['stages']['$stage']['share']" 3)"
  done
  bench --every-frame "$folder"/[ab]*.mp4
  row "every frame scored: times real time" "$(figure "['classify']['times_real_time']['median']" 1)"
  row "  classifying over decoding" "$(figure "['ratio']['median']" 3)"
}

bench_start() {
  row "samples/eileen_collins.mp4, cold start to answer, s" \
    "$(seconds "$emorec --quiet classify samples/eileen_collins.mp4")"
}

bench_film() {
  local clip=../shared/data/clips/WolfgangLanger_Pexels.mp4
  [ -e "$clip" ] || return 0
  row "472 frames of 640x360, all scored, cold start to answer: frames/s" \
    "$(seconds "$emorec --quiet classify --every-frame '$clip'" | awk '{ printf "%.0f\n", 472 / $1 }')"
}

bench_long() {
  swaying 10s.mp4 eileen_collins.png 720x576 10 0
  repeated 2h.mp4 720 10s.mp4
  bench --workers 1 "$folder/10s.mp4"
  local short long
  short=$(figure "['classify']['frames_per_second']['median']" 6)
  long=$(seconds_and_megabytes "$emorec" --quiet --threads 1 classify "$folder/2h.mp4")
  row "time per frame at 2 hours, against 10 s" \
    "$(awk -v short="$short" '{ printf "%.3f\n", $1 / (720 * 250) * short }' <<<"$long")"

  swaying 10s_1080p.mp4 eileen_collins.png 1920x1080 10 0
  repeated 10min_1080p.mp4 60 10s_1080p.mp4
  row "10 minutes of 1080p, one thread: peak memory, MB" \
    "$(seconds_and_megabytes "$emorec" --quiet --threads 1 classify "$folder/10min_1080p.mp4" |
      awk '{ printf "%.0f\n", $2 }')"
}

row "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-)" "$(nproc) processors"
bench_batch
bench_start
bench_film
[ "${1:-}" != --long ] || bench_long
