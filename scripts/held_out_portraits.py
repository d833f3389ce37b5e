#!/usr/bin/env python3
"""Writes a table of the portraits that emorec-base was not trained on: held_out_portraits.py FOLDER
With --all, of all portraits, with the part ("train" or "val") that each belongs to.

Held out is a fifth of the people, by a hash of the file's name up to its number. `emorec evaluate` and
`emorec extract` read the table."""
import argparse
import pathlib


def is_held_out(stem):
    value = 14695981039346656037  # FNV-1a
    for byte in stem.rstrip("0123456789_- ").encode():
        value = ((value ^ byte) * 1099511628211) % 2**64
    return (value >> 32) % 5 == 0


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("folder", type=pathlib.Path)
parser.add_argument("--all", action="store_true")
arguments = parser.parse_args()

print("file,label,split" if arguments.all else "file,label")
for path in sorted(arguments.folder.resolve().glob("*/*")):
    held_out = is_held_out(path.stem)
    if arguments.all:
        print(f"{path},{path.parent.name},{'val' if held_out else 'train'}")
    elif held_out:
        print(f"{path},{path.parent.name}")
