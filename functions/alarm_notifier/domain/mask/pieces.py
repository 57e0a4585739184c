"""Card numbers cut where a card's are, with more than one sign around each piece; and cut like an amount."""

import re
from collections.abc import Iterator, Sequence

from alarm_notifier.domain.mask.forms import AS_DIGITS, DIGIT
from alarm_notifier.domain.mask.issuers import LONGEST, SHORTEST, lengths_of, passes_luhn
from alarm_notifier.domain.mask.words import CARD, LONGEST_GAP, OTHER_WORD, announcer

FIRST, LAST = 6, 4
_SHAPES = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4))
_MOST_PIECES, _MOST_PRICES = 5, 2
_PIECE = rf"(?P<piece>{DIGIT}{{3,6}})"
_KEY = r"[A-Za-z_가-힣][A-Za-z_가-힣\-]{0,15}[0-9]{0,2}"
_KINDS = (
    re.compile(rf"(?P<sign>\*{{1,3}}|_{{1,3}}|~~|`){_PIECE}(?P=sign)[ \-,./;|]{{0,3}}\n?"),  # **1234**
    re.compile(rf"(?<!{DIGIT})(?<![,.]){_PIECE} ?(?:원|번|호|개|건|점|EA|won|KRW)[ \-,./;|]{{0,3}}\n?"),
    re.compile(rf"(?:[$\\;]|KRW|USD) ?{_PIECE}(?![0-9]|[,.][0-9])[ \-,./|]{{0,3}}\n?"),
    re.compile(
        rf"[\"']?(?P<key>{_KEY}[\"']? ?[:=]>? ?[\"']?){_PIECE}(?![0-9])[\"']?[ ,;&}}]{{0,3}}\n? {{0,8}}"
    ),
)
_AMOUNT = re.compile(
    r"(?<![0-9])(?<![0-9][,.'])[0-9]{1,3}(?P<sign>[,.'])[0-9]{3}(?:(?P=sign)[0-9]{3}){3,5}(?![0-9])"
)
_POWER = re.compile(r"(?<![0-9.])[0-9]\.[0-9]{12,18}(?=[Ee]\+?1[2-8])")
_PRICE = re.compile(r"[1-9]\d*0")


def hidden_in_pieces(plain: str) -> Iterator[int]:
    """The offsets in `plain` of digits that may not be shown; the check digit judges each number."""
    for kind in _KINDS:
        chain: list[re.Match[str]] = []
        for found in kind.finditer(plain):
            if chain and (found.start() != chain[-1].end() or len(chain) == _MOST_PIECES):
                chain = [] if found.start() != chain[-1].end() else chain[1:]
            chain.append(found)
            for shape in _SHAPES:
                yield from _hidden_in_chain(chain[-len(shape) :], shape)
    for found in (*_AMOUNT.finditer(plain), *_POWER.finditer(plain)):
        places = [place for place in range(*found.span()) if plain[place].isdigit()]
        number = "".join(plain[place] for place in places)
        before = plain[max(found.start() - LONGEST_GAP, 0) : found.start()]
        is_named = announcer(before) == CARD and SHORTEST <= len(number) <= LONGEST
        if is_named or _is_card(number):
            yield from places[FIRST:-LAST]


def _hidden_in_chain(chain: Sequence[re.Match[str]], shape: tuple[int, ...]) -> Iterator[int]:
    if tuple(len(found["piece"]) for found in chain) != shape:
        return
    pieces = [found["piece"].translate(AS_DIGITS) for found in chain]
    keys = [found.groupdict().get("key") or "" for found in chain]
    if sum(_PRICE.fullmatch(piece) is not None for piece in pieces) > _MOST_PRICES or any(
        map(OTHER_WORD.search, keys)
    ):
        return
    if _is_card("".join(pieces)):
        places = [place for found in chain for place in range(*found.span("piece"))]
        yield from places[FIRST:-LAST]


def _is_card(number: str) -> bool:
    return len(number) in lengths_of(number[:4]) and passes_luhn(number)
