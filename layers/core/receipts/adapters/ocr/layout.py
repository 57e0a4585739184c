"""Boxes on the page: their reading order, and which way the page lies."""

from __future__ import annotations

import math
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from receipts.adapters.ocr.detection import Quad, Quads
from receipts.adapters.ocr.pages import Pixels

Floats: TypeAlias = npt.NDArray[np.float32]

_SAME_ROW: Final = 0.5
"""Boxes whose centres differ by less than this share of the lower one's height stand in one row."""

_ELONGATED: Final = 1.5
_CHARACTER: Final = 2.0
"""Sides of a line's height up to which a box may hold a single character: a 1 is high and lies nowhere."""


def widths(boxes: Quads) -> Floats:
    """Length of every box's top side in pixels."""
    return np.asarray(np.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1), np.float32)


def heights(boxes: Quads) -> Floats:
    """Length of every box's left side in pixels."""
    return np.asarray(np.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1), np.float32)


def standing_share(boxes: Quads) -> float:
    """How much of the text, by length, stands on its end: next to none on an upright page."""
    wide, high = widths(boxes), heights(boxes)
    if len(boxes):
        several = np.maximum(wide, high) > _CHARACTER * np.median(np.minimum(wide, high))
        wide, high = wide[several], high[several]
    lying = float(wide[wide > _ELONGATED * high].sum())
    standing = float(high[high > _ELONGATED * wide].sum())
    return standing / (lying + standing) if standing else 0.0


def tilt(boxes: Quads) -> float:
    """The page's rotation in radians, positive clockwise: the middle one of the longer boxes' angles."""
    if not len(boxes):
        return 0.0
    wide = widths(boxes)
    long = boxes[wide >= np.median(wide)]
    run = long[:, 1] - long[:, 0]
    return float(np.median(np.arctan2(run[:, 1], run[:, 0])))


def turned(pixels: Pixels, angle: float) -> Pixels:
    """The page turned clockwise by `angle` radians, in a frame that holds all of it."""
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -math.degrees(angle), 1.0)
    across, down = abs(turn[0, 0]), abs(turn[0, 1])
    size = (round(width * across + height * down), round(width * down + height * across))
    turn[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    return np.asarray(cv2.warpAffine(pixels, turn, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def reading_order(boxes: Quads) -> list[int]:
    """Indices of `boxes` row by row, each from left to right, as if the page lay straight."""
    if not len(boxes):
        return []
    centres, high = _straightened(boxes), heights(boxes)
    rows: list[list[int]] = []
    for index in np.argsort(centres[:, 1], kind="stable").tolist():
        if rows and _in_row(centres, high, rows[-1], index):
            rows[-1].append(index)
        else:
            rows.append([index])
    return [index for row in rows for index in sorted(row, key=lambda i: float(centres[i, 0]))]


def _in_row(centres: Floats, high: Floats, row: list[int], index: int) -> bool:
    middle = float(np.mean(centres[row, 1]))
    lower = min(float(high[index]), float(np.median(high[row])))
    return float(centres[index, 1]) - middle < _SAME_ROW * lower


def _straightened(boxes: Quads) -> Floats:
    angle = -tilt(boxes)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    return np.asarray(boxes.mean(axis=1) @ turn.T, np.float32)


def along(box: Quad, start: float, end: float) -> Quad:
    """The part of `box` between two shares (0 to 1) of its width."""
    top, bottom = box[1] - box[0], box[2] - box[3]
    return np.array(
        [box[0] + top * start, box[0] + top * end, box[3] + bottom * end, box[3] + bottom * start], np.float32
    )
