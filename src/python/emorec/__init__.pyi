import os
from typing import Any, Callable, Dict, List, Optional, Tuple, Union

import numpy as np
import numpy.typing as npt

__version__: str

class Error(Exception): ...
class UsageError(Error): ...
class InputError(Error): ...
class ModelError(Error): ...
class Cancelled(Error): ...

class Subject:
    """A person in a clip, or the scene, seen in T frames; L labels."""

    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def labels(self) -> List[str]: ...
    @property
    def probabilities(self) -> Dict[str, float]: ...
    @property
    def indices(self) -> npt.NDArray[np.int64]: ...
    @property
    def times(self) -> npt.NDArray[np.float64]:
        """Seconds, T."""
    @property
    def importance(self) -> npt.NDArray[np.float64]:
        """T values that sum to 1."""
    @property
    def interpolated(self) -> npt.NDArray[np.bool_]: ...
    @property
    def logits(self) -> npt.NDArray[np.float64]:
        """T×L, before pooling."""
    @property
    def joint(self) -> npt.NDArray[np.float64]:
        """T×L: the probability of frame and label together, all of which sum to 1."""
    @property
    def boxes(self) -> npt.NDArray[np.float64]:
        """T×4: left, upper edge, width and height in pixels; NaN without a face."""
    @property
    def maps(self) -> Dict[str, Tuple[npt.NDArray[np.float32], npt.NDArray[np.float64]]]:
        """By view: attention, T×K×H×W, and T×2×3 from the frame's pixels to the map's cells."""

class Prediction:
    @property
    def status(self) -> str:
        """"ok", or "no_face": then it has no subjects."""
    @property
    def labels(self) -> List[str]: ...
    @property
    def warnings(self) -> List[str]: ...
    @property
    def subjects(self) -> List[Subject]: ...
    @property
    def main(self) -> Subject:
        """The first of the subjects. Raises ValueError if there are none."""
    def json(self) -> str:
        """One line of the schema emorec.prediction/2."""
    def to_dataframe(self) -> Any:
        """A row for each subject and frame, with pandas."""

class Model:
    @property
    def name(self) -> str: ...
    @property
    def sha256(self) -> str:
        """The SHA-256 of the model's file."""
    @property
    def labels(self) -> List[str]: ...
    def __init__(
        self,
        name: str = "",
        *,
        threads: int = 0,
        all_faces: bool = False,
        cropped: bool = False,
        every_frame: bool = False,
        float32: bool = False,
        detect_every: int = ...,
        prior_adjustment: float = 0.0,
        start: float = 0.0,
        end: float = ...,
        max_frames: int = 0,
        max_pixels: int = ...,
        max_seconds: float = ...,
    ) -> None:
        """A name that `emorec models list` shows, or the path of a model file."""
    def classify(
        self,
        path: Union[str, bytes, "os.PathLike[str]"],
        progress: Optional[Callable[[float, float], Optional[bool]]] = None,
    ) -> Prediction:
        """`progress` is told seconds and duration; False stops the work (Cancelled)."""

class Session:
    def __init__(self, model: Model, window: float = 4.0) -> None: ...
    def add(self, frame: npt.NDArray[np.uint8], time: float, rgb: bool = False) -> None:
        """The next frame: height×width×3 in the order of OpenCV (BGR), or height×width."""
    def latest(self) -> Prediction:
        """What the last `window` seconds show; earlier frames are forgotten."""
    def finish(self) -> Prediction: ...
