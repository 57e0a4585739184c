"""Rows whose amount is no line of goods: a word for something else is all that is said of it."""

import re

from receipts.domain.reading.blocks.goods_name import name_of
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import has_hangul
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels
from receipts.domain.reading.vocabulary.labels import Label

_PARTICULARS = frozenset(
    {
        Label.ITEM_HEADER,
        Label.OTHER_MONEY,
        Label.NUMBER,
        Label.CARD_NUMBER,
        Label.GIFT,
        Label.POINTS,
        Label.ROUNDING,
    }
)
_NUMBERED = re.compile(r"^\W*\d\W*(?=[가-힣]{3})")
"""Bills of clinics and pharmacies number their sums: ①약제비총액."""
_LONG = 5
"""Syllables: with a letter misread, a shorter word may be what somebody sells."""


def is_particular(row: Row) -> bool:
    """Whether all that is said of an amount is 단가, 공단부담금 and the like: then no goods are named."""
    name = name_of(re.split(r"\d", _NUMBERED.sub("", row.text), maxsplit=1)[0]).rstrip(" (")
    hits = (hit for hit in find_labels(row.text) if hit.label in _PARTICULARS and _is_plain(hit))
    return bool(name) and any(hit.end - hit.start >= len(name) for hit in hits)


def _is_plain(hit: Hit) -> bool:
    """Whether the word is read right, or is long and but one letter of it is not: 약제비총핵."""
    return not hit.slips or (has_hangul(hit.word) and hit.slips == 1 and len(hit.word) >= _LONG)
