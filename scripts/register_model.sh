#!/usr/bin/env bash
# Writes size and hash of models/NAME.safetensors into models/registry.json: scripts/register_model.sh NAME
set -euo pipefail
cd "$(dirname "$0")/../models"
file=$1.safetensors
python3 - "$1" "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d' ' -f1)" <<'PYTHON'
import json, sys
name, size, sha256 = sys.argv[1:]
with open('registry.json') as f:
    registry = json.load(f)
entry = next(m for m in registry['models'] if m['name'] == name)
entry.update(size=int(size), sha256=sha256)
with open('registry.json', 'w') as f:
    json.dump(registry, f, indent=2)
    f.write('\n')
PYTHON
