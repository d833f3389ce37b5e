#!/usr/bin/env bash
# Installs what is missing, builds an optimised emorec that classifies but does not train, and
# classifies the sample clip.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install_packages.sh
cmake --preset quickstart >/dev/null
cmake --build --preset quickstart >&2
echo >&2
exec build/quickstart/src/emorec classify samples/eileen_collins.mp4
