"""The shop's telephone number."""

import re
from collections.abc import Sequence

from receipts.domain.reading.found import Found
from receipts.domain.reading.keywords import find_labels
from receipts.domain.reading.labels import Label
from receipts.domain.reading.rows import Row

_KOREAN = re.compile(
    r"(?<![\d-])(?:(0(?:2|[3-6]\d|70|50\d|10)[-).\s]{0,2}\d{3,4}[-.\s]{0,2}\d{4})|(1[568]\d{2}[-\s]?\d{4}))(?![\d-])"
)
_OTHER = re.compile(r"(?<![\d-])(\+?\(?\d{1,3}\)?[-\s]?\d[\d\s-]{5,10}\d)(?!\d)")
_HEAD = 0.6
"""Numbers below this share of the page are the card company's or a help line's."""


def find_phone(rows: Sequence[Row], currency: str | None, section: range) -> Found[str] | None:
    """The seller's first telephone number: by the Korean plan, elsewhere by its label."""
    korean = currency == "KRW"
    upper = [row for row in rows if row.index in section and row.index <= len(rows) * _HEAD + 4]
    for row in upper:
        labelled = any(hit.label is Label.PHONE for hit in find_labels(row.text))
        match = (_KOREAN if korean else _OTHER).search(row.text) if korean or labelled else None
        if match:
            return Found(match.group().strip(), row, match.start(), 0.9 if labelled else 0.7)
    return None
