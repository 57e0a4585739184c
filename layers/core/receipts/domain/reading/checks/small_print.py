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
_LEGIBLE = 16.0
"""Pixels that a line is high, so that its digits are nine or ten. On photos of WildReceipt 2 of 8 telephones
and 1 of 13 dates below it were misread, of 93 and 114 above it none.
"""
_UNCONFIRMED = ("merchant.phone", "payment.approval_number")
"""Digits without a check digit or a sum. Of a date see below: it may be printed again."""
_ISSUED = "issued_at"


def too_small(
    fields: Mapping[str, FieldEvidence], reading: Reading, rows: Sequence[Row]
) -> dict[str, FieldEvidence]:
    """Those of `fields` that are numbers in such print, less sure; a date only where it is printed once."""
    paths = _UNCONFIRMED if _is_repeated(reading.issued_at, rows) else (*_UNCONFIRMED, _ISSUED)
    return {
        path: replace(one, confidence=min(one.confidence, _MOST_SURE))
        for path in paths
        if (one := fields.get(path)) and one.box and _height(one.box) < _LEGIBLE
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
