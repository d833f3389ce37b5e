#!/usr/bin/env python3
"""Makes small sound inputs for each fuzz target, from which libFuzzer starts and which the tests
replay: make_seeds.py FOLDER. Clips need the ffmpeg program; without it there are none."""
import json
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
LABELS = ["anger", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"]


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def safetensors(metadata, tensors):
    """tensors: name to (dtype, shape, bytes)."""
    header, payload = {"__metadata__": metadata}, b""
    for name, (dtype, shape, content) in tensors.items():
        offsets = [len(payload), len(payload) + len(content)]
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": offsets}
        payload += content
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + payload


def metadata_of(model):
    with open(model, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length))["__metadata__"]


def model_seeds(folder):
    for model in sorted(REPOSITORY.glob("models/*.safetensors")):
        metadata = {key: text for key, text in metadata_of(model).items() if len(text) < 400}
        write(folder / model.name, safetensors(metadata, {"a": ("F32", [2, 1], bytes(8))}))
    every = {name: (name, [1], bytes(size))
             for name, size in [("F32", 4), ("F16", 2), ("BF16", 2), ("I64", 8), ("U8", 1)]}
    write(folder / "every_dtype", safetensors({"format": "emorec.backbone/1"}, every))


CUT = {"size": 2, "channels": 1, "max_frames": 1, "crops": False, "template": [0, 0, 0, 0],
       "dataset": ""}


def clip_of_chips(**more):
    return {"name": "a.png", "split": "train", "group": "g", "target": [1] + 6 * [0],
            "label": "anger", "frames": 1, **more}


def chip_seeds(folder):
    left_out = [{"name": "b", "label": "fear", "split": "", "unreadable": True, "reason": "r"}]
    metadata = {"format": "emorec.chips/1", "cut": json.dumps(CUT),
                "clips": json.dumps([clip_of_chips(), clip_of_chips(label=None, frames=2)]),
                "left_out": json.dumps(left_out)}
    tensors = {"aligned": ("U8", [3, 2, 2, 1], bytes(12)), "has_face": ("U8", [3], bytes(3))}
    write(folder / "chip_shard/aligned", safetensors(metadata, tensors))
    tensors["whole"] = tensors["aligned"]
    write(folder / "chip_shard/whole", safetensors(metadata, tensors))
    index = {"schema": "emorec.chips/1", "dataset": {"path": "/d", "layout": "CSV"}, "cut": CUT,
             "counts": {"clips": 1, "frames": 1, "faces": 0, "left_out": 0},
             "shards": [{"file": "chips-00000.safetensors", "sha256": "HASH", "clips": 1,
                         "frames": 1}]}
    write(folder / "chip_index/sound", json.dumps(index))


def table_seeds(folder):
    votes = ",".join("votes_" + label for label in LABELS)
    write(folder / "labels", "file,label,split,group\na.png,Angry,train,g\n")
    write(folder / "path", '\ufeffpath,label\r\n"a.png",joy\r\n')
    write(folder / "votes", f"file,{votes},contempt\na.png,1,0,2.5,0,0,0,1e3,1\n")
    write(folder / "quoted", 'file,label\n"a.png","""happy\n"""\n')
    write(folder / "semicolon", "file;label\na.png; SAD\n")


TWO_LABELS = ["anger", "fear"]  # rows of a model of its own are shorter, and so tried more often


def frame(index):
    values = {label: 0.5 for label in TWO_LABELS}
    return {"index": index, "time": index / 25, "importance": 0.5,
            "face": {"box": [1, 2, 30, 40], "detected": True, "score": 0.5},
            "interpolated": False, "logits": values, "probabilities": values, "shares": [],
            "maps": [{"to_cells": [1, 0, 0, 0, 1, 0], "values": [0.5, 0.5]}]}


def earlier_frame(index):
    """As emorec.prediction/1 has it."""
    values = {label: 0.5 for label in TWO_LABELS}
    return {"index": index, "time": index / 25, "importance": 0.5, "box": [1, 2, 30, 40],
            "to_chip": [1, 0, 0, 0, 1, 0], "detected": True, "interpolated": False, "score": 0.5,
            "logits": values, "probabilities": values, "attention": [0.5, 0.5]}


def row(index, status, earlier=False):
    subject = {"label": "fear", "probabilities": {label: 0.5 for label in TWO_LABELS},
               "mean_face_side": 30}
    model = {"name": "m", "sha256": "0", "pooling": "softmax", "prior_adjustment": 0,
             "labels": TWO_LABELS}
    if earlier:
        subject.update({"person": 1, "frames": [earlier_frame(0)]})
        model.update({"chip_side": 112, "attention_shape": [1, 1, 2],
                      "attention_grid": {"first": 8, "stride": 16}})
    else:
        subject.update({"kind": "person", "id": 1, "frames": [frame(0)]})
        model["views"] = ["face"]
        model["maps"] = [{"view": "face", "shape": [1, 1, 2], "grid": {"corner": -0.5, "side": 7}}]
    subjects = [subject] if status == "ok" else []
    start = {"schema": f"emorec.prediction/{1 if earlier else 2}", "file": f"c{index}.mp4",
             "status": status}
    start.update({"label": "fear"} if status == "ok" else {"error": "no face"})
    return {**start, "model": model,
            "clip": {"kind": "video", "codec": "h264", "width": 64, "height": 48, "rotation": 0,
                     "pixel_aspect": 1, "duration": 2.5, "deinterlaced": False,
                     "tone_mapped": False},
            "frames": {"decoded": 2, "scored": 2, "interpolated": 0, "without_face": 0,
                       "not_sampled": 0},
            "people_found": 1, "people" if earlier else "subjects": subjects, "warnings": ["w"],
            "batch": {"index": index, "clips": 2, "size": 10, "modified_ns": 7, "list": "0",
                      "options": {"max-frames": 0, "start": 0.5}}}


def result_seeds(folder):
    rows = [json.dumps(row(0, "ok")), json.dumps(row(1, "no_face"))]
    write(folder / "both", "\n".join(rows) + "\n")
    write(folder / "earlier", json.dumps(row(0, "ok", earlier=True)) + "\n")
    write(folder / "torn", "\n".join(rows))
    write(folder / "failed", json.dumps(row(1, "failed")) + "\n")


def value_of(option, words):
    if words:
        return words
    if option in ("float32", "every-frame", "cropped"):
        return False
    return "" if option in ("landmarks", "detector-model") else 1


def worker_seeds(folder):
    header = (REPOSITORY / "include/emorec/pipeline/classifier_options.h").read_text()
    visits = re.findall(r'visit\(\s*"([^"]+)",\s*[\w.]+,\s*(?:EitherWord<[^>]*>\s*\{\{\{"([^"]+)")?',
                        header)
    options = {name: value_of(name, word) for name, word in visits}
    task = {"options": options, "model": "m.safetensors", "model_name": "m", "model_sha256": "0"}
    write(folder / "task", json.dumps(task))
    write(folder / "ready", '{"ready":true}')
    write(folder / "refusal", '{"ready":false,"kind":2,"error":"a reason"}')


def config_seeds(folder):
    write(folder / "commands", 'threads = 2\nquiet = true\n[classify]\nstart = 1.5\n'
          'format = "json"\nclips = ["a.mp4", "b.mp4"]\n')
    write(folder / "dotted", "classify.start=1 # a remark\nclassify.format='text'\n")
    write(folder / "texts", 'threads = 0x10\n[classify]\nformat = """\ntext"""\nclips = "\\u00e9"\n')


def whole(value):
    magnitude = abs(value).to_bytes(8, "little").rstrip(b"\0")
    return bytes([len(magnitude) | (0x80 if value < 0 else 0)]) + magnitude


def real(mantissa, exponent):
    return whole(mantissa) + whole(exponent)


def column(count):
    return whole(-count) + whole(-1) + b"".join(real(i + 1, -4) for i in range(count))


def landmark_seeds(folder):
    def tree(splits):
        split = whole(0) + whole(1) + real(5, 2)
        return whole(splits) + splits * split + whole(splits + 1) + (splits + 1) * column(4)

    def model(levels, trees, splits):
        level = whole(trees) + trees * tree(splits)
        anchors = whole(2) + whole(0) + whole(1)
        offsets = whole(2) + 4 * real(-3, -5)
        return (whole(1) + column(4) + whole(levels) + levels * level +
                whole(levels) + levels * anchors + whole(levels) + levels * offsets)

    write(folder / "small", model(1, 1, 1))
    write(folder / "larger", model(2, 2, 3))


VIDEOS = {"h264.mp4": "-c:v libx264", "mpeg4.mp4": "-c:v mpeg4", "mpeg4.avi": "-c:v mpeg4",
          "h264.mkv": "-c:v libx264", "vp8.webm": "-c:v libvpx", "vp9.webm": "-c:v libvpx-vp9",
          "flv.flv": "-c:v flv", "mpeg2.ts": "-c:v mpeg2video", "mpeg1.mpg": "-c:v mpeg1video",
          "theora.ogv": "-c:v libtheora", "wmv.wmv": "-c:v wmv2", "mjpeg.avi": "-c:v mjpeg",
          "gif.gif": "", "apng.apng": "-f apng", "y4m.y4m": "-pix_fmt yuv420p",
          "hevc.mp4": "-c:v libx265 -x265-params log-level=none", "nut.nut": "-c:v ffv1",
          "ivf.ivf": "-c:v libvpx", "h264.h264": "-c:v libx264", "mxf.mxf": "-c:v mpeg2video",
          "raw.avi": "-c:v rawvideo -pix_fmt rgb555le", "sound.mp4": "-c:v mpeg4 -shortest"}
STILLS = {"a.png": "", "palette.png": "-pix_fmt pal8", "deep.png": "-pix_fmt rgb48be",
          "a.jpg": "", "a.bmp": "", "a.webp": "-c:v libwebp", "a.tif": "",
          "lzw.tif": "-compression_algo lzw", "a.pgm": "", "a.ppm": "", "a.pbm": ""}


def clip_seeds(folder, clips, source):
    folder.mkdir(parents=True, exist_ok=True)
    for name, options in clips.items():
        sound = ["-f", "lavfi", "-i", "sine=d=0.2"] if name.startswith("sound") else []
        subprocess.run(["ffmpeg", "-nostdin", "-y", "-v", "quiet", "-f", "lavfi", "-i", source,
                        *sound, *options.split(), "-threads", "1", str(folder / name)], check=False)
    for empty in [path for path in folder.iterdir() if path.stat().st_size == 0]:
        empty.unlink()  # an encoder that is not there


def main(folder):
    model_seeds(folder / "safetensors")
    chip_seeds(folder)
    table_seeds(folder / "label_table")
    result_seeds(folder / "results")
    worker_seeds(folder / "worker_messages")
    landmark_seeds(folder / "landmarks")
    config_seeds(folder / "config")
    for target in ("video", "still"):
        (folder / target).mkdir(parents=True, exist_ok=True)
    if shutil.which("ffmpeg"):
        clip_seeds(folder / "video", VIDEOS, "testsrc=s=32x24:r=10:d=0.5")
        clip_seeds(folder / "still", STILLS, "testsrc=s=32x24:d=0.1:r=10")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
