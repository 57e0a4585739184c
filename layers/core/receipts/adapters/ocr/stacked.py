"""Lines that stand so tightly that the detector took several for one box: parted where no ink is.

Tills save paper with a line spacing of 1.0 and less; two names then become one box twice as high, and a
column of single digits one number that stands on its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from receipts.adapters.ocr.detection import Quad, Quads
from receipts.adapters.ocr.layout import heights, tilt
from receipts.adapters.ocr.pages import Pixels
from receipts.adapters.ocr.recognition import straightened

Run: TypeAlias = tuple[int, int]
"""Where a line's ink begins and ends, in rows of pixels."""

_TALL: Final = 1.6
"""Times the usual height: large print is as high, so what was parted counts only if it reads better."""
_MOST_TALL: Final = 24
"""Boxes that are looked at: a page has a logo and a few tight lines; of a poster all letters are tall."""
_BLANK: Final = 0.02
"""Share of ink across a row of pixels below which it parts two lines."""
_LETTER, _LOWEST, _HIGHEST = 0.65, 0.55, 1.6
"""How high letters stand in their box, and how high, in letters, the ink of one line is."""
_FEWEST: Final = 2


def stacked(pixels: Pixels, boxes: Quads) -> dict[int, Quads]:
    """For the number of a box that may hold several lines their boxes, top to bottom; `boxes` are upright."""
    if len(boxes) <= _FEWEST:
        return {}
    high = heights(boxes)
    usual = float(np.median(high))
    tall = [index for index in range(len(boxes)) if high[index] >= _TALL * usual][:_MOST_TALL]
    slope = tilt(boxes)
    parted = {index: _lines(pixels, _laid(boxes[index], slope), usual) for index in tall}
    own = {index: _without(np.delete(boxes, index, axis=0), lines) for index, lines in parted.items()}
    return {index: own[index] for index, lines in parted.items() if len(lines) >= _FEWEST and len(own[index])}


def _laid(box: Quad, slope: float) -> Quad:
    """The box turned to the page's slope (radians): across a box of several lines that lies otherwise no row
    of pixels is free of ink.
    """
    along, down = np.array([np.cos(slope), np.sin(slope)]), np.array([-np.sin(slope), np.cos(slope)])
    across, high = along * np.linalg.norm(box[1] - box[0]) / 2, down * np.linalg.norm(box[3] - box[0]) / 2
    middle = box.mean(axis=0)
    corners = [middle - across - high, middle + across - high, middle + across + high, middle - across + high]
    return np.array(corners, np.float32)


def _without(others: Quads, lines: Quads) -> Quads:
    """The lines that no other box holds already."""
    own = [line for line in lines if not any(_holds(box, line.mean(axis=0)) for box in others)]
    return np.array(own, np.float32)


def _holds(box: Quad, place: npt.NDArray[np.float32]) -> bool:
    return cv2.pointPolygonTest(box, (float(place[0]), float(place[1])), measureDist=False) >= 0


def _lines(pixels: Pixels, box: Quad, usual: float) -> Quads:
    cut, _ = straightened(pixels, box)
    height = cut.shape[0]
    runs = list(_whole_lines(_inked(cut), _LETTER * usual, height))
    edges = [(_start(runs, at, usual), _end(runs, at, usual, height)) for at in range(len(runs))]
    return np.array([_between(box, start / height, end / height) for start, end in edges], np.float32)


def _inked(cut: Pixels) -> npt.NDArray[np.bool_]:
    """Which rows of pixels show ink."""
    grey = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    return np.asarray(ink.mean(axis=1) > _BLANK)


def _whole_lines(inked: npt.NDArray[np.bool_], letter: float, height: int) -> Iterator[Run]:
    """The runs of ink as high as a line: strokes of one letter are put together, what the box cuts of the
    lines above and below is left out.
    """
    runs: list[Run] = []
    for start, end in _runs(inked):
        joins = runs and end - runs[-1][0] <= letter and _LOWEST * letter > min(end - start, _size(runs[-1]))
        if joins:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    for start, end in runs:
        is_cut = start == 0 or end == height
        if _LOWEST * letter <= end - start <= _HIGHEST * letter and not (is_cut and end - start < letter / 2):
            yield start, end


def _size(run: Run) -> int:
    return run[1] - run[0]


def _runs(inked: npt.NDArray[np.bool_]) -> list[Run]:
    steps = np.diff(np.concatenate(([0], inked.astype(np.int8), [0])))
    return list(zip(np.flatnonzero(steps == 1).tolist(), np.flatnonzero(steps == -1).tolist(), strict=True))


def _start(runs: list[Run], at: int, usual: float) -> float:
    """Where the box of a line begins: as far above its ink as usual, and no nearer to the line above."""
    above = (runs[at - 1][1] + runs[at][0]) / 2 if at else 0.0
    return max(above, runs[at][0] - _margin(usual))


def _end(runs: list[Run], at: int, usual: float, height: int) -> float:
    below = (runs[at][1] + runs[at + 1][0]) / 2 if at + 1 < len(runs) else float(height)
    return min(below, runs[at][1] + _margin(usual))


def _margin(usual: float) -> float:
    return usual * (1 - _LETTER) / 2


def _between(box: Quad, start: float, end: float) -> Quad:
    """The part of `box` between two shares (0 to 1) of its height."""
    left, right = box[3] - box[0], box[2] - box[1]
    return np.array(
        [box[0] + left * start, box[1] + right * start, box[1] + right * end, box[0] + left * end], np.float32
    )
