"""Goods whose parts stand below each other, each behind its word: slips of fuel, forms of web shops."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.fields.goods_together import FoundItem
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.money import Money

_FUELS = r"(?:고급|무연|보통|일반|실내)?\s?(?:휘발유|경유|등유|가솔린|디젤|LPG|부탄)"
_NAME = re.compile(
    rf"(?:^|(?<=\s\s))(?:(?:유\s?종|품\s?명|상\s?품(?:\s?명)?|제\s?품(?:\s?명)?|품\s?목)\s*[:：]?\s*"
    rf"(?P<said>[^\s\d:][^\n]*)|(?P<fuel>{_FUELS})(?=\s{{2}}|\s*$))",
    re.MULTILINE,
)
_BEHIND = r"\s*(?:\([^()\n]*\)|\[[^\[\]\n]*\])?\s*[:：]?\s*[₩￦\\]?\s?(?P<value>\d[\d,]*(?:\.\d{1,3})?)"
_COUNT = re.compile(rf"(?:수\s?량|(?:주유|충전|급유|판매)\s?량|리터){_BEHIND}(?![\d,.]|\s?원)")
_FUEL_COUNT = re.compile(r"(?:^|(?<=\s\s))(?P<value>\d{1,4}\.\d{1,3})\s?(?:L|ℓ|리터)(?!\w)", re.MULTILINE)
_PRICE = re.compile(rf"(?:주유|판매|충전|리터당)?\s?단\s?가{_BEHIND}")
_WORD_FOR_A_PART = re.compile(r"단\s?가|수\s?량|금\s?액|주유량|규\s?격")
_SHARE_OFF = Decimal("0.005")
"""By how much a product may be off: what was pumped is rounded, and so is what it costs."""


def in_parts(ledger: Ledger) -> tuple[FoundItem, ...]:
    """The goods of which name, count, price of one and what they make are each announced; none where one of
    them is not, or where the count times the price is no amount of the paper.
    """
    text = "\n".join(row.text for row in ledger.rows)
    names = [found for found in _NAME.finditer(text) if not _WORD_FOR_A_PART.match(_name(found))]
    ends = [*(found.start() for found in names), len(text)]
    parts = [_item(ledger, text, found, end) for found, (_, end) in zip(names, pairwise(ends), strict=True)]
    return tuple(part for part in parts if part) if all(parts) else ()


def _name(found: re.Match[str]) -> str:
    words = re.split(r"\s{2}(?!\S(?:\s|$))", found["said"] or found["fuel"])[0].split()
    return ("" if all(len(word) == 1 for word in words) else " ").join(words)


def _item(ledger: Ledger, text: str, named: re.Match[str], end: int) -> FoundItem | None:
    count = _COUNT.search(text, named.start(), end) or _FUEL_COUNT.search(text, named.start(), end)
    price = _PRICE.search(text, named.start(), end)
    if not count or not price:
        return None
    quantity, each = (Decimal(part["value"].replace(",", "")) for part in (count, price))
    rows = ledger.rows[text.count("\n", 0, named.start()) : text.count("\n", 0, end) + 1]
    made = next(_made(ledger, rows, quantity * each), None)
    if made is None:
        return None
    return FoundItem(_name(named), quantity, each, made.value, exempt=False, printed=made, name_row=rows[0])


def _made(ledger: Ledger, rows: Sequence[Row], product: Decimal) -> Iterator[Money]:
    slack = max(Decimal(1), product * _SHARE_OFF)
    amounts = (money for row in rows for money in ledger.money[row.index] if money.marked)
    return (money for money in amounts if abs(money.value - product) <= slack)
