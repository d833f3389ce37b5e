#!/usr/bin/env bash
# Makes the chips and clips that golden_test.py classifies, from the portraits of samples/. They are
# kept in the repository, since another FFmpeg would make other bytes.
set -euo pipefail
cd "$(dirname "$0")"
portraits=../../samples/portraits
make() { ffmpeg -v error -y -threads 1 "${@:1:$#-1}" -fflags +bitexact -flags:v +bitexact -map_metadata -1 "${@: -1}"; }

# Forty chips of 80 px: two faces in several framings, turned, lit, blurred and mirrored.
frame_collins="crop=230:230:120:20"
frame_hopper="crop=260:260:120:60"
number=0
for zoom in 0 18 36 54; do
  for change in null hflip gblur=2.5 eq=brightness=-0.3 rotate=0.25; do
    for person in collins hopper; do
      file=$(ls $portraits/*_$person.*)
      framing=frame_$person
      make -i "$file" -vf "${!framing},$change,crop=iw-$zoom:ih-$zoom,scale=80:80:flags=area,format=gray" \
        -frames:v 1 "$(printf 'chips/%02d.png' $number)"
      number=$((number + 1))
    done
  done
done

collins=(-loop 1 -framerate 15 -i "$portraits/eileen_collins.png")
hopper=(-loop 1 -framerate 15 -i "$portraits/grace_hopper.jpg")
x264=(-c:v libx264 -crf 24 -preset slow -pix_fmt yuv420p)
make "${collins[@]}" -frames:v 18 "${x264[@]}" -vf "zoompan=z='1.2+0.02*on':x='iw*0.2':y=0:d=1:s=320x240:fps=15" \
  clips/zoom.mp4
make "${hopper[@]}" -frames:v 18 "${x264[@]}" -vf "crop=360:360:60+4*n:30,eq=brightness=-0.04*n:eval=frame,scale=240:240" \
  clips/darkens.mp4
make "${collins[@]}" "${hopper[@]}" -frames:v 15 "${x264[@]}" -filter_complex "
  [0]crop=300:300:80:0,scale=240:240[left];[1]crop=360:360:70:40,scale=200:200,pad=240:240:20:20[right];
  [left][right]hstack" clips/two_people.mp4
make "${collins[@]}" "${hopper[@]}" -filter_complex "
  [0]crop=300:300:80:0,scale=240:240,trim=end_frame=9[first];[1]crop=360:360:70:40,scale=240:240,trim=end_frame=9[then];
  [first][then]concat" "${x264[@]}" clips/cut.mp4
make "${hopper[@]}" -frames:v 15 -c:v mjpeg -q:v 9 -pix_fmt yuvj420p -vf "crop=400:400:60:30,scale=240:240,rotate=0.04*n-0.3" \
  clips/sways.avi
make -f lavfi -i testsrc2=size=320x240:rate=15 -frames:v 10 "${x264[@]}" clips/nobody.mp4
