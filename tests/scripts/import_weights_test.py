#!/usr/bin/python3
"""scripts/import_weights.py, up to the networks that its files are for: import_weights_test.py BACKBONE.

BACKBONE is the program of backbone.cc. Ends with code 77, which ctest takes for "skipped", where
numpy is missing."""
import collections
import contextlib
import functools
import hashlib
import importlib.util
import io
import json
import os
import pathlib
import pickle
import re
import struct
import subprocess
import sys
import tempfile
import types
import unittest
import zipfile

try:
    import numpy
except ImportError:
    print("skipped: apt-get install python3-numpy")
    sys.exit(77)

BACKBONE = sys.argv.pop(1)
SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/import_weights.py"
SPEC = importlib.util.spec_from_file_location("import_weights", SCRIPT)
script = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(script)
NAMES = ("mobilefacenet", "mobilenetv2", "resnet18", "resnet50", "squeezenet", "vgg16")

# Simonyan and Zisserman 2015, table 1, column D: where its convolutions stand in torchvision's list.
VGG16 = {"conv1_1": 0, "conv1_2": 2, "conv2_1": 5, "conv2_2": 7, "conv3_1": 10, "conv3_2": 12,
         "conv3_3": 14, "conv4_1": 17, "conv4_2": 19, "conv4_3": 21, "conv5_1": 24, "conv5_2": 26,
         "conv5_3": 28}


def rebuilds(name):
    """A function that pickles ask PyTorch for, by name; it need not be there to be named."""
    module, _, word = name.rpartition(".")
    sys.modules.setdefault("torch", types.ModuleType("torch"))
    holder = sys.modules.setdefault(module, types.ModuleType(module))
    function = types.FunctionType((lambda *_: None).__code__, {}, word)
    function.__module__, function.__qualname__ = module, word
    setattr(holder, word, function)
    return function


REBUILD = rebuilds("torch._utils._rebuild_tensor_v2")
REBUILD_PARAMETER = rebuilds("torch._utils._rebuild_parameter")
STORAGES = {"f4": rebuilds("torch.FloatStorage"), "f2": rebuilds("torch.HalfStorage"),
            "f8": rebuilds("torch.DoubleStorage"), "i8": rebuilds("torch.LongStorage"),
            "u2": rebuilds("torch.BFloat16Storage")}  # numpy has no bfloat16: its bits


class Storage:
    def __init__(self, array):
        self.array, self.key, self.count = array, str(id(array)), array.size
        self.kind = STORAGES[array.dtype.str[1:]]


class Call:
    """Pickles as the call of a function; unpickling it anywhere else makes that call."""

    def __init__(self, function, *words):
        self.call = function, words

    def __reduce__(self):
        return self.call


def tensor(array, storage=None, offset=0, shape=None, stride=None):
    storage = storage or Storage(numpy.ascontiguousarray(array))
    stride = stride or tuple(step // array.itemsize for step in array.strides)
    return Call(REBUILD, storage, offset, shape or array.shape, stride, False, collections.OrderedDict())


class Pickler(pickle.Pickler):
    def __init__(self, file, *view):
        super().__init__(file, protocol=2)
        self.storages, self.view = {}, view

    def persistent_id(self, obj):
        if not isinstance(obj, Storage):
            return None
        self.storages[obj.key] = obj
        return ("storage", obj.kind, obj.key, "cpu", obj.count, *self.view)


def state_dict(arrays):
    return collections.OrderedDict((name, tensor(array)) for name, array in arrays.items())


def save_zip(path, content, compression=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    pickler = Pickler(stream)
    pickler.dump(content)
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("archive/data.pkl", stream.getvalue())
        for key, storage in pickler.storages.items():
            archive.writestr(f"archive/data/{key}", storage.array.tobytes())
        archive.writestr("archive/version", "3\n")


def save_legacy(path, content):
    with open(path, "wb") as file:
        pickle.dump(0x1950A86A20F9469CFC6C, file, 2)
        pickle.dump(1001, file, 2)
        pickle.dump({"protocol_version": 1001, "little_endian": True, "type_sizes": {}}, file, 2)
        pickler = Pickler(file, None)
        pickler.dump(content)
        pickle.dump(sorted(pickler.storages), file, 2)
        for key in sorted(pickler.storages):
            storage = pickler.storages[key]
            file.write(struct.pack("<q", storage.count) + storage.array.tobytes())


def read_safetensors(path):
    data = path.read_bytes()
    length, = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        assert entry["dtype"] == "F32"
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        arrays[name] = numpy.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    return arrays, metadata


@functools.cache
def shapes_in_cpp(name):
    lines = subprocess.run([BACKBONE, name], check=True, capture_output=True, text=True).stdout
    words = (line.split() for line in lines.splitlines())
    return {tensor_name: tuple(map(int, shape)) for tensor_name, *shape in words}


def random_arrays(name):
    """As a network might have them: sums that stay of ordinary size, variances above zero."""
    generator = numpy.random.default_rng(7)
    arrays = {}
    for tensor_name, shape in shapes_in_cpp(name).items():
        values = generator.standard_normal(shape, numpy.float32)
        values *= numpy.float32(numpy.prod(shape[1:]) ** -0.5)
        arrays[tensor_name] = abs(values) + 1 if "running_var" in tensor_name else values
    return arrays


class ImportTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="emorec-test-")
        self.addCleanup(self.folder.cleanup)
        self.place = pathlib.Path(self.folder.name)
        self.source, self.out = self.place / "weights.pth", self.place / "out.safetensors"

    def run_script(self, architecture, *options, source=None):
        """Its exit code, and what was said. In this process: Python and numpy take a second to begin."""
        words = (source or self.source, "--architecture", architecture, "--licence", "CC0",
                 "--out", self.out, *options)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            code = script.main([str(word) for word in words])
        return code, said.getvalue()

    def converted(self, architecture, *options, source=None):
        """The tensors and metadata of the file, and what was said."""
        code, said = self.run_script(architecture, *options, source=source)
        self.assertEqual(code, 0, said)
        return *read_safetensors(self.out), said

    def refusal(self, architecture, *options, source=None):
        before = sorted(self.place.iterdir())
        code, said = self.run_script(architecture, *options, source=source)
        self.assertEqual(code, 3, said)
        self.assertEqual(sorted(self.place.iterdir()), before)
        return said

    def assert_same(self, arrays, expected):
        self.assertEqual(sorted(arrays), sorted(expected))
        for name in expected:
            numpy.testing.assert_array_equal(arrays[name], expected[name], name)


class ArchitectureTest(ImportTest):
    def assert_loads(self, architecture, expected):
        """The backbone holds these values after loading the file as training does, and computes."""
        held = self.place / "held.safetensors"
        result = subprocess.run([BACKBONE, architecture, self.out, held], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assert_same(read_safetensors(held)[0], expected)
        *_, mean, deviation = map(float, result.stdout.split())
        self.assertTrue(numpy.isfinite(mean) and deviation > 1e-3, result.stdout)

    def with_the_rest(self, arrays, classifier):
        """A state dict as it is published: with counters and a classifier."""
        whole = dict(arrays)
        for name in arrays:
            if name.endswith("running_var"):
                whole[name.replace("running_var", "num_batches_tracked")] = numpy.array(9, "i8")
        return whole | {classifier: numpy.ones((5, 3), "f4")}

    def test_the_script_knows_the_names_and_shapes_of_the_program(self):
        self.assertEqual(sorted(script.ARCHITECTURES), sorted(NAMES))
        for name in NAMES:
            self.assertEqual(script.ARCHITECTURES[name].tensors, shapes_in_cpp(name), name)

    def test_torchvisions_resnets(self):
        for name, save, prefix in (("resnet18", save_zip, "module."), ("resnet50", save_legacy, "")):
            arrays = random_arrays(name)
            # As torchvision's documentation prints them.
            self.assertEqual(arrays["layer2.0.downsample.0.weight"].shape[1], 64 if prefix else 256)
            save(self.source, {"epoch": 3, "state_dict": state_dict(
                {prefix + n: a for n, a in self.with_the_rest(arrays, "fc.weight").items()})})
            result, metadata, said = self.converted(name)
            self.assert_same(result, arrays)
            self.assert_loads(name, arrays)
            self.assertIn(prefix + "fc.weight", said)
            self.assertEqual(metadata["architecture"], name)

    def test_torchvisions_and_vgg_faces_vgg16(self):
        arrays = random_arrays("vgg16")
        self.assertEqual(len(arrays), 2 * len(VGG16))
        by_layer = {(layer, part): arrays[f"features.{index}.{part}"]
                    for layer, index in VGG16.items() for part in ("weight", "bias")}
        named = {f"{layer}.{part}": a for (layer, part), a in by_layer.items()}
        underscored = {name.replace("conv", "conv_"): a for name, a in named.items()}
        numbered = {name.replace("features.", ""): a for name, a in arrays.items()}
        image = ("--mean", "129", "105", "94", "--std", "1", "1", "1", "--range", "255")
        for source, rest, options in ((arrays, "classifier.0.weight", ()), (named, "fc6.weight", image),
                                      (underscored, "fc8.bias", image), (numbered, "32.1.weight", image)):
            save_zip(self.source, state_dict(self.with_the_rest(source, rest)))
            result, _, said = self.converted("vgg16", *options)
            self.assert_same(result, arrays)
            self.assertIn(rest, said)
        self.assert_loads("vgg16", arrays)
        self.out.unlink()
        self.assertIn("--mean", self.refusal("vgg16"))  # not told by such names

    def test_mobilefacenet(self):
        arrays = random_arrays("mobilefacenet")
        save_zip(self.source, {"state_dict": state_dict(
            {"module.backbone." + n: a for n, a in self.with_the_rest(arrays, "gdconv.bn.bias").items()})})
        self.assert_same(self.converted("mobilefacenet")[0], arrays)
        self.assert_loads("mobilefacenet", arrays)

    def test_what_tells_the_words_of_a_stream(self):
        arrays = random_arrays("squeezenet")
        told = {"conv10.weight": numpy.ones((2, 512, 1, 1), "f4"), "conv10.bias": numpy.arange(2, dtype="f4")}
        save_zip(self.source, state_dict(arrays | told))
        words = self.place / "words.txt"
        words.write_text("/b/beach 0\n/c/church/indoor 1\n")
        result, metadata, said = self.converted("squeezenet", "--words", words)
        self.assert_same(result, arrays | {"words.weight": told["conv10.weight"], "words.bias": told["conv10.bias"]})
        self.assertEqual(json.loads(metadata["words"]), ["beach", "church, indoor"])
        self.assertNotIn("conv10", said)
        self.assert_loads("squeezenet", arrays)
        self.out.unlink()
        words.write_text("one\ntwo\nthree\n")
        self.assertIn("3 classes", self.refusal("squeezenet", "--words", words))


class FormatTest(ImportTest):
    """Forms of the smallest network's file."""

    @classmethod
    def setUpClass(cls):
        cls.arrays = random_arrays("mobilefacenet")

    def test_halves_bfloat16_doubles_parameters_and_views(self):
        content = state_dict(self.arrays)
        expected = dict(self.arrays)

        def change(name, pickled, values):
            content[name], expected[name] = pickled, values.astype("f4")

        half = self.arrays["conv2.0.weight"].astype("f2")
        change("conv2.0.weight", tensor(half), half)
        bits = (self.arrays["conv1.0.weight"].view("u4") >> 16).astype("u2")
        change("conv1.0.weight", tensor(bits), (bits.astype("u4") << 16).view("f4"))
        double = self.arrays["conv1.1.weight"].astype("f8")
        change("conv1.1.weight", Call(REBUILD_PARAMETER, tensor(double), True), double)
        # Two tensors of one storage, one of them transposed.
        shared = numpy.arange(64 + 64 * 64, dtype="f4")
        storage = Storage(shared)
        change("conv1.1.bias", tensor(shared, storage, 0, (64,), (1,)), shared[:64])
        change("dw_conv.pointwise.weight", tensor(shared, storage, 64, (64, 64, 1, 1), (1, 64, 1, 1)),
               shared[64:].reshape(64, 64).T[:, :, None, None])
        for save in (save_zip, save_legacy):
            save(self.source, content)
            self.assert_same(self.converted("mobilefacenet")[0], expected)

    def test_its_own_output_is_a_source_and_comes_out_the_same(self):
        save_zip(self.source, state_dict(self.arrays))
        self.converted("mobilefacenet")
        first = self.place / "first.safetensors"
        self.out.rename(first)
        self.assert_same(self.converted("mobilefacenet", source=first)[0], self.arrays)

    def test_onnx(self):
        try:
            import onnx
            from onnx import numpy_helper
        except ImportError:
            self.skipTest("apt-get install python3-onnx")
        source = self.place / "weights.onnx"
        tensors = [numpy_helper.from_array(a, n) for n, a in self.arrays.items()]
        tensors.append(numpy_helper.from_array(numpy.array([1, -1], "i8"), "onnx::Reshape_7"))
        graph = onnx.helper.make_graph([], "graph", [], [], tensors)
        onnx.save(onnx.helper.make_model(graph), str(source))
        self.assert_same(self.converted("mobilefacenet", source=source)[0], self.arrays)
        tensors[0].data_location = onnx.TensorProto.EXTERNAL
        tensors[0].external_data.add(key="location", value="../../etc/passwd")
        graph = onnx.helper.make_graph([], "graph", [], [], tensors)
        source.write_bytes(onnx.helper.make_model(graph).SerializeToString())
        self.assertIn("other files", self.refusal("mobilefacenet", source=source))

    def test_what_the_file_says_of_itself(self):
        save_zip(self.source, state_dict(self.arrays))
        _, metadata, _ = self.converted("mobilefacenet")
        self.assertEqual(metadata["source"], "weights.pth")
        self.assertEqual(metadata["source_sha256"], hashlib.sha256(self.source.read_bytes()).hexdigest())
        self.assertEqual(metadata["licence"], "CC0")
        self.assertEqual(json.loads(metadata["input"]), {
            "size": 112, "colour": "rgb", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]})

    def test_a_network_for_bgr_becomes_one_for_rgb(self):
        save_zip(self.source, state_dict(self.arrays))
        arrays, metadata, _ = self.converted("mobilefacenet", "--order", "bgr", "--range", "255", "--mean",
                                             "51", "102", "204", "--std", "1", "2", "4")
        first = self.arrays["conv1.0.weight"]
        self.assert_same(arrays, self.arrays | {"conv1.0.weight": first[:, ::-1]})
        # Both compute the same of a pixel, whatever it is.
        blue_green_red = numpy.array([7.0, 90.0, 250.0])
        expected = first[:, :, 1, 1] @ ((blue_green_red - [51, 102, 204]) / [1, 2, 4])
        image = json.loads(metadata["input"])
        seen = (blue_green_red[::-1] / 255 - image["mean"]) / image["std"]
        numpy.testing.assert_allclose(arrays["conv1.0.weight"][:, :, 1, 1] @ seen, expected, 1e-4, 1e-4)


class RefusalTest(ImportTest):
    @classmethod
    def setUpClass(cls):
        cls.arrays = random_arrays("mobilefacenet")

    def test_code_is_named_and_not_run(self):
        marker = self.place / "marker"
        evil = Call(os.system, f"touch {marker}")
        for save in (save_zip, save_legacy):
            for content in (evil, state_dict(self.arrays) | {"conv1.1.bias": evil},
                            {"state_dict": state_dict(self.arrays), "args": evil}):
                save(self.source, content)
                self.assertIn(f"'{os.system.__module__}.system'", self.refusal("mobilefacenet"))
        self.source.write_bytes(pickle.dumps(evil))  # not PyTorch's at all
        self.assertIn("is neither", self.refusal("mobilefacenet"))
        self.assertFalse(marker.exists())
        pickle.loads(pickle.dumps(evil))  # it would have worked
        self.assertTrue(marker.exists())

    def test_no_way_round_by_dots_or_extensions(self):
        for code in (b"\x80\x04\x8c\x0bcollections\x8c\x1cOrderedDict.fromkeys.__self__\x93.",
                     b"cbuiltins\neval\n.", b"(S'1'\nibuiltins\neval\n.", b"\x82\x01."):
            with zipfile.ZipFile(self.source, "w") as archive:
                archive.writestr("archive/data.pkl", code)
            self.assertRegex(self.refusal("mobilefacenet"), "asks for|is damaged")

    def test_everything_wrong_is_named_at_once(self):
        arrays = dict(self.arrays)
        del arrays["conv2.1.bias"]
        arrays["conv1.1.bias"] = numpy.zeros((2, 32), "f4")
        arrays["conv9.weight"] = numpy.zeros(3, "f4")
        arrays["module.conv1.1.weight"] = arrays["conv1.1.weight"]
        arrays["dw_conv.bn1.bias"] = numpy.full(64, numpy.nan, "f4")
        arrays["dw_conv.bn2.bias"] = numpy.zeros(64, "i8")
        save_zip(self.source, state_dict(arrays))
        said = self.refusal("mobilefacenet")
        self.assertIn("'conv2.1.bias' is missing", said)
        self.assertIn("'conv1.1.bias' has shape [2, 32], expected [64]", said)
        self.assertIn("'conv9.weight' is unexpected", said)
        self.assertIn("'module.conv1.1.weight' is there twice", said)
        self.assertIn("'dw_conv.bn1.bias' holds NaN", said)
        self.assertRegex(said, "dw_conv.bn2.bias' (is missing|holds int64)")
        self.assertEqual(len(re.findall("\n  ", said)), 6)

    def test_damaged_files(self):
        array = numpy.zeros(8, "f4")
        for broken in (tensor(array, offset=1), tensor(array, offset=-1), tensor(array, shape=(9,)),
                       tensor(array, shape=(2, 2)), tensor(array, stride=(-1,)),
                       tensor(array, shape=(1 << 40, 1 << 40), stride=(1, 1)), tensor(array, offset="x")):
            save_zip(self.source, {"conv1.1.bias": broken})
            self.assertIn("is damaged", self.refusal("mobilefacenet"))
        # A tensor of a petabyte over one number must cost nothing.
        save_zip(self.source, {"conv1.1.bias": tensor(array, shape=(1 << 50,), stride=(0,))})
        self.assertIn("has shape [1125899906842624]", self.refusal("mobilefacenet"))

        save_zip(self.source, state_dict(self.arrays), zipfile.ZIP_DEFLATED)
        self.assertIn("compressed", self.refusal("mobilefacenet"))
        for attribute, lie in (("count", 1 << 50), ("count", -8), ("kind", "O"), ("kind", None)):
            storage = Storage(array)
            setattr(storage, attribute, lie)
            for save in (save_zip, save_legacy):
                save(self.source, {"conv1.1.bias": tensor(array, storage)})
                self.assertIn("is damaged", self.refusal("mobilefacenet"))

    def test_truncated_files(self):
        save_zip(self.source, state_dict(self.arrays))
        self.converted("mobilefacenet")
        sources = [self.source.read_bytes(), self.out.read_bytes()]
        self.out.unlink()
        save_legacy(self.source, state_dict(self.arrays))
        for data in [*sources, self.source.read_bytes()]:
            for length in (0, 7, 60, len(data) // 2, len(data) - 1):
                self.source.write_bytes(data[:length])
                self.refusal("mobilefacenet")

    def test_paths(self):
        self.assertIn("No such file", self.refusal("vgg16"))
        save_zip(self.source, state_dict(self.arrays))
        code, said = self.run_script("mobilefacenet", "--out", self.place / "no/such/folder")
        self.assertEqual(code, 5, said)

    def test_exit_code_of_the_program(self):
        words = [SCRIPT, self.source, "--architecture", "vgg16", "--licence", "CC0", "--out", self.out]
        result = subprocess.run([sys.executable, *words], capture_output=True, text=True)
        self.assertEqual(result.returncode, 3, result.stderr)
        self.assertNotIn("Traceback", result.stderr)


if __name__ == "__main__":
    unittest.main()
