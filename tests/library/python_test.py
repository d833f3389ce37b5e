#!/usr/bin/python3
"""The Python module against the program's own JSON. Called with the folder of the module and the
program."""
import ctypes
import json
import locale
import os
import pathlib
import signal
import subprocess
import sys
import unittest

try:
    import numpy as np
except ImportError:
    print("skipped: no numpy")
    sys.exit(77)

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = sys.argv[2]
sys.path.insert(0, sys.argv[1])
import emorec  # noqa: E402

CLIP = SOURCE / "samples/eileen_collins.mp4"


def program_says(clip, *options):
    words = [PROGRAM, "classify", "--format", "json", *options, str(clip)]
    return json.loads(subprocess.run(words, capture_output=True, check=True).stdout)


class Module(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model = emorec.Model("emorec-base")
        cls.prediction = cls.model.classify(CLIP)
        cls.expected = program_says(CLIP)

    def test_the_answer_is_the_programs(self):
        self.assertEqual(json.loads(self.prediction.json()), self.expected)

    def test_arrays_are_those_of_the_json(self):
        subject, expected = self.prediction.main, self.expected["subjects"][0]
        frames = expected["frames"]
        labels = self.model.labels
        self.assertEqual(subject.label, expected["label"])
        self.assertEqual(subject.labels, labels)
        for label, probability in expected["probabilities"].items():
            self.assertAlmostEqual(subject.probabilities[label], probability, places=5)

        def check(array, values):
            np.testing.assert_allclose(array, np.array(values), atol=2e-6)

        check(subject.times, [frame["time"] for frame in frames])
        check(subject.indices, [frame["index"] for frame in frames])
        check(subject.importance, [frame["importance"] for frame in frames])
        check(subject.interpolated, [frame["interpolated"] for frame in frames])
        check(subject.logits, [[frame["logits"][label] for label in labels] for frame in frames])
        check(subject.joint,
              [[frame["probabilities"][label] for label in labels] for frame in frames])
        check(subject.boxes, [frame["face"]["box"] for frame in frames])
        spec = self.expected["model"]["maps"][0]
        values, to_cells = subject.maps[spec["view"]]
        self.assertEqual(list(values.shape), [len(frames), *spec["shape"]])
        check(values.reshape(len(frames), -1), [frame["maps"][0]["values"] for frame in frames])
        check(to_cells.reshape(-1, 6), [frame["maps"][0]["to_cells"] for frame in frames])
        self.assertAlmostEqual(subject.importance.sum(), 1)

    def test_arrays_outlive_what_they_are_of_and_do_not_change(self):
        times = emorec.Model().classify(CLIP).main.times
        self.assertAlmostEqual(times[1], 0.04, places=3)
        with self.assertRaises(ValueError):
            times[0] = 1

    def test_options_are_the_programs(self):
        model = emorec.Model(every_frame=True, end=0.5, threads=1)
        expected = program_says(CLIP, "--every-frame", "--end", "0.5")
        self.assertEqual(json.loads(model.classify(CLIP).json()), expected)
        with self.assertRaisesRegex(TypeError, "evry_frame"):
            emorec.Model(evry_frame=True)

    def test_errors_are_told_apart(self):
        with self.assertRaisesRegex(emorec.InputError, "nowhere.mp4: no such file"):
            self.model.classify("nowhere.mp4")
        with self.assertRaisesRegex(emorec.ModelError, "emorec-huge"):
            emorec.Model("emorec-huge")
        with self.assertRaises(emorec.UsageError):
            emorec.Model(prior_adjustment=2)

    def test_progress_is_told_and_stops(self):
        seen = []
        self.model.classify(CLIP, progress=lambda seconds, duration: seen.append((seconds, duration)))
        self.assertGreater(len(seen), 5)
        self.assertTrue(all(duration == seen[0][1] > 1 for _, duration in seen))
        with self.assertRaises(emorec.Cancelled):
            self.model.classify(CLIP, progress=lambda *_: False)
        with self.assertRaises(KeyError):
            self.model.classify(CLIP, progress=lambda *_: {}["nothing"])

    def test_a_session_of_frames_without_a_face(self):
        session = emorec.Session(self.model, window=1)
        for n in range(30):
            session.add(np.zeros((48, 64), np.uint8), n / 10)
        prediction = session.latest()
        self.assertEqual((prediction.status, prediction.subjects), ("no_face", []))
        with self.assertRaises(ValueError):
            prediction.main
        with self.assertRaises(emorec.UsageError):
            session.add(np.zeros((48, 64, 3), np.uint8), 1.0)  # earlier than the last
        with self.assertRaises(ValueError):
            session.add(np.zeros((48, 64, 4), np.uint8), 4.0)

    def test_a_session_of_the_clips_frames_gives_its_answer(self):
        width, height = self.expected["clip"]["width"], self.expected["clip"]["height"]
        raw = subprocess.run(
            ["ffmpeg", "-v", "error", "-i", str(CLIP), "-f", "rawvideo", "-pix_fmt", "rgb24", "-"],
            capture_output=True, check=True).stdout
        frames = np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3)
        session = emorec.Session(self.model)
        for n, frame in enumerate(frames):
            session.add(frame, n / 25, rgb=True)
        subject = session.finish().main
        expected = program_says(CLIP, "--every-frame")["subjects"][0]
        self.assertEqual(subject.label, expected["label"])
        self.assertEqual(len(subject.times), len(expected["frames"]))
        # FFmpeg's own conversion of colours is another.
        probabilities = [subject.probabilities[label] for label in expected["probabilities"]]
        np.testing.assert_allclose(probabilities, list(expected["probabilities"].values()), atol=0.05)

    def test_the_process_is_left_as_it_was(self):
        def settings():
            avutil, gomp = ctypes.CDLL("libavutil.so.57"), ctypes.CDLL("libgomp.so.1")
            handlers = [signal.getsignal(number) for number in signal.valid_signals()]
            return (avutil.av_log_get_level(), gomp.omp_get_max_threads(), handlers,
                    locale.setlocale(locale.LC_ALL), dict(os.environ))

        before = settings()
        emorec.Model().classify(CLIP)
        self.assertEqual(settings(), before)

    def test_a_table_for_pandas(self):
        try:
            import pandas  # noqa: F401
        except ImportError:
            self.skipTest("no pandas")
        table = self.prediction.to_dataframe()
        self.assertEqual(len(table), len(self.expected["subjects"][0]["frames"]))
        self.assertAlmostEqual(table["importance"].sum(), 1)
        self.assertEqual(table["label"].iloc[0], self.expected["subjects"][0]["label"])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
