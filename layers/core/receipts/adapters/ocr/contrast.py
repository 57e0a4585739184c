"""Pale print: how far ink stands out from its paper, and how to make it do so.

The detector answers to contrast: on faded thermal paper it misses lines that a person can still read. Only
where the print that it found is pale, or where it found none, is the page worth a second look.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from receipts.adapters.ocr.detection import Quad, Quads, lengths
from receipts.adapters.ocr.pages import Pixels

_ASKED: Final = 12
"""How many of the longest lines tell the contrast of a page."""
_SAMPLED: Final = 64
"""Pixels along each side of a line's box that are looked at."""
_DARK: Final = 4
_LIGHT: Final = 96
"""Percentiles: ink covers a tenth of a line, and neither end shall be a single speck."""
_CLIP: Final = 4.0
_TILES: Final = (8, 8)


def contrast(pixels: Pixels, boxes: Quads) -> float:
    """Grey levels (0 to 255) between ink and paper, of the middle one of the longest lines; 0 without any."""
    longest = np.argsort(-lengths(boxes), kind="stable")[:_ASKED]
    return float(np.median([_within(pixels, boxes[index]) for index in longest])) if len(longest) else 0.0


def strengthened(pixels: Pixels) -> Pixels:
    """The page with its lightness spread, part by part: shadows and paleness even out, colours stay."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_BGR2LAB)
    lab[..., 0] = cv2.createCLAHE(_CLIP, _TILES).apply(lab[..., 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_LAB2BGR), np.uint8)


def _within(pixels: Pixels, box: Quad) -> float:
    (left, top), (right, bottom) = box.min(axis=0).astype(int), np.ceil(box.max(axis=0)).astype(int)
    part = pixels[top : bottom + 1 : _step(bottom - top), left : right + 1 : _step(right - left), 1]
    dark, light = np.percentile(part, (_DARK, _LIGHT))
    return float(light - dark)


def _step(length: int) -> int:
    return max(1, length // _SAMPLED)
