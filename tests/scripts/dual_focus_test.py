"""From imported weights to an answer: import_weights.py, extract --features, train --recipe dual, classify.

dual_focus_test.py EMOREC [WEIGHTS CLIPS]: the last two are folders of what cannot be in the source tree; the
test is skipped without them, and without numpy."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy  # noqa: F401, for the script
except ImportError:
    print("skipped: no numpy (apt-get install python3-numpy)")
    sys.exit(77)

SOURCE = pathlib.Path(__file__).resolve().parents[2]
EMOREC = sys.argv[1]
WEIGHTS, CLIPS = map(pathlib.Path, sys.argv[2:4])
if not (WEIGHTS / "mobilenetv2-imagenet.safetensors").exists():
    print(f"skipped: no weights in {WEIGHTS}")
    sys.exit(77)


def run(*words):
    result = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if result.returncode != 0:
        raise AssertionError(f"{words}: {result.returncode}\n{result.stderr}")
    return result.stdout


class DualFocusTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="emorec-test-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.place = place = pathlib.Path(cls.folder.name)
        for source, name, options in (
                ("mobilenetv2-imagenet", "mobilenetv2",
                 ("--mean", 0.5, 0.5, 0.5, "--std", 0.5, 0.5, 0.5, "--words", WEIGHTS / "imagenet_labels.txt")),
                ("squeezenet-places365", "squeezenet",
                 ("--order", "bgr", "--range", 255, "--mean", 104.05, 112.51, 116.68, "--std", 255, 255, 255,
                  "--words", WEIGHTS / "categories_places365.txt"))):
            run(sys.executable, SOURCE / "scripts/import_weights.py", WEIGHTS / f"{source}.safetensors",
                "--architecture", name, "--licence", "test", "--out", place / f"{name}.safetensors", *options)
        for label, clips in (("joy", [SOURCE / "samples/eileen_collins.mp4"]),
                             ("anger", [SOURCE / "samples/portraits/grace_hopper.jpg", CLIPS / "preview_classroom.gif"])):
            (place / "set" / label).mkdir(parents=True)
            for clip in clips:
                shutil.copy(clip, place / "set" / label)
        run(EMOREC, "extract", place / "set", "--features", "--object", place / "mobilenetv2.safetensors",
            "--scene", place / "squeezenet.safetensors", "--out", place / "cache")
        cls.training = (EMOREC, "train", place / "cache", "--recipe", "dual", "--head-rate", 1e-3, "--batch", 3,
                        "--hold-out", 0, "--out", place / "dual.safetensors")
        run(*cls.training, "--epochs", 8)

    def answer(self, clip):
        return json.loads(run(EMOREC, "classify", clip, "--model", self.place / "dual.safetensors", "--format", "json"))

    def test_what_was_learnt_is_answered(self):
        self.assertEqual(self.answer(SOURCE / "samples/eileen_collins.mp4")["label"], "joy")
        self.assertEqual(self.answer(SOURCE / "samples/portraits/grace_hopper.jpg")["label"], "anger")

    def test_the_object_network_names_a_naval_uniform(self):
        frame = self.answer(SOURCE / "samples/portraits/grace_hopper.jpg")["subjects"][0]["frames"][0]
        word = frame["words"][0]
        self.assertEqual((word["view"], word["word"]), ("object", "military uniform"))
        self.assertGreater(word["share"], 0.9)  # 0.93 is published

    def test_the_scene_network_names_a_room_with_rows_of_seats(self):
        frames = self.answer(CLIPS / "preview_classroom.gif")["subjects"][0]["frames"]
        for frame in frames:
            scenes = {word["word"] for word in frame["words"] if word["view"] == "scene"}
            self.assertTrue(scenes & {"classroom", "lecture room", "conference room"}, scenes)

    def test_a_finished_training_is_left_alone(self):
        model = self.place / "dual.safetensors"
        before = model.read_bytes()
        run(*self.training, "--epochs", 8, "--resume")
        with self.assertRaisesRegex(AssertionError, r": 2\n.*other options \(--epochs\)"):
            run(*self.training, "--epochs", 9, "--resume")
        with self.assertRaisesRegex(AssertionError, r": 2\n.*exists.*--overwrite"):
            run(*self.training, "--epochs", 8)
        self.assertEqual(model.read_bytes(), before)

    def test_each_stream_has_a_map(self):
        answer = self.answer(SOURCE / "samples/eileen_collins.mp4")
        self.assertEqual([(m["view"], m["shape"]) for m in answer["model"]["maps"]],
                         [("object", [1, 7, 7]), ("scene", [1, 13, 13]), ("motion", [1, 7, 7])])
        frames = answer["subjects"][0]["frames"]
        self.assertEqual(len(frames), 12)
        self.assertAlmostEqual(sum(frame["importance"] for frame in frames), 1, places=4)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
