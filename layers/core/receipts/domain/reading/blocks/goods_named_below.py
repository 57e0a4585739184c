"""Tables of goods that print a line's numbers first and its name below: `A1024  2  3.50  7.00`, `TEH TARIK`.

Shops with bar codes print them so. Nothing but the order of the rows tells it from names above their numbers.
"""

import re
from collections.abc import Sequence

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import has_hangul
from receipts.domain.reading.values.money_signs import CODES
from receipts.domain.reading.vocabulary.keywords import leading_word

_CODE_OF_TAX = re.compile(r"(?<=\d)\s*(?:[*#]|[A-Z]{1,3})\s*$")
_WITHOUT_DIGITS = re.compile(r"(?<!\S)[^\W\d_]{2,}(?!\S)")
_WORD = re.compile(r"(?<![\w/])[^\W\d_]{3,}")
_LETTERS = re.compile(r"[^\W\d_]{3}")
_HOURS = re.compile(r"\d\s?HRS?\b\s*[-~]\s*\d", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{1,3}-?\d{3,}[A-Z]?")
_PRICE = re.compile(r"\d[.,]\d{2,3}(?!\d)")
_NUMBERED = re.compile(r"\s*\d{1,2}\.\s?\d{3,}-\d{3,}\s")
_NUMBERS_OF_LINE = 4
"""A code, a count, and the halves of an amount: fewer may be a place on the shelves, 14 - 24/144."""
_ONE_LINE = 2
"""Rows of numbers and name; below a single line of goods, a word of receipts names none: CASHIER ALI."""
_HEADING = re.compile(
    rf"[\W_]*(?:(?:RM|EUROS?|{CODES}|GST|SST|VAT|TAX|CODE|QTY|AMT|DISC|SALES?|PURCHASES?)[\W_]*)*",
    re.IGNORECASE,
)


def is_heading(row: Row) -> bool:
    """Whether the row says no more than what the columns below it are, that it was a sale, or when the shop
    is open: `(RM)  (RM)`, EURO, MON-FRI: 1000 HRS - 2200 HRS. That is the name of nothing.
    """
    is_lettered = any(map(str.isalpha, row.text)) and not any(map(str.isdigit, row.text))
    return (is_lettered and bool(_HEADING.fullmatch(row.text))) or bool(_HOURS.search(row.text))


def is_line_unread(row: Row) -> bool:
    """Whether the row is a line's numbers, of which the reader lost the points: 512  1  14 25  14 25 SR."""
    return _is_bare(row) and len(re.findall(r"(?<!\S)\d+(?!\S)", row.text)) >= _NUMBERS_OF_LINE


def is_code_below(named: Row, row: Row) -> bool:
    """Whether `row` only says where what the row above names is kept, BK14 - 24/144, or goes on with a name:
    what the shop itself numbers is named in the row with the number.
    """
    is_code = bool(_LETTERS.search(named.text)) and not _WORD.search(row.text) and not has_hangul(row.text)
    return is_code or bool(_NUMBERED.match(named.text) and not _NUMBERED.match(row.text))


def is_code_of(name: str, above: Row) -> bool:
    """Whether what stands before the numbers is no name but a code of what the row above names: MFF350."""
    is_named = _WORD.search(above.text) and not (_PRICE.search(above.text) or has_hangul(above.text))
    return bool(_CODE.fullmatch(name)) and bool(is_named)


def with_names_first(ledger: Ledger, rows: Sequence[Row]) -> Sequence[Row]:
    """The `rows` of goods, each name before its numbers, where it is printed below them. What comes off a
    line stands below both.
    """
    first = next((row.index for row in rows if _has_amount(ledger, row)), 0)
    head = max((row.index for row in rows if row.index < first and is_heading(row)), default=-1)
    listed = [row for row in rows if row.index > head and _says_something(row) and not is_heading(row)]
    lines = [row for row in listed if not _comes_off(ledger, row)]
    while lines and not _has_amount(ledger, lines[-1]) and leading_word(lines[-1].text):
        if len(lines) > _ONE_LINE and _alternate(ledger, lines):
            break  # it names the last goods: CASH BOX
        lines.pop()
    if ledger.currency == "KRW" or not _alternate(ledger, lines):
        return rows
    named = {name.index: numbers for numbers, name in zip(lines[::2], lines[1::2], strict=True)}
    off = (row for row in listed if row.index in named or _comes_off(ledger, row))
    return [one for row in off for one in (row, named.get(row.index)) if one is not None]


def _alternate(ledger: Ledger, rows: Sequence[Row]) -> bool:
    """Whether numbers and names take turns, a name the last of them."""
    amounts = [_has_amount(ledger, row) for row in rows]
    take_turns = amounts == [True, False] * (len(rows) // 2)
    return bool(rows) and take_turns and all(_is_bare(row) for row in rows[::2])


def _says_something(row: Row) -> bool:
    """Whether it is more than a line of hyphens or stars."""
    return any(map(str.isalnum, row.text))


def _comes_off(ledger: Ledger, row: Row) -> bool:
    """Whether the row says what comes off the line above, and why: Item promo @10.99  -3.86."""
    marked = [money.value for money in ledger.money[row.index] if money.marked]
    return bool(marked) and marked[-1] < 0 and bool(_LETTERS.search(row.text))


def _has_amount(ledger: Ledger, row: Row) -> bool:
    return any(money.marked for money in ledger.money[row.index])


def _is_bare(row: Row) -> bool:
    """Whether codes and numbers are all that stands in the row."""
    return not _WITHOUT_DIGITS.search(_CODE_OF_TAX.sub("", row.text))
