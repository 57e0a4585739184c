"""The column of a box on a form: what stands beside its label, over as many lines as it takes.

세금계산서 prints seller and buyer side by side, each text in the middle of its box: a long one begins above
its label and ends below it. Tills wrap long texts below the label, or below where the text began.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.vocabulary.keywords import find_labels, leading_word
from receipts.domain.reading.vocabulary.labels import Label

_AROUND = 2
"""Rows above and below a label that its box may reach."""


@dataclass(frozen=True, slots=True)
class Column:
    """What is printed between `left` and `right`, in pixels of the upright page."""

    left: float
    right: float

    def cells(self, row: Row) -> list[Cell]:
        """The row's cells in this column, but for labels and what the row's own labels announce."""
        labels = [cell for cell in row.cells if _is_label(cell)]
        return [
            cell
            for cell in row.cells
            if self.left <= cell.x <= self.right
            and not _says_something_else(cell)
            and not any(label.right <= cell.left for label in labels)
        ]


def column_of(rows: Sequence[Row], row: Row, start: int) -> Column:
    """Where the value of the label at `row.text[start:]` may stand: from under it to the next label."""
    cell = row.cell_at(start)
    rights = (
        other.left
        for near in (row, *above(rows, row), *below(rows, row))
        for other in near.cells
        if other.left >= cell.right and _is_label(other)
    )
    return Column(cell.left - cell.height, min(rights, default=math.inf))


def above(rows: Sequence[Row], row: Row) -> Iterator[Row]:
    """The rows of the page that a box may reach above `row`, the nearest first."""
    yield from (
        one for one in reversed(rows[max(row.index - _AROUND, 0) : row.index]) if one.page == row.page
    )


def below(rows: Sequence[Row], row: Row) -> Iterator[Row]:
    """The rows of the page that a box may reach below `row`, the nearest first."""
    yield from (one for one in rows[row.index + 1 : row.index + 1 + _AROUND] if one.page == row.page)


def _is_label(cell: Cell) -> bool:
    word = leading_word(cell.text)
    return word is not None and not word.slips


def _says_something_else(cell: Cell) -> bool:
    return any(hit.label is not Label.ITEM_HEADER for hit in find_labels(cell.text))
