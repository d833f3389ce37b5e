#!/usr/bin/env bash
# Makes samples/eileen_collins.mp4 from the portrait beside it: 2.4 seconds in which the camera
# moves in on the face and sways a little, as if held by hand.
set -euo pipefail
cd "$(dirname "$0")/../samples"

# Zoom and sway are worked out on a four times larger picture: ffmpeg's zoompan moves by whole pixels.
zoom="1.35+0.45*(1-cos(PI*on/60))/2"
x="(iw-iw/zoom)*(0.42+0.03*sin(2*PI*on/40))"
y="(ih-ih/zoom)*(0.08+0.04*sin(2*PI*on/55))"
ffmpeg -v error -y -loop 1 -i portraits/eileen_collins.png -frames:v 60 -vf "
  scale=2048:2048:flags=lanczos,crop=2048:1536:0:0,
  zoompan=z='$zoom':x='$x':y='$y':d=60:s=640x480:fps=25,
  rotate='0.02*sin(2*PI*n/33)':fillcolor=gray,crop=624:468,scale=640:480" \
  -c:v libx264 -preset slow -crf 20 -pix_fmt yuv420p -movflags +faststart \
  -map_metadata -1 -fflags +bitexact -flags:v +bitexact -threads 1 eileen_collins.mp4
