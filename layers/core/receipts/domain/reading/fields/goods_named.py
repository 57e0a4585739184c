"""Goods without prices: exchange tickets, canteens and kitchen slips list what and how many, and one sum."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from receipts.domain.reading.blocks.goods_lines import says_another
from receipts.domain.reading.blocks.goods_name import name_of
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.fields.goods_together import FoundItem
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import has_hangul
from receipts.domain.reading.vocabulary.korean_words import SENTENCE_ENDS

_HEAD = re.compile(r"\s*(?:상\s?품\s?명?|품\s?명|품\s?목|메\s?뉴\s?명?|내\s?역)\s+수\s?량\s*")
"""All of the head of such a table: no column for a price, nor for what it makes."""
_COUNTED = re.compile(r"^(?P<name>.*\S)\s{2,}[xX×]?\s?(?P<count>[1-9]\d?)\s?(?:개|EA|ea)?\s*$")
_SENTENCE = re.compile(SENTENCE_ENDS)


def named_alone(ledger: Ledger) -> tuple[FoundItem, ...]:
    """The goods between a head of names and counts alone and the first row that says something else."""
    head = next((row for row in ledger.rows if _HEAD.fullmatch(row.text)), None)
    if head is None:
        return ()
    return tuple(_items_below(ledger, ledger.rows[head.index + 1 :]))


def _items_below(ledger: Ledger, rows: Sequence[Row]) -> Iterator[FoundItem]:
    for row in rows:
        counted = _COUNTED.match(row.text)
        name = name_of(counted["name"] if counted else row.text)
        if not has_hangul(name) or _SENTENCE.search(name) or says_another(row) or _has_price(ledger, row):
            return
        count = Decimal(counted["count"]) if counted else None
        yield FoundItem(name, count, None, None, exempt=False, printed=None, name_row=row)


def _has_price(ledger: Ledger, row: Row) -> bool:
    return any(money.marked for money in ledger.money[row.index])
