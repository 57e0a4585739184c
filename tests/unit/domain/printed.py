"""Receipts as text: one row a line, two spaces or more between the columns."""

import math
import re
from dataclasses import replace

from receipts.domain.reading import read_receipt
from receipts.domain.reading.layout.rows import Row, rows_of
from receipts.domain.receipt import Reading
from receipts.domain.text import Box, Page, TextLine, Word

PAPER, PITCH, LETTER = 720, 36, 24


def page_of(text: str, lean: float = 0.0) -> Page:
    """A page with the rows of `text`, turned by `lean` degrees."""
    rows = text.strip("\n").split("\n")
    lines = [line for index, row in enumerate(rows) for line in _lines(row.strip(), 20 + index * PITCH, lean)]
    return Page(1, PAPER, PITCH * (len(rows) + 2), tuple(lines))


def rows_in(text: str) -> tuple[Row, ...]:
    return rows_of([page_of(text)])


def read(text: str) -> Reading:
    return read_receipt([page_of(text)])


def read_doubting(text: str, *doubted: str) -> Reading:
    """What is read where the engine is sure of all words but these."""
    page = page_of(text)
    lines = (replace(line, words=tuple(_words(line, doubted))) for line in page.lines)
    return read_receipt([replace(page, lines=tuple(lines))])


def these(*values: object) -> tuple[object, ...]:
    """The values, side by side, to compare with what is printed."""
    return values


def _words(line: TextLine, doubted: tuple[str, ...]) -> list[Word]:
    return [Word(word, 0.6 if word in doubted else 0.99, line.box) for word in line.text.split()]


def _lines(row: str, top: float, lean: float) -> list[TextLine]:
    cells = re.split(r"\s{2,}", row) if row else []
    return [
        TextLine(cell, 0.95, _box(cell, index, len(cells), top, lean)) for index, cell in enumerate(cells)
    ]


def _box(cell: str, index: int, count: int, top: float, lean: float) -> Box:
    width = sum(LETTER if ord(char) > 0x1100 else LETTER / 2 for char in cell)
    last = PAPER - 20 - width
    left = 20 if index == 0 else last if index == count - 1 else 20 + index * (PAPER - 40) / count
    corners = ((left, top), (left + width, top), (left + width, top + LETTER), (left, top + LETTER))
    cos, sin = math.cos(math.radians(lean)), math.sin(math.radians(lean))
    one, two, three, four = ((x * cos - y * sin, x * sin + y * cos) for x, y in corners)
    return one, two, three, four
