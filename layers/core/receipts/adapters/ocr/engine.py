"""The embedded OCR engine: one detection, one backbone, two heads, on the machine that runs it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np

from receipts.adapters.ocr import layout
from receipts.adapters.ocr.album import Album
from receipts.adapters.ocr.calibration import Calibration
from receipts.adapters.ocr.contrast import contrast, strengthened
from receipts.adapters.ocr.decoding import Glyph
from receipts.adapters.ocr.detection import Detector, Quad, Quads, text_length
from receipts.adapters.ocr.fingerprint import fingerprint
from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.halves import around, halves, in_one_row, overlap
from receipts.adapters.ocr.merging import half_width, merge, merge_page
from receipts.adapters.ocr.pages import Pixels, Raster, check_file, open_pictures
from receipts.adapters.ocr.pdf import open_pdf
from receipts.adapters.ocr.recognition import LineBudget, LineReading, Recogniser, crop
from receipts.adapters.ocr.sessions import engine_version, installed_models, load_detector, load_recogniser
from receipts.adapters.ocr.stacked import stacked
from receipts.domain.rendition import Rendition
from receipts.domain.text import Box, Page, TextLine, Word

_LIES_SIDEWAYS: Final = 0.2
"""Share of standing text that makes a page suspect: real upright receipts had 0.04 at most, turned ones 0.36
at least."""
_PALE: Final = 35.0
"""Contrast below which a page is looked at again, strengthened: real receipts had 83 grey levels or more."""
_DIAGONAL: Final = math.radians(25)
"""Tilt in radians from which a page is turned straight; up to it, rows are found as the page lies."""
_PROBES: Final = 6
"""So many of the widest lines are read first, and as many again until they tell which way up it stands."""
_ALIKE_ON_ITS_HEAD: Final = frozenset(" 01689'*=+-_~.·:|/#")
"""Read as surely on its head, as itself or as another: 1,000 is 000'1, and a row of stars one of stars."""
_LEAST_TELLING: Final = 8
"""Characters that are something else on their head."""
_SURELY_UPRIGHT: Final = 0.9
"""Mean confidence of these above which nobody asks: of 252 photos 9 had less as they came and were asked, and
none more on its head (all characters of six lines). Asked, each receipt was told right; a drawn page on its
head had had 0.85.
"""
_LEGIBLE_ALONE: Final = 0.5
"""Probability below which a character that stands alone is a speck: it is more likely another, or none."""
_LEGIBLE_LINE, _NO_LINE = 0.97, 0.75
"""How sure the heads are of a line of tall letters at least, and below what one of its halves is none of its
own: on 12 such lines 0.99 and up to 0.74. Of two lines in one box the heads may be as sure, having read one.
"""


@dataclass(frozen=True, slots=True)
class _Line:
    glyphs: tuple[Glyph, ...]
    width: int


@dataclass(frozen=True, slots=True)
class _Laid:
    """A page as it came, and where lines were found on it."""

    raster: Raster
    boxes: Quads


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page as it was held to be upright, with what was read on it; lines belong to boxes."""

    pixels: Pixels
    boxes: Quads
    lines: list[_Line]
    turn: int | None = 0


class EmbeddedEngine:
    """Implements ports.OcrEngine. Boxes are pixels of the upright page at the file's own resolution.

    Sessions are made on first use; one engine is for one thread at a time.
    """

    name = "embedded"

    def __init__(
        self,
        threads: int = 2,
        around_pdf: Callable[[], AbstractContextManager[None]] = nullcontext,
        around_pictures: Callable[[], AbstractContextManager[None]] = nullcontext,
        *,
        keeps_pages: bool = False,
    ) -> None:
        """`threads` for ONNX Runtime. `around_pdf` is around all that PDFium does, `around_pictures` around
        the decoding of each page of a picture file; either may end the process if that takes too long.
        `keeps_pages` of the file read last, for `renditions`. Raises SettingsError without a model file.
        """
        self._threads = threads
        self._album, self._keeps_pages = Album(), keeps_pages
        self._around_pdf, self._around_pictures = around_pdf, around_pictures
        self._budget = LineBudget()
        self._files = installed_models()
        self.version = engine_version(self._files)

    def read(self, file: Path) -> tuple[Page, ...]:
        """The pages of a picture or PDF; one without text has no lines. Raises UnreadableError where a file
        would pass MAX_LINE_WIDTH: before any line of a PDF is read, or of that page of a picture.
        """
        self._budget = LineBudget()
        self._album.clear()
        sheets = self._open(file)
        laid: Iterable[_Laid | Page] = self._laid(sheets)
        if isinstance(sheets, tuple):  # all in memory already; pictures of a file come one by one
            laid = tuple(laid)
        pages = tuple(self._read_sheet(number, sheet) for number, sheet in enumerate(laid, 1))
        self._album.close(file)
        return pages

    def renditions(self) -> Iterator[Rendition]:
        """The pages of the file that was read last, for showing, once; none of a file whose reading was not
        finished. Raises UnreadableError.
        """
        with self._around_pdf():
            yield from self._album.renditions()

    def _laid(self, sheets: Iterable[Raster | Page]) -> Iterator[_Laid | Page]:
        """Each page, with its boxes if it is to be read."""
        foreseen = LineBudget()
        for sheet in sheets:
            if isinstance(sheet, Page):
                yield sheet
                continue
            boxes = self._detector.find(sheet.pixels)
            foreseen.spend(boxes)
            yield _Laid(sheet, boxes)
            del sheet  # it is not held while the next one is decoded

    def _read_sheet(self, number: int, sheet: _Laid | Page) -> Page:
        if isinstance(sheet, Page):
            page, pixels = sheet, None
        else:
            page, pixels = self._read_raster(number, sheet.raster, sheet.boxes)
        if self._keeps_pages:
            self._album.add(page, pixels)
        return page

    def _open(self, file: Path) -> Iterable[Raster | Page]:
        kind = check_file(file)
        if kind is not Format.PDF:
            return self._decoded(open_pictures(file, kind))
        with self._around_pdf():
            return tuple(open_pdf(file))

    def _decoded(self, pictures: Iterator[Raster]) -> Iterator[Raster]:
        while True:
            with self._around_pictures():
                picture = next(pictures, None)
            if picture is None:
                return
            yield picture
            del picture  # it is not held while the next one is decoded

    def load(self) -> None:
        """Load the models now, and not with the first photo."""
        _ = self._calibration, self._detector, self._recogniser

    @cached_property
    def _calibration(self) -> Calibration:
        return Calibration.load(self._files.calibration)

    @cached_property
    def _detector(self) -> Detector:
        return load_detector(self._files, self._threads)

    @cached_property
    def _recogniser(self) -> Recogniser:
        return load_recogniser(self._files, self._threads)

    def _read_raster(self, number: int, raster: Raster, boxes: Quads) -> tuple[Page, Pixels]:
        sheet = self._read_upright(raster.pixels, boxes)
        height, width = sheet.pixels.shape[:2]
        lines = tuple(_text_lines(sheet, raster.scale, self._calibration))
        picture = fingerprint(sheet.pixels, sheet.boxes)
        size = round(width * raster.scale), round(height * raster.scale)
        return Page(number, *size, lines, picture, sheet.turn), sheet.pixels

    def _read_upright(self, pixels: Pixels, boxes: Quads) -> _Sheet:
        """The page turned so that its text reads from left to right."""
        pixels, boxes, turn = self._laid_lengthwise(pixels, boxes)
        boxes = self._parted(pixels, boxes)
        probes = self._probe(pixels, boxes)
        doubtful = _mean_probability(_telling(probes.values())) < _SURELY_UPRIGHT
        if doubtful and self._reads_better_turned(pixels, boxes, probes):
            self._budget.spend(boxes[list(probes)])
            pixels = np.ascontiguousarray(np.rot90(pixels, 2))
            boxes, probes = self._parted(pixels, self._detector.find(pixels)), {}
            turn = None if turn is None else (turn + 180) % 360
        return replace(self._recognise(pixels, boxes, probes), turn=turn)

    def _laid_lengthwise(self, pixels: Pixels, boxes: Quads) -> tuple[Pixels, Quads, int | None]:
        """The page and its boxes, turned if it lies diagonally, and a quarter if its lines run up or down;
        and how it was turned, as `Page.turn`.
        """
        pixels, boxes = self._strengthened(pixels, boxes)
        turn: int | None = 0
        if abs(tilt := layout.tilt(boxes)) > _DIAGONAL:
            pixels, turn = layout.turned(pixels, -tilt), None
            boxes = self._detector.find(pixels)
        standing = layout.standing_share(boxes)
        if standing < _LIES_SIDEWAYS:
            return pixels, boxes, turn
        turned = np.ascontiguousarray(np.rot90(pixels))
        turned_boxes = self._detector.find(turned)
        if layout.standing_share(turned_boxes) >= standing:
            return pixels, boxes, turn
        return turned, turned_boxes, None if turn is None else 270

    def _strengthened(self, pixels: Pixels, boxes: Quads) -> tuple[Pixels, Quads]:
        """The page and its boxes; strengthened if its print is pale and more of it shows that way."""
        if contrast(pixels, boxes) >= _PALE:
            return pixels, boxes
        strong = strengthened(pixels)
        again = self._detector.find(strong)
        return (strong, again) if text_length(again) > text_length(boxes) else (pixels, boxes)

    def _probe(self, pixels: Pixels, boxes: Quads) -> dict[int, LineReading]:
        """The widest boxes' readings by the boxes' numbers, to tell whether the page stands on its head."""
        widest = np.argsort(-layout.widths(boxes), kind="stable").tolist()
        probes = dict[int, LineReading]()
        for first in range(0, len(widest), _PROBES):
            some = widest[first : first + _PROBES]
            readings = self._recogniser.read([crop(pixels, boxes[i]) for i in some])
            probes |= zip(some, readings, strict=True)
            if len(_telling(probes.values())) >= _LEAST_TELLING:
                break
        return probes

    def _recognise(self, pixels: Pixels, boxes: Quads, known: Mapping[int, LineReading]) -> _Sheet:
        """All lines, in reading order; those read already, by their boxes' numbers, are not read again."""
        self._budget.spend(boxes)
        order = layout.reading_order(boxes)
        unread = [i for i in order if i not in known]
        fresh = self._recogniser.read([crop(pixels, boxes[i]) for i in unread])
        by_box = {**known, **dict(zip(unread, fresh, strict=True))}
        readings = [by_box[i] for i in order]
        lines = [
            _Line(glyphs, reading.width)
            for glyphs, reading in zip(merge_page(readings), readings, strict=True)
        ]
        return _Sheet(pixels, boxes[order], lines)

    def _parted(self, pixels: Pixels, boxes: Quads) -> Quads:
        """The boxes, and in place of a high one the lines that stand in it where they make more sense."""
        kept = {index: box[np.newaxis] for index, box in enumerate(boxes)}
        for index, lines in stacked(pixels, boxes).items():
            if self._legibility(pixels, lines) > self._legibility(pixels, kept[index]):
                kept[index] = lines
        return self._put_together(pixels, np.concatenate(list(kept.values()))) if kept else boxes

    def _put_together(self, pixels: Pixels, boxes: Quads) -> Quads:
        """The boxes, and in place of two halves of tall letters the line that they make."""
        slope, kept = layout.tilt(boxes), dict(enumerate(boxes))
        for upper, lower in halves(boxes):
            if upper not in kept or lower not in kept:
                continue
            parts = np.stack([kept[upper], kept[lower]])
            line = around(parts, slope)
            if self._are_halves(pixels, parts, line, slope):
                kept[upper] = line
                del kept[lower]
        return np.stack(list(kept.values()))

    def _are_halves(self, pixels: Pixels, parts: Quads, line: Quad, slope: float) -> bool:
        """Whether the line of both makes sense, and one of them none, or they overlap in a row."""
        whole = self._glyphs(pixels, line[np.newaxis])
        if _mean_probability(whole[0]) < _LEGIBLE_LINE:
            return False
        read = self._glyphs(pixels, parts)
        is_scrap = min(map(_mean_probability, read)) < _NO_LINE
        return is_scrap or (in_one_row(parts, slope) and overlap(*map(_text, read + whole)))

    def _legibility(self, pixels: Pixels, boxes: Quads) -> float:
        """How sure the heads are of the least legible of the boxes."""
        return min(map(_mean_probability, self._glyphs(pixels, boxes)))

    def _glyphs(self, pixels: Pixels, boxes: Quads) -> list[tuple[Glyph, ...]]:
        self._budget.spend(boxes)
        return [merge(reading) for reading in self._recogniser.read([crop(pixels, box) for box in boxes])]

    def _reads_better_turned(self, pixels: Pixels, boxes: Quads, probes: Mapping[int, LineReading]) -> bool:
        """Whether the lines that were read make more sense on their head."""
        turned = [np.ascontiguousarray(crop(pixels, boxes[i])[::-1, ::-1]) for i in probes]
        after, before = map(_telling, (self._recogniser.read(turned), probes.values()))
        return _mean_probability(after) > _mean_probability(before)


def _telling(readings: Iterable[LineReading]) -> Sequence[Glyph]:
    """What tells that the lines stand upright: each is something else, or nothing, on its head."""
    glyphs = (glyph for reading in readings for glyph in merge(reading))
    return [glyph for glyph in glyphs if glyph.char not in _ALIKE_ON_ITS_HEAD]


def _text(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.char for glyph in glyphs if glyph.char != " ")


def _mean_probability(glyphs: Sequence[Glyph]) -> float:
    inked = [glyph.probability for glyph in glyphs if glyph.char != " "]
    return sum(inked) / len(inked) if inked else 0.0


def certainty(glyphs: Sequence[Glyph]) -> float:
    """How sure the heads are of all that is not a space, together; not yet how often they are right."""
    return math.prod(glyph.probability for glyph in glyphs if glyph.char != " ")


def words_of(glyphs: Sequence[Glyph]) -> Iterator[Sequence[Glyph]]:
    """The runs of glyphs between spaces."""
    for is_space, run in groupby(glyphs, lambda glyph: glyph.char == " "):
        if not is_space:
            yield list(run)


def _text_lines(sheet: _Sheet, scale: float, calibration: Calibration) -> Iterator[TextLine]:
    for corners, line in zip(sheet.boxes * scale, sheet.lines, strict=True):
        words = tuple(_word(run, corners, line.width, calibration) for run in words_of(line.glyphs))
        if words and not _is_speck(line.glyphs):
            text = " ".join(word.text for word in words)
            yield TextLine(text, calibration.line(certainty(line.glyphs)), _box(corners), words)


def _is_speck(glyphs: Sequence[Glyph]) -> bool:
    """Whether it is one character alone that cannot be told."""
    return len(glyphs) == 1 and glyphs[0].probability < _LEGIBLE_ALONE


def _word(run: Sequence[Glyph], box: Quad, width: int, calibration: Calibration) -> Word:
    start = max(0.0, run[0].x - half_width(run[0])) / width
    end = min(float(width), run[-1].x + half_width(run[-1])) / width
    text = "".join(glyph.char for glyph in run)
    return Word(text, calibration.word(certainty(run)), _box(layout.along(box, start, end)))


def _box(corners: Quad) -> Box:
    top_left, top_right, bottom_right, bottom_left = (
        (round(float(x), 1), round(float(y), 1)) for x, y in corners
    )
    return top_left, top_right, bottom_right, bottom_left
