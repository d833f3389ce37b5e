#!/usr/bin/env bash
# Makes Debian packages of what this tree builds, in build/package/packages, and has lintian look at
# them: emorec, emorec-models, libemorec0, libemorec-dev, python3-emorec. Safe to repeat. DEBEMAIL and
# DEBFULLNAME name the maintainer; further arguments go to cmake.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/install_packages.sh --package
build=build/package
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH
cmake --preset release -B $build -DCMAKE_INSTALL_PREFIX=/usr "$@" >/dev/null
cmake --build $build >&2
rm -rf $build/packages
(umask 022 && cpack --config $build/CPackConfig.cmake -B $build/packages >&2)
rm -rf $build/packages/_CPack_Packages
# Warnings are of a Debian source package, of which there is none.
lintian --fail-on error --display-level error --no-tag-display-limit --allow-root $build/packages/*.deb >&2
ls $build/packages/*.deb
