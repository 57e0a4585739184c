"""Where the text is: PP-OCRv6's detector, and the step (DB, arXiv:1911.08947) that makes boxes of its map.

rapidocr has the same step, but importing it takes two to three seconds (omegaconf, requests, shapely),
most of a cold start. Its general polygon offset, applied to a rectangle, is that rectangle grown on every
side; that is all that is needed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

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

SHORT_SIDE: Final = 736
LONG_SIDE: Final = 2560
"""The detector sees the page with a short side of 736 px, or less where the long side would pass 2560."""

_STRIDE: Final = 32


class Detector:
    """Finds lines of text; one ONNX session."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    def find(self, pixels: Pixels) -> Quads:
        """Boxes around lines of text, in pixels of `pixels`, in no particular order."""
        blob = _normalised(_resized(pixels))
        text_map: npt.NDArray[np.float32] = self._session.run(None, {self._input: blob})[0][0, 0]
        found = list(_boxes(text_map))
        if not found:
            return np.zeros((0, 4, 2), np.float32)
        height, width = pixels.shape[:2]
        ratio = np.array([width / text_map.shape[1], height / text_map.shape[0]], np.float32)
        corner = np.array([width - 1, height - 1], np.float32)
        return np.stack([clockwise(np.clip(box * ratio, 0, corner)) for box in found])


def _resized(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    ratio = min(SHORT_SIDE / min(height, width), LONG_SIDE / max(height, width))
    size = (_to_stride(width * ratio), _to_stride(height * ratio))
    how = cv2.INTER_AREA if ratio < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.uint8)


def _to_stride(length: float) -> int:
    return max(_STRIDE, round(length / _STRIDE) * _STRIDE)


def _normalised(pixels: Pixels) -> npt.NDArray[np.float32]:
    scaled = pixels.astype(np.float32) / 127.5 - 1.0
    return np.ascontiguousarray(scaled.transpose(2, 0, 1)[np.newaxis])


def _boxes(text_map: npt.NDArray[np.float32]) -> Iterator[Quad]:
    mask = (text_map > _PIXEL_THRESHOLD).astype(np.uint8)
    mask = np.asarray(cv2.dilate(mask, np.ones((2, 2), np.uint8)), np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours[:_MOST_BOXES]:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _SMALLEST_SIDE:
            continue
        core = cv2.boxPoints((centre, (width, height), angle))
        if _score(text_map, core) < _BOX_THRESHOLD:
            continue
        grow = 2 * width * height * _UNCLIP_RATIO / (2 * (width + height))
        yield np.asarray(cv2.boxPoints((centre, (width + grow, height + grow), angle)), np.float32)


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
