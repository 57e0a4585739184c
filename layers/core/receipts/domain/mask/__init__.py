"""Card and resident numbers are covered wherever and however they are written, before anything is kept.

Of a card number at most the first six and the last four digits survive: PCI DSS requirement 3.4.1 allows no
more on display, and Korean slips cover digits 7 to 12 likewise. Of a resident number (주민등록번호,
개인정보 보호법 제24조의2) nothing of the last seven does.

What decides is evidence, in this order: the issuer's digits, the length that goes with them and the check
digit of ISO/IEC 7812-1 (one number in some forty has all three by chance); how the digits are grouped; and
the word that announces them. In doubt a number is covered: to leak is worse than to destroy.

The alarm notifier packs this folder without the rest: it imports nothing else of ours.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from receipts.domain.mask.cards import hidden_of_cards
from receipts.domain.mask.forms import FORMS
from receipts.domain.mask.pieces import hidden_in_pieces
from receipts.domain.mask.residents import hidden_of_residents
from receipts.domain.mask.runs import hidden_in_runs
from receipts.domain.mask.stars import hidden_beside_stars

__all__ = ["mask", "mask_all"]

_FEWEST_DIGITS = 5
"""A text with fewer digits than this shows nothing that may not be shown."""
_MOST_LOOKS = 8
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def mask(text: str, cover: str = "*") -> str:
    """`text`, of the same length, with what no card or resident number may show covered by `cover`."""
    return mask_all([text], cover)[0]


def mask_all(texts: Sequence[str], cover: str = "*") -> list[str]:
    """Texts that stand one below the other, each of its own length: a number may run over several of them.

    Rows and pages, the goods of a receipt, the boxes of a column.
    """
    joined = _covered("\n".join(texts), cover)
    ends = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return [joined[start : end - 1] for start, end in pairwise(ends)]


def _covered(text: str, cover: str) -> str:
    """`text`, masked until there is nothing left to cover: what is masked once more stays as it is.

    What is covered may stand for a number's other reading, whose rest is then covered, too. Papers are done
    after one look or two; what was made to go on for ever ends with no digit at all.
    """
    for _ in range(_MOST_LOOKS):
        if (once := _covered_once(text, cover)) == text:
            return text
        text = once
    return "".join(cover if char.isdigit() else char for char in text)


def _covered_once(text: str, cover: str) -> str:
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return text
    plain = text.translate(FORMS)
    places: Sequence[int] = range(len(text))
    if not text.isascii():
        places = [place for place, char in enumerate(text) for _ in FORMS[ord(char)]]
    hidden = {places[offset] for offset in _hidden(_UUID.sub(_without_digits, plain))}
    return "".join(cover if place in hidden and char != "\n" else char for place, char in enumerate(text))


def _without_digits(found: re.Match[str]) -> str:
    """An id is no number, whatever it looks like; one of nothing but digits may be."""
    id_ = found.group()
    return id_ if id_.replace("-", "").isdigit() else "_" * len(id_)


def _hidden(plain: str) -> Iterator[int]:
    """The offsets in `plain` that are to be covered."""
    yield from hidden_of_residents(plain)
    yield from hidden_of_cards(plain)
    yield from hidden_in_runs(plain)
    yield from hidden_in_pieces(plain)
    yield from hidden_beside_stars(plain)
