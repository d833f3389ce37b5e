#!/usr/bin/env bash
# Whether programs that were linked with the library as emorec.abi describes it still run with this
# one: tests/library/abi_test.sh LIBRARY. Functions may be added. --write, as a second word, notes the
# library down as it is: for a release, and for a member that was added to emorec_options at its end,
# which is harmless and which libabigail cannot know.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

command -v abidiff >/dev/null || { echo "skipped: no abidiff (abigail-tools)"; exit 77; }
found=$(mktemp)
trap 'rm -f "$found"' EXIT
abidw --headers-dir "$here/../../include" --drop-private-types --exported-interfaces-only \
  --no-show-locs --no-comp-dir-path --no-corpus-path --no-elf-needed --out-file "$found" "$1"
if [ "${2:-}" = --write ]; then
  cp "$found" "$here/emorec.abi"
else
  abidiff --no-added-syms "$here/emorec.abi" "$found"
fi
