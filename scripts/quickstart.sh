#!/usr/bin/env bash
# Installs what is missing, builds an optimised emorec, and classifies the sample clip.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install_packages.sh
cmake --preset release >/dev/null
cmake --build --preset release >&2
echo >&2
exec build/release/src/emorec classify samples/eileen_collins.mp4
