"""The seller of an invoice in two columns: who bills stands left, who is billed right below his word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import SUMS, Label

_TO = re.compile(r"TO\s?:", re.IGNORECASE)
_BEHIND_HIS_NAME = re.compile(r"귀\s?[하중]|(?:고객)?님|앞|様|御中")
"""Words that follow the customer's name: what stands left of them is his."""
_FROM = re.compile(r"^\W*(?:BILL(?:ED)?\s)?FROM\s?:?\s+", re.IGNORECASE)
_HEAD = 14
"""Rows at the top in which it is looked for: titles, numbers and dates of the invoice stand above it."""
_SHORTEST = 3
"""Letters of a name at least."""
_SURE = 0.6
"""As of a name by its place: a logo or a heading may stand there, too."""


def beside_who_is_billed(rows: Sequence[Row]) -> Found[str] | None:
    """What stands left of Bill to, To: or 청구 대상: Heron Labs, PBC  Bill to. None where nothing does."""
    return next((Found(name, row, row.text.find(name), _SURE) for row, name, _ in _headed(rows)), None)


def sellers_alone(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows down to the goods without who is billed, to the right of the seller's column; all rows where
    nobody is billed so.
    """
    head, edge = next(((row, edge) for row, _, edge in _headed(rows)), (None, 0.0))
    if head is None:
        return rows
    end = next((row.index for row in rows[head.index + 1 :] if _ends_column(row)), len(rows))
    return [*rows[: head.index], *(_left_of(edge, row) for row in rows[head.index : end])]


def _headed(rows: Sequence[Row]) -> Iterator[tuple[Row, str, float]]:
    """The rows with such a word, what stands left of it, and where the columns part."""
    for row in rows[:_HEAD]:
        at = next((at for at, cell in enumerate(row.cells) if at and _is_word_for_customer(cell.text)), 0)
        name = _FROM.sub("", " ".join(cell.text for cell in row.cells[:at])).strip()
        if at and _may_be_name(name):
            yield row, name, (row.cells[at - 1].right + row.cells[at].left) / 2


def _ends_column(row: Row) -> bool:
    """Whether the goods begin or another field does, all across the page."""
    return any(hit.label in {Label.ITEM_HEADER, *SUMS} for hit in find_labels(row.text))


def _left_of(edge: float, row: Row) -> Row:
    """The cells left of `edge`; a row that has none keeps its place, without its text."""
    kept: tuple[Cell, ...] = tuple(cell for cell in row.cells if cell.left < edge)
    return replace(row, cells=kept or (replace(row.cells[0], text=""),))


def _is_word_for_customer(text: str) -> bool:
    """Whether the cell is the word alone, or with its colon."""
    bare = text.strip(" :")
    if _BEHIND_HIS_NAME.fullmatch(bare):
        return False
    said = any(
        hit.label is Label.PERSON and (hit.start, hit.end) == (0, len(bare)) for hit in find_labels(bare)
    )
    return said or bool(_TO.fullmatch(text))


def _may_be_name(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters >= _SHORTEST and not find_labels(text) and not dates_in(text, Order.DAY_FIRST)
