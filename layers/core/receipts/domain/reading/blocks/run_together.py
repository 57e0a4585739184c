"""Two rows of goods that the reader took for one (김밥 2 8,000 라면 1 5,000), put one below the other again.

So are the sum that was read with the goods above it, and the goods read with the head of their table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from receipts.domain.reading.blocks.goods_head import is_head_word
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.values.money import money_in
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

_SUMS = frozenset({Label.TOTAL, Label.SUBTOTAL, Label.PAID, Label.SUPPLY, Label.EXEMPT, Label.COUNT})
"""What stands below goods. A tax or a discount may stand beside them, in a column of its own."""
_NAME_NEXT = re.compile(r"\s?원?\s+(?=[*#(\[]{0,2}(?:[가-힣]\s?[가-힣]|[A-Za-z]{2}))")
_NAMED = re.compile(r"[*#(\[\s]{0,3}(?:\d\+\d\s)?[가-힣A-Za-z(].*[가-힣].*")
_ENDS_IN_AMOUNT = re.compile(r"\d{3}\s?원?$")
_HEAD_WORDS = 2
"""One word alone may be the name of goods."""


def put_apart(rows: Sequence[Row], currency: str | None) -> tuple[Row, ...]:
    """The rows, numbered anew, where each line of goods has one of its own."""
    if currency != "KRW":
        return tuple(rows)
    parted = [(row.page, cells) for row in rows for cells in _lines(row)]
    return tuple(Row(index, page, cells) for index, (page, cells) in enumerate(parted))


def _lines(row: Row) -> Iterator[tuple[Cell, ...]]:
    starts = _starts(row)
    if len(starts) == 1:
        yield row.cells
        return
    for start, end in pairwise([*starts, len(row.text)]):
        yield tuple(_between(row, start, end))


def _starts(row: Row) -> list[int]:
    """Where in the row's text a line of goods begins, or the sum below them."""
    head = _end_of_head(row.text)
    amounts = [money for money in money_in(row, "KRW") if money.marked and money.start >= head]
    nexts = [match.end() for money in amounts[:-1] if (match := _NAME_NEXT.match(row.text, money.end))]
    starts = [head, *nexts] if amounts else [0]
    parts = [row.text[start:end].strip() for start, end in pairwise([*starts, len(row.text)])]
    if not (_is_of_goods(parts[0]) and all(_is_of_goods(part) or _is_sum(part) for part in parts[1:])):
        return [0]
    return [0, *starts] if head else starts


def _end_of_head(text: str) -> int:
    """Where the words above the columns end that lead the text."""
    heads = [hit for hit in find_labels(text) if hit.label is Label.ITEM_HEADER]
    end = heads[-1].end if len(heads) >= _HEAD_WORDS else 0
    return end if all(map(is_head_word, text[:end].split())) else 0


def _is_of_goods(text: str) -> bool:
    says_more = (hit for hit in find_labels(text) if hit.label is not Label.ITEM_HEADER or not hit.start)
    return bool(_NAMED.match(text) and _ENDS_IN_AMOUNT.search(text)) and not any(says_more)


def _is_sum(text: str) -> bool:
    hits = find_labels(text)
    return len(hits) == 1 and hits[0].start == 0 and hits[0].label in _SUMS


def _between(row: Row, start: int, end: int) -> Iterator[Cell]:
    """The cells of `row.text[start:end]`, those that reach over its ends in part."""
    for at, cell in row.placed_cells():
        first, last = max(start - at, 0), max(min(end - at, len(cell.text)), 0)
        if cell.text[first:last].strip():
            yield cell if last - first == len(cell.text) else _part(cell, first, last)


def _part(cell: Cell, first: int, last: int) -> Cell:
    """`cell.text[first:last]` and its words; letters are taken as evenly wide."""
    letter = cell.width / len(cell.text)
    text = cell.text[first:last].rstrip()
    words = tuple(word for at, word in cell.placed_words() if first <= at < last)
    line = replace(cell.line, text=text, words=words)
    left, width = cell.left + first * letter, len(text) * letter
    return replace(cell, line=line, text=text, x=left + width / 2, width=width)
