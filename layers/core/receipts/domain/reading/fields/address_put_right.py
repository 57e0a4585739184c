"""Malaysian addresses with what can only be the short form of a road, a lot or a postcode put right."""

import re
from collections.abc import Iterable

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.look_alikes import FOR_JLN, FOR_LOT, LETTERS_FOR_DIGITS
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.malaysian_places import spelt_right, words_in

_ROAD_MISREAD = re.compile(rf"\b(?:{FOR_JLN})\b(?=\.?\s)", re.IGNORECASE)
_LOT_MISREAD = re.compile(rf"^(?:\W*[A-Za-z\d]\s)?(?:{FOR_LOT})(?=\s?\d)", re.IGNORECASE)
"""Where an address begins; one letter or digit before it is dirt."""
_DIGITS = {**LETTERS_FOR_DIGITS, "D": "0"}
_POSTCODE_MISREAD = re.compile(
    rf"(?<![\w/-])(?=\w*[{''.join(_DIGITS)}])(?=(?:\w*\d){{3}})[\d{''.join(_DIGITS)}]{{5}}(?=\s[A-Z]{{3}})"
)
"""Five digits before a town, two of them letters at most."""


def put_right(text: str, found: Found[str]) -> str:
    """`text` with what can only be the short form of a road, a lot, or digits of a postcode before its town;
    and with the words that the engine doubts as the country's places are spelt.
    """
    read = _POSTCODE_MISREAD.sub(_as_digits, _LOT_MISREAD.sub(_lot, _ROAD_MISREAD.sub("JLN", text)))
    return spelt_right(read, _doubted((found.row, *found.more)))


def _lot(found: re.Match[str]) -> str:
    return "LOT" if found.group().upper() == found.group() else "Lot"


def _doubted(rows: Iterable[Row]) -> frozenset[str]:
    """The words of an address that the engine may have misread."""
    return frozenset[str]().union(*(words_in(word.text) for row in rows for word in row.doubted))


def _as_digits(found: re.Match[str]) -> str:
    return "".join(_DIGITS.get(char, char) for char in found.group())
