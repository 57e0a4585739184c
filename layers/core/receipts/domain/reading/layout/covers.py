"""What is shown of a photo: its pages upright and their lines, with card and resident numbers covered where
they were read. The photo itself, which proves an expense, stays as it came.
"""

import math
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final, TypeAlias

from receipts.domain.mask import mask_all
from receipts.domain.reading.layout.rows import Row, rows_of
from receipts.domain.reading.letters.normalise import normalise
from receipts.domain.receipt import SeenPage
from receipts.domain.text import Box, Page, Point, TextLine

_BEYOND: Final = 0.3
"""Share of the print's height by which a cover goes beyond where the number was read."""
_NEIGHBOURS: Final = 1
"""Letters beside a number that are covered, too."""
_JOINERS: Final = frozenset("-–—·.*_~/")
_WIDE: Final = frozenset("WF")

Hidden: TypeAlias = dict[int, set[int]]
"""The offsets in a line's text that may not be shown, by the line's `id`."""


def covers_of(pages: Sequence[Page]) -> Mapping[int, Sequence[Box]]:
    """What to paint over on each page, by its number, in pixels of the page: all numbers in which a digit
    stands that may not be shown. Raises UnreadableError if the pages hold more text than is looked at.
    """
    hidden = _hidden_in(pages, rows_of(pages))
    return {
        page.number: [box for line in page.lines for box in _boxes(line, hidden.get(id(line), set()))]
        for page in pages
    }


def shown_texts(pages: Sequence[Page], rows: Sequence[Row]) -> Mapping[int, str]:
    """Of each line that shows what it may not its text as it may be shown, by the line's `id`."""
    lines = {id(line): line.text for page in pages for line in page.lines}
    return {
        line: "".join("*" if at in hidden and char != " " else char for at, char in enumerate(lines[line]))
        for line, hidden in _hidden_in(pages, rows).items()
    }


def covered_by_rows(pages: Sequence[SeenPage]) -> tuple[SeenPage, ...]:
    """Pages that were kept, whose boxes still tell which lines stand in one row. Raises UnreadableError as
    `covers_of` does.
    """
    printed = [
        Page(page.number, page.width, page.height, tuple(TextLine(it.text, 1.0, it.box) for it in page.texts))
        for page in pages
    ]
    shown = shown_texts(printed, rows_of(printed))
    return tuple(
        replace(
            page,
            texts=tuple(
                replace(text, text=shown.get(id(line), text.text))
                for text, line in zip(page.texts, read.lines, strict=True)
            ),
        )
        for page, read in zip(pages, printed, strict=True)
    )


def _hidden_in(pages: Sequence[Page], rows: Sequence[Row]) -> Hidden:
    """A number may run over lines, whichever way they are read: as they were found, or row by row."""
    hidden: Hidden = {}
    lines = [line for page in pages for line in page.lines]
    for line, masked in zip(lines, mask_all([line.text for line in lines]), strict=True):
        _note(hidden, line, line.text, masked)
    for row in rows:
        for cell in row.cells:
            _note(hidden, cell.line, normalise(cell.line.text), cell.text)
    return hidden


def _note(hidden: Hidden, line: TextLine, text: str, masked: str) -> None:
    """All of the line where its letters cannot be told apart any more."""
    found = {
        at for at, (before, after) in enumerate(zip(text, masked, strict=True)) if before != after == "*"
    }
    if found:
        is_same = len(text) == len(line.text)
        hidden.setdefault(id(line), set()).update(found if is_same else range(len(line.text)))


def _boxes(line: TextLine, hidden: set[int]) -> Iterator[Box]:
    if not hidden:
        return
    start = 0
    for piece in line.words or (line,):
        end = start + len(piece.text)
        inside = {at - start for at in hidden if start <= at < end}
        yield from (_widened(_part(piece.box, *span)) for span in _spans(piece.text, inside))
        start = end + 1


def _spans(text: str, hidden: set[int]) -> Iterator[tuple[float, float]]:
    """Where along a piece of text to cover, 0 to 1: whole numbers with a letter on each side, since where
    exactly a letter stands is a guess. Letters are taken to be as wide as their kind usually is.
    """
    whole = {at for one in hidden for at in _number_around(text, one)}
    wide = {at for one in whole for at in range(one - _NEIGHBOURS, one + _NEIGHBOURS + 1)}
    ends = [0.0]
    for char in text:
        ends.append(ends[-1] + (2 if unicodedata.east_asian_width(char) in _WIDE else 1))
    for is_hidden, run in groupby(range(len(text)), wide.__contains__):
        if is_hidden:
            places = list(run)
            yield ends[places[0]] / ends[-1], ends[places[-1] + 1] / ends[-1]


def _number_around(text: str, place: int) -> range:
    """The digits, and what joins them, that stand without a gap around `place`."""
    start = end = place
    while start > 0 and _is_of_number(text[start - 1]):
        start -= 1
    while end + 1 < len(text) and _is_of_number(text[end + 1]):
        end += 1
    return range(start, end + 1)


def _is_of_number(char: str) -> bool:
    return char.isdigit() or char in _JOINERS


def _part(box: Box, start: float, end: float) -> Box:
    top_left, top_right, bottom_right, bottom_left = box
    return (
        _between(top_left, top_right, start),
        _between(top_left, top_right, end),
        _between(bottom_left, bottom_right, end),
        _between(bottom_left, bottom_right, start),
    )


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _widened(box: Box) -> Box:
    """Larger on all sides, along the box and across it."""
    top_left, top_right, bottom_right, bottom_left = box
    by = _BEYOND * max(math.dist(top_left, bottom_left), math.dist(top_right, bottom_right))
    along, across = (
        _unit(_sum(top_left, bottom_left), _sum(top_right, bottom_right)),
        _unit(_sum(top_left, top_right), _sum(bottom_left, bottom_right)),
    )
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    corners = (
        (x + by * (s * along[0] + t * across[0]), y + by * (s * along[1] + t * across[1]))
        for (x, y), (s, t) in zip(box, signs, strict=True)
    )
    a, b, c, d = corners
    return a, b, c, d


def _sum(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1]


def _unit(start: Point, end: Point) -> Point:
    length = math.dist(start, end) or 1.0
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length
