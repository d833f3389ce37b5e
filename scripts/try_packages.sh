#!/usr/bin/env bash
# Installs the packages of scripts/package.sh in a clean Debian 12, and has each do its work there:
# scripts/try_packages.sh [FOLDER_WITH_PACKAGES [ROOT.tar]]. Needs root, and the network for what they
# depend on. ROOT.tar is what 'mmdebstrap --variant=minbase bookworm ROOT.tar' made, to save time.
set -euo pipefail
cd "$(dirname "$0")/.."
packages=$(realpath "${1:-build/package/packages}")

root=$(mktemp -d /tmp/emorec-root-XXXXXX)
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
if [ -n "${2:-}" ]; then
  tar -xf "$2" -C "$root"
else
  command -v mmdebstrap >/dev/null || apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null
  mmdebstrap --quiet --variant=minbase bookworm "$root"
fi
mount -t proc proc "$root/proc"
cp /etc/resolv.conf "$root/etc"
mkdir "$root/try"
cp "$packages"/*.deb samples/eileen_collins.mp4 docs/examples/classify.c "$root/try"
inside() { chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin:/usr/sbin:/sbin LC_ALL=C.UTF-8 \
  DEBIAN_FRONTEND=noninteractive HOME=/root /bin/bash -euo pipefail -c "cd /try; $1"; }
installs() {
  inside "apt-get install -y -qq --no-install-recommends $1 >log 2>&1 || { tail -20 log >&2; exit 1; }"
}
inside "apt-get update -qq"

echo "== emorec" >&2
installs "./emorec_*.deb ./emorec-models_*.deb man-db"
inside "useradd somebody; su somebody -c 'emorec --quiet classify eileen_collins.mp4' | head -1"
inside "emorec doctor; man emorec-batch | head -4; ls -l /usr/bin/emorec"
inside 'source /usr/share/bash-completion/completions/emorec
  COMP_WORDS=(emorec class) COMP_CWORD=1; _emorec; echo "bash completes: ${COMPREPLY[*]}"'

if compgen -G "$packages/libemorec0_*.deb" >/dev/null; then
  echo "== libemorec0, libemorec-dev" >&2
  installs "./libemorec0_*.deb ./libemorec-dev_*.deb gcc libc6-dev pkg-config"
  inside 'gcc classify.c -o classify $(pkg-config --cflags --libs emorec); ./classify emorec-base eileen_collins.mp4 | head -3'
fi
if compgen -G "$packages/python3-emorec_*.deb" >/dev/null; then
  echo "== python3-emorec" >&2
  installs "./python3-emorec_*.deb"
  inside "python3 -c 'import emorec
person = emorec.Model(\"emorec-base\").classify(\"eileen_collins.mp4\").main
print(person.label, person.probabilities)'"
fi
inside "apt-get purge -y -qq 'emorec*' 'libemorec*' 'python3-emorec*' >/dev/null 2>&1; ! ls -d /usr/share/emorec 2>/dev/null"
echo "All packages work and go again." >&2
