#!/usr/bin/env bash
# Fuzzes the readers of files and messages: scripts/fuzz.sh [-OPTION=VALUE ...] [TARGET ...]
#
# Builds the targets of tests/fuzz with clang and its sanitizers, and runs each for a minute, or as
# libFuzzer's options say (-runs=10000000, -max_total_time=3600). What it learns stays in
# build/fuzz/corpus/TARGET, what goes wrong in build/fuzz/crashes/TARGET: put the latter into
# tests/fuzz/crashers/TARGET once it is mended. Fails if anything went wrong.
set -euo pipefail
cd "$(dirname "$0")/.."

options=()
targets=()
for word in "$@"; do
  case $word in
    -*) options+=("$word") ;;
    *) targets+=("$word") ;;
  esac
done
[ ${#options[@]} -gt 0 ] || options=(-max_total_time=60)

scripts/install_packages.sh --fuzz
build=build/fuzz
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
python3 tests/fuzz/make_seeds.py $build/seeds
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <(cd $build/seeds && printf '%s\n' *)

# Inputs become files, of which thousands are written each second: into memory.
[ -d /dev/shm ] && TMPDIR=/dev/shm
TMPDIR=$(mktemp -d "${TMPDIR:-/tmp}/emorec-fuzz-XXXXXX")
export TMPDIR UBSAN_OPTIONS=print_stacktrace=1
trap 'rm -rf "$TMPDIR"' EXIT

failed=()
for target in "${targets[@]}"; do
  echo "== $target" >&2
  folders=("$build/corpus/$target" "$build/seeds/$target")
  mkdir -p "$build/crashes/$target" "${folders[0]}"
  [ -d "tests/fuzz/crashers/$target" ] && folders+=("tests/fuzz/crashers/$target")
  # FFmpeg's libraries may allocate a gigabyte at a time (prepare_ffmpeg).
  "$build/tests/fuzz/emorec_fuzz_$target" -artifact_prefix="$build/crashes/$target/" -timeout=20 \
    -rss_limit_mb=2500 -malloc_limit_mb=1100 -max_len=20000 -print_final_stats=1 "${options[@]}" \
    "${folders[@]}" || failed+=("$target")
done
[ ${#failed[@]} -eq 0 ] || { echo "Went wrong: ${failed[*]}. See $build/crashes." >&2; exit 1; }
