#!/usr/bin/env python3
"""Writes a table of the portraits that emorec-base was not trained on: held_out_portraits.py FOLDER

A fifth of the people, by a hash of the file's name up to its number, as commit 13dcddb's `emorec train
--portraits` held them out. `emorec evaluate` reads the table."""
import pathlib
import sys


def is_held_out(stem):
    value = 14695981039346656037  # FNV-1a
    for byte in stem.rstrip("0123456789_- ").encode():
        value = ((value ^ byte) * 1099511628211) % 2**64
    return (value >> 32) % 5 == 0


print("file,label")
for path in sorted(pathlib.Path(sys.argv[1]).resolve().glob("*/*")):
    if is_held_out(path.stem):
        print(f"{path},{path.parent.name}")
