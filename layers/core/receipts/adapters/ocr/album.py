"""The pages of the file that was read last, kept small until they are shown: upright JPEGs, their card and
resident numbers painted over.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from receipts.adapters.ocr.pages import LEAST_WIDTH, Pixels
from receipts.adapters.ocr.pdf import draw_pages
from receipts.domain.reading.layout.covers import covers_of
from receipts.domain.rendition import LARGEST, Rendition
from receipts.domain.text import Box, Page

_MOST_PIXELS: Final = 4_000_000
"""Of a page: print of 10 pixels in a photo of twelve millions is then 6 high, and can just be read."""
_MOST_OF_LONG: Final = 8_000_000
"""Of a till roll, which is not made narrower than LEAST_WIDTH for that."""
_QUALITIES: Final = (80, 60, 40)
_COVER: Final = (48, 48, 48)


@dataclass(frozen=True, slots=True)
class _Leaf:
    page: Page
    pixels: Pixels | None
    """None for a page whose text was taken as it is: it is drawn when it is shown."""


class Album:
    """For one thread at a time."""

    def __init__(self) -> None:
        self._file: Path | None = None
        self._leaves: list[_Leaf] = []

    def clear(self) -> None:
        """Nothing is shown."""
        self._file = None
        self._leaves = []

    def add(self, page: Page, pixels: Pixels | None) -> None:
        """The next page, as it was read."""
        self._leaves.append(_Leaf(page, None if pixels is None else _reduced(pixels)))

    def close(self, file: Path) -> None:
        """All pages of the file were read. Before that none is shown: a number may go on on the next."""
        self._file = file

    def renditions(self) -> Iterator[Rendition]:
        """Each page that can be shown, once. Raises UnreadableError, and whatever a drawing does."""
        file, leaves = self._file, self._leaves
        self.clear()
        if file is None:
            return
        covers = covers_of([leaf.page for leaf in leaves])
        of_text = [leaf.page.number for leaf in leaves if leaf.pixels is None]
        drawn = draw_pages(file, of_text) if of_text else {}
        for leaf in leaves:
            number = leaf.page.number
            pixels = drawn[number] if leaf.pixels is None else leaf.pixels
            if jpeg := _shown(pixels, leaf.page, covers[number]):
                yield Rendition(number, jpeg)


def _reduced(pixels: Pixels) -> Pixels:
    """The pixels themselves where they are few enough."""
    height, width = pixels.shape[:2]
    factor = max(math.sqrt(_MOST_PIXELS / (height * width)), LEAST_WIDTH / min(height, width))
    factor = min(factor, math.sqrt(_MOST_OF_LONG / (height * width)))
    if factor >= 1:
        return pixels
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _shown(pixels: Pixels, page: Page, covers: Sequence[Box]) -> bytes | None:
    """None for a page that is too large at every quality."""
    if covers:
        height, width = pixels.shape[:2]
        scale = np.array([width / page.width, height / page.height])
        pixels = pixels.copy()
        for box in covers:
            cv2.fillConvexPoly(pixels, np.rint(np.array(box) * scale).astype(np.int32), _COVER)
    for quality in _QUALITIES:
        done, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if done and jpeg.size <= LARGEST:
            return jpeg.tobytes()
    return None
