"""A digit behind the amounts of goods that says how they are taxed, or was read where a letter says so.

Tills abroad print it in a column of its own, 3.49 T or 12,00 1. There a digit hides the amount.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.look_alikes import LETTERS_FOR_DIGITS

_LETTER = re.compile(r"[.,]\d\d\s{1,2}(?P<letter>[A-Za-z])\s*$")
_DIGIT = re.compile(r"(?<=[.,]\d\d)\s{1,2}(?P<digit>\d)\s*$")
_SEVERAL = 3
"""Lines with a letter: among so many a lone digit is one, too, though it looks like none of them. So many
with a digit each, one below the other, have a column of digits.
"""
_RATES = 2
"""Of a tax, that goods of one receipt bear: what differs more is how many there are."""


def without_digits_of_tax(ledger: Ledger) -> Ledger:
    """The ledger whose rows end in their amount, without the digit of their tax."""
    if ledger.currency == "KRW":
        return ledger
    letters = [found["letter"].upper() for row in ledger.rows if (found := _LETTER.search(row.text))]
    kept = {index for index, _ in ledger.put_right}
    everywhere = _has_digits_of_rates(ledger.rows)
    rows = tuple(
        row if row.index in kept else _without(row, letters, everywhere=everywhere) for row in ledger.rows
    )
    return replace(ledger, rows=rows)


def _has_digits_of_rates(rows: Sequence[Row]) -> bool:
    """Whether a lone digit stands behind the amounts of several rows below each other, mostly the same."""
    digits = [found["digit"] if (found := _DIGIT.search(row.text)) else "" for row in rows]
    runs = (list(run) for has_digit, run in groupby(digits, bool) if has_digit)
    return any(len(run) >= _SEVERAL and len(set(run)) <= _RATES for run in runs)


def _without(row: Row, letters: Sequence[str], *, everywhere: bool) -> Row:
    found = _DIGIT.search(row.text)
    alike = {LETTERS_FOR_DIGITS.get(letter) for letter in letters}
    if found is None or not (everywhere or len(letters) >= _SEVERAL or found["digit"] in alike):
        return row
    *cells, last = row.cells
    text = last.text.rstrip()[:-1].rstrip()
    return replace(row, cells=(*cells, replace(last, text=text)) if text else tuple(cells))
