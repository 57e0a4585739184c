"""A look at a PDF before PDFium opens it: a kilobyte can ask for a hundred million forms or tiles.

PDFium cannot be stopped while it works. What this look cannot see (encrypted files, glyphs that are programs,
what LZW unpacks to) is left to the limits of the process that reads.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from receipts.adapters.ocr.inspection import inspect_jpeg
from receipts.adapters.ocr.pdf_objects import PdfObject, check_what_opening_unpacks, joined, objects_in
from receipts.adapters.ocr.pdf_painting import Uses, dictionary_of, named_states
from receipts.domain.failure import FailureCause
from receipts.domain.limits import (
    MAX_PDF_DRAWN_BYTES,
    MAX_PDF_FUNCTION_BYTES,
    MAX_PDF_MESH_BYTES,
    MAX_PDF_SHADINGS,
    MAX_PDF_STEPS,
    MAX_PDF_TILES,
    MAX_PIXELS,
)
from receipts.errors import UnreadableError

_REFERENCE: Final = re.compile(rb"(?<!\d)(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
_UPWARDS: Final = re.compile(rb"/(?:Parent|P|Popup|Prev|Next|Dest)\s{0,9}\d{1,9}\s{1,4}\d{1,5}\s{1,4}R")
_DRAW: Final = re.compile(rb"/([^\s/<>\[\]()]{1,255})\s{1,9}Do\b")
_NAMED: Final = re.compile(rb"/([^\s/<>\[\]()]{1,255})\s{0,4}(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
_MASK: Final = re.compile(rb"/SMask\s{1,9}(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
_MASKING_GROUP: Final = re.compile(rb"/G\s{1,9}(\d{1,9})\s{1,4}\d{1,5}\s{1,4}R\b")
_LISTED: Final = rb"\s{0,9}(\[[^\[\]]*\]|\d{1,9}\s{1,4}\d{1,5}\s{1,4}R\b)"
"""Behind a name: references in brackets, or one."""
_SHADE: Final = re.compile(rb"(?<=\s)sh\b")
_LEAST_DRAWN: Final = 16
"""Bytes that a drawn picture or form counts as at least: an object of its own is made for it."""
_GROUP: Final = 10_000
"""Bytes that a transparent form counts as: a picture of the page is made for it, and laid over the page."""
_GRADIENT: Final = MAX_PDF_DRAWN_BYTES // MAX_PDF_SHADINGS
_PIXELS_PER_BYTE: Final = 600
"""A picture of the most pixels takes a fifth of a second each time that it is drawn."""
_PAGE: Final = 842.0 * 1191.0
"""Square points of an A3 page, for files that do not tell how large theirs are."""


def inspect_before_opening(file: Path) -> None:
    """Refuses what PDFium would unpack without end while it opens the file. Raises UnreadableError."""
    check_what_opening_unpacks(file.read_bytes())


def inspect_pdf(file: Path) -> None:
    """Refuses what PDFium would work on without end. Raises UnreadableError with the limit that is passed."""
    found = objects_in(file.read_bytes())
    for one in found:
        if one.is_picture:
            _check_picture(one)
        _check_shading(one)
    area = max((_area(one.numbers(b"MediaBox")) for one in found), default=0.0) or _PAGE
    _check_patterns(found, area)
    _Drawing(_by_number(found), area).check()


def _by_number(objects: Iterable[PdfObject]) -> dict[int, PdfObject]:
    """Of several with one number any may be drawn, as the file's table says: they count as one."""
    found: dict[int, list[PdfObject]] = defaultdict(list)
    for one in objects:
        found[one.number].append(one)
    return {
        number: joined(versions) if len(versions) > 1 else versions[0] for number, versions in found.items()
    }


def _check_picture(one: PdfObject) -> None:
    _check_pixels(*_size(one))
    if one.content:
        inspect_jpeg(one.content, _check_pixels)


def _check_pixels(width: float, height: float) -> None:
    """Area alone: print drivers cut a page into strips, and PDFium paints them into a page of our size."""
    if width * height > MAX_PIXELS:
        raise UnreadableError(FailureCause.TOO_LARGE, f"a picture of {width:.0f} x {height:.0f} pixels")


def _size(picture: PdfObject) -> tuple[float, float]:
    width, height = ((picture.numbers(key) or [0.0])[0] for key in (b"Width", b"Height"))
    return width, height


def _check_shading(one: PdfObject) -> None:
    """Programs and meshes are worked through for each point of a page."""
    is_program = one.numbers(b"FunctionType")[:1] == [4.0]
    is_mesh = one.numbers(b"ShadingType")[:1] in ([4.0], [5.0], [6.0], [7.0])
    if (is_program and len(one.content) > MAX_PDF_FUNCTION_BYTES) or (
        is_mesh and len(one.content) > MAX_PDF_MESH_BYTES
    ):
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"a gradient of {len(one.content)} bytes")


def _check_patterns(objects: Iterable[PdfObject], area: float) -> None:
    for one in objects:
        if _is_tiled(one) and area > MAX_PDF_TILES * _tile(one):
            raise UnreadableError(FailureCause.TOO_COMPLEX, "a pattern of endless tiles")


def _area(box: list[float]) -> float:
    return abs((box[2] - box[0]) * (box[3] - box[1])) if len(box) == 4 else 0.0  # noqa: PLR2004 - a rectangle


def _tile(pattern: PdfObject) -> float:
    """Square points from one tile to the next."""
    across, down = ((pattern.numbers(key) or [0.0])[0] for key in (b"XStep", b"YStep"))
    matrix = pattern.numbers(b"Matrix")
    grown = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]) if len(matrix) == 6 else 1.0  # noqa: PLR2004
    return abs(across * down) * grown


class _Drawing:
    """How many bytes of instructions the pages come to when every form is written out where it is drawn."""

    def __init__(self, objects: Mapping[int, PdfObject], area: float) -> None:
        self._objects = objects
        self._area = area
        self._known: dict[int, int] = {}
        self._steps = 0
        self._references = cache(_references)
        self._named = cache(_named)

    def check(self) -> None:
        """Raises UnreadableError(too_complex) beyond MAX_PDF_DRAWN_BYTES, or if a form draws itself."""
        for one in self._objects.values():
            if one.is_picture:
                self._known[one.number] = int(self._pixels(one)) // _PIXELS_PER_BYTE
            elif one.numbers(b"PatternType")[:1] == [2.0]:
                self._known[one.number] = _GRADIENT
        for form in self._inner_first([one for one in self._objects.values() if _draws(one)]):
            written_out = self._written_out(form, [form])
            self._known[form.number] = written_out + _GROUP * (b"/Group" in form.head)
        for page in self._objects.values():
            contents, notes = self._listed(page, b"Contents"), self._listed(page, b"Annots")
            if contents or notes or page.says(b"Type", b"Page"):
                self._check_page(page, contents, notes)

    def _check_page(self, page: PdfObject, contents: Counter[int], notes: Counter[int]) -> None:
        """A page lists its instructions and its notes, each as often as it likes; PDFium takes a page for one
        that does not say so.
        """
        near = self._near(page)
        streams = [one for one in near if one.is_stream and not one.says(b"Type", b"XObject")]
        again = sum((contents[one.number] - 1) * self._weight(one) for one in streams if contents[one.number])
        shown = sum(
            times * self._weight(one)
            for number, times in notes.items()
            if number in self._objects
            for one in self._near(self._objects[number])
            if one.is_stream
        )
        self._check_drawn(self._written_out(page, streams) + again + shown)

    def _weight(self, one: PdfObject) -> int:
        """Of what is drawn as it stands, once."""
        return max(_LEAST_DRAWN, self._known.get(one.number, len(one.content)))

    def _listed(self, one: PdfObject, key: bytes) -> Counter[int]:
        """How often each object stands under `key`, in the list there or in one that is an object itself."""
        listed: Counter[int] = Counter()
        for found in re.findall(rb"/" + key + _LISTED, b"" if one.is_stream else one.head):
            for number, times in Counter(map(int, _REFERENCE.findall(found))).items():
                self._step()
                other = self._objects.get(number)
                if other is not None and not other.is_stream and other.head.lstrip().startswith(b"["):
                    inner = Counter(map(int, _REFERENCE.findall(other.head)))
                    listed.update({it: count * times for it, count in inner.items()})
                else:
                    listed[number] += times
        return listed

    def _pixels(self, picture: PdfObject) -> float:
        """Its own, and those of the pictures that say where it is transparent."""
        others = [self._objects[it] for it in self._references(picture) if it in self._objects]
        return sum(math.prod(_size(one)) for one in (picture, *others) if one.is_picture)

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
                    waiting.extend((inner, False) for inner, _ in drawn if _draws(inner))

    def _written_out(self, drawer: PdfObject, contents: list[PdfObject]) -> int:
        size = sum(len(one.content) + _GRADIENT * len(_SHADE.findall(one.content)) for one in contents)
        for inner, times in self._drawn(drawer, contents):
            size += times * max(_LEAST_DRAWN, self._known.get(inner.number, 0))
        self._check_drawn(size)
        return size

    @staticmethod
    def _check_drawn(size: int) -> None:
        if size > MAX_PDF_DRAWN_BYTES:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"{size} bytes to draw")

    def _drawn(self, drawer: PdfObject, contents: list[PdfObject]) -> Iterator[tuple[PdfObject, int]]:
        """What `contents` draw and how often, by the names that `drawer` gives, or whoever does."""
        times = Counter(name for one in contents for name in _DRAW.findall(one.content))
        masks = self._soft_masks(drawer, contents)
        uses = Uses(
            {name for name in masks if masks[name]}, {name for name in masks if not masks[name]}, self._step
        )
        for one in contents:
            uses.add(one.content)
        for name, count in uses.masks.items():
            yield from ((self._objects[number], count) for number in masks[name] if number in self._objects)
        times.update(uses.patterns)
        if not times:
            return
        lists = [one for one in self._near(drawer) if not one.is_stream]
        named = {name: {number} for one in (*lists, drawer) for name, number in self._named(one)}
        for name, count in times.items():
            for number in named.get(name, set()) or self._named_anywhere[name]:
                if (inner := self._objects.get(number)) is not None:
                    yield inner, count * self._repeated(inner)

    def _soft_masks(self, drawer: PdfObject, contents: Iterable[PdfObject]) -> dict[bytes, set[int]]:
        """The named states that are set and speak of a soft mask, with the forms that make it; without one
        where it is taken away.
        """
        found: dict[bytes, set[int]] = {}
        if not self._speaking_of_masks:
            return found
        lists = [one for one in self._near(drawer) if not one.is_stream]
        for name in sorted({name for one in contents for name in named_states(one.content)}):
            own = self._states(name, (*lists, drawer))
            said = b" ".join(own or self._states(name, self._speaking_of_masks))
            if b"/SMask" in said:
                found[name] = set(self._groups(said))
        return found

    def _states(self, name: bytes, lists: Iterable[PdfObject]) -> list[bytes]:
        """The graphics states that are given the name, in the list or as objects of their own."""
        found: list[bytes] = []
        for one in lists:
            self._step()
            found += dictionary_of(name, one)
            numbers = [number for its, number in self._named(one) if its == name]
            found += [self._objects[number].head for number in numbers if number in self._objects]
        return found

    def _groups(self, state: bytes) -> Iterator[int]:
        for number in _MASK.findall(state):
            yield from self._groups(self._objects[int(number)].head if int(number) in self._objects else b"")
        yield from map(int, _MASKING_GROUP.findall(state))

    @cached_property
    def _speaking_of_masks(self) -> list[PdfObject]:
        return [one for one in self._objects.values() if b"/SMask" in one.head and not one.is_picture]

    def _repeated(self, one: PdfObject) -> int:
        """How often a pattern is drawn to fill the page."""
        return math.ceil(self._area / _tile(one)) if _is_tiled(one) else 1

    @cached_property
    def _named_anywhere(self) -> dict[bytes, set[int]]:
        """A form without names of its own uses those of who draws it."""
        named: dict[bytes, set[int]] = defaultdict(set)
        for one in self._objects.values():
            for name, number in self._named(one):
                named[name].add(number)
        return named

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_PDF_STEPS:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_PDF_STEPS} steps to look at it")

    def _near(self, one: PdfObject) -> list[PdfObject]:
        """What `one` refers to, through dictionaries but not through what itself draws or is a page."""
        found: dict[int, PdfObject] = {}
        waiting = [one]
        while waiting:
            for number in self._references(waiting.pop()):
                self._step()
                other = self._objects.get(number)
                if other is not None and number not in found and not other.says(b"Type", b"Pages?"):
                    found[number] = other
                    waiting.extend(() if other.is_stream else (other,))
        return list(found.values())


def _draws(one: PdfObject) -> bool:
    return one.says(b"Subtype", b"Form") or _is_tiled(one)


def _is_tiled(one: PdfObject) -> bool:
    return one.numbers(b"PatternType")[:1] == [1.0]


def _named(one: PdfObject) -> Sequence[tuple[bytes, int]]:
    """The names that a dictionary gives to other objects."""
    return [(name, int(number)) for name, number in _NAMED.findall(one.head)]


def _references(one: PdfObject) -> Sequence[int]:
    return tuple(int(number) for number in _REFERENCE.findall(_UPWARDS.sub(b"", one.head)))
