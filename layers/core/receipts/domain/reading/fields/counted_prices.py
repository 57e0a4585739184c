"""Goods of which how many at what price stand below their name: 9,800원·3개."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from receipts.domain.reading.blocks.counted_price import CountedPrice, counted_behind_name, counted_price
from receipts.domain.reading.blocks.goods_columns import times_price
from receipts.domain.reading.blocks.goods_name import name_of
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.fields.goods_together import FoundItem, worth
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.money import Money

_NAMED = re.compile(r"[가-힣]{2}|[A-Za-z]{3}")
_BEFORE_COUNT = " \t₩\\￦$€£@xX×*(:"


def counted_line(row: Row, amounts: Sequence[Money]) -> FoundItem | None:
    """The line, its amount the price as it is printed; `each_or_all` settles what that is of."""
    counted = counted_behind_name(row)
    printed = [money for money in amounts if counted and money.value == counted.price]
    if counted is None or not printed:
        return None
    name, money = name_of(counted.name), printed[-1]
    return FoundItem(name, counted.count, None, counted.price, exempt=False, printed=money, name_row=row)


def with_count_below(item: FoundItem, row: Row) -> FoundItem | None:
    """The item with the count of the row right below its amount, where that is of all or of each one."""
    counted = counted_price(row)
    if counted is None or item.row.index + 1 != row.index or item.quantity is not None:
        return None
    if counted.count * counted.price == item.amount:
        return replace(item, quantity=counted.count, unit_price=counted.price)
    return replace(item, quantity=counted.count) if counted.price == item.amount else None


def with_product_below(item: FoundItem | None, row: Row, amounts: Sequence[Money]) -> FoundItem | None:
    """The item whose row ends in how many at what price, with what that makes alone in the row right below:
    부탄 42.15L x 1,009 over 42,529.
    """
    if item is None or item.row.index + 1 != row.index or len(amounts) != 1 or _NAMED.search(row.text):
        return None
    made, text = amounts[0], item.row.text
    count = times_price(text, made.value)
    name = name_of(text[: count.start].rstrip(_BEFORE_COUNT)) if count else ""
    if count is None or not name:
        return None
    return replace(
        item, name=name, quantity=count.quantity, unit_price=count.unit_price, amount=made.value, printed=made
    )


def each_or_all(
    ledger: Ledger, items: Sequence[FoundItem], totals: frozenset[Decimal]
) -> Sequence[FoundItem]:
    """The lines, counted prices multiplied where they are of one: the known sum tells, one way for all; else
    how they are printed.
    """
    counted = [counted_behind_name(item.row) if item.unit_price is None else None for item in items]
    apart = [_multiplied(item, one) if one else item for item, one in zip(items, counted, strict=True)]
    for explains in (_is_sum, _is_sum_with_another):
        as_printed, by_piece = (explains(ledger, lines, totals) for lines in (items, apart))
        if as_printed != by_piece:
            return apart if by_piece else items
    return [
        multiplied if one and one.each else item
        for item, multiplied, one in zip(items, apart, counted, strict=True)
    ]


def _multiplied(item: FoundItem, counted: CountedPrice) -> FoundItem:
    return replace(item, unit_price=counted.price, amount=counted.count * counted.price)


def _is_sum(_: Ledger, items: Sequence[FoundItem], totals: frozenset[Decimal]) -> bool:
    return worth(items) in totals


def _is_sum_with_another(ledger: Ledger, items: Sequence[FoundItem], totals: frozenset[Decimal]) -> bool:
    """Whether the lines make a known sum with one more printed amount: of the delivery, or of a coupon."""
    made = worth(items)
    others = ledger.printed - {item.printed.value for item in items if item.printed}
    return any(abs(total - made) in others for total in totals if total > 0)
