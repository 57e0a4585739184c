"""Set the text of a receipt the way a thermal printer does: in columns, of which a Hangul syllable takes two.

A line of the markup is

    ---  ===        a rule, single or double
    %logo           an emblem
    %barcode DIGITS a barcode
    [marks ]row     anything else

where marks are `#` (a large centred title), `^` (centred), `*` (bold) and `+` (bold and larger), and a row
is one cell, or two (left and right), or more (the first left, the others right-aligned at the receipt's last
stops). An empty line is half a line of paper.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw

from samples.fonts import Weight, font

CELL = 20
"""Width of a column in pixels; a Hangul syllable is two columns wide and as tall as wide."""

_MARGIN = 44
_PITCH = 56
_EM = 42
_BASELINE = 40
_ROW = re.compile(r"(?:(?P<marks>[#^*+]+) )?(?P<body>.*)")
_BAR_WIDTHS = {"0": "1123", "1": "2211", "2": "2122", "3": "1411", "4": "1132"} | {
    "5": "1231", "6": "1114", "7": "1312", "8": "1213", "9": "3112",
}  # fmt: skip


class LayoutError(ValueError):
    """The text of a receipt does not fit its paper."""


@dataclass(frozen=True, slots=True)
class Printer:
    """How many columns fit on the paper (32 on 58 mm, 42 or 48 on 80 mm), and how heavily it prints."""

    columns: int = 42
    weight: Weight = Weight.REGULAR


_USUAL = Printer()


@dataclass(frozen=True, slots=True)
class _Style:
    """How a row is printed: the printer, its weight, and its enlargement across and down."""

    printer: Printer
    weight: Weight
    across: float = 1.0
    down: float = 1.0
    centred: bool = False

    @property
    def pitch(self) -> int:
        return round(_PITCH * self.down)

    @property
    def columns(self) -> int:
        return int(self.printer.columns / self.across)


def columns_of(text: str) -> int:
    """How many columns `text` takes."""
    return sum(2 if _is_wide(character) else 1 for character in text)


def set_thermal(text: str, stops: Sequence[int], printer: Printer = _USUAL) -> Image.Image:
    """The ink of a receipt (mode L, 255 is black) on paper as long as it needs."""
    lines = text.splitlines()
    height = 2 * _MARGIN + sum(_height(line, printer) for line in lines)
    ink = Image.new("L", (printer.columns * CELL + 2 * _MARGIN, height))
    top = _MARGIN
    for line in lines:
        _draw_line(ink, top, line, stops, printer)
        top += _height(line, printer)
    return ink


def check_fit(text: str, stops: Sequence[int], printer: Printer = _USUAL) -> None:
    """Raise LayoutError if `set_thermal` would; needs no fonts."""
    for line in text.splitlines():
        if line and not line.startswith("%") and line not in ("---", "==="):
            style, cells = _parse(line, printer)
            for cell, start in _place(style, cells, stops):
                _check_end(cell, start + columns_of(cell), style)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _height(line: str, printer: Printer) -> int:
    if line == "":
        return _PITCH // 2
    if line.startswith("%"):
        return 3 * _PITCH
    return _PITCH if line in ("---", "===") else _parse(line, printer)[0].pitch


def _parse(line: str, printer: Printer) -> tuple[_Style, list[str]]:
    """The style and the cells of a row."""
    match = _ROW.fullmatch(line)
    assert match is not None
    marks = match["marks"] or ""
    cells = match["body"].split(" | ")
    if "#" in marks:
        return _Style(printer, Weight.BOLD, 1.5, 1.5, centred=True), cells
    if "+" in marks:
        return _Style(printer, Weight.BOLD, 1.2, 1.5), cells
    return _Style(printer, Weight.BOLD if "*" in marks else printer.weight, centred="^" in marks), cells


def _draw_line(ink: Image.Image, top: int, line: str, stops: Sequence[int], printer: Printer) -> None:
    if line in ("---", "==="):
        _draw_cells(ink, top, _Style(printer, printer.weight), [(line[0] * printer.columns, 0)])
    elif line == "%logo":
        _draw_emblem(ink, top)
    elif line.startswith("%barcode "):
        _draw_barcode(ink, top, line.removeprefix("%barcode "))
    elif line:
        style, cells = _parse(line, printer)
        _draw_cells(ink, top, style, _place(style, cells, stops))


def _place(style: _Style, cells: list[str], stops: Sequence[int]) -> list[tuple[str, int]]:
    """Give each cell its first column; raises LayoutError where two would touch."""
    if style.centred:
        return [(cells[0], (style.columns - columns_of(cells[0])) // 2)]
    edges = [style.columns] if len(cells) == 2 else list(stops)[-len(cells) + 1 :]
    placed = [(cells[0], 0)]
    end = columns_of(cells[0])
    for cell, edge in zip(cells[1:], edges, strict=len(cells) > 1):
        start = edge - columns_of(cell)
        if start <= end:
            raise LayoutError(f"no room for {cell!r} in {cells}")
        placed.append((cell, start))
        end = edge
    return placed


def _draw_cells(ink: Image.Image, top: int, style: _Style, cells: list[tuple[str, int]]) -> None:
    width = CELL * style.across
    for text, start in cells:
        column = start
        for character in text:
            glyph = _glyph(character, style)
            ink.paste(255, (round(_MARGIN + column * width), top), glyph)
            column += columns_of(character)
        _check_end(text, column, style)


def _check_end(text: str, column: int, style: _Style) -> None:
    if column > style.columns:
        raise LayoutError(f"{text!r} is wider than the paper")


@cache
def _glyph(character: str, style: _Style) -> Image.Image:
    """One character in its cell, squeezed to the cell's width as a printer's half-width letters are."""
    face = font(style.weight, _EM)
    natural = max(1, round(face.getlength(character)))
    cell = columns_of(character) * CELL
    width = max(natural, cell)
    drawn = Image.new("L", (width, _PITCH))
    ImageDraw.Draw(drawn).text(((width - natural) / 2, _BASELINE), character, 255, face, anchor="ls")
    size = (round(cell * style.across), style.pitch)
    return drawn.resize(size, Image.Resampling.LANCZOS)


def _draw_emblem(ink: Image.Image, top: int) -> None:
    """An acorn in a ring: no shop's sign."""
    pen, middle = ImageDraw.Draw(ink), ink.width // 2
    box = (middle - 70, top + 4, middle + 70, top + 144)
    pen.ellipse(box, outline=255, width=8)
    pen.chord((middle - 36, top + 40, middle + 36, top + 128), 0, 180, fill=255)
    pen.chord((middle - 44, top + 46, middle + 44, top + 106), 180, 360, fill=255)
    pen.line((middle, top + 26, middle, top + 50), fill=255, width=8)


def _draw_barcode(ink: Image.Image, top: int, digits: str) -> None:
    pen, bar = ImageDraw.Draw(ink), 6
    pattern = "111" + "".join(_BAR_WIDTHS[digit] for digit in digits) + "111"
    x = (ink.width - bar * sum(int(width) for width in pattern)) // 2
    for index, width in enumerate(int(character) for character in pattern):
        if index % 2 == 0:
            pen.rectangle((x, top + 20, x + width * bar - 1, top + 150), fill=255)
        x += width * bar
