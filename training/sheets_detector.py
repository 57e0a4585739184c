"""The runtime's detector and cut, for making training lines of whole sheets.

A copy of what `receipts/adapters/ocr/detection.py` and `recognition.py` do, since this folder stands alone;
if the looks, thresholds or growth change there, they change here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from training.damage import Picture
from training.features import wheel_model

Points = NDArray[np.float32]
"""Any shape that ends in x and y."""

_PIXEL_THRESHOLD: Final = 0.3
_BOX_THRESHOLD: Final = 0.5
_UNCLIP_RATIO: Final = 1.6
_SMALLEST_SIDE: Final = 3
_GLANCE: Final = 640
_LEGIBLE: Final = 26.0
_SMALL: Final = 17.0
_CLOSER: Final = 36.0
_CLOSEST: Final = 48.0
_MOST_PIXELS: Final = 1_600_000
_MOST_ENLARGED: Final = 4.0
_MARGIN: Final = 0.12
_STRIDE: Final = 32


class Detector:
    """Finds lines of text as the runtime does, on one thread."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        model = wheel_model().with_name("PP-OCRv6_det_small.onnx")
        self._session = onnxruntime.InferenceSession(str(model), options, ["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def find(self, picture: Picture) -> list[Points]:
        """Boxes (4 x 2, clockwise from the top left) after a glance and, for small print, a closer look."""
        scale = _GLANCE / min(picture.shape[:2])
        boxes = self._find_at(picture, scale)
        if not boxes or (height := _typical_height(boxes) * scale) >= _LEGIBLE:
            return boxes
        left, top, right, bottom = _region(np.stack(boxes), picture)
        closer = scale * (_CLOSEST if height < _SMALL else _CLOSER) / height
        corner = np.array([left, top], np.float32)
        found = [box + corner for box in self._find_at(picture[top:bottom, left:right], closer)]
        return max(boxes, found, key=_text_length)

    def _find_at(self, picture: Picture, scale: float) -> list[Points]:
        height, width = picture.shape[:2]
        scale = min(scale, _MOST_ENLARGED, math.sqrt(_MOST_PIXELS / (width * height)))
        size = [max(_STRIDE, round(side * scale / _STRIDE) * _STRIDE) for side in (width, height)]
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        scaled = cv2.resize(picture, size, interpolation=how).astype(np.float32) / 127.5 - 1.0
        blob = np.ascontiguousarray(scaled.transpose(2, 0, 1)[np.newaxis])
        text_map = self._session.run(None, {self._input: blob})[0][0, 0]
        ratio = np.array([width / size[0], height / size[1]], np.float32)
        edge = np.array([width - 1, height - 1], np.float32)
        return [_clockwise(np.clip(box * ratio, 0, edge)) for box in _boxes(text_map)]


def _sides(boxes: list[Points]) -> Points:
    corners = np.stack(boxes)
    return np.asarray(np.linalg.norm(corners[:, [1, 2]] - corners[:, [0, 1]], axis=2), np.float32)


def _typical_height(boxes: list[Points]) -> float:
    return float(np.median(_sides(boxes).min(axis=1)))


def _text_length(boxes: list[Points]) -> float:
    if not boxes:
        return 0.0
    sides = _sides(boxes)
    return float((sides.max(axis=1) - sides.min(axis=1)).sum())


def _region(boxes: Points, picture: Picture) -> tuple[int, int, int, int]:
    height, width = picture.shape[:2]
    start, end = boxes.min(axis=(0, 1)), boxes.max(axis=(0, 1))
    margin = _MARGIN * (end - start)
    left, top = np.floor(np.clip(start - margin, 0, None)).astype(int).tolist()
    right, bottom = np.ceil(np.minimum(end + margin, (width, height))).astype(int).tolist()
    return left, top, right, bottom


def _boxes(text_map: NDArray[np.float32]) -> Iterator[Points]:
    mask = cv2.dilate((text_map > _PIXEL_THRESHOLD).astype(np.uint8), np.ones((2, 2), np.uint8))
    for contour in cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
        centre, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < _SMALLEST_SIDE:
            continue
        core = cv2.boxPoints((centre, (width, height), angle))
        if _score(text_map, np.asarray(core)) >= _BOX_THRESHOLD:
            grow = 2 * width * height * _UNCLIP_RATIO / (2 * (width + height))
            yield np.asarray(cv2.boxPoints((centre, (width + grow, height + grow), angle)), np.float32)


def _score(text_map: NDArray[np.float32], corners: NDArray[np.floating]) -> float:
    """Mean probability of text inside the box."""
    height, width = text_map.shape
    left, top = np.clip(np.floor(corners.min(axis=0)), 0, (width - 1, height - 1)).astype(int)
    right, bottom = np.clip(np.ceil(corners.max(axis=0)), 0, (width - 1, height - 1)).astype(int)
    inside = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(inside, [(corners - (left, top)).astype(np.int32)], (1,))
    return cv2.mean(text_map[top : bottom + 1, left : right + 1], inside)[0]


def _clockwise(corners: Points) -> Points:
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (side[np.argsort(side[:, 1], kind="stable")] for side in (by_x[:2], by_x[2:]))
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def cut(picture: Picture, box: Points) -> tuple[Picture, Points]:
    """The text in the box, warped to a rectangle, and the 3 x 3 matrix that did it."""
    width = int(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[3] - box[2]), 1))
    height = int(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2]), 1))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(box, target)
    crop = cv2.warpPerspective(
        picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, np.uint8), np.asarray(matrix, np.float32)
