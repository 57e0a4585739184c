"""Where the text is: PP-OCRv6's detector, and the step (DB, arXiv:1911.08947) that makes boxes of its map.

rapidocr has the same step, but importing it takes two to three seconds (omegaconf, requests, shapely),
most of a cold start. Its general polygon offset, applied to a rectangle, is that rectangle grown on every
side; that is all that is needed here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

from receipts.adapters.ocr.columns import borne_out
from receipts.adapters.ocr.pages import Pixels

Quad: TypeAlias = npt.NDArray[np.float32]
"""4 x 2: corners in pixels, clockwise from the text's top left."""

Quads: TypeAlias = npt.NDArray[np.float32]
"""n x 4 x 2."""

# PP-OCR's own settings, as rapidocr 3.10 ships them.
_PIXEL_THRESHOLD: Final = 0.3
_BOX_THRESHOLD: Final = 0.5
_UNCLIP_RATIO: Final = 1.6
_SMALLEST_SIDE: Final = 3
_MOST_BOXES: Final = 1000

_FAINTEST: Final = 0.25
"""Score from which a box counts that its column bears out."""

_GLANCE: Final = 640
"""Short side in pixels of the first look at a page."""
_LEGIBLE: Final = 26.0
"""Box height in pixels from which the first look is enough; below, lines begin to run together."""
_SMALL: Final = 17.0
_CLOSER: Final = 36.0
_CLOSEST: Final = 48.0
"""Box heights that a second look aims at; small print needs the larger one, as lines tend to stand close."""
_MOST_PIXELS: Final = 1_600_000
_MOST_ENLARGED: Final = 4.0
_MARGIN: Final = 0.12
"""Share of its size by which the text's region is widened for the second look."""

_STRIDE: Final = 32

_BLOCK: Final = 8
"""Pixels of a side of the squares that a sheet is looked through by."""
_WHITE: Final = 225
_INKED: Final = 12
"""Grey of a blank sheet at least, and how much darker a square is in which something is printed."""
_LITTLE: Final = 0.1
"""Share of a blank sheet that is printed at most; a receipt that was laid on the glass alone fills more."""
_BLANK_AROUND: Final = 4
"""Squares left around what is printed."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What one look found; what columns bear out says nothing of how large the print is or how much of it."""

    sure: Quads
    borne_out: Quads

    @property
    def boxes(self) -> Quads:
        return np.concatenate([self.sure, self.borne_out])

    def moved(self, left: float, top: float) -> _Found:
        by = np.array([left, top], np.float32)
        return _Found(self.sure + by, self.borne_out + by)


class Detector:
    """Finds lines of text; one ONNX session."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    def find(self, pixels: Pixels) -> Quads:
        """Boxes around lines of text, in pixels of `pixels`, in no particular order.

        A receipt may fill the photo or lie small in the middle of a table, so the page is glanced at first;
        where its print turns out small, the part with text is looked at again, larger. Of a scanned sheet
        that is blank but for a small receipt, whose print a glance would miss, only that is looked at.
        """
        left, top, right, bottom = printed_part(pixels)
        if (right - left, bottom - top) != (pixels.shape[1], pixels.shape[0]):
            return self._look(pixels[top:bottom, left:right]) + np.array([left, top], np.float32)
        return self._look(pixels)

    def _look(self, pixels: Pixels) -> Quads:
        scale = _GLANCE / min(pixels.shape[:2])
        glance = self._find_at(pixels, scale)
        if not len(glance.sure) or (height := _typical_height(glance.sure) * scale) >= _LEGIBLE:
            return glance.boxes
        left, top, right, bottom = _region(glance.sure, pixels)
        closer = scale * (_CLOSEST if height < _SMALL else _CLOSER) / height
        found = self._find_at(pixels[top:bottom, left:right], closer).moved(left, top)
        # Seen too close, dotted print falls apart into its dots: the look that found more text is kept.
        return max(glance, found, key=lambda look: text_length(look.sure)).boxes

    def _find_at(self, pixels: Pixels, scale: float) -> _Found:
        """Boxes found when the picture is resized by `scale`, or by less where that would be too large."""
        height, width = pixels.shape[:2]
        scale = min(scale, _MOST_ENLARGED, math.sqrt(_MOST_PIXELS / (width * height)))
        blob = _normalised(_resized(pixels, scale))
        text_map: npt.NDArray[np.float32] = self._session.run(None, {self._input: blob})[0][0, 0]
        boxes, scores = _scored(text_map)
        ratio = np.array([width / text_map.shape[1], height / text_map.shape[0]], np.float32)
        corner = np.array([width - 1, height - 1], np.float32)
        boxes = _stacked([clockwise(np.clip(box * ratio, 0, corner)) for box in boxes])
        sure = scores >= _BOX_THRESHOLD
        found, faint = boxes[sure], boxes[~sure]
        return _Found(found, borne_out(found, faint, _typical_height(found)))


def printed_part(pixels: Pixels) -> tuple[int, int, int, int]:
    """Where a white sheet is printed that is blank elsewhere: left, top, right, bottom. All of any other."""
    height, width = pixels.shape[:2]
    small = (max(width // _BLOCK, 1), max(height // _BLOCK, 1))
    squares = np.mean(cv2.resize(pixels, small, interpolation=cv2.INTER_AREA), axis=2)
    sheet = float(np.median(squares))
    rows, columns = np.nonzero(squares < sheet - _INKED)
    if sheet < _WHITE or not len(rows):
        return 0, 0, width, height
    left, right = _stretch(columns, width)
    top, bottom = _stretch(rows, height)
    if (right - left) * (bottom - top) > _LITTLE * width * height:
        return 0, 0, width, height
    return left, top, right, bottom


def _stretch(squares: npt.NDArray[np.intp], length: int) -> tuple[int, int]:
    """From where to where in pixels the squares lie, with a margin, along a side of `length`."""
    first, last = int(squares.min()) - _BLANK_AROUND, int(squares.max()) + 1 + _BLANK_AROUND
    return max(first * _BLOCK, 0), min(last * _BLOCK, length)


def _sides(boxes: Quads) -> npt.NDArray[np.float32]:
    """Two neighbouring sides of every box."""
    return np.asarray(np.linalg.norm(boxes[:, [1, 2]] - boxes[:, [0, 1]], axis=2), np.float32)


def _typical_height(boxes: Quads) -> float:
    """Height of the middle one of the lines, whichever way they run; 0 without any."""
    return float(np.median(_sides(boxes).min(axis=1))) if len(boxes) else 0.0


def text_length(boxes: Quads) -> float:
    """Length of all lines together; what is no longer than high says nothing."""
    sides = _sides(boxes)
    return float((sides.max(axis=1) - sides.min(axis=1)).sum())


def lengths(boxes: Quads) -> npt.NDArray[np.float32]:
    """Length of every line, whichever way it runs."""
    return np.asarray(_sides(boxes).max(axis=1), np.float32)


def _region(boxes: Quads, pixels: Pixels) -> tuple[int, int, int, int]:
    """The part of the page that has text, with a margin: left, top, right, bottom."""
    height, width = pixels.shape[:2]
    start, end = boxes.min(axis=(0, 1)), boxes.max(axis=(0, 1))
    margin = _MARGIN * (end - start)
    left, top = np.floor(np.clip(start - margin, 0, None)).astype(int).tolist()
    right, bottom = np.ceil(np.minimum(end + margin, (width, height))).astype(int).tolist()
    return left, top, right, bottom


def _resized(pixels: Pixels, scale: float) -> Pixels:
    height, width = pixels.shape[:2]
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(
        cv2.resize(pixels, (_to_stride(width * scale), _to_stride(height * scale)), interpolation=how)
    )


def _to_stride(length: float) -> int:
    return max(_STRIDE, round(length / _STRIDE) * _STRIDE)


def _normalised(pixels: Pixels) -> npt.NDArray[np.float32]:
    scaled = pixels.astype(np.float32) / 127.5 - 1.0
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[np.newaxis])


def _scored(text_map: npt.NDArray[np.float32]) -> tuple[Quads, npt.NDArray[np.float32]]:
    """All that may be a line, with the mean probability of text within it."""
    mask = (text_map > _PIXEL_THRESHOLD).astype(np.uint8)
    mask = np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    boxes, scores = list[Quad](), list[float]()
    for contour in contours[:_MOST_BOXES]:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _SMALLEST_SIDE:
            continue
        core = cv2.boxPoints((centre, (width, height), angle))
        if (score := _score(text_map, core)) < _FAINTEST:
            continue
        grow = 2 * width * height * _UNCLIP_RATIO / (2 * (width + height))
        boxes.append(np.asarray(cv2.boxPoints((centre, (width + grow, height + grow), angle)), np.float32))
        scores.append(score)
    return _stacked(boxes), np.array(scores, np.float32)


def _stacked(boxes: Sequence[Quad]) -> Quads:
    return np.stack(boxes) if boxes else np.zeros((0, 4, 2), np.float32)


def _score(text_map: npt.NDArray[np.float32], box: cv2.typing.MatLike) -> float:
    """Mean probability of text inside the box."""
    height, width = text_map.shape
    corners = np.asarray(box)
    left, top = np.clip(np.floor(corners.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(axis=0)), 0, (width - 1, height - 1)).astype(int)
    inside = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(inside, [(corners - (left, top)).astype(np.int32)], (1,))
    return cv2.mean(text_map[top : bottom + 1, left : right + 1], inside)[0]


def clockwise(corners: Quad) -> Quad:
    """Corners sorted to top left, top right, bottom right, bottom left."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (side[np.argsort(side[:, 1], kind="stable")] for side in (by_x[:2], by_x[2:]))
    return np.array([left[0], right[0], right[1], left[1]], np.float32)
