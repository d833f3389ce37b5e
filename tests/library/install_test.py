#!/usr/bin/python3
"""The installed library, as those who build upon it find it: the examples in C and C++, by CMake's
package and by pkg-config, give the program's answer. Called with the build folder and the program."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD, PROGRAM = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
EXAMPLES = SOURCE / "docs/examples"
CLIP = SOURCE / "samples/eileen_collins.mp4"
MODEL = "emorec-base"


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise AssertionError(f"{words[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


class InstalledLibrary(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.prefix = pathlib.Path(cls.folder.name) / "prefix"
        for component in "library", "development":
            run("cmake", "--install", BUILD, "--prefix", cls.prefix, "--component", component)
        (cls.prefix / "share/emorec").mkdir(parents=True)
        (cls.prefix / "share/emorec/models").symlink_to(SOURCE / "models")
        answer = json.loads(run(PROGRAM, "classify", "--format", "json", CLIP))
        cls.subject = answer["subjects"][0]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def pc(self, *words):
        found = next(self.prefix.rglob("emorec.pc")).parent
        return run("pkg-config", *words, "emorec",
                   env={**os.environ, "PKG_CONFIG_PATH": str(found)}).split()

    def test_the_c_example_by_pkg_config(self):
        program = self.prefix / "classify_c"
        run("cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", EXAMPLES / "classify.c",
            "-o", program, *self.pc("--cflags", "--libs"))
        libraries = self.pc("--variable=libdir")[0]
        said = run(program, MODEL, CLIP, env={**os.environ, "LD_LIBRARY_PATH": libraries})
        best = max(self.subject["frames"], key=lambda frame: frame["importance"])
        self.assertEqual(said, f"{CLIP}: {self.subject['label']}, most of all at {best['time']:.2f} s\n")

    def test_both_examples_by_cmake(self):
        out = self.prefix / "examples"
        run("cmake", "-S", EXAMPLES, "-B", out, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Wshadow -Werror")
        run("cmake", "--build", out)
        said = run(out / "classify", MODEL, CLIP)
        self.assertIn(self.subject["label"], said)
        # Half a second, then a frame after each second.
        grey = bytes(64 * 48 * 3 * 26)
        self.assertEqual(run(out / "stream", MODEL, 64, 48, 10, input=grey.decode("latin1")),
                         "1 s:\n2 s:\n")

    def test_only_the_interface_is_exported(self):
        library = next(self.prefix.rglob("libemorec.so.*"))
        names = {line.split()[-1] for line in run("nm", "-D", "--defined-only", library).splitlines()}
        strange = {name for name in names if not name.startswith("emorec_")}
        self.assertEqual(strange, set())
        self.assertGreater(len(names), 30)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
