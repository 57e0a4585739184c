"""What stands between two numbers of a text."""

import re
from functools import lru_cache

from receipts.domain.mask.words import ENDS_NUMBER, LONGEST_GAP, MOST_LETTERS, OTHER_WORD

TIGHT, WIDE, LINE, WORD, BREAK = range(5)
MOST_STARS = 2
_LONG_SPACE, _LINES = re.compile(r"([^0-9A-Za-z\n*])\1{3,}"), re.compile(r" *\n[ \n]*")
_PLAIN_CARD = re.compile(r"카드(?!\s?번)|CARD(?!\s?N)", re.IGNORECASE)
_COUNT = re.compile(r"(?<![^ \n])\d+(?![^ \n])")
_ABOVE = re.compile(r"\n.{0,9}(?:카드|CARD|VISA|MASTER|AMEX|JCB)", re.IGNORECASE)
"""An issuer at the beginning of a line: it announces what follows."""


def shortened(gap: str) -> str:
    """What stands between two numbers, without the length of what is blank or repeated in it."""
    return _LONG_SPACE.sub(r"\1\1\1\1", _LINES.sub("\n", gap))


@lru_cache(maxsize=4096)
def kind_of(gap: str) -> int:
    """What stands between two numbers: a sign, space, the end of a line, a word; or too much for one."""
    letters = sum(map(str.isalpha, gap))
    if len(gap) > LONGEST_GAP or letters > MOST_LETTERS or gap.count("*") > MOST_STARS:
        return BREAK
    said = _PLAIN_CARD.sub("", gap)
    if (
        (letters and _ABOVE.search(gap))
        or _COUNT.search(gap)
        or OTHER_WORD.search(said)
        or ENDS_NUMBER.search(said)
    ):
        return BREAK
    if letters:
        return WORD
    return LINE if "\n" in gap else TIGHT if len(gap) <= 3 else WIDE  # noqa: PLR2004
