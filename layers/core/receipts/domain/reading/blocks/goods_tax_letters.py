"""The letter behind the amounts of goods, which says how they are taxed, where it was read as a digit.

Tills abroad print it in a column of its own: 3.49 T, RM6.20 s. Read as a digit it hides the amount.
"""

import re
from dataclasses import replace

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.look_alikes import LETTERS_FOR_DIGITS

_LETTER = re.compile(r"[.,]\d\d\s{1,2}(?P<letter>[A-Za-z])\s*$")
_DIGIT = re.compile(r"(?<=[.,]\d\d)\s{1,2}(?P<digit>\d)\s*$")
_SEVERAL = 3
"""Lines with a letter: among so many a lone digit is one, too, though it looks like none of them."""


def without_misread_letters(ledger: Ledger) -> Ledger:
    """The ledger whose rows end in their amount where other rows have a letter behind it and they a digit."""
    if ledger.currency == "KRW":
        return ledger
    letters = [found["letter"].upper() for row in ledger.rows if (found := _LETTER.search(row.text))]
    kept = {index for index, _ in ledger.put_right}
    rows = tuple(row if row.index in kept else _without(row, letters) for row in ledger.rows)
    return replace(ledger, rows=rows)


def _without(row: Row, letters: list[str]) -> Row:
    found = _DIGIT.search(row.text)
    alike = {LETTERS_FOR_DIGITS.get(letter) for letter in letters}
    if found is None or not (len(letters) >= _SEVERAL or found["digit"] in alike):
        return row
    *cells, last = row.cells
    text = last.text.rstrip()[:-1].rstrip()
    return replace(row, cells=(*cells, replace(last, text=text)) if text else tuple(cells))
