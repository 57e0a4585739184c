"""What the text says: one backbone, read by two heads.

PP-OCRv6's own head knows digits, Latin and Chinese but no Hangul; ours, trained on the same frozen features,
knows Hangul. Both see a line 48 px high; see training/INTERFACE.md for shapes and preprocessing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from receipts.adapters.ocr.decoding import Glyph, decode
from receipts.adapters.ocr.detection import Quad
from receipts.adapters.ocr.pages import Pixels

HEIGHT: Final = 48
"""Pixels; the recogniser's line height."""

_LATIN_STEP: Final = 8.0
_HANGUL_STEP: Final = 4.0
_LARGEST_BATCH: Final = 8
_BATCH_PIXELS: Final = 6000
"""Total padded width of one batch: larger ones gain no speed and cost memory."""
_NARROWEST: Final = 64
_WIDEST: Final = 3200
_VERTICAL: Final = 1.5


@dataclass(frozen=True, slots=True)
class LineReading:
    """Both heads' readings of one line crop; `width` is that of the 48 px high line."""

    width: int
    latin: tuple[Glyph, ...]
    hangul: tuple[Glyph, ...]


class Recogniser:
    """Reads line crops; two ONNX sessions."""

    def __init__(
        self,
        backbone: onnxruntime.InferenceSession,
        hangul_head: onnxruntime.InferenceSession,
        latin_alphabet: Sequence[str],
        hangul_alphabet: Sequence[str],
    ) -> None:
        self._backbone = backbone
        self._input = backbone.get_inputs()[0].name
        self._hangul_head = hangul_head
        self._latin_alphabet = latin_alphabet
        self._hangul_alphabet = hangul_alphabet

    def read(self, crops: Sequence[Pixels]) -> list[LineReading]:
        """Both readings of every crop, in the order given."""
        lines = [_to_height(crop) for crop in crops]
        readings: dict[int, LineReading] = {}
        for batch in _batches([line.shape[1] for line in lines]):
            readings |= zip(batch, self._read_batch([lines[i] for i in batch]), strict=True)
        return [readings[i] for i in range(len(crops))]

    def _read_batch(self, lines: list[Pixels]) -> Iterator[LineReading]:
        own, features = self._backbone.run(None, {self._input: _padded(lines)})
        (hangul,) = self._hangul_head.run(None, {"features": features})
        for line, latin_steps, hangul_steps in zip(lines, own, hangul, strict=True):
            width = line.shape[1]
            yield LineReading(
                width,
                _glyphs(latin_steps, self._latin_alphabet, _LATIN_STEP, width),
                _glyphs(hangul_steps, self._hangul_alphabet, _HANGUL_STEP, width),
            )


def _glyphs(
    steps: npt.NDArray[np.float32], alphabet: Sequence[str], step: float, width: int
) -> tuple[Glyph, ...]:
    """Glyphs of the line itself; what a head sees in the padding after it is not there."""
    return decode(steps[: math.ceil(width / step)], alphabet, step)


def _to_height(crop: Pixels) -> Pixels:
    height, width = crop.shape[:2]
    scaled = min(_WIDEST, max(1, math.ceil(HEIGHT * width / height)))
    return np.asarray(cv2.resize(crop, (scaled, HEIGHT)), np.uint8)


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of lines of like width together, so that little is spent on padding."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        if batch and (len(batch) >= _LARGEST_BATCH or (len(batch) + 1) * widths[index] > _BATCH_PIXELS):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _padded(lines: Sequence[Pixels]) -> npt.NDArray[np.float32]:
    """Normalised to -1…1 and padded on the right with 0, mid grey, as both heads were trained."""
    widest = max(_NARROWEST, *(line.shape[1] for line in lines))
    batch = np.zeros((len(lines), 3, HEIGHT, widest), np.float32)
    for row, line in zip(batch, lines, strict=True):
        row[:, :, : line.shape[1]] = line.transpose(2, 0, 1) / np.float32(127.5) - 1
    return batch


def crop(pixels: Pixels, box: Quad) -> Pixels:
    """The text in `box`, warped to a rectangle; one that stands on its end is laid down, top to the left."""
    width = int(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[3] - box[2]), 1))
    height = int(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]), 1))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(box, target)
    cut = cv2.warpPerspective(
        pixels, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(np.rot90(cut) if height >= _VERTICAL * width else cut, np.uint8)
