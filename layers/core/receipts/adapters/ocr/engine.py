"""The embedded OCR engine: one detection, one backbone, two heads, on the machine that runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np

from receipts.adapters.ocr import layout
from receipts.adapters.ocr.decoding import Glyph
from receipts.adapters.ocr.detection import Detector, Quad, Quads
from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.merging import half_width, merge
from receipts.adapters.ocr.models import engine_version, installed_models, load_detector, load_recogniser
from receipts.adapters.ocr.pages import Pixels, Raster, check_file, open_pictures
from receipts.adapters.ocr.pdf import open_pdf
from receipts.adapters.ocr.recognition import LineReading, Recogniser, crop
from receipts.domain.text import Box, Page, TextLine, Word

_PROBES: Final = 6
_SURELY_UPRIGHT: Final = 0.85
"""Mean confidence of the probe lines above which nobody asks whether the page stands on its head."""


class EmbeddedEngine:
    """Implements ports.OcrEngine. Boxes are pixels of the upright page at the file's own resolution.

    Sessions are made on first use, or by `warm_up`; one engine is for one thread at a time.
    """

    name = "embedded"

    def __init__(self, threads: int = 2) -> None:
        """`threads` for ONNX Runtime. Raises SettingsError if a model file is missing."""
        self._threads = threads
        self._files = installed_models()
        self.version = engine_version(self._files)

    def warm_up(self) -> None:
        """Load the models now rather than with the first receipt."""
        _ = self._detector, self._recogniser

    def read(self, file: Path) -> tuple[Page, ...]:
        """The pages of a JPEG, PNG, WebP, TIFF, HEIC or PDF file; a page may have no lines. Raises UnreadableError."""
        return tuple(
            sheet if isinstance(sheet, Page) else self._read_raster(number, sheet)
            for number, sheet in enumerate(_open(file), 1)
        )

    @cached_property
    def _detector(self) -> Detector:
        return load_detector(self._files, self._threads)

    @cached_property
    def _recogniser(self) -> Recogniser:
        return load_recogniser(self._files, self._threads)

    def _read_raster(self, number: int, sheet: Raster) -> Page:
        pixels, boxes = self._upright(sheet.pixels)
        boxes = boxes[layout.reading_order(boxes)]
        readings = self._recogniser.read([crop(pixels, box) for box in boxes])
        lines = tuple(_text_lines(boxes, readings, sheet.scale))
        height, width = pixels.shape[:2]
        return Page(number, round(width * sheet.scale), round(height * sheet.scale), lines)

    def _upright(self, pixels: Pixels) -> tuple[Pixels, Quads]:
        """The page turned so that its text reads from left to right, with its boxes."""
        boxes = self._detector.find(pixels)
        if len(boxes) and layout.lies_sideways(boxes):
            pixels = np.ascontiguousarray(np.rot90(pixels))
            boxes = self._detector.find(pixels)
        if len(boxes) and self._is_upside_down(pixels, boxes):
            pixels = np.ascontiguousarray(np.rot90(pixels, 2))
            boxes = self._detector.find(pixels)
        return pixels, boxes

    def _is_upside_down(self, pixels: Pixels, boxes: Quads) -> bool:
        """Whether the widest lines read better turned round; asked of those that read badly as they are."""
        widest = np.argsort(-layout.widths(boxes), kind="stable")[:_PROBES]
        probes = [crop(pixels, box) for box in boxes[widest]]
        upright = self._confidence(probes)
        if upright >= _SURELY_UPRIGHT:
            return False
        return self._confidence([np.ascontiguousarray(probe[::-1, ::-1]) for probe in probes]) > upright

    def _confidence(self, crops: Sequence[Pixels]) -> float:
        glyphs = [glyph for reading in self._recogniser.read(crops) for glyph in merge(reading)]
        return _mean_probability(glyphs)


def _open(file: Path) -> Iterator[Raster | Page]:
    kind = check_file(file)
    return open_pdf(file) if kind is Format.PDF else open_pictures(file, kind)


def _mean_probability(glyphs: Sequence[Glyph]) -> float:
    inked = [glyph.probability for glyph in glyphs if glyph.char != " "]
    return sum(inked) / len(inked) if inked else 0.0


def _text_lines(boxes: Quads, readings: Sequence[LineReading], scale: float) -> Iterator[TextLine]:
    for box, reading in zip(boxes, readings, strict=True):
        glyphs = merge(reading)
        words = tuple(_words(glyphs, box * scale, reading.width))
        if words:
            text = " ".join(word.text for word in words)
            yield TextLine(text, _mean_probability(glyphs), _box(box * scale), words)


def _words(glyphs: Sequence[Glyph], box: Quad, width: int) -> Iterator[Word]:
    run: list[Glyph] = []
    for glyph in (*glyphs, Glyph(" ", 1.0, width)):
        if glyph.char != " ":
            run.append(glyph)
        elif run:
            yield _word(run, box, width)
            run = []


def _word(run: Sequence[Glyph], box: Quad, width: int) -> Word:
    start = max(0.0, run[0].x - half_width(run[0])) / width
    end = min(float(width), run[-1].x + half_width(run[-1])) / width
    text = "".join(glyph.char for glyph in run)
    return Word(text, _mean_probability(run), _box(layout.along(box, start, end)))


def _box(corners: Quad) -> Box:
    top_left, top_right, bottom_right, bottom_left = ((round(float(x), 1), round(float(y), 1)) for x, y in corners)
    return top_left, top_right, bottom_right, bottom_left
