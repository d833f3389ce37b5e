#!/usr/bin/env python3
"""Makes the table of a still data set of scenes whose faces' boxes lie beside it (docs/glamor-net.md):

    scripts/caer_tables.py CAER-S --boxes BOXES    # lines test/Sad/0157.png,5,191,109,293,211
    scripts/caer_tables.py NCAER-S                 # images/PART/CLASS/x.jpg, crop/PART/CLASS/x.txt: x1,y1,x2,y2

and writes labels.csv into the folder: path, label, split, x1, y1, x2, y2. The label is the folder's name, so that the
"Angry" and "Anger" of CAER-S are one. Stills without a box are left to the detector.
"""

import argparse
import csv
import pathlib
import sys


def boxes_of_lines(path):
    """{part/class/name: box}; the number of the class, which the path tells already, is passed over."""
    boxes = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        cells = line.strip().split(",")
        if cells == [""]:
            continue
        if len(cells) != 6 or not all(cell.lstrip("-").isdigit() for cell in cells[1:]):
            sys.exit(f"{path}:{number}: expected path,label,x1,y1,x2,y2, found {line!r}")
        boxes[cells[0]] = cells[2:]
    return boxes


def box_beside(still, images, crops):
    crop = (crops / still.relative_to(images)).with_suffix(".txt")
    if not crop.exists():
        return None
    cells = crop.read_text().replace("\n", ",").strip(", ").split(",")
    if len(cells) < 4:
        sys.exit(f"{crop}: expected x1,y1,x2,y2")
    return [cell.strip() for cell in cells[:4]]


def stills_in(folder):
    return sorted(path for path in folder.glob("*/*/*") if path.suffix.lower() in (".png", ".jpg", ".jpeg"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--boxes", type=pathlib.Path, help="the file of boxes; NCAER-S brings a folder of them")
    arguments = parser.parse_args()
    images = arguments.folder / "images" if (arguments.folder / "images").is_dir() else arguments.folder
    listed = boxes_of_lines(arguments.boxes) if arguments.boxes else {}
    stills = stills_in(images)
    if not stills:
        sys.exit(f"{images}: no stills in folders of parts and classes, such as train/Sad/0001.png")
    without = 0
    with open(arguments.folder / "labels.csv", "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["path", "label", "split", "x1", "y1", "x2", "y2"])
        for still in stills:
            part, label = still.relative_to(images).parts[:2]
            box = listed.get(still.relative_to(images).as_posix())
            if box is None:
                box = box_beside(still, images, arguments.folder / "crop")
            without += box is None
            table.writerow([still.relative_to(arguments.folder).as_posix(), label, part, *(box or [""] * 4)])
    print(f"{arguments.folder / 'labels.csv'}: {len(stills)} stills, {without} of them without a box")


if __name__ == "__main__":
    main()
