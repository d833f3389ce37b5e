#!/usr/bin/python3
"""No arrow between rooms runs up: a file includes headers of its own room and of those that stand
above it in the table of src/README.md, and no others."""
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[1]
ROOMS = re.findall(r"^\| `(\w+)` \|", (SOURCE / "src/README.md").read_text(), re.MULTILINE)

wrong = []
for top in SOURCE / "src", SOURCE / "include/emorec":
    for room in sorted(path for path in top.iterdir() if path.is_dir()):
        if room.name not in ROOMS:
            wrong.append(f"{room}: a room that src/README.md does not list")
            continue
        for file in sorted([*room.rglob("*.h"), *room.rglob("*.cc")]):
            for other in re.findall(r'^#include "emorec/(\w+)/', file.read_text(), re.MULTILINE):
                if ROOMS.index(other) > ROOMS.index(room.name):
                    wrong.append(f"{file.relative_to(SOURCE)}: {room.name} knows nothing of {other}")
print("\n".join(wrong))
sys.exit(len(wrong) > 0)
