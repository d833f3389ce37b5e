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

for name in fer fer-plain fer-votes rafdb affectnet masked web posed reminder; do extract "$name" --crops; done
extract portraits
for fold in "" -0 -1 -2 -3 -4; do
  extract "film-faces$fold" --crops
  extract "film-stills$fold"
done

# Breadth: seven sources with rare emotions drawn more often, from weights that know FER2013 and the portraits. The
# shipped model left this stage after 2.28 of its 3 epochs.
train broad fer portraits rafdb affectnet masked web posed --from "$here/models/emorec-fer.safetensors" \
  --epochs 3 --small-share 0.667 --backbone-rate 0.03 --head-rate 0.05 --warm-up 0.15 --balance 0.35 \
  --label-smoothing 0.1 --average 0.998 --squeeze 0.15 --shift 0.07 --gamma 0.5 --contrast 0.3 --motion-blur 0.1 \
  --compression 0.1

# The labels as frequent as they are, with milder changes of the pictures. The shipped model left this stage after the
# first of its two epochs, at 96 pixels.
milder=(--rotation 10 --scale 0.12 --shift 0.05 --gamma 0.4 --shadow 0.4 --brightness 0.12
  --contrast 0.25 --noise 0.03 --motion-blur 0.05 --low-resolution 0.2 --compression 0.05 --erasing 0.15)
train natural fer-plain portraits rafdb rafdb affectnet web posed --from ../models/broad.safetensors --epochs 2 \
  --small-side 96 --small-share 0.5 --backbone-rate 0.015 --head-rate 0.03 --warm-up 0.1 --label-smoothing 0.05 \
  --average 0.998 --squeeze 0.12 --balance 0.1 "${milder[@]}"

# RAF-DB and FER+ most of all, whose many annotators agree, down to a small rate.
train settled fer-plain portraits rafdb rafdb reminder --from ../models/natural.safetensors --epochs 1 \
  --backbone-rate 0.01 --head-rate 0.02 --warm-up 0.1 --label-smoothing 0.05 --average 0.99 \
  --squeeze 0.12 --balance 0.1 "${milder[@]}"

# All of FER+ and RAF-DB, with AffectNet and the posed faces beside them. The shipped model left this stage after 561
# steps of its first epoch, at 96 pixels.
train joined fer-votes portraits rafdb rafdb rafdb affectnet posed --from ../models/settled.safetensors --epochs 2 \
  --small-side 96 --small-share 0.5 --backbone-rate 0.02 --head-rate 0.03 --warm-up 0.1 --label-smoothing 0.05 \
  --average 0.998 --squeeze 0.1 --balance 0.05 "${milder[@]}"

# Both of these once more, at full size and down to a small rate.
train agreed fer-votes portraits rafdb rafdb reminder --from ../models/joined.safetensors --epochs 1 \
  --backbone-rate 0.015 --head-rate 0.025 --warm-up 0.05 --label-smoothing 0.05 --average 0.995 \
  --squeeze 0.1 --balance 0.05 "${milder[@]}"

# Films: all of them, and all but those of each fold.
for fold in "" -0 -1 -2 -3 -4; do
  train "film$fold" "film-faces$fold" "film-faces$fold" "film-stills$fold" "film-stills$fold" reminder \
    --from ../models/agreed.safetensors --epochs 1 --backbone-rate 0.004 --head-rate 0.01 --warm-up 0.1 \
    --label-smoothing 0.1 --average 0.98 --squeeze 0.12 --balance 0.1 "${milder[@]}"
done

# The temperature is that of the last model whose films were cross-validated.
[ -f models/emorec-base.safetensors ] ||
  "$emorec" calibrate chips/rafdb chips/affectnet chips/portraits --model models/film.safetensors --temperature 1.1 \
    --clip-temperature 1 --prior-adjustment 0.35 --out models/emorec-base.safetensors
