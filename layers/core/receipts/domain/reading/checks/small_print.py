"""Numbers so small on the picture that an 8 looks like a 9, and that nothing else on the paper confirms."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.receipt import FieldEvidence, Reading
from receipts.domain.text import Box

_MOST_SURE = 0.85
"""Below what counts as sure (0.9): a person looks."""
_ISSUED = "issued_at"
_LEGIBLE = {"merchant.phone": 16.0, _ISSUED: 16.0, "payment.approval_number": 20.0}
"""Pixels that the line of a number without check digit or sum is high; its digits have two thirds of them.
On photos of WildReceipt 2 of 8 telephones and 1 of 13 dates below it were misread, of 31 and 114 above none.
Eight digits in one run need more: of drawn slips 2 of 3 below, none of 133 above.
"""


def too_small(
    fields: Mapping[str, FieldEvidence], reading: Reading, rows: Sequence[Row]
) -> dict[str, FieldEvidence]:
    """Those of `fields` that are numbers in such print, less sure; a date only where it is printed once."""
    return {
        path: replace(one, confidence=min(one.confidence, _MOST_SURE))
        for path, height in _LEGIBLE.items()
        if (one := fields.get(path)) and one.box and _height(one.box) < height
        if not (path == _ISSUED and _is_repeated(reading.issued_at, rows))
    }


def _is_repeated(issued: datetime | date | None, rows: Sequence[Row]) -> bool:
    day = issued.date() if isinstance(issued, datetime) else issued
    same = (
        any(day == found.value or day in found.others for found in dates_in(row.text, Order.DAY_FIRST))
        for row in rows
    )
    return sum(same) > 1


def _height(box: Box) -> float:
    top_left, top_right, bottom_right, bottom_left = box
    return (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
