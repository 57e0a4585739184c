"""Printed text as values; None for what is not clearly one."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from receipts.domain.business_number import BusinessNumber
from receipts.domain.reading.values.dates import Order, dates_in, times_in

_AMOUNT: Final = re.compile(r"(-\s?)?\d[\d.,\s]*")
_DECIMALS: Final = re.compile(r"[.,](\d{1,2})$")
_BUSINESS_NUMBER_DIGITS: Final = 10


def amount_in(text: str) -> Decimal | None:
    """`RM 1,234.50`, `1.234,50` or `2,500원`: one or two digits after the last sign are decimals."""
    match = _AMOUNT.search(text)
    if match is None:
        return None
    printed = re.sub(r"\s", "", match.group()).rstrip(".,")
    decimals = _DECIMALS.search(printed)
    value = Decimal(re.sub(r"\D", "", printed)).scaleb(-len(decimals[1]) if decimals else 0)
    return -value if match[1] else value


def moment_in(text: str) -> datetime | date | None:
    """The one date in `text`, with its time where one is printed.

    None where it takes the order of day and month to tell which date it is: a single field does not show it.
    """
    days = {found.value for order in Order for found in dates_in(text, order)}
    if len(days) != 1:
        return None
    times = times_in(text)
    return datetime.combine(days.pop(), times[0].value) if len(times) == 1 else days.pop()


def business_number_in(text: str) -> BusinessNumber | None:
    """Ten digits, however they are separated."""
    digits = re.sub(r"\D", "", text)
    return BusinessNumber(digits) if len(digits) == _BUSINESS_NUMBER_DIGITS else None


def words_in(text: str) -> str | None:
    """The text in one line."""
    return " ".join(text.split()) or None
