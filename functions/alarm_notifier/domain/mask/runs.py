"""Card numbers in a long run of digits: behind zeros, glued to a day, a time, an expiry or one another."""

import re
from collections.abc import Iterator

from alarm_notifier.domain.mask.forms import AS_DIGITS, DIGIT
from alarm_notifier.domain.mask.issuers import SHORTEST, lengths_of, passes_luhn
from alarm_notifier.domain.mask.words import LONGEST_GAP, OTHER, announcer

FIRST, LAST = 6, 4
_IN_FOURS = rf"{DIGIT}{{4}}(?P<sign>[-. /])(?:{DIGIT}{{4}}(?P=sign)){{2}}{DIGIT}{{8}}(?:{DIGIT}{{3}})?"
_RUN = re.compile(rf"(?<!{DIGIT})(?:{DIGIT}{{17,}}|{_IN_FOURS})(?!{DIGIT})")
_ZEROS = re.compile("0+")
_EXPIRY = re.compile(r"(?:[23]\d(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[23]\d)(?:\d{3})?")
_EXPIRY_ALONE = 4
_DAY = re.compile(r"20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_TIME = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d")


def hidden_in_runs(plain: str) -> Iterator[int]:
    """The digits that may not be shown of cards in runs that are, from end to end, cards and what is known.

    A number of another trade that begins with a day stays: its word says so.
    """
    for found in _RUN.finditer(plain):
        places = [place for place in range(*found.span()) if plain[place] != found["sign"]]
        digits = "".join(plain[place] for place in places).translate(AS_DIGITS)
        before = plain[max(found.start() - LONGEST_GAP, 0) : found.start()].rpartition("\n")[2]
        for first, last in _cards_of(digits, with_days=announcer(before) != OTHER):
            yield from places[first + FIRST : last - LAST]


def _cards_of(digits: str, *, with_days: bool) -> Iterator[tuple[int, int]]:
    """The cards of every way to read all the digits as pieces."""
    pieces: dict[int, list[tuple[int, bool]]] = {}
    reached, behind_card = {0}, set[int]()
    for start in range(len(digits)):
        if start not in reached:
            continue
        pieces[start] = list(_pieces(digits, start, start in behind_card, with_days=with_days))
        reached.update(end for end, _ in pieces[start])
        behind_card.update(end for end, is_card in pieces[start] if is_card)
    ending = {len(digits)}
    for start in sorted(pieces, reverse=True):
        for end, is_card in pieces[start]:
            if end in ending:
                ending.add(start)
                if is_card:
                    yield start, end


def _pieces(digits: str, start: int, is_behind_card: bool, *, with_days: bool) -> Iterator[tuple[int, bool]]:
    """Where each piece that begins at `start` ends, and whether it is a card."""
    if start == 0 and (zeros := _ZEROS.match(digits)):
        yield zeros.end(), False
    for length in lengths_of(digits[start : start + 4]):
        end = start + length
        if length > SHORTEST and end <= len(digits) and passes_luhn(digits[start:end]):
            yield end, True
    if is_behind_card and (expiry := _EXPIRY.match(digits, start)):
        yield start + _EXPIRY_ALONE, False
        yield expiry.end(), False
    for known in (_DAY, _TIME) if with_days else ():
        if piece := known.match(digits, start):
            yield piece.end(), False
