"""Card numbers that were printed with stars of their own."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from receipts.domain.mask.cards import FIRST, LAST
from receipts.domain.mask.issuers import LONGEST, SHORTEST
from receipts.domain.mask.words import LONGEST_GAP, OTHER, announcer

_FEWEST_BESIDE_STARS, _FEWEST_STARS = 9, 2
_MARK = "[0-9OoQIl|*xX]"
_STARRED = re.compile(rf"(?<![A-Za-z0-9*]){_MARK}+(?:[ \-./;]{{1,3}}{_MARK}+)*(?![A-Za-z0-9])")
_MARKS = re.compile(_MARK + "+")
_GLUED = re.compile(r"[0-9]{1,3}(?=,[0-9]{3})")
_GOES_ON = re.compile(r"[-,./:][0-9]")
_BEGAN = re.compile(r"[0-9][-,./:]$")
_SIZE_OF_GROUP = 4
_SHAPES = (
    *((4, 4, 4, 4, rest) for rest in (3, 2, 1)),
    *((4, 4, 4, rest) for rest in (4, 3, 2)),
    *((4, 6, 5), (4, 6, 4), (4, 8, 4), (4, 4, 8), (8, 4, 4), (6, 6, 4), (8, 8), (4, 12), (12, 4)),
    *((size,) for size in range(SHORTEST, LONGEST + 1)),
)


def hidden_beside_stars(plain: str) -> Iterator[int]:
    """What a print with stars of its own shows beyond the first six and the last four places."""
    for found in _STARRED.finditer(plain):
        if found.group().count("*") + found.group().upper().count("X") >= _FEWEST_STARS:
            yield from _hidden_in_marks(
                plain, [_unglued(plain, mark) for mark in _MARKS.finditer(plain, *found.span())]
            )


def _unglued(plain: str, mark: re.Match[str]) -> tuple[int, int]:
    """Where the marks stand, without the first digits of an amount that is glued to them."""
    size = mark.end() - mark.start()
    for glued in (3, 2, 1):
        if size - glued >= SHORTEST and _GLUED.match(plain, mark.end() - glued):
            size -= glued
            break
    return mark.start(), mark.start() + size


def _hidden_in_marks(plain: str, marks: Sequence[tuple[int, int]]) -> Iterator[int]:
    index = 0
    while index < len(marks):
        count = _starred_card(plain, marks[index : index + 5])
        places = [place for start, end in marks[index : index + count] for place in range(start, end)]
        yield from places[FIRST:-LAST]
        index += max(count, 1)


def _starred_card(plain: str, marks: Sequence[tuple[int, int]]) -> int:
    """How many of the marks are a card number, in groups that a card has and one sign between them."""
    sizes = tuple(end - start for start, end in marks)
    gaps = [plain[end:start] for (_, end), (start, _) in pairwise(marks)]
    for shape in _SHAPES:
        count = len(shape)
        if sizes[:count] == shape and len(set(gaps[: count - 1])) <= 1 and _is_starred(plain, marks[:count]):
            return count
    return 0


def _is_starred(plain: str, marks: Sequence[tuple[int, int]]) -> bool:
    signs = "".join(plain[start:end] for start, end in marks)
    if not set("*xX") & set(signs) or not (signs[0] + signs[-1]).strip("*xX"):
        return False
    if len(marks) == 1:
        return sum(map(str.isdigit, signs)) >= _FEWEST_BESIDE_STARS
    before = plain[max(marks[0][0] - LONGEST_GAP, 0) : marks[0][0]]
    if _is_glued(plain, marks, before):
        return False
    return marks[0][1] - marks[0][0] == _SIZE_OF_GROUP or (signs[0].isdigit() and announcer(before) != OTHER)


def _is_glued(plain: str, marks: Sequence[tuple[int, int]], before: str) -> bool:
    """Whether the first or the last group is part of a date, a phone number or an amount."""
    sign, end = plain[marks[0][1] : marks[1][0]], marks[-1][1]
    goes_on = _GOES_ON.match(plain, end) is not None and (sign.isspace() or plain.startswith(sign, end))
    return goes_on or _BEGAN.search(before) is not None
