"""Won that are written out: 12만원, 3만5천원, and 일금 일십이만팔천원정 of receipts written by hand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {digit: value for value, digit in enumerate("영일이삼사오육칠팔구")} | {"륙": 6}
_UNITS = {"십": 10, "백": 100, "천": 1000}
_MYRIADS = {"만": 10**4, "억": 10**8}
_MIXED = re.compile(
    r"(?<![\d.,])(?P<words>\d{1,4}\s?[십백천만억](?:\s?\d{1,4}\s?[십백천만억]|[십백천만억])*"
    r"(?:\s?(?:\d{1,2},\d{3}|\d{1,4}))?)\s?원(?P<formal>\s?정)?"
)
_WORDS = re.compile(
    r"(?<![\d영일이삼사오육륙칠팔구십백천만억])(?<!\d )"
    r"(?P<words>[영일이삼사오육륙칠팔구십백천만억][영일이삼사오육륙칠팔구십백천만억\s]*)원(?P<formal>\s?정)?"
)
_SHORTEST = 2
"""A figure and its unit (5천원): one syllable alone is no amount."""


@dataclass(frozen=True, slots=True)
class Written:
    """An amount in won at `text[start:end]`; a formal one ends in 정, which closes it like a seal."""

    value: Decimal
    start: int
    end: int
    is_formal: bool


def written_amounts(text: str) -> Iterator[Written]:
    """The amounts in `text` that are said in words, or in digits and words."""
    for match in (*_MIXED.finditer(text), *_WORDS.finditer(text)):
        words = re.findall(r"[\d,]+|[가-힣]", match["words"])
        value = _spoken(words)
        if value is not None and len(words) >= _SHORTEST:
            yield Written(Decimal(value), match.start(), match.end(), bool(match["formal"]))


def _spoken(words: Sequence[str]) -> int | None:
    """일십이만팔천 and 12만8천 are 128,000; None for words in an order that makes no number."""
    whole, part, digit = 0, 0, 0
    last_myriad, last_unit = 10**12, 10**4
    for syllable in words:
        if syllable in _DIGITS or syllable[0].isdigit():
            if digit:
                return None
            digit = _DIGITS[syllable] if syllable in _DIGITS else int(syllable.replace(",", ""))
        elif syllable in _UNITS:
            unit = _UNITS[syllable]
            if unit >= last_unit:
                return None
            part, digit, last_unit = part + (digit or 1) * unit, 0, unit
        else:
            myriad = _MYRIADS[syllable]
            if myriad >= last_myriad:
                return None
            whole, part, digit = whole + (part + digit or 1) * myriad, 0, 0
            last_myriad, last_unit = myriad, 10**4
    return whole + part + digit or None
