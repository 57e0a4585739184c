"""What the text says: one backbone, read by two heads.

PP-OCRv6's own head knows digits, Latin and Chinese but no Hangul; ours, trained on the same frozen features,
knows Hangul. Both see a line 48 px high; see training/INTERFACE.md for shapes and preprocessing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from receipts.adapters.ocr.decoding import Context, Decoding, Glyph, Probabilities, decode, is_hangul
from receipts.adapters.ocr.detection import Quad, Quads
from receipts.adapters.ocr.pages import Pixels
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_LINE_WIDTH
from receipts.errors import UnreadableError

HEIGHT: Final = 48
"""Pixels; the recogniser's line height."""

_LATIN_STEP: Final = 8.0
_HANGUL_STEP: Final = 4.0
_NARROW: Final = 80
_PADDED: Final = 160
"""Lines narrower than 80 px are padded to 160: without, single digits come out as ideographs. PP-OCR pads to
320, which takes twice the time; of 1,084 such lines of real receipts 40 read otherwise, as often right.
"""
_WIDEST: Final = 3200
_VERTICAL: Final = 1.5
_SURE_HANGUL: Final = 0.8


@dataclass(frozen=True, slots=True)
class LineReading:
    """Both heads' readings of one line crop; `width` is that of the 48 px high line."""

    width: int
    latin: tuple[Glyph, ...]
    hangul: tuple[Glyph, ...]
    western: tuple[Glyph, ...]
    """The Latin head's, settled by the words of Western languages: of no use where it looks at Hangul."""


class LineBudget:
    """What a file may still cost to recognise: time goes with the width of its lines."""

    def __init__(self) -> None:
        self._left = float(MAX_LINE_WIDTH)

    def spend(self, boxes: Quads) -> None:
        """Raises UnreadableError(too_complex) if reading `boxes` would cost more than is left."""
        sides = np.linalg.norm(boxes[:, [1, 2]] - boxes[:, [0, 1]], axis=2)
        long, short = sides.max(axis=1), np.maximum(sides.min(axis=1), 1)
        self._left -= float(np.minimum(HEIGHT * long / short, _WIDEST).sum())
        if self._left < 0:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"{len(boxes)} lines, together too long")


class Recogniser:
    """Reads line crops; one ONNX session with an output for each head, best made with one thread."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        latin_alphabet: Sequence[str],
        hangul_alphabet: Sequence[str],
        threads: int = 1,
        *,
        hangul_words: Context | None = None,
        latin_words: Context | None = None,
    ) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self._latin_alphabet = latin_alphabet
        self._hangul_alphabet = hangul_alphabet
        self._threads = threads
        self._hangul_words, self._latin_words = hangul_words, latin_words

    def read(self, crops: Sequence[Pixels]) -> list[LineReading]:
        """Both readings of every crop, in the order given.

        One line at a time and `threads` of them side by side: on a processor a batch costs as much per pixel
        as a line does, and its padding comes on top.
        """
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(self._read_line, crops))

    def _read_line(self, crop: Pixels) -> LineReading:
        line = _to_height(crop)
        width = line.shape[1]
        latin, hangul = self._session.run(None, {self._input: _normalised(line)})
        by_hangul = _decoded(hangul[0], self._hangul_alphabet, _HANGUL_STEP, width)
        by_latin = _decoded(latin[0], self._latin_alphabet, _LATIN_STEP, width)
        syllables = by_hangul.settled(self._hangul_words)
        of_hangul = any(is_hangul(glyph) and glyph.probability >= _SURE_HANGUL for glyph in syllables)
        western = by_latin.glyphs if of_hangul else by_latin.settled(self._latin_words)
        return LineReading(width, by_latin.glyphs, syllables, western)


def _decoded(steps: Probabilities, alphabet: Sequence[str], step: float, width: int) -> Decoding:
    """Of the line itself; what a head sees in the padding after it is not there."""
    return decode(steps[: math.ceil(width / step)], alphabet, step)


def _to_height(crop: Pixels) -> Pixels:
    height, width = crop.shape[:2]
    scaled = min(_WIDEST, max(1, math.ceil(HEIGHT * width / height)))
    return np.asarray(cv2.resize(crop, (scaled, HEIGHT)), np.uint8)


def _normalised(line: Pixels) -> npt.NDArray[np.float32]:
    """A batch of one, from -1 to 1; a lone digit gets grey beside it, as it had in both heads' training."""
    width = line.shape[1]
    batch = np.zeros((1, 3, HEIGHT, width if width >= _NARROW else _PADDED), np.float32)
    batch[0, :, :, :width] = line.transpose(2, 0, 1) / np.float32(127.5) - 1
    return batch


def crop(pixels: Pixels, box: Quad) -> Pixels:
    """The text in `box`, warped to a rectangle; one that stands on its end is laid down, top to the left."""
    cut, _ = straightened(pixels, box)
    height, width = cut.shape[:2]
    return np.asarray(np.rot90(cut) if height >= _VERTICAL * width else cut, np.uint8)


def straightened(pixels: Pixels, box: Quad) -> tuple[Pixels, npt.NDArray[np.float32]]:
    """What stands in `box`, warped to a rectangle, and the 3 x 3 matrix that did it."""
    width = int(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[3] - box[2]), 1))
    height = int(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]), 1))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(box, target)
    cut = cv2.warpPerspective(
        pixels, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(cut, np.uint8), np.asarray(matrix, np.float32)
