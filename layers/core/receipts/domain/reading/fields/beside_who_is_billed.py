"""The seller of an invoice in two columns: who bills stands left, who is billed right below his word."""

from collections.abc import Sequence

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

_HEAD = 14
"""Rows at the top in which it is looked for: titles, numbers and dates of the invoice stand above it."""
_SHORTEST = 3
"""Letters of a name at least."""
_SURE = 0.6
"""As of a name by its place: a logo or a heading may stand there, too."""


def beside_who_is_billed(rows: Sequence[Row]) -> Found[str] | None:
    """What stands left of Bill to, or 청구 대상: Heron Labs, PBC  Bill to. None where nothing does."""
    return next((Found(_name(row), row, 0, _SURE) for row in rows[:_HEAD] if _is_headed(row)), None)


def _is_headed(row: Row) -> bool:
    return len(row.cells) > 1 and _is_word_for_customer(row.cells[-1].text) and _may_be_name(_name(row))


def _name(row: Row) -> str:
    return row.cells[0].text.strip()


def _is_word_for_customer(text: str) -> bool:
    """Whether the cell is the word alone, or with its colon."""
    text = text.strip(" :")
    return any(
        hit.label is Label.PERSON and (hit.start, hit.end) == (0, len(text)) for hit in find_labels(text)
    )


def _may_be_name(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters >= _SHORTEST and not find_labels(text) and not dates_in(text, Order.DAY_FIRST)
