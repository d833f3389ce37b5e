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
export OMP_WAIT_POLICY=PASSIVE

[ -d "$out/tables" ] || "$here/scripts/training_tables.py" "$shared" "$out"
cd "$out"
mkdir -p chips models

extract() { # TABLE [OPTION...]; exit code 1 says that some picture shows no face
  [ -f "chips/$1/cache.json" ] || "$emorec" extract "tables/$1.csv" --out "chips/$1" "${@:2}" || [ $? = 1 ]
}
train() { # MODEL DATASETS... OPTIONS...
  local model=models/$1.safetensors
  [ -f "$model" ] || (cd chips && "$emorec" train "${@:2}" --out "../$model" --hold-out 0 --prior-adjustment 0 --resume)
}

for name in fer-votes rafdb affectnet masked web posed; do extract "$name" --crops; done
extract portraits

# Two stages, whose pictures are changed alike. Data sets disagree on what is neutral: each has a classifier of its own
# beside the one for all.
milder=(--rotation 10 --scale 0.12 --shift 0.05 --gamma 0.4 --shadow 0.4 --brightness 0.12
  --contrast 0.25 --noise 0.03 --motion-blur 0.05 --low-resolution 0.2 --compression 0.05 --erasing 0.15)

# All sources, from weights that know FER2013 and the portraits; half of it at 80 pixels.
train united fer-votes portraits rafdb rafdb affectnet masked web posed --from "$here/models/emorec-fer.safetensors" \
  --epochs 4 --small-share 0.5 --source-share 0.001 --backbone-rate 0.03 --head-rate 0.05 --warm-up 0.1 \
  --label-smoothing 0.05 --average 0.998 --squeeze 0.12 --balance 0.1 "${milder[@]}"

# Once more without the faces that were cut out, down to a small rate.
train agreed fer-votes portraits rafdb rafdb affectnet web posed --from ../models/united.safetensors --epochs 1 \
  --source-share 0.5 --backbone-rate 0.015 --head-rate 0.025 --warm-up 0.05 --label-smoothing 0.05 --average 0.995 \
  --squeeze 0.1 --balance 0.05 "${milder[@]}"

# No temperature: the one that fits films best is 1.1, that of web photographs 0.6 to 0.8.
cp models/agreed.safetensors models/emorec-base.safetensors
