#!/usr/bin/env bash
# Makes a data set of AFEW's shape from free portraits, to try what an owner of AFEW will do:
#   scripts/make_afew_like.sh OUT [PORTRAITS [COUNT]]
# OUT/{Train,Val}_AFEW/{Angry,...}/NNN.avi: 720x576 MPEG-4 with 16:15 pixels, a few frames long, the
# same names in both parts; in Val_AFEW also a clip that shows nobody, and AFEW's folder of aligned
# faces, without one for that clip. PORTRAITS is a folder of folders named anger, disgust and so on,
# of which the first COUNT (default 1) are taken; by default samples/portraits, whoever they show:
# then labels mean nothing.
set -euo pipefail
out=$1
portraits=${2:-}
count=${3:-1}
samples=$(dirname "$0")/../samples/portraits

ffmpeg() { command ffmpeg -nostdin -y -v error "$@"; }

# The portraits of one emotion, one a line.
portraits_of() {
  if [ -n "$portraits" ]; then
    find "$portraits/$1" -type f | LC_ALL=C sort | head -n "$count"
  else
    find "$samples" -type f | LC_ALL=C sort | head -n "$count"
  fi
}

# A still as a clip: in 768x576 square pixels, stored as 720x576.
clip() {
  ffmpeg -loop 1 -i "$1" -frames:v 5 -r 25 -vf "scale=768:576:force_original_aspect_ratio=decrease,
    pad=768:576:-1:-1:gray,scale=720:576,setsar=16/15" -c:v mpeg4 -q:v 3 "$2"
}

declare -A folder=([anger]=Angry [disgust]=Disgust [fear]=Fear [happiness]=Happy
  [neutral]=Neutral [sadness]=Sad [surprise]=Surprise)
number=0
for emotion in anger disgust fear happiness neutral sadness surprise; do
  while read -r portrait; do
    number=$((number + 1))
    name=$(printf '%09d' "$number")
    for part in Train Val; do
      mkdir -p "$out/${part}_AFEW/${folder[$emotion]}"
      clip "$portrait" "$out/${part}_AFEW/${folder[$emotion]}/$name.avi"
    done
    faces=$out/Val_AFEW/AlignedFaces_LBPTOP_Points_Val/Faces/$name
    mkdir -p "$faces"
    ffmpeg -loop 1 -i "$portrait" -frames:v 3 -vf "crop=min(iw\,ih)*0.6:out_w,scale=128:128" \
      "$faces/$name-%03d.jpg"
  done < <(portraits_of "$emotion")
done
ffmpeg -f lavfi -i testsrc2=size=720x576:rate=25:duration=0.2 -vf setsar=16/15 -c:v mpeg4 \
  "$out/Val_AFEW/Neutral/$(printf '%09d' $((number + 1))).avi"
