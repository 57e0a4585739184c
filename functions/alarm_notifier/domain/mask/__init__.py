"""Card and resident numbers are covered wherever and however they are written, before anything is kept.

Of a card number at most the first six and the last four digits survive: PCI DSS requirement 3.4.1 allows no
more on display, and Korean slips cover digits 7 to 12 likewise. Of a resident number (주민등록번호,
개인정보 보호법 제24조의2) nothing of the last seven does.

What decides is evidence, in this order: the issuer's digits, the length that goes with them and the check
digit of ISO/IEC 7812-1 (one number in some forty has all three by chance); how the digits are grouped; and
the word that announces them. In doubt a number is covered: to leak is worse than to destroy.

This folder stands twice, word for word, since the alarm notifier is deployed without the rest.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from alarm_notifier.domain.mask.cards import hidden_of_cards
from alarm_notifier.domain.mask.forms import FORMS
from alarm_notifier.domain.mask.residents import hidden_of_residents
from alarm_notifier.domain.mask.stars import hidden_beside_stars

__all__ = ["mask", "mask_all"]

_FEWEST_DIGITS = 5
"""A text with fewer digits than this shows nothing that may not be shown."""


def mask(text: str, cover: str = "*") -> str:
    """`text`, of the same length, with what no card or resident number may show covered by `cover`."""
    return mask_all([text], cover)[0]


def mask_all(texts: Sequence[str], cover: str = "*") -> list[str]:
    """Texts that stand one below the other, each of its own length: a number may run over several of them.

    Rows and pages, the goods of a receipt, the boxes of a column.
    """
    joined = "\n".join(texts)
    if sum(map(str.isdigit, joined)) < _FEWEST_DIGITS:
        return list(texts)
    plain = joined.translate(FORMS)
    places: Sequence[int] = range(len(joined))
    if not joined.isascii():
        places = [place for place, char in enumerate(joined) for _ in FORMS[ord(char)]]
    hidden = {places[offset] for offset in _hidden(plain)}
    signs = [cover if place in hidden and char != "\n" else char for place, char in enumerate(joined)]
    ends = list(accumulate((len(text) + 1 for text in texts), initial=0))
    return ["".join(signs[start : end - 1]) for start, end in pairwise(ends)]


def _hidden(plain: str) -> Iterator[int]:
    """The offsets in `plain` that are to be covered."""
    yield from hidden_of_residents(plain)
    yield from hidden_of_cards(plain)
    yield from hidden_beside_stars(plain)
