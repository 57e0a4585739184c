"""The numbers of a line of goods that no product tells apart: which are its own, and which say how many."""

import re
from collections.abc import Sequence
from decimal import Decimal

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.money import Money

_PACK_AND_COUNT = re.compile(
    r"\s?(?:개|입|매|장|구)(?:입|들이)?\s{1,2}\d{1,3}\s?(?:개|EA|ea)(?![A-Za-z가-힣])"
)
"""Behind a number: it is how many are in one, and what follows how many of these (100개 3개)."""
_SIZE_AND_COLOUR = re.compile(r"[가-힣]{2}\s\d{2,3}\s(?!(?:EA|KG|ML|BOX|PCS?|SET)$)[A-Z]{2,3}$")
"""What ends the names of clothes and shoes in their cell: 방수자켓 105 NV."""
_TAX_COLUMN = re.compile(r"(?<=\d)원?\s{2,}\(?[과면영]세\)?\s*$|(?<=\d)\s+(?:ZRL|ZRE|NTX|EXM|EXE|STD)\s*$")
"""Behind the amounts: how the line is taxed, in a column of its own, or by the codes of Malaysia."""
MOST = 1000
"""Won that are printed without a separator are less: a thousand has one."""
_CENTS = -2
"""The exponent of a price as it is printed (3.00): no count is printed so."""
_CENT = Decimal("0.01")
"""Less than this is lost by rounding a share."""
_FEW = 20
"""Pieces of one thing that a row without their number may be of: what is as large is another amount."""
_COLUMNS = 2
"""Unit price and count: the columns before the amount."""


def trailing(row: Row, amounts: Sequence[Money]) -> list[Money]:
    """The amounts at the end of the row with nothing but signs between them: the columns after the name."""
    columns: list[Money] = []
    taxed = _TAX_COLUMN.search(row.text)
    end = taxed.start() if taxed else len(row.text)
    for money in reversed(amounts):
        between = row.text[money.end : end]
        if _is_text(between) or _is_in_word(money, row) or len(columns) > _COLUMNS:
            break
        columns.insert(0, money)
        end = money.start
    while len(columns) > 1 and _is_of_name(columns[0], row):
        columns.pop(0)
    return columns


def _is_text(between: str) -> bool:
    return bool(re.search(r"[가-힣]|[A-Za-z]{3}|\d", re.sub("[원개]", "", between)))


def _is_in_word(money: Money, row: Row) -> bool:
    """A plain number right behind a letter, or in brackets that a letter opened, belongs to the word."""
    before = row.text[: money.start]
    in_brackets = bool(re.search(r"[^\W\d_]\s?\([^()]*$", before))
    return not money.marked and (before[-1:].isalpha() or in_brackets)


def _is_of_name(money: Money, row: Row) -> bool:
    """A plain number that ends a name: a size or a code, not a column of its own."""
    if money.marked:
        return False
    if _PACK_AND_COUNT.match(row.text, money.end):
        return True
    cell = row.cell_at(money.start).text
    lettered = sum(char.isalpha() for char in cell) > 1 and cell.rstrip(" 개입매").endswith(money.text)
    return money.value > MOST or (lettered and len(row.cells) > 1) or bool(_SIZE_AND_COLOUR.search(cell))


def overlooked(unit: Decimal | None, amount: Decimal) -> Decimal | None:
    """How many at `unit` make the amount, where a unit price stands before it and no count: few at once."""
    if not unit or amount % unit or not 1 < amount / unit <= _FEW:
        return None
    return amount / unit


def _less_percent(price: Decimal, percent: Decimal, amount: Decimal) -> bool:
    """Whether the column between is how many percent came off the price of one: 40.00  12.50  35.00."""
    return abs(price * (1 - percent / 100) - amount) < _CENT and percent >= 0


def quantity_and_unit(columns: Sequence[Decimal], amount: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Which of the columns before the amount is the count: the one that the amounts agree with."""
    if len(columns) == _COLUMNS:
        return _of_two(columns[0], columns[1], amount)
    if not columns:
        return None, None
    only = columns[0]
    if only.as_tuple().exponent == _CENTS:
        return None, only
    if abs(only) < MOST and only == int(only) and (abs(only) < abs(amount) or amount == 0):
        return only, None
    return None, only


def _of_two(one: Decimal, two: Decimal, amount: Decimal) -> tuple[Decimal | None, Decimal | None]:
    if two.as_tuple().exponent == _CENTS and two * one != amount:
        return (Decimal(1), one) if _less_percent(one, two, amount) else (None, None)
    is_count = one and (abs(one) < abs(two) or not two)
    if is_count and two * one == amount:
        return one, two
    return (two, one) if abs(two) < MOST or two * one == amount else (None, None)
