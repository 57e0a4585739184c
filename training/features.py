"""Features of a line: the frozen PP-OCRv6-small recogniser before and after its last stage."""

from __future__ import annotations

import importlib.util
import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import onnx.utils
import onnxruntime
from numpy.typing import NDArray

from training.damage import Picture

#: What goes into the recogniser's last AveragePool: [N, 384, 3, ceil(W / 4)].
DEEP: Final = "p2o.pd_op.add.64.0"
#: What goes into its last stage, strokes still apart: [N, 192, 6, ceil(W / 4)].
FINE: Final = "p2o.pd_op.add.51.0"
FEATURE_TENSORS: Final = (DEEP, FINE)
#: 384 x 3 and 192 x 6 numbers a step.
CHANNELS: Final = 1152 + 1152
HEIGHT: Final = 48
STEP: Final = 4
#: Lines of at most this many pixels of width together go through the backbone at once.
_BATCH_WIDTH: Final = 4096

Features = NDArray[np.float16]


def wheel_model() -> Path:
    """The recogniser inside the installed `rapidocr` wheel."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise SystemExit("rapidocr is not installed: run training/train.sh")
    return Path(spec.origin).parent / "models" / "PP-OCRv6_rec_small.onnx"


def cut_backbone(target: Path) -> Path:
    """Write the recogniser up to the feature tensors, once; training needs no more of it."""
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        onnx.utils.extract_model(str(wheel_model()), str(target), ["x"], list(FEATURE_TENSORS))
    return target


def normalise(picture: Picture) -> NDArray[np.float32]:
    """A BGR crop as rapidocr feeds it: 48 px high, CHW, -1..1."""
    width = max(math.ceil(HEIGHT * picture.shape[1] / picture.shape[0]), STEP)
    scaled = cv2.resize(picture, (width, HEIGHT)).astype(np.float32)
    return ((scaled.transpose(2, 0, 1) / 255 - 0.5) / 0.5).astype(np.float32)


class Backbone:
    """Turns crops into features, in batches of lines of like width."""

    def __init__(self, model: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])

    def __call__(self, pictures: Sequence[Picture], rng: random.Random) -> list[Features]:
        """Features [CHANNELS, T] of each picture, in the order given.

        The backbone averages over the whole width (squeeze and excitation), so the padding
        changes every feature: some batches are padded as rapidocr pads (to 320 and more),
        most only to the widest line with a little to spare, as a reader that batches by width does.
        """
        inputs = [normalise(picture) for picture in pictures]
        order = sorted(range(len(inputs)), key=lambda number: inputs[number].shape[2])
        found: dict[int, Features] = {}
        while order:
            batch = self._next_batch(order, inputs)
            order = order[len(batch) :]
            for number, features in zip(batch, self._run([inputs[n] for n in batch], rng), strict=True):
                found[number] = features
        return [found[number] for number in range(len(inputs))]

    @staticmethod
    def _next_batch(order: list[int], inputs: list[NDArray[np.float32]]) -> list[int]:
        count = 1
        while count < len(order) and (count + 1) * inputs[order[count]].shape[2] <= _BATCH_WIDTH:
            count += 1
        return order[:count]

    def _run(self, inputs: list[NDArray[np.float32]], rng: random.Random) -> list[Features]:
        widest = max(line.shape[2] for line in inputs)
        width = max(widest, 320) if rng.random() < 0.15 else widest + rng.choice((0, 0, 8, 24, 64))
        batch = np.zeros((len(inputs), 3, HEIGHT, width), np.float32)
        for row, line in zip(batch, inputs, strict=True):
            row[:, :, : line.shape[2]] = line
        depths = self._session.run(None, {"x": batch})
        rows = [features.reshape(len(inputs), CHANNELS // 2, -1) for features in depths]
        flat = np.concatenate(rows, axis=1).astype(np.float16)
        ends = [math.ceil(line.shape[2] / STEP) + rng.choice((0, 2, 4, 12)) for line in inputs]
        return [np.ascontiguousarray(row[:, :end]) for row, end in zip(flat, ends, strict=True)]
