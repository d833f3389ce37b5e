#!/usr/bin/env bash
# clang-tidy over every source, or over the files that are named.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install_packages.sh --dev
cmake --preset dev -B build/lint -DEMOREC_BENCHMARKS=ON -DEMOREC_UNITY=OFF >/dev/null
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files 'src/*.cc' 'tests/*.cc')
# GCC's precompiled headers and flags mean nothing to clang: leave them out of what it is told.
database=$(mktemp -d)
trap 'rm -rf "$database"' EXIT
sed -E 's/ -fpch-preprocess//g; s/ -Winvalid-pch//g; s# -include [^ ]*cmake_pch\.hxx##g' \
  build/lint/compile_commands.json >"$database/compile_commands.json"
printf '%s\n' "${files[@]}" |
  xargs -P "$(nproc)" -n 1 clang-tidy -p "$database" --quiet 2> >(grep -v 'warnings generated' >&2)
