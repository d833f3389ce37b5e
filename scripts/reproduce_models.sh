#!/usr/bin/env bash
# Trains emorec-base as it is shipped: reproduce_models.sh SHARED_DATA OUT
# Hours on two cores; every step that is done is passed over when the script is run again, and a training that was
# stopped goes on. models/README.md says what the data is.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
shared=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
emorec=$here/build/release/src/emorec
export OMP_WAIT_POLICY=PASSIVE MALLOC_TRIM_THRESHOLD_=4294967296 MALLOC_MMAP_THRESHOLD_=4294967296

[ -d "$out/tables" ] || /usr/bin/python3 "$here/scripts/training_tables.py" "$shared" "$out"
cd "$out"
mkdir -p chips models

extract() { # TABLE [OPTION...]; exit code 1 says that some picture shows no face
  [ -f "chips/$1/cache.json" ] || "$emorec" extract "tables/$1.csv" --out "chips/$1" "${@:2}" || [ $? = 1 ]
}
train() { # MODEL DATASETS... OPTIONS...
  local model=models/$1.safetensors
  [ -f "$model" ] || (cd chips && "$emorec" train "${@:2}" --out "../$model" --hold-out 0 --prior-adjustment 0 --resume)
}

for name in fer rafdb affectnet masked web posed reminder; do extract "$name" --crops; done
extract portraits
for fold in "" -0 -1 -2 -3 -4; do
  extract "film-faces$fold" --crops
  extract "film-stills$fold"
done

# Breadth: seven sources, from the weights that know FER2013 and the portraits.
train broad fer portraits rafdb affectnet masked web posed --from "$here/models/emorec-fer.safetensors" \
  --epochs 3 --small-share 0.667 --backbone-rate 0.03 --head-rate 0.05 --warm-up 0.15 --balance 0.35 \
  --label-smoothing 0.1 --average 0.998 --squeeze 0.15 --shift 0.07 --gamma 0.5 --contrast 0.3 --motion-blur 0.1 \
  --compression 0.1
