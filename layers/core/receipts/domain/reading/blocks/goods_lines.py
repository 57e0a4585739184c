"""Lines that say how many of what at what price, and what comes off one: 할인금액 -1,590 right below it."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from receipts.domain.reading.blocks.goods_columns import count_of
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.money import Money
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

NAMED = re.compile(r"[가-힣]{2}|[A-Za-z]{3}")
"""Letters of a name: fewer are a mark, a unit or money."""
_SEVERAL = 2
"""Lines of goods: of one alone the amount is what all of it costs."""


def is_line_of_goods(ledger: Ledger, row: Row) -> bool:
    """Whether a name, how many, at what price and what that makes stand in the row."""
    amounts = ledger.money[row.index]
    if not amounts or not NAMED.search(row.text) or says_another(row):
        return False
    return is_product(row, amounts[-1])


def is_product(row: Row, amount: Money) -> bool:
    """Whether how many at what price stand before the amount."""
    before = row.text[: amount.start]
    return count_of(before, amount.value, whole=True, quantity_first=None) is not None


def is_price_of_one_line(ledger: Ledger, value: Decimal) -> bool:
    """Whether the amount stands nowhere but in lines of goods, and there are more of these than one: of a
    receipt that is cut off above its sum nothing says what was paid.
    """
    lines = {row.index for row in ledger.rows if is_line_of_goods(ledger, row)}
    return len(lines) >= _SEVERAL and all(
        entry.row.index in lines for entry in ledger.entries if entry.value == value
    )


def line_discounts(ledger: Ledger, rows: Sequence[Row]) -> frozenset[int]:
    """Which of `rows`, from the first line of goods on, say what comes off the line above: those with goods
    below them, and one below the last of the goods that does not sum them up.
    """
    amid: list[int] = []
    waiting: list[int] = []
    for row in rows:
        if _says_discount(row):
            waiting.append(row.index)
        elif is_line_of_goods(ledger, row):
            amid, waiting = amid + waiting, []
    after = waiting[:1] if amid else []
    return frozenset((*amid, *_not_their_sum(ledger, amid, after)))


def _not_their_sum(ledger: Ledger, amid: Sequence[int], after: Sequence[int]) -> Iterator[int]:
    off = sum(abs(money.value) for index in amid for money in ledger.money[index])
    return (index for index in after if all(abs(money.value) != off for money in ledger.money[index]))


def _says_discount(row: Row) -> bool:
    """Whether the row says a discount and nothing else."""
    hits = find_labels(row.text)
    return bool(hits) and all(hit.label is Label.DISCOUNT for hit in hits)


def says_another(row: Row) -> bool:
    """Whether a word for something else is read in it, and read right: 소용량 is not 사용량."""
    return any(not hit.slips for hit in find_labels(row.text))
