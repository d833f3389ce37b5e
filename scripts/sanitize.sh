#!/usr/bin/env bash
# Runs tests under sanitizers: scripts/sanitize.sh address|thread [ROOM ...]
#
# "address" is AddressSanitizer, LeakSanitizer and UndefinedBehaviorSanitizer, by default over all
# rooms; "thread" is ThreadSanitizer, by default over those that use threads. Builds what is needed
# in build/asan or build/tsan; all of it takes some two hours of one processor. Fails if a test does
# or a sanitizer has found something. tests/sanitizers names what is passed over, and why.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-}
case $kind in
  address)
    preset=asan
    rooms=(core stats media face nn data train study pipeline report batch eval cli fuzz)
    ;;
  thread)
    preset=tsan
    rooms=(core media nn data train study pipeline batch eval)
    ;;
  *)
    sed -n '2,3p' "$0" >&2
    exit 2
    ;;
esac
[ $# -gt 1 ] && rooms=("${@:2}")

scripts/install_packages.sh --dev
cmake --preset "$preset" >/dev/null
targets=()
for room in "${rooms[@]}"; do
  if [ "$room" = fuzz ]; then targets+=(fuzz); else targets+=("emorec_test_$room"); fi
done
cmake --build --preset "$preset" --target "${targets[@]}"

passed_over=$PWD/tests/sanitizers
export ASAN_OPTIONS=detect_stack_use_after_return=1
export LSAN_OPTIONS=suppressions=$passed_over/leaks.txt:print_suppressions=0
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
# Without the first, each lock that a library's own code takes would be one that is never given back.
export TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=1:suppressions=$passed_over/threads.txt
pattern="^($(IFS='|' && echo "${rooms[*]}"))\\."
ctest --preset "$preset" --test-dir "build/$preset" -j "$(nproc)" -R "$pattern"
