"""A row of the head without the American telephone printed at its end."""

import re

from receipts.domain.reading.vocabulary.keywords import find_labels

_PHONE_LAST = re.compile(
    r"[\s,]+(?:\b(?:TEL|PHONE|PH|CALL)\b[.:#\s]*)?(?:\([2-9]\d{2}\)\s?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}\W*$",
    re.IGNORECASE,
)
"""Subway#30112-0 Phone 502-555-0174"""
_FEWEST = 3
"""Letters: fewer before a telephone are a word for it."""


def without_phone(text: str) -> str:
    """`text` without the American telephone behind the name."""
    before = _PHONE_LAST.sub("", text)
    return before if sum(map(str.isalpha, before)) >= _FEWEST and not find_labels(before) else text
