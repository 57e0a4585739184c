"""What a receipt can say and a database can hold. What lies beyond was misread, or sent to do harm."""

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeVar

from receipts.domain.receipt import Amounts, Item, Reading

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2099
"""Of a receipt, as printed. Years from the ends of the calendar have no equivalent in UTC."""

LONGEST_TEXT: Final = 500
"""Characters of a name, an address or a number."""

_MOST_DIGITS: Final = 100
"""Before or after the decimal point: written out, `1E+999999` takes a megabyte."""

_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")
_NUMBERS: Final = ("quantity", "unit_price", "amount")

_Part = TypeVar("_Part", Amounts, Item)


def is_possible_date(issued_at: date) -> bool:
    """Whether a receipt can be of that day, or of that moment with or without a zone."""
    return FIRST_YEAR <= issued_at.year <= LAST_YEAR


def is_possible_number(value: Decimal) -> bool:
    """Whether it is a number at all (not infinite, not NaN) and can be written out."""
    if not value.is_finite():
        return False
    return max(value.adjusted(), -value.adjusted(), len(value.as_tuple().digits)) < _MOST_DIGITS


def keepable(text: str) -> str:
    """`text` without U+0000 and halves of surrogate pairs, which the text layer of a PDF may hold and UTF-8
    and PostgreSQL refuse.
    """
    return _UNKEEPABLE.sub("", text)


def bounded(reading: Reading) -> Reading:
    """`reading`, where dates and numbers that no receipt can show count as not read."""
    amounts = _with_possible_numbers(reading.amounts, (it.name for it in fields(Amounts)))
    items = tuple(_with_possible_numbers(item, _NUMBERS) for item in reading.items)
    possible = replace(reading, amounts=amounts, items=items)
    if reading.issued_at is None or is_possible_date(reading.issued_at):
        return possible
    return replace(possible, issued_at=None, issued_at_precision=None)


def _with_possible_numbers(part: _Part, names: Iterable[str]) -> _Part:
    values = ((name, getattr(part, name)) for name in names)
    beyond: dict[str, Any] = {
        name: None for name, value in values if value is not None and not is_possible_number(value)
    }
    return replace(part, **beyond) if beyond else part
