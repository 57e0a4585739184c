"""A look at a PDF before PDFium opens it: a kilobyte can ask for a hundred million forms or tiles.

PDFium cannot be stopped while it works. What this look cannot see (encrypted files, glyphs that are programs,
what LZW unpacks to) is left to the limits of the process that reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from receipts.adapters.ocr.inspection import check_size
from receipts.adapters.ocr.pdf_objects import PdfObject, objects_in
from receipts.domain.failure import FailureCause
from receipts.domain.limits import (
    MAX_PDF_DRAWN_BYTES,
    MAX_PDF_SHADINGS,
    MAX_PDF_STEPS,
    MAX_PDF_TILES,
)
from receipts.errors import UnreadableError

_REFERENCE: Final = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
_UPWARDS: Final = re.compile(rb"/(?:Parent|P|Popup|Prev|Next|Dest)\s{0,9}\d{1,9}\s{1,4}\d{1,5}\s{1,4}R")
_DRAW: Final = re.compile(rb"(?<=\s)Do\b")
_SHADE: Final = re.compile(rb"(?<=\s)sh\b")
_LEAST_DRAWN: Final = 16
"""Bytes that a drawn picture or form counts as at least: an object of its own is made for it."""
_PAGE: Final = 842.0 * 1191.0
"""Square points of an A3 page, for files that do not tell how large theirs are."""


def inspect_pdf(file: Path) -> None:
    """Refuses what PDFium would work on without end. Raises UnreadableError with the limit that is passed."""
    objects = {one.number: one for one in objects_in(file.read_bytes())}
    for one in objects.values():
        if one.is_picture:
            _check_picture(one)
    _check_patterns(objects.values())
    _check_shadings(objects.values())
    _Drawing(objects).check()


def _check_picture(one: PdfObject) -> None:
    width, height = ((one.numbers(key) or [0.0])[0] for key in (b"Width", b"Height"))
    if width * height:
        check_size(int(width), int(height))


def _check_patterns(objects: Iterable[PdfObject]) -> None:
    area = max((_area(one.numbers(b"MediaBox")) for one in objects), default=0.0) or _PAGE
    for one in objects:
        if one.numbers(b"PatternType")[:1] == [1.0] and area > MAX_PDF_TILES * _tile(one):
            raise UnreadableError(FailureCause.TOO_COMPLEX, "a pattern of endless tiles")


def _area(box: list[float]) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1])) if len(box) == 4 else 0.0  # noqa: PLR2004 - a rectangle


def _tile(pattern: PdfObject) -> float:
    """Square points from one tile to the next."""
    across, down = ((pattern.numbers(key) or [0.0])[0] for key in (b"XStep", b"YStep"))
    matrix = pattern.numbers(b"Matrix")
    grown = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) if len(matrix) == 6 else 1.0  # noqa: PLR2004
    return abs(across * down) * grown


def _check_shadings(objects: Iterable[PdfObject]) -> None:
    painted = sum(len(_SHADE.findall(one.content)) for one in objects)
    if painted > MAX_PDF_SHADINGS:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"{painted} gradients")


class _Drawing:
    """How many bytes of instructions the pages come to when every form is written out where it is drawn."""

    def __init__(self, objects: Mapping[int, PdfObject]) -> None:
        self._objects = objects
        self._known: dict[int, int] = {}
        self._steps = 0

    def check(self) -> None:
        """Raises UnreadableError(too_complex) beyond MAX_PDF_DRAWN_BYTES."""
        forms = [one for one in self._objects.values() if one.says(b"Subtype", b"Form")]
        for form in self._inner_first(forms):
            self._known[form.number] = self._written_out(form, [form])
        for page in self._objects.values():
            if page.says(b"Type", b"Page"):
                streams = [one for one in self._near(page) if one.is_stream and not _is_form(one)]
                self._written_out(page, streams)

    def _inner_first(self, forms: list[PdfObject]) -> Iterator[PdfObject]:
        """Every form after those that it can draw; of forms that draw each other PDFium draws each once."""
        begun: set[int] = set()
        for form in forms:
            waiting = [(form, False)]
            while waiting:
                one, done = waiting.pop()
                if done:
                    yield one
                elif one.number not in begun:
                    begun.add(one.number)
                    waiting.append((one, True))
                    waiting.extend((inner, False) for inner in self._near(one) if _is_form(inner))

    def _written_out(self, drawer: PdfObject, contents: list[PdfObject]) -> int:
        own = sum(len(one.content) for one in contents)
        draws = sum(len(_DRAW.findall(one.content)) for one in contents)
        inner = (self._known.get(one.number, 0) for one in self._near(drawer)) if draws else ()
        size = own + draws * max(_LEAST_DRAWN, max(inner, default=0))
        if size > MAX_PDF_DRAWN_BYTES:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"{size} bytes to draw")
        return size

    def _near(self, one: PdfObject) -> list[PdfObject]:
        """What `one` refers to, through dictionaries but not through what itself draws or is a page."""
        found: dict[int, PdfObject] = {}
        waiting = [one]
        while waiting:
            for number in _references(waiting.pop()):
                self._steps += 1
                other = self._objects.get(number)
                if other is not None and number not in found and not other.says(b"Type", b"Pages?"):
                    found[number] = other
                    waiting.extend(() if other.is_stream else (other,))
            if self._steps > MAX_PDF_STEPS:
                raise UnreadableError(FailureCause.TOO_COMPLEX, "objects that refer to each other")
        return list(found.values())


def _is_form(one: PdfObject) -> bool:
    return one.says(b"Subtype", b"Form")


def _references(one: PdfObject) -> Iterator[int]:
    return (int(number) for number in _REFERENCE.findall(_UPWARDS.sub(b"", one.head)))
