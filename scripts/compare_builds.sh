#!/usr/bin/env bash
# Which of two builds is faster, on a machine that is never quite at rest: runs them in turn (A B A B
# …), so that a slow minute hits both, and looks at the ratio of the times of each pair. hyperfine
# runs one command to the end before the other.
#
#   scripts/compare_builds.sh [-n PAIRS] A B CLIP...     runs BINARY --quiet classify CLIP...
#   scripts/compare_builds.sh [-n PAIRS] A B -- WORD...  runs BINARY WORD...
set -euo pipefail
export LC_ALL=C

usage() { sed -n '6,7s/^# *//p' "$0" >&2; exit 2; }

pairs=10
while getopts n: option; do
  [ "$option" = n ] && pairs=$OPTARG || usage
done
shift $((OPTIND - 1))
[ $# -ge 3 ] || usage
a=$1 b=$2
shift 2
if [ "$1" = -- ]; then shift; else set -- --quiet classify "$@"; fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Runs a binary and prints the seconds that took. Exit code 1 says that some clip shows no face.
run() {
  local start=$EPOCHREALTIME code=0 name=$1 binary=$2
  shift 2
  "$binary" "$@" >"$folder/$name" 2>"$folder/log" || code=$?
  local end=$EPOCHREALTIME
  if [ $code -gt 1 ]; then
    echo "$binary $*: exit code $code" >&2
    cat "$folder/log" >&2
    return 1
  fi
  awk "BEGIN { print $end - $start }"
}

run a "$a" "$@" >/dev/null  # warm-up
run b "$b" "$@" >/dev/null
cmp -s "$folder/a" "$folder/b" && same="the same" || same="different things"

for ((i = 1; i <= pairs; ++i)); do
  seconds_a=$(run a "$a" "$@")
  seconds_b=$(run b "$b" "$@")
  echo "$seconds_a $seconds_b"
done >"$folder/times"

# The interval of the median by order statistics: it lies below the k-th smallest of n values with
# probability P(Binomial(n, 1/2) < k). Under six pairs there is none of 95 %.
awk -v same="$same" '
  function sorted(values, n,   i, j, value) {
    for (i = 2; i <= n; ++i) {
      value = values[i]
      for (j = i - 1; j > 0 && values[j] > value; --j) values[j + 1] = values[j]
      values[j + 1] = value
    }
  }
  function median(values, n) {
    return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
  }
  { a[NR] = $1; b[NR] = $2; ratio[NR] = $2 / $1 }
  END {
    n = NR
    sorted(a, n); sorted(b, n); sorted(ratio, n)
    term = 0.5 ^ n
    for (below = 0; (below += term) <= 0.025; ++k) term *= (n - k) / (k + 1)
    printf "A %.3f s, B %.3f s (medians of %d); they print %s\n", median(a, n), median(b, n), n, same
    low = ratio[k ? k : 1]; high = ratio[k ? n + 1 - k : n]
    printf "B takes %.3f times as long as A, %s %.3f to %.3f: ", median(ratio, n),
           k ? "95 % interval" : "range", low, high
    print (high < 1 ? "B is faster" : low > 1 ? "B is slower" : "no difference to be seen")
  }' "$folder/times"
