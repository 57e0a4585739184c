"""The digits of a text in the groups that they are printed in, and what stands between them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from receipts.domain.mask.forms import AS_DIGITS, DIGIT
from receipts.domain.mask.gaps import MOST_STARS, kind_of, shortened
from receipts.domain.mask.harmless import inside_harmless
from receipts.domain.mask.shapes import SIZE_OF_GROUP
from receipts.domain.mask.words import CARD, LONGEST_GAP, OTHER, announcer

PRICE = re.compile(r"[1-9]\d{1,5}0")
_MONEY_BEFORE, _MONEY_BEHIND = re.compile(rf"{DIGIT},$|%$"), re.compile(rf"[,.]{DIGIT}{{2,3}}(?!\d)| ?원")
_TAIL = re.compile(r"\*{2}[-./ ]{0,3}$|\*[-./]$")
_NAMED_BEHIND = re.compile(r"[ (\[]{0,2}[가-힣A-Z]{0,6}(?:카드|CARD)")
_PAIR = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Digits that stand together: `first` to `last` among all digits, `start` to `end` in the text."""

    first: int
    last: int
    start: int
    end: int


class Digits:
    """All digits of a text; `spans` are its groups."""

    def __init__(self, plain: str, spans: Iterable[tuple[int, int]]) -> None:
        self.plain = plain
        self.offsets: list[int] = []
        self.groups: list[Group] = []
        for start, end in spans:
            first = len(self.offsets)
            self.offsets += range(start, end)
            self.groups.append(Group(first, len(self.offsets), start, end))
        self.digits = "".join(plain[offset] for offset in self.offsets).translate(AS_DIGITS)
        self.owner = [
            index for index, group in enumerate(self.groups) for _ in range(group.first, group.last)
        ]
        ends = [0, *(group.end for group in self.groups)]
        self.gaps = [
            shortened(plain[end : group.start]) for end, group in zip(ends, self.groups, strict=False)
        ]
        self.kinds = [kind_of(gap) for gap in self.gaps]
        self.harmless = inside_harmless(plain, [(group.start, group.end) for group in self.groups])
        """For each group whether it is part of a date, a phone number or money."""

    def is_tail(self, index: int) -> bool:
        """Whether it ends a number that was printed with stars, `****-****-****-1234`."""
        return _TAIL.search(self.gaps[index]) is not None

    def letters(self, first: int, last: int) -> str:
        """The signs as written, unless they are letters alone: those belong to a word."""
        signs = "".join(self.plain[offset] for offset in self.offsets[first:last])
        return signs if any(map(str.isdigit, signs)) else ""

    def _is_money_before(self, group: Group, front: str) -> bool:
        before = self.plain[max(group.start - 2, 0) : group.start]
        return PRICE.fullmatch(front) is not None or _MONEY_BEFORE.search(before) is not None

    def _is_money_behind(self, group: Group, back: str) -> bool:
        behind = _MONEY_BEHIND.match(self.plain, group.end)
        return PRICE.fullmatch(back) is not None or behind is not None

    def is_all(self, until: int, first: int, last: int) -> bool:
        """Whether it has its groups to itself, but for an amount or a `%20` glued to it."""
        begins, ends = self.groups[self.owner[first]], self.groups[until]
        front, back = self.letters(begins.first, first), self.letters(last, ends.last)
        return (not front or self._is_money_before(begins, front)) and (
            not back or self._is_money_behind(ends, back)
        )

    def ends_with(self, until: int, first: int, last: int) -> bool:
        group, begins = self.groups[until], self.groups[self.owner[first]]
        return not self.letters(last, group.last) and not self.letters(begins.first, first)

    def is_sum(self, index: int) -> bool:
        """Whether it is the sum of the two before it."""
        amounts = [int(self.digits[it.first : it.last]) for it in self.groups[index - 2 : index + 1]]
        return len(amounts) > _PAIR and amounts[0] + amounts[1] == amounts[2]

    def size(self, index: int) -> int:
        return self.groups[index].last - self.groups[index].first

    def are_prices(self, index: int, until: int) -> bool:
        groups = self.groups[index : until + 1]
        return all(PRICE.fullmatch(self.digits[group.first : group.last]) for group in groups)

    def goes_on(self, at: int, beyond: int, gaps: set[str]) -> bool:
        """Whether the group `beyond` is one more of the chain that `at` is the end of."""
        if not 0 <= beyond < len(self.groups) or self.harmless[beyond]:
            return False
        if self.is_claimed(beyond) and self.size(beyond) > SIZE_OF_GROUP:
            return False  # a number of its own; what is shorter counts the sales of a row
        is_alike = self.size(at) == self.size(beyond) or self.size(at) > _PAIR
        return self.gaps[max(at, beyond)] in gaps and is_alike

    def is_labelled(self, index: int) -> bool:
        if self.gaps[index].count("*") > MOST_STARS:
            return False  # the word announces the stars
        if announcer(self.gaps[index][-LONGEST_GAP:]) == CARD:
            return True
        end = self.groups[index].end
        return _NAMED_BEHIND.match(self.plain, end) is not None

    def is_claimed(self, index: int) -> bool:
        return announcer(self.gaps[index][-LONGEST_GAP:]) == OTHER
