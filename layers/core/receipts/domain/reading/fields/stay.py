"""Dates of a stay: a hotel's bill lists its nights, and is paid on the day the guest leaves."""

import re
from collections.abc import Sequence

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.dates import FoundDate, Order, dates_in

_LEAVES = re.compile(
    r"(?:(?:CHECK.?OUT|DEPARTURE|DEPARTED|DEPART|ABREISE|DÉPART)(?:\s?(?:DATE|TIME))?|"
    r"(?:체크\s?아웃|퇴\s?실)\s?(?:일시|일자|시간|일)?)\W*$",
    re.IGNORECASE,
)
_OF_A_STAY = re.compile(
    r"\b(?:ROOM|FOLIO|NIGHTS?|HOTEL|INN|MOTEL|ZIMMER|CHAMBRE)\b|객\s?실|호텔|모텔|펜션|투숙|숙박|입\s?실|체크\s?인",
    re.IGNORECASE,
)
_AMOUNT_LAST = re.compile(r"\d[.,]\d\d\W*$")
_OF_A_TICKET = re.compile(
    r"승차권|승선권|탑승권|항공권|관람권|입장권|\bBOARDING PASS\b|\bADMIT ONE\b", re.IGNORECASE
)
_NEAR = 40
"""Rows around a date in which a bill says that it is of a stay."""
_FEWEST_LINES = 3
"""Lines of a bill that begin with their day and end in an amount: fewer may be the payment."""


def is_departure(found: FoundDate, row: Row, rows: Sequence[Row]) -> bool:
    """Whether the guest of a hotel leaves on that day."""
    near = rows[max(row.index - _NEAR, 0) : row.index + _NEAR]
    return bool(_LEAVES.search(row.text[: found.start])) and any(_OF_A_STAY.search(one.text) for one in near)


def is_of_a_ticket(rows: Sequence[Row]) -> bool:
    """Whether the paper takes its bearer somewhere: a day without a word may be the day of the journey."""
    return any(_OF_A_TICKET.search(row.text) for row in rows)


def charges_of_days(rows: Sequence[Row]) -> frozenset[int]:
    """The rows that begin with a day and end in an amount, where several do and stand for different days."""
    led = {
        row.index: days[0].value
        for row in rows
        if (days := dates_in(row.text, Order.DAY_FIRST)) and _leads(days[0], row)
    }
    return frozenset(led) if len(led) >= _FEWEST_LINES and len(set(led.values())) > 1 else frozenset()


def _leads(found: FoundDate, row: Row) -> bool:
    is_first = not any(map(str.isalnum, row.text[: found.start]))
    return is_first and bool(_AMOUNT_LAST.search(row.text, found.end))
