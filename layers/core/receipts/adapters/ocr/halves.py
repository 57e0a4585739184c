"""Letters twice as high as wide, which the detector took for two lines, or for a line and its foot.

Tills print the shop's name and the sum so (double height). Half of a letter reads like another one, and a
stray foot like one more line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from receipts.adapters.ocr.detection import Quad, Quads
from receipts.adapters.ocr.layout import heights, tilt

Pair: TypeAlias = tuple[int, int]

_SHARED: Final = 0.3
"""Of the lower one's height: lines that stand tightly share less."""
_ACROSS: Final = 0.2
"""The same of the narrower one's width: the halves need not be equally long."""
_TALLEST: Final = 2.5
"""Times the usual height: what two boxes hold together is one line of tall letters at most."""
_SAME_ROW: Final = 0.5
"""Of the lower one's height: how far the middles of one row lie apart at most."""
_MOST: Final = 16
"""Pairs that are looked at, those that share most: a page has a sign and a sum or two."""


def halves(boxes: Quads) -> Iterator[Pair]:
    """The numbers of two boxes that may be parts of one line, top to bottom; `boxes` are upright."""
    if len(boxes) <= 1:
        return
    starts, ends = _lying(boxes, tilt(boxes))
    sizes = ends - starts
    shared = np.minimum(ends[:, np.newaxis], ends) - np.maximum(starts[:, np.newaxis], starts)
    least = np.minimum(sizes[:, np.newaxis], sizes)
    together = np.maximum(ends[:, np.newaxis, 1], ends[:, 1]) - np.minimum(
        starts[:, np.newaxis, 1], starts[:, 1]
    )
    fits = (shared[..., 0] > _ACROSS * least[..., 0]) & (shared[..., 1] > _SHARED * least[..., 1])
    fits &= together <= _TALLEST * float(np.median(heights(boxes)))
    middles = (starts + ends)[:, 1] / 2
    order = np.argsort(middles, kind="stable")
    first, second = np.nonzero(np.triu(fits[np.ix_(order, order)], k=1))
    pairs = list(zip(order[first].tolist(), order[second].tolist(), strict=True))
    share = shared[..., 1] / least[..., 1]
    likely = set(sorted(pairs, key=lambda pair: -share[pair])[:_MOST])
    yield from (pair for pair in pairs if pair in likely)


def around(boxes: Quads, slope: float) -> Quad:
    """The box that holds all of `boxes` and lies as the page does, by its `slope` in radians."""
    starts, ends = _lying(boxes, slope)
    (left, top), (right, bottom) = starts.min(axis=0), ends.max(axis=0)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float32)
    return np.asarray(corners @ _turn(slope), np.float32)


def in_one_row(parts: Quads, slope: float) -> bool:
    """Whether two boxes stand beside each other, however much they overlap."""
    starts, ends = _lying(parts, slope)
    apart = abs(float(np.diff((starts + ends)[:, 1] / 2)[0]))
    return apart < _SAME_ROW * float((ends - starts)[:, 1].min())


def overlap(one: str, other: str, whole: str) -> bool:
    """Whether one part of what the two make ends as the other begins: 달빛커피연 and 연남점."""
    return any(
        left.endswith(right[:shared]) and left + right[shared:] == whole
        for left, right in ((one, other), (other, one))
        for shared in range(1, len(right) + 1)
    )


def _lying(boxes: Quads, slope: float) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Where each box begins and ends, across and down, as if the page lay straight."""
    straight = boxes @ _turn(-slope)
    return straight.min(axis=1), straight.max(axis=1)


def _turn(angle: float) -> npt.NDArray[np.float32]:
    """Turns points that stand in rows by `angle` radians, clockwise as the page is seen."""
    return np.array([(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))], np.float32)
