"""A look at a PDF before PDFium opens it: a kilobyte can ask for a hundred million forms or tiles.

PDFium cannot be stopped while it works. What this look cannot see (encrypted files, glyphs that are programs,
what LZW unpacks to) is left to the limits of the process that reads.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final

from receipts.adapters.ocr.pdf_objects import PdfObject, objects_in
from receipts.domain.failure import FailureCause
from receipts.domain.limits import (
    MAX_PDF_DRAWN_BYTES,
    MAX_PDF_SHADINGS,
    MAX_PDF_STEPS,
    MAX_PDF_TILES,
    MAX_PIXELS,
)
from receipts.errors import UnreadableError

_REFERENCE: Final = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
_UPWARDS: Final = re.compile(rb"/(?:Parent|P|Popup|Prev|Next|Dest)\s{0,9}\d{1,9}\s{1,4}\d{1,5}\s{1,4}R")
_DRAW: Final = re.compile(rb"/([^\s/<>\[\]()]{1,127})\s{1,9}Do\b")
_NAMED: Final = re.compile(rb"/([^\s/<>\[\]()]{1,127})\s{0,4}(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
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
    # Its area alone: print drivers cut a page into strips, and PDFium paints them into a page of our size.
    if width * height > MAX_PIXELS:
        raise UnreadableError(FailureCause.TOO_LARGE, f"a picture of {width:.0f} x {height:.0f} pixels")


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
        """Raises UnreadableError(too_complex) beyond MAX_PDF_DRAWN_BYTES, or if a form draws itself."""
        for form in self._inner_first([one for one in self._objects.values() if _is_form(one)]):
            self._known[form.number] = self._written_out(form, [form])
        for page in self._objects.values():
            if page.says(b"Type", b"Page"):
                streams = [
                    one for one in self._near(page) if one.is_stream and not one.says(b"Type", b"XObject")
                ]
                self._written_out(page, streams)

    def _inner_first(self, forms: list[PdfObject]) -> Iterator[PdfObject]:
        """Every form after those that it draws. PDFium does not notice forms that draw each other."""
        open_forms: set[int] = set()
        for form in forms:
            waiting = [(form, False)]
            while waiting:
                one, done = waiting.pop()
                if done:
                    open_forms.discard(one.number)
                    yield one
                elif one.number in open_forms:
                    raise UnreadableError(FailureCause.TOO_COMPLEX, "a form that draws itself")
                elif one.number not in self._known:
                    open_forms.add(one.number)
                    waiting.append((one, True))
                    drawn = self._drawn(one, [one])
                    waiting.extend((inner, False) for inner, _ in drawn if _is_form(inner))

    def _written_out(self, drawer: PdfObject, contents: list[PdfObject]) -> int:
        size = sum(len(one.content) for one in contents)
        for inner, times in self._drawn(drawer, contents):
            size += times * max(_LEAST_DRAWN, self._known.get(inner.number, 0))
        if size > MAX_PDF_DRAWN_BYTES:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"{size} bytes to draw")
        return size

    def _drawn(self, drawer: PdfObject, contents: list[PdfObject]) -> Iterator[tuple[PdfObject, int]]:
        """What `contents` draw and how often, by the names that `drawer` gives, or whoever does."""
        times = Counter(name for one in contents for name in _DRAW.findall(one.content))
        if not times:
            return
        lists = [one for one in self._near(drawer) if not one.is_stream]
        named = {name: {number} for one in (*lists, drawer) for name, number in _named(one)}
        for name, count in times.items():
            for number in named.get(name, set()) or self._named_anywhere[name]:
                if number in self._objects:
                    yield self._objects[number], count

    @cached_property
    def _named_anywhere(self) -> dict[bytes, set[int]]:
        """A form without names of its own uses those of who draws it."""
        named: dict[bytes, set[int]] = defaultdict(set)
        for one in self._objects.values():
            for name, number in _named(one):
                named[name].add(number)
        return named

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


def _named(one: PdfObject) -> Iterator[tuple[bytes, int]]:
    """The names that a dictionary gives to other objects."""
    return ((name, int(number)) for name, number in _NAMED.findall(one.head))


def _references(one: PdfObject) -> Iterator[int]:
    return (int(number) for number in _REFERENCE.findall(_UPWARDS.sub(b"", one.head)))
