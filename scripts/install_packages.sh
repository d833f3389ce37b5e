#!/usr/bin/env bash
# Installs what is missing of emorec's needs, from Debian 12. Safe to repeat; asks the network only if
# something is missing. With --dev also what tests and checks need, with --fuzz what scripts/fuzz.sh
# does, with --package what scripts/package.sh does.
set -euo pipefail

build=(g++ cmake ninja-build ccache pkg-config libtorch-dev libdnnl-dev libopencv-dev libdlib-dev libdlib-data
  libjpeg-dev libturbojpeg0-dev libopenblas-dev liblapack-dev libcli11-dev libtomlplusplus-dev libspdlog-dev
  nlohmann-json3-dev libssl-dev libavformat-dev libavcodec-dev libavfilter-dev libavutil-dev libswscale-dev
  librsvg2-dev libjs-dygraphs libseccomp-dev libjemalloc-dev)
dev=(git ffmpeg libgtest-dev libgmock-dev libbenchmark-dev clang-format clang-tidy
  chromium chromium-driver python3-selenium python3-numpy python3-pil python3-onnx python3-matplotlib
  python3-dev pybind11-dev python3-pandas abigail-tools groff-base man-db mandoc fish zsh openssl)
package=(python3-dev pybind11-dev dpkg-dev file lintian)

packages=("${build[@]}")
[ "${1:-}" = --dev ] && packages+=("${dev[@]}")
[ "${1:-}" = --package ] && packages+=("${package[@]}")
[ "${1:-}" = --fuzz ] && packages+=("${dev[@]}" clang llvm)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
    missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "Installing from Debian: ${missing[*]}" >&2
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Run this as root, or install sudo." >&2; exit 1; }
  as_root=(sudo)
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
