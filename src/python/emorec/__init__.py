"""Emotions in video: which one a clip shows, and which of its frames say so.

>>> import emorec
>>> prediction = emorec.Model("emorec-base").classify("clip.mp4")
>>> prediction.main.label, prediction.main.importance
"""

from ._emorec import (  # noqa: F401
    Cancelled,
    Error,
    InputError,
    Model,
    ModelError,
    Prediction,
    Session,
    Subject,
    UsageError,
    __version__,
)

__all__ = [
    "Cancelled",
    "Error",
    "InputError",
    "Model",
    "ModelError",
    "Prediction",
    "Session",
    "Subject",
    "UsageError",
]


def _to_dataframe(self):
    """A row for each subject and frame, with pandas."""
    import pandas

    tables = []
    for number, subject in enumerate(self.subjects):
        columns = {
            "subject": number,
            "label": subject.label,
            "frame": subject.indices,
            "time": subject.times,
            "importance": subject.importance,
            "interpolated": subject.interpolated,
        }
        columns.update(zip(("x", "y", "width", "height"), subject.boxes.T))
        columns.update(zip(subject.labels, subject.joint.T))
        tables.append(pandas.DataFrame(columns))
    return pandas.concat(tables, ignore_index=True) if tables else pandas.DataFrame()


Prediction.to_dataframe = _to_dataframe
