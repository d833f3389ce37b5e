#!/usr/bin/env bash
# Installs what is missing, builds with warnings as errors, runs every test, checks the formatting.
# Further arguments go to ctest, e.g. -R face.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install_packages.sh --dev
git ls-files '*.h' '*.cc' | xargs clang-format --dry-run --Werror
cmake --preset dev >/dev/null
cmake --build --preset dev
ctest --preset dev -j "$(nproc)" "$@"
grep -A1 ': Skipped$' build/dev/Testing/Temporary/LastTest.log || true  # and why
