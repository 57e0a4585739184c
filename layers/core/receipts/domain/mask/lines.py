"""Whether digits that end a line and digits that begin the next are two numbers, not one that is wrapped."""

import re
from collections.abc import Iterator, Sequence

from receipts.domain.mask.words import LONGEST_GAP

_BARE = re.compile(r" *([0-9]{2,9}|[0-9]{1,3}(?:,[0-9]{3})+) *")
_NUMBER_BEFORE = re.compile(r"(?<![A-Za-z가-힣])(?:NO|#)[ .:;#]{0,3}$", re.IGNORECASE)
_MONEY_BEFORE, _MONEY_BEHIND = (
    re.compile(r"[;\\$] ?$"),
    re.compile(r" ?(?:원|EA|개)(?![A-Za-z가-힣])|\.[0-9]{2}(?![0-9.])"),
)
_COLUMNS_BEHIND = re.compile(r"(?: +[1-9][0-9,]*){2,} *(?:\n|$)")
_TENS, _HUNDREDS, _OF_A_SUM = 10, 100, 3


def are_of_two_lines(plain: str, front: tuple[int, int], back: tuple[int, int]) -> bool:
    """Whether the line ends between them, by nothing but its end, and the second is told to be an amount.

    A dash before the end of the line says that the number goes on. An amount has its unit, stands in a column
    with others, is followed by its row's, or is round below what `No.` announces.
    """
    end, between = front[1], plain[front[1] : back[0]]
    if "\n" not in between or between.partition("\n")[0].strip():
        return False
    value = plain[slice(*back)]
    is_alone = not between.partition("\n")[2].strip()
    if not value.isdigit() or not (is_alone or _MONEY_BEFORE.search(between)):
        return False
    if _MONEY_BEHIND.match(plain, back[1]) or (is_alone and _COLUMNS_BEHIND.match(plain, back[1])):
        return True
    if not is_alone:
        return _is_round(int(value), _TENS)
    announced = _NUMBER_BEFORE.search(plain, max(front[0] - LONGEST_GAP, 0), front[0]) is not None
    return (announced and _is_round(int(value), _HUNDREDS)) or _are_of_a_column(plain, end, back)


def _are_of_a_column(plain: str, end: int, back: tuple[int, int]) -> bool:
    """Whether amounts stand alone in their lines, three below each other: all round, or the sum of two."""
    starts = plain.rfind("\n", 0, end) + 1
    above = plain.rfind("\n", 0, max(starts - 1, 0)) + 1
    lines = [plain[above : starts - 1] if starts else "", plain[starts:end]]
    lines += _lines_from(plain, plain.rfind("\n", 0, back[0]) + 1)
    amounts = [_amount(line) for line in lines]
    return any(_is_column(amounts[at : at + _OF_A_SUM]) for at in (0, 1)) or _are_round(amounts[2:])


def _lines_from(plain: str, start: int) -> Iterator[str]:
    for _ in range(2):
        end = plain.find("\n", start)
        yield plain[start : end if end >= 0 else len(plain)]
        if end < 0:
            return
        start = end + 1


def _amount(line: str) -> int | None:
    found = _BARE.fullmatch(line)
    return None if found is None else int(found[1].replace(",", ""))


def _is_column(amounts: Sequence[int | None]) -> bool:
    known = [amount for amount in amounts if amount is not None]
    if len(known) < _OF_A_SUM:
        return False
    return _are_round(amounts) or 2 * max(known) == sum(known)


def _are_round(amounts: Sequence[int | None]) -> bool:
    return len(amounts) > 1 and all(amount is not None and _is_round(amount, _TENS) for amount in amounts)


def _is_round(amount: int, unit: int) -> bool:
    return amount > 0 and amount % unit == 0
