#!/usr/bin/python3
"""Converts weights from elsewhere to a backbone file for `emorec train --init`: docs/import.md.

Reads PyTorch state dicts (both formats), ONNX and safetensors, and runs no code from them. What does
not fit the architecture is named, all of it at once, and then nothing is written.

Exit codes: 0 written, 2 usage, 3 the source cannot be used, 5 the output cannot be written."""
import argparse
import collections
import hashlib
import itertools
import json
import math
import os
import pathlib
import pickle
import re
import struct
import sys
import tempfile
import zipfile

import numpy

EXIT_INPUT, EXIT_OUTPUT = 3, 5
IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class Refused(Exception):
    """What is wrong with the source, and what to do."""


# --- The networks: the names and shapes of src/nn, which tests/scripts/import_weights_test.py compares.


def conv_and_norm(conv, norm, shape):
    parts = {f"{norm}.{part}": shape[:1] for part in ("weight", "bias", "running_mean", "running_var")}
    return {f"{conv}.weight": shape, **parts}


def vgg16_layers():
    """(stage, convolution of the stage, index of the layer) from one, one and zero."""
    index = 0
    for stage, convolutions in enumerate((2, 2, 3, 3, 3), start=1):
        for convolution in range(1, convolutions + 1):
            yield stage, convolution, index
            index += 2  # with its ReLU
        index += 1  # the pooling


def vgg16():
    tensors, channels = {}, 3
    for stage, _, index in vgg16_layers():
        width = min(64 << (stage - 1), 512)
        tensors[f"features.{index}.weight"] = (width, channels, 3, 3)
        tensors[f"features.{index}.bias"] = (width,)
        channels = width
    return tensors


def resnet(repeats, bottleneck):
    tensors, channels = conv_and_norm("conv1", "bn1", (64, 3, 7, 7)), 64
    for stage, blocks in enumerate(repeats):
        width = 64 << stage
        out = 4 * width if bottleneck else width
        for index in range(blocks):
            sides = (1, 3, 1) if bottleneck else (3, 3)
            widths = (channels, width, width, out) if bottleneck else (channels, width, out)
            block = f"layer{stage + 1}.{index}"
            for i, side in enumerate(sides):
                tensors |= conv_and_norm(f"{block}.conv{i + 1}", f"{block}.bn{i + 1}",
                                         (widths[i + 1], widths[i], side, side))
            if index == 0 and (stage > 0 or channels != out):
                tensors |= conv_and_norm(f"{block}.downsample.0", f"{block}.downsample.1",
                                         (out, channels, 1, 1))
            channels = out
    return tensors


def mobilefacenet():
    tensors = conv_and_norm("conv1.0", "conv1.1", (64, 3, 3, 3))
    tensors |= conv_and_norm("dw_conv.depthwise", "dw_conv.bn1", (64, 1, 3, 3))
    tensors |= conv_and_norm("dw_conv.pointwise", "dw_conv.bn2", (64, 64, 1, 1))
    stages = ((2, 64, 5), (4, 128, 1), (2, 128, 6), (4, 128, 1), (2, 128, 2))
    channels, index = 64, 0
    for expansion, out, repeats in stages:
        for _ in range(repeats):
            block, wide = f"features.{index}.conv", channels * expansion
            tensors |= conv_and_norm(f"{block}.0.0", f"{block}.0.1", (wide, channels, 1, 1))
            tensors |= conv_and_norm(f"{block}.1.0", f"{block}.1.1", (wide, 1, 3, 3))
            tensors |= conv_and_norm(f"{block}.2", f"{block}.3", (out, wide, 1, 1))
            channels, index = out, index + 1
    return tensors | conv_and_norm("conv2.0", "conv2.1", (512, 128, 1, 1))


def mobilenetv2():
    """Convolutions with their batch norm folded in, numbered in order; those of each channel alone are called dw."""
    tensors = {}

    def add(kind, out, into, side):
        tensors[f"{len(tensors) // 2:02}.{kind}.weight"] = (out, into, side, side)
        tensors[f"{len(tensors) // 2:02}.{kind}.bias"] = (out,)

    add("conv", 32, 3, 3)
    channels = 32
    for expansion, out, repeats in ((1, 16, 1), (6, 24, 2), (6, 32, 3), (6, 64, 4), (6, 96, 3), (6, 160, 3), (6, 320, 1)):
        for _ in range(repeats):
            wide = channels * expansion
            if expansion > 1:
                add("conv", wide, channels, 1)
            add("dw", wide, 1, 3)
            add("conv", out, wide, 1)
            channels = out
    add("conv", 1280, channels, 1)
    return tensors


def squeezenet():
    """SqueezeNet 1.1 without batch norm, or with it folded in."""
    tensors = {"conv1.weight": (64, 3, 3, 3), "conv1.bias": (64,)}
    channels = 64
    for number, squeezed, out in ((2, 16, 128), (3, 16, 128), (4, 32, 256), (5, 32, 256), (6, 48, 384),
                                  (7, 48, 384), (8, 64, 512), (9, 64, 512)):
        for part, into, depth, side in (("squeeze1x1", channels, squeezed, 1), ("expand1x1", squeezed, out // 2, 1),
                                        ("expand3x3", squeezed, out // 2, 3)):
            tensors[f"fire{number}.{part}.weight"] = (depth, into, side, side)
            tensors[f"fire{number}.{part}.bias"] = (depth,)
        channels = out
    return tensors


def vgg16_name(name):
    """Torchvision's `features.N`; VGG-Face's `conv1_1` and `conv_1_1`, or bare layer numbers."""
    caffe = re.fullmatch(r"conv_?(\d)_(\d)\.(weight|bias)", name)
    if caffe:
        indices = {(stage, i): index for stage, i, index in vgg16_layers()}
        index = indices.get((int(caffe[1]), int(caffe[2])))
        return name if index is None else f"features.{index}.{caffe[3]}"
    return f"features.{name}" if re.match(r"\d+\.", name) else name


# `beyond`: layers after the feature map, which the backbone does without.
# `words`: that one of them which tells classes of the map's cells, a convolution of 1×1.
Architecture = collections.namedtuple("Architecture", "tensors first size beyond rename words", defaults=[""])
ARCHITECTURES = {
    "mobilefacenet": Architecture(mobilefacenet(), "conv1.0.weight", 112, r"(gdconv|conv3|bn)\.", str),
    "mobilenetv2": Architecture(mobilenetv2(), "00.conv.weight", 224, r"52\.conv\.", str, "52.conv"),
    "resnet18": Architecture(resnet((2, 2, 2, 2), False), "conv1.weight", 224, r"fc\.", str),
    "resnet50": Architecture(resnet((3, 4, 6, 3), True), "conv1.weight", 224, r"fc\.", str),
    "squeezenet": Architecture(squeezenet(), "conv1.weight", 224, r"conv10\.", str, "conv10"),
    "vgg16": Architecture(vgg16(), "features.0.weight", 224, r"(classifier|fc\d|features\.3[1-9])\.",
                          vgg16_name)}

# --- Reading. Each reader gives {name: array}; arrays may be views that are larger than the file.


SAFETENSORS_KINDS = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "BF16": "bfloat16", "I64": "<i8",
                     "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1", "BOOL": "?"}
KINDS = frozenset(SAFETENSORS_KINDS.values())


class Storage:
    """The numbers that tensors of a state dict are views of."""

    def __init__(self, kind, count):
        self.kind, self.count, self.values = kind, count, None

    def size(self):
        if self.kind not in KINDS or self.count < 0:
            raise Refused("is damaged: a storage without type or size")
        return self.count * (2 if self.kind == "bfloat16" else numpy.dtype(self.kind).itemsize)

    def fill(self, data):
        self.values = from_bytes(data, self.kind)


def from_bytes(data, kind):
    if kind != "bfloat16":
        return numpy.frombuffer(data, kind)
    return (numpy.frombuffer(data, "<u2").astype("<u4") << 16).view("<f4")  # upper half of a float32


class Tensor:
    """What PyTorch's functions that rebuild a tensor are given."""

    def __init__(self, storage, offset, shape, stride, *_):
        self.storage, self.offset, self.shape, self.stride = storage, offset, shape, stride

    def array(self):
        values = self.storage.values
        reach = sum((side - 1) * step for side, step in zip(self.shape, self.stride))
        inside = (len(self.shape) == len(self.stride) and self.offset >= 0 and
                  min((*self.shape, *self.stride), default=0) >= 0 and
                  (0 in self.shape or self.offset + reach < len(values)))
        if not inside:
            raise Refused("is damaged: a tensor reaches beyond its storage")
        return numpy.lib.stride_tricks.as_strided(
            values[self.offset:], self.shape, [step * values.itemsize for step in self.stride],
            writeable=False)


def parameter(tensor, *_):
    return tensor


class StateDictUnpickler(pickle.Unpickler):
    """A pickle can ask for any function of any module; this one gives it only these."""

    ALLOWED = {
        ("collections", "OrderedDict"): collections.OrderedDict,
        ("torch._utils", "_rebuild_tensor"): Tensor,
        ("torch._utils", "_rebuild_tensor_v2"): Tensor,
        ("torch._utils", "_rebuild_parameter"): parameter,
        ("torch", "BFloat16Storage"): "bfloat16",
        ("torch", "HalfStorage"): "<f2", ("torch", "FloatStorage"): "<f4",
        ("torch", "DoubleStorage"): "<f8", ("torch", "LongStorage"): "<i8",
        ("torch", "IntStorage"): "<i4", ("torch", "ShortStorage"): "<i2",
        ("torch", "CharStorage"): "i1", ("torch", "ByteStorage"): "u1",
        ("torch", "BoolStorage"): "?"}

    def __init__(self, file, storages=None):
        super().__init__(file)
        self.storages = storages

    def find_class(self, module, name):
        if (module, name) in self.ALLOWED:
            return self.ALLOWED[module, name]
        raise Refused(f"asks for '{module}.{name}', which no plain state dict needs, so it is not "
                      "read. Save model.state_dict() alone, on a machine that may run the file.")

    def persistent_load(self, pid):
        if self.storages is None:
            raise Refused("is damaged: a tensor where none belongs")
        word, kind, key, _, count, *view = pid
        if word != "storage" or any(view):
            raise Refused("was written by a PyTorch older than 0.4. Save it again with a newer one.")
        if key not in self.storages:
            self.storages[key] = Storage(kind, count)
        return self.storages[key]


def arrays_of(content):
    """The tensors of a state dict, or of a checkpoint that holds one."""
    for key in ("state_dict", "model_state_dict", "model"):
        if isinstance(content, dict) and isinstance(content.get(key), dict):
            content = content[key]
            break
    if not isinstance(content, dict):
        raise Refused("holds no state dict")
    arrays = {str(name): t.array() for name, t in content.items() if isinstance(t, Tensor)}
    if not arrays:
        raise Refused("holds no tensors by name")
    return arrays


def read_torch_zip(file):
    with zipfile.ZipFile(file) as archive:
        entries = {entry.filename: entry for entry in archive.infolist()}
        pickles = [name for name in entries if name.endswith("/data.pkl")]
        if len(pickles) != 1:
            raise Refused("is a zip archive, but not one of PyTorch")
        root = pickles[0].removesuffix("data.pkl")

        def read(name, size=None):
            entry = entries.get(root + name)
            if entry is None or entry.compress_type != zipfile.ZIP_STORED or (
                    size is not None and entry.file_size != size):
                raise Refused(f"is damaged: '{name}' is missing, compressed or of another size")
            return archive.read(entry)

        if root + "byteorder" in entries and read("byteorder") != b"little":
            raise Refused("was written on a big-endian machine")
        storages = {}
        with archive.open(pickles[0]) as stream:
            content = StateDictUnpickler(stream, storages).load()
        for key, storage in storages.items():
            storage.fill(read(f"data/{key}", storage.size()))
    return arrays_of(content)


LEGACY_MAGIC = 0x1950A86A20F9469CFC6C


def read_torch_legacy(file):
    """Pickles one after the other: magic number, version, machine, content, keys; then storages."""
    StateDictUnpickler(file).load()
    StateDictUnpickler(file).load()
    if not StateDictUnpickler(file).load().get("little_endian"):
        raise Refused("was written on a big-endian machine")
    storages = {}
    content = StateDictUnpickler(file, storages).load()
    for key in StateDictUnpickler(file).load():
        count, = struct.unpack("<q", file.read(8))
        storage = storages[key]
        if count != storage.count or storage.size() > os.fstat(file.fileno()).st_size:
            raise Refused("is damaged: a storage is not of the size that it should be")
        storage.fill(file.read(storage.size()))
    return arrays_of(content)


def read_safetensors(file):
    length, = struct.unpack("<Q", file.read(8))
    if length > os.fstat(file.fileno()).st_size:
        raise Refused("is truncated within its header")
    header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    data = file.read()
    return {name: from_bytes(data[slice(*entry["data_offsets"])], SAFETENSORS_KINDS[entry["dtype"]])
                  .reshape(entry["shape"])
            for name, entry in header.items()}


def read_onnx(file):
    try:
        import onnx
        import onnx.numpy_helper
    except ImportError:
        raise Refused("is ONNX: apt-get install python3-onnx") from None
    # External data are other files, whose paths the model chooses.
    tensors = onnx.load_model(file, load_external_data=False).graph.initializer
    if any(tensor.data_location == onnx.TensorProto.EXTERNAL for tensor in tensors):
        raise Refused("keeps its weights in other files. Save it with them inside.")
    return {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in tensors}


def reader_of(path, start):
    if start.startswith(b"PK\x03\x04"):
        return read_torch_zip
    if LEGACY_MAGIC.to_bytes(10, "little") in start[:16]:
        return read_torch_legacy
    if start[8:9] == b"{":
        return read_safetensors
    if path.suffix == ".onnx":
        return read_onnx
    raise Refused("is neither a PyTorch state dict nor ONNX nor safetensors")


def read_weights(path):
    with open(path, "rb") as file:
        start = file.read(16)
        file.seek(0)
        try:
            return reader_of(path, start)(file)
        except (Refused, OSError):
            raise
        except Exception as error:  # a damaged file can trip a parser in any way
            raise Refused(f"is damaged: {type(error).__name__}: {error}") from error


# --- Fitting and writing.


def without_prefix(name):
    return re.sub(r"^((module|backbone|model)\.)+", "", name)


def plain_name(name, architecture):
    return architecture.rename(without_prefix(name))


def fit(arrays, architecture):
    """({the backbone's name: float32 array}, what was left out). Refuses with all that is wrong."""
    fitting, left_out, wrong = {}, [], []
    for source, array in arrays.items():
        name = plain_name(source, architecture)
        expected = architecture.tensors.get(name)
        if expected is None and (re.match(architecture.beyond, name) or array.dtype.kind != "f"):
            left_out.append(source)
        elif expected is None:
            wrong.append(f"'{source}' is unexpected")
        elif name in fitting:
            wrong.append(f"'{source}' is there twice, under two names")
        elif array.dtype.kind != "f":
            wrong.append(f"'{source}' holds {array.dtype}, not floating-point numbers")
        elif array.shape != expected:
            wrong.append(f"'{source}' has shape {list(array.shape)}, expected {list(expected)}")
        else:
            with numpy.errstate(over="ignore"):  # the next line finds it
                fitting[name] = numpy.ascontiguousarray(array, "<f4")
            if not numpy.isfinite(fitting[name]).all():
                wrong.append(f"'{source}' holds NaN or infinite values")
    named = {plain_name(source, architecture) for source in arrays}
    wrong += [f"'{name}' is missing" for name in architecture.tensors if name not in named]
    if wrong:
        raise Refused("does not fit the architecture; nothing was written:\n  " + "\n  ".join(wrong))
    return fitting, left_out


def write_safetensors(path, arrays, metadata):
    """By rename. Laid out as emorec itself writes it: by name, header padded to eight bytes."""
    names = sorted(arrays)
    ends = list(itertools.accumulate(arrays[name].nbytes for name in names))
    header = {"__metadata__": metadata}
    for name, end in zip(names, ends):
        header[name] = {"dtype": {"<f4": "F32", "<f2": "F16"}[arrays[name].dtype.str], "shape": arrays[name].shape,
                        "data_offsets": [end - arrays[name].nbytes, end]}
    text = json.dumps(header, sort_keys=True, ensure_ascii=False).encode(errors="replace")
    text += b" " * (-len(text) % 8)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            file.write(struct.pack("<Q", len(text)) + text)
            for name in names:
                file.write(arrays[name].tobytes())
            file.flush()
            os.fchmod(file.fileno(), 0o644)
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


def read_words(path):
    """A class a line, in order: `tench, Tinca tinca`, or Places365's `/a/abbey 0`."""
    words = []
    for line in path.read_text(encoding="utf-8").splitlines():
        place = re.fullmatch(r"/\w/(\S+) \d+", line)
        words.append(place[1].replace("_", " ").replace("/", ", ") if place else line.split(",")[0].strip())
    return words


def take_words(arrays, architecture, words):
    """What tells the classes, under the names that streams know."""
    if not architecture.words:
        raise Refused("is of an architecture whose classes are not read: leave --words out")
    found = {plain_name(name, architecture): array for name, array in arrays.items()}
    weight, bias = (found.get(f"{architecture.words}.{part}") for part in ("weight", "bias"))
    depth = list(architecture.tensors.values())[-1][0] * (2 if architecture.words == "conv10" else 1)
    if weight is None or bias is None or weight.shape != (len(words), depth, 1, 1) or bias.shape != (len(words),):
        raise Refused(f"has no '{architecture.words}' for {len(words)} classes of {depth} channels: are the "
                      "words of another network?")
    taken = {"words.weight": numpy.ascontiguousarray(weight, "<f4"), "words.bias": numpy.ascontiguousarray(bias, "<f4")}
    if not all(numpy.isfinite(values).all() for values in taken.values()):
        raise Refused(f"'{architecture.words}' holds NaN or infinite values")
    return taken


def metadata_of(arguments):
    """`input` is written as in model files: (value/255 - mean) / std per channel, RGB."""
    with open(arguments.source, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    flip = -1 if arguments.order == "bgr" else 1
    means, deviations = ([value / arguments.range for value in values[::flip]]
                         for values in (arguments.mean, arguments.std))
    return {"format": "emorec.backbone/1", "architecture": arguments.architecture,
            "source": arguments.source.name, "source_sha256": digest, "licence": arguments.licence,
            "input": json.dumps({"size": ARCHITECTURES[arguments.architecture].size, "colour": "rgb",
                                 "mean": means, "std": deviations})}


def report_left_out(names):
    others = [name for name in names if not name.endswith("num_batches_tracked")]
    if len(others) < len(names):
        others.append(f"{len(names) - len(others)} num_batches_tracked")
    if others:
        print("left out, not part of the backbone: " + ", ".join(others), file=sys.stderr)


def convert(arguments):
    architecture = ARCHITECTURES[arguments.architecture]
    arrays = read_weights(arguments.source)
    renamed = any(plain_name(name, architecture) != without_prefix(name) for name in arrays)
    if renamed and arguments.mean is None:
        raise Refused("has other names than torchvision's, and such networks differ in what they "
                      "take: say it with --order, --range, --mean and --std (docs/import.md).")
    arguments.mean = arguments.mean or IMAGENET_MEAN
    arguments.std = arguments.std or IMAGENET_STD
    fitting, left_out = fit(arrays, architecture)
    words = read_words(arguments.words) if arguments.words else []
    if words:
        fitting |= take_words(arrays, architecture, words)
        left_out = [name for name in left_out if not plain_name(name, architecture).startswith(architecture.words)]
    report_left_out(left_out)
    if arguments.order == "bgr":
        fitting[architecture.first] = fitting[architecture.first][:, ::-1]
    if arguments.half:
        fitting = {name: array.astype("<f2") for name, array in fitting.items()}
        if not all(numpy.isfinite(array).all() for array in fitting.values()):
            raise Refused("holds values that 16 bits cannot: leave --half out")
    metadata = metadata_of(arguments)
    if words:
        metadata["words"] = json.dumps(words)
    write_safetensors(arguments.out, fitting, metadata)


def positive(text):
    value = float(text)
    if not 0 < value < math.inf:
        raise ValueError
    return value


def finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return value


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("source", type=pathlib.Path, help="state dict (.pth), .onnx or .safetensors")
    parser.add_argument("--architecture", required=True, choices=sorted(ARCHITECTURES))
    parser.add_argument("--out", required=True, type=pathlib.Path, help="the safetensors to write")
    parser.add_argument("--licence", required=True, help="the licence of the weights; written into the file")
    parser.add_argument("--half", action="store_true", help="write 16-bit numbers, half as many bytes")
    parser.add_argument("--words", type=pathlib.Path, metavar="FILE",
                        help="the network's classes, one a line: keep what tells them (mobilenetv2, squeezenet)")
    parser.add_argument("--order", choices=("rgb", "bgr"), default="rgb",
                        help="the order of the colours that the network takes; the output takes RGB (%(default)s)")
    parser.add_argument("--range", type=positive, default=1,
                        help="what white is before mean and std: 1 or 255 (%(default)s)")
    parser.add_argument("--mean", nargs=3, type=finite, metavar="M",
                        help="subtracted, in that order and range (ImageNet's)")
    parser.add_argument("--std", nargs=3, type=positive, metavar="S",
                        help="divided by afterwards (ImageNet's)")
    arguments = parser.parse_args(words)
    if (arguments.mean is None) != (arguments.std is None):
        parser.error("give --mean and --std together")
    if arguments.mean is None and (arguments.range != 1 or arguments.order != "rgb"):
        parser.error("--order and --range need --mean and --std")
    return arguments


def main(words):
    arguments = parse(words)
    try:
        convert(arguments)
    except Refused as error:
        print(f"{arguments.source}: {error}", file=sys.stderr)
        return EXIT_INPUT
    except OSError as error:
        print(error, file=sys.stderr)
        return EXIT_INPUT if error.filename == str(arguments.source) else EXIT_OUTPUT
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
