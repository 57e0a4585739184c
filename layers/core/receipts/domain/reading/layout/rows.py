"""Rows: the detected lines of a page put side by side as they were printed, however the photo leans."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise, product
from statistics import median

from receipts.domain.mask import mask_all
from receipts.domain.reading.layout.bounds import require_bounded_row
from receipts.domain.reading.layout.lean import (
    AROUND,
    STEEPEST,
    lean_of,
    middle,
    page_angle,
    sides,
    sides_of_bent,
)
from receipts.domain.reading.layout.sheet import Sheet, Stroke, sheet_through
from receipts.domain.reading.letters.normalise import normalise, with_digits
from receipts.domain.text import Page, TextLine, Word

GAP = "  "
"""What stands between two cells in the text of a row."""
_SAME_ROW = 0.45
"""How far, in text heights, two centres may lie apart and still be one row."""
_WITNESSES, _AGREEING = 3, 0.02
"""Rows above that tell how the paper falls, and how much their slopes may differ: two degrees are 0.035."""
_FAR_APART = 6
"""Text heights between the ends of such a row: over less, half a letter of error makes a slope."""
_NEAR = 8
"""Rows above that a line may still belong to."""
_MISPLACED, _ABOVE = 2, 0.3
"""Rows that one may have come before, and how far, in text heights, it then begins above them."""
_LONG, _STROKES, _CURLED = 2, 8, 0.035
"""From how many text heights on a line's box shows its lean, how many such lines tell how the paper lies, and
how far the slopes of most of them lie apart where it is bent: two degrees.
"""
_ERROR, _ERROR_OF_ROW = 0.1, 0.2
"""How far, in text heights, one end of a line's box usually is out, and one cell of a row."""
_PER_ROW, _CLEARLY = 3.0, 3.0
"""What each row counts against a sheet, and how much less must speak against it than against the rows that
were found without one: a single pair of cells that might as well stand apart does not decide.
"""
_SMOOTH = 0.4
"""How badly lines and rows go with a smooth sheet at most: paper that is crumpled, or waved, is none."""
_FALLS = 1.0, -1.0, 0.5, -0.5
"""By how many text heights more or less the lean alone may let a sheet fall to each side: a row or half."""
_ROUNDS = 2
"""Sheets through the lines and the rows of the sheet before."""
_MOST_CELLS = 200
"""Pieces of text in a row: what has more is no row of print, and is not searched for the place of another."""

_READ_RIGHT = 0.95
"""A word's probability comes true (`training.calibrate`): of those just below, one in twenty is misread."""
_HALF_A_CARD = 7
"""Digits of a cell that may be half of a card number, which has 13 and more."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One detected line in the upright frame of its page: `x`, `y` is its centre, `slope` dy/dx."""

    line: TextLine
    text: str
    """What the rules read: normalised, with card numbers covered. The line's own text stays behind."""
    x: float
    y: float
    width: float
    height: float
    slope: float

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    def placed_words(self) -> Iterator[tuple[int, Word]]:
        """The words that the engine named, each with where it begins in `text`."""
        at = 0
        for word in self.line.words:
            yield at, word
            at += len(normalise(word.text)) + 1


@dataclass(frozen=True, slots=True)
class Row:
    """Cells printed on one line of the paper, left to right."""

    index: int
    page: int
    cells: tuple[Cell, ...]

    @property
    def text(self) -> str:
        return GAP.join(cell.text for cell in self.cells)

    @property
    def doubted(self) -> tuple[Word, ...]:
        """The words that the engine may have misread."""
        words = (word for cell in self.cells for word in cell.line.words)
        return tuple(word for word in words if word.confidence < _READ_RIGHT)

    def placed_cells(self) -> Iterator[tuple[int, Cell]]:
        """The cells, each with where it begins in `text`."""
        return zip(_starts(self.cells), self.cells, strict=False)

    def cell_at(self, offset: int) -> Cell:
        """The cell that holds the character of `text` at `offset`."""
        for cell in self.cells[:-1]:
            if offset < len(cell.text) + len(GAP):
                return cell
            offset -= len(cell.text) + len(GAP)
        return self.cells[-1]

    def x_at(self, offset: int) -> float:
        """Where across the page the character of `text` at `offset` stands, letters taken as evenly wide."""
        for cell in self.cells:
            if offset <= len(cell.text) or cell is self.cells[-1]:
                return cell.left + cell.width * min(offset, len(cell.text)) / max(len(cell.text), 1)
            offset -= len(cell.text) + len(GAP)
        return self.right

    @property
    def height(self) -> float:
        return max(cell.height for cell in self.cells)

    @property
    def y(self) -> float:
        return sum(cell.y for cell in self.cells) / len(self.cells)

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right


def rows_of(pages: Sequence[Page]) -> tuple[Row, ...]:
    """All rows of all pages, top to bottom."""
    printed = [(page.number, cells) for page in pages for cells in _rows_of_page(page.lines)]
    safe = _covered([cells for _, cells in printed])
    grouped = [(number, cells) for (number, _), cells in zip(printed, safe, strict=True)]
    return tuple(Row(index, number, cells) for index, (number, cells) in enumerate(grouped))


def _rows_of_page(lines: Sequence[TextLine]) -> list[list[Cell]]:
    lines = [line for line in lines if line.text.strip()]
    angle = page_angle(lines)
    cells = [_cell(line, angle) for line in lines]
    rows = _grouped(_with_slopes(sorted(cells, key=_down), angle))
    strokes = _strokes(cells, angle)
    if _are_bent(strokes):
        rows = _smoothed(cells, strokes, rows)
    ordered = sorted(rows, key=lambda row: sum(cell.y for cell in row) / len(row))
    return _top_to_bottom([sorted(row, key=lambda cell: cell.left) for row in ordered])


def _grouped(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The cells, given top to bottom, row by row."""
    rows: list[list[Cell]] = []
    for level in cells:
        cell = _leaning_as_above(level, rows)
        home = _best_row(cell, rows)
        if home is None:
            rows.append([cell])
        else:
            home.append(cell)
    return rows


def _strokes(cells: Iterable[Cell], angle: float) -> list[Stroke]:
    """The lines that are long enough to show how the paper leans under them."""
    strokes = []
    for cell in cells:
        lean = lean_of(cell.line) - angle
        if abs(lean) < STEEPEST and cell.width > _LONG * cell.height:
            across, down = cell.width / 2 * math.cos(lean), cell.width / 2 * math.sin(lean)
            start, end = (cell.x - across, cell.y - down), (cell.x + across, cell.y + down)
            strokes.append(Stroke(start, end, _ERROR * cell.height))
    return strokes


def _are_bent(strokes: Sequence[Stroke]) -> bool:
    """Whether more than a few lines lean otherwise than the rest: the text of a PDF never does."""
    if len(strokes) < _STROKES:
        return False
    slopes = sorted(stroke.slope for stroke in strokes)
    few = len(slopes) // 10
    return slopes[-1 - few] - slopes[few] >= _CURLED


def _smoothed(cells: Sequence[Cell], strokes: Sequence[Stroke], rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows of the smooth sheet that explains the page clearly better than `rows` do, else these.

    How the lines lean tells the sheet nearly. At its far side it may be out by a row, so that sheets that
    fall by a row more, or less, are tried as well. The right one has few rows, and these lie level on it
    together with the lines: rows that are out by one do not go with how their own words lean. Where the lean
    alone tells the same rows, there is nothing to weigh. The sheet of the rows found so far is tried first:
    boxes that lean each in its own way part rows of flat paper, and fewer rows alone prove no bend.
    """
    nearly, height = sheet_through(strokes), median(cell.height for cell in cells)
    if _together(_on(nearly, cells)) == _together(rows):
        return rows
    flat = {id(cell.line): cell for cell in cells}
    doubt, own = _explained(rows, strokes, flat)
    least = doubt - _CLEARLY
    for first in (own, nearly, *(nearly.falling(by * height) for by in _FALLS)):
        sheet = first
        for _ in range(_ROUNDS):
            found = _on(sheet, cells)
            doubt, sheet = _explained(found, strokes, flat)
        if doubt < least and sheet.misfit <= _SMOOTH:
            rows, least = found, doubt
    return rows


def _on(sheet: Sheet, cells: Sequence[Cell]) -> list[list[Cell]]:
    """The rows of the cells where the sheet is laid flat."""
    level = [replace(cell, y=sheet.level((cell.x, cell.y))) for cell in cells]
    return _grouped(sorted(level, key=_down))


def _together(rows: Sequence[Sequence[Cell]]) -> set[frozenset[int]]:
    """Which lines stand in one row."""
    return {frozenset(id(cell.line) for cell in row) for row in rows}


def _explained(
    rows: Sequence[Sequence[Cell]], strokes: Sequence[Stroke], flat: Mapping[int, Cell]
) -> tuple[float, Sheet]:
    """How badly the lines and rows go with the one sheet that goes with them best, and that sheet."""
    links = [
        Stroke((one.x, one.y), (other.x, other.y), _ERROR_OF_ROW * min(one.height, other.height))
        for row in rows
        for one, other in pairwise(sorted((flat[id(cell.line)] for cell in row), key=_across))
    ]
    sheet = sheet_through([*strokes, *links])
    return sheet.misfit * (len(strokes) + len(links)) + _PER_ROW * len(rows), sheet


def _top_to_bottom(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """The rows in the order in which they begin: where the paper falls more than was made out, the middle of
    a wide row lies higher or lower than that of a short one beside it.
    """
    result: list[list[Cell]] = []
    for row in rows:
        place = len(result)
        while place > max(len(result) - _MISPLACED, 0) and _begins_above(row[0], result[place - 1][0]):
            place -= 1
        result.insert(place, row)
    return result


def _begins_above(one: Cell, other: Cell) -> bool:
    return _share_width(one, other) and other.y - one.y > _ABOVE * min(one.height, other.height)


def _covered(rows: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """The rows with card and resident numbers masked, those that run over cells, rows and pages included."""
    texts = [require_bounded_row(GAP.join(cell.text for cell in cells)) for cells in rows]
    masked = mask_all(texts)
    safe = [_cut(cells, text) for cells, text in zip(rows, masked, strict=True)]
    for upper, lower in pairwise(safe):
        _cover_wrapped(upper, lower)
    return [tuple(replace(cell, text=with_digits(cell.text)) for cell in cells) for cells in safe]


def _cut(cells: Sequence[Cell], text: str) -> list[Cell]:
    """The cells of a row, each with its own part of the row's text."""
    placed = zip(_starts(cells), cells, strict=False)
    return [replace(cell, text=text[at : at + len(cell.text)]) for at, cell in placed]


def _starts(cells: Sequence[Cell]) -> Iterator[int]:
    """Where each cell begins in the row's text."""
    return accumulate((len(cell.text) + len(GAP) for cell in cells), initial=0)


def _cover_wrapped(upper: list[Cell], lower: list[Cell]) -> None:
    """Cover a number that goes on in the cell below, though other cells stand between in reading order."""
    for above, below in product(_halves(upper), _halves(lower)):
        cell, other = upper[above], lower[below]
        if _share_width(cell, other):
            first, second = mask_all([cell.text, other.text])
            upper[above], lower[below] = replace(cell, text=first), replace(other, text=second)


def _halves(cells: Sequence[Cell]) -> list[int]:
    """Where half of a card number may stand; less is too much like any other column of numbers."""
    return [at for at, cell in enumerate(cells) if sum(map(str.isdigit, cell.text)) >= _HALF_A_CARD]


def _leaning_as_above(cell: Cell, rows: Sequence[Sequence[Cell]]) -> Cell:
    """The cell with the slope of the rows above it, where these agree.

    Short words lie level in their boxes though the paper falls; the two ends of a row tell how far it does.
    """
    leans = [lean for row in rows[-_NEAR:] if (lean := _lean_of(row)) is not None][-_WITNESSES:]
    agree = len(leans) == _WITNESSES and max(leans) - min(leans) <= _AGREEING
    return replace(cell, slope=sorted(leans)[_WITNESSES // 2]) if agree else cell


def _lean_of(row: Sequence[Cell]) -> float | None:
    """How a row falls from its first to its last cell; None where they lie too close to tell."""
    first, last = min(row, key=_across), max(row, key=_across)
    apart = last.x - first.x
    return (last.y - first.y) / apart if apart >= _FAR_APART * first.height else None


def _across(cell: Cell) -> float:
    return cell.x


def _down(cell: Cell) -> float:
    return cell.y


def _best_row(cell: Cell, rows: Sequence[list[Cell]]) -> list[Cell] | None:
    best: list[Cell] | None = None
    nearest = _SAME_ROW
    for row in rows[-_NEAR:]:
        distance = _distance(cell, row)
        if distance is not None and distance < nearest:
            best, nearest = row, distance
    return best


def _distance(cell: Cell, row: Sequence[Cell]) -> float | None:
    """How far `cell` lies off `row` in text heights; None if it would lie on top of one of its cells."""
    if len(row) >= _MOST_CELLS or any(_share_width(cell, other) for other in row):
        return None
    neighbour = min(row, key=lambda other: abs(other.x - cell.x))
    step = (cell.x - neighbour.x) / 2
    expected = neighbour.y + step * neighbour.slope + step * cell.slope
    return abs(cell.y - expected) / min(cell.height, neighbour.height)


def _share_width(one: Cell, other: Cell) -> bool:
    overlap = min(one.right, other.right) - max(one.left, other.left)
    return overlap > 0.3 * min(one.width, other.width)


def _cell(line: TextLine, angle: float) -> Cell:
    x = sum(x for x, _ in line.box) / 4
    y = sum(y for _, y in line.box) / 4
    cos, sin = math.cos(-angle), math.sin(-angle)
    width, height = sides(line)
    return Cell(line, normalise(line.text), x * cos - y * sin, x * sin + y * cos, width, height, 0.0)


def _with_slopes(cells: Sequence[Cell], angle: float) -> list[Cell]:
    """The cells, top to bottom, each with the slope of the paper around: a photo from the side fans out,
    and on bent paper one end of a line leans otherwise than the other."""
    bends = _bends(cells, angle)
    leans = [(lean_of(cell.line) - angle - bend, cell.width) for cell, bend in zip(cells, bends, strict=True)]
    around = (leans[max(index - AROUND, 0) : index + AROUND + 1] for index in range(len(cells)))
    return [
        replace(cell, slope=math.tan(middle(near) + bend))
        for cell, bend, near in zip(cells, bends, around, strict=True)
    ]


def _bends(cells: Sequence[Cell], angle: float) -> list[float]:
    """How much more than the middle of the page each cell leans; nothing where the paper lies flat."""
    bent = sides_of_bent([(cell.x, lean_of(cell.line) - angle, cell.width) for cell in cells])
    if bent is None:
        return [0.0] * len(cells)
    (left, left_lean), (right, right_lean) = bent
    per_pixel = (right_lean - left_lean) / (right - left)
    return [per_pixel * (cell.x - (left + right) / 2) for cell in cells]
