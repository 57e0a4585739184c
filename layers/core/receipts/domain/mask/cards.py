"""Card numbers among all the digits of a text."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from receipts.domain.mask.digits import PRICE, Digits, Group
from receipts.domain.mask.gaps import BREAK, LINE, TIGHT, WORD, kind_of
from receipts.domain.mask.groups import spans_of, without_prices
from receipts.domain.mask.issuers import LONGEST, SHORTEST, is_ean, lengths_of, passes_luhn
from receipts.domain.mask.shapes import AMEX, FOURS, SIZE_OF_GROUP, WHOLE, is_in_fours, is_whole
from receipts.domain.mask.words import LONGEST_GAP

FIRST, LAST = 6, 4
_MOST_WORDS = 3


def hidden_of_cards(plain: str) -> Iterator[int]:
    """The offsets in `plain` of card numbers' digits that may not be shown."""
    yield from _hidden_in(_Cards(plain, spans_of(plain)), labels=True)
    if (goods := without_prices(plain)) is not None:
        long = ((start, end) for start, end in spans_of(goods) if end - start >= SIZE_OF_GROUP)
        yield from _hidden_in(_Cards(goods, long), labels=False)
    if _MIXED.search(plain):  # every letter taken for a separator
        yield from _hidden_in(
            _Cards(plain, (found.span() for found in re.finditer("[0-9]+", plain))), labels=False
        )


def _hidden_in(numbers: "_Cards", *, labels: bool) -> Iterator[int]:
    for first, last in numbers.cards(labels=labels):
        yield from numbers.offsets[first + FIRST : last - LAST]


class _Cards(Digits):
    """Which of its digits are a card's number."""

    def cards(self, *, labels: bool) -> Iterator[tuple[int, int]]:
        """Where among all digits card numbers begin and end; with `labels`, misread ones as well."""
        for index, group in enumerate(self.groups):
            if self.is_tail(index):
                continue
            if labels:
                yield from self._misread(index)
            for first in self._starts(group):
                for length in lengths_of(self.digits[first : first + 4]):
                    last = first + length
                    if last <= len(self.digits) and self._is_card(index, first, last):
                        yield first, last

    def _misread(self, index: int) -> Iterator[tuple[int, int]]:
        """Numbers that their label or their groups tell, whatever the check digit says."""
        if self.is_labelled(index):
            yield from self._labelled(index)
        elif not self.is_claimed(index):
            yield from self._grouped(index)

    def _starts(self, group: Group) -> Iterator[int]:
        """The group's own beginning; behind letters or an amount that are glued to it, others."""
        yield group.first
        size = group.last - group.first
        text = self.plain[group.start : group.end]
        if size > SIZE_OF_GROUP:
            yield group.last - SIZE_OF_GROUP
        if size > _SHORTEST_GLUED:
            yield from (group.last - length for length in (16, 15, 14) if length < size)
        if not text[0].isdigit():
            yield group.first + re.search(r"[0-9]|$", text).start()  # type: ignore[union-attr] # $ is found

    def _is_card(self, index: int, first: int, last: int) -> bool:
        if not passes_luhn(self.digits[first:last]):
            return False
        until = self.owner[last - 1]
        cuts = tuple(group.first - first for group in self.groups[index + 1 : until + 1])
        if not cuts:
            return self._stands_alone(self.groups[index], first, last)
        if is_whole(cuts, last - first) and self._is_even(index, until) and self.is_all(until, first, last):
            return True
        return self._is_spread(index, until, cuts, last - first) and self.ends_with(until, first, last)

    def _stands_alone(self, group: Group, first: int, last: int) -> bool:
        """One run of digits; a valid EAN-13 is a bar code, and thirteen announced otherwise are an id."""
        digits = self.digits[first:last]
        if len(digits) == SHORTEST and (is_ean(digits) or self.is_claimed(self.owner[first])):
            return False
        if self.is_labelled(self.owner[first]):
            return True
        return self.is_all(self.owner[last - 1], first, last)

    def _is_even(self, index: int, until: int) -> bool:
        """The same short separator everywhere, as a card is printed."""
        gaps = set(self.gaps[index + 1 : until + 1])
        is_one = len(gaps) == 1 and (self.kinds[until] == TIGHT or gaps <= {"***", "****"})
        return is_one and not (self.gaps[until].isspace() and self.are_prices(index, until))

    def _is_spread(self, index: int, until: int, cuts: tuple[int, ...], length: int) -> bool:
        """Anything between its groups: those of a card, or one separator all through, or a wrapped line."""
        kinds = self.kinds[index + 1 : until + 1]
        if BREAK in kinds or self._is_of_others(index, until, cuts, length) or self._is_part(index, until):
            return False
        if self._is_digit_by_digit(index, until):
            return True
        inner = [(cut, at) for at, (cut, kind) in enumerate(zip(cuts, kinds, strict=True)) if kind != LINE]
        if is_whole(cuts, length) or is_in_fours(cuts, length):
            is_one = kinds.count(WORD) <= _MOST_WORDS and not self.are_prices(index, until)
            is_wrapped = "\n" in "".join(self.gaps[index + 1 : until + 1])
            is_rest = LINE in kinds and length == SHORTEST and self._is_of_longer(index, until)
            is_end = is_rest or (is_wrapped and self._is_of_claimed(index))
            return is_one and not is_end and not self._is_column(index, until)
        if len(cuts) - len(inner) > 1 or WORD in kinds or self._is_end_of_item(index, kinds):
            return False
        if LINE in kinds and (cuts[0] < SIZE_OF_GROUP or self._is_of_longer(index, until)):
            return False  # a count, or the end of another number, and the line below
        within = tuple(cut for cut, _ in inner)
        grouped = not within or is_whole(within, length)
        return grouped or self._is_one_chain(index, until, {self.gaps[index + 1 + at] for _, at in inner})

    def _is_of_others(self, index: int, until: int, cuts: tuple[int, ...], length: int) -> bool:
        """Whether a date, money or a number that is announced as another's is part of it."""
        if self.is_claimed(index):
            sizes = {cut - before for before, cut in pairwise((0, *cuts))}
            if not is_whole(cuts, length) and (len(cuts) < _FEWEST_PAIRS or len(sizes) > 1):
                return True
            if "\n" in self.gaps[index + 1] and self.are_prices(index + 1, until):
                return True
        first, *others = self.gaps[index + 1 : until + 1]
        signs = {gap for gap in (first, *others) if kind_of(gap) == TIGHT}
        if not first.isspace():
            signs = {sign for sign in signs if not sign.isspace()}  # halves in two boxes
        elif not self.is_claimed(index):
            signs.discard(first if first not in others else "")  # the first group in a box of its own
        if len(cuts) > _PAIR and set(cuts) <= FOURS and signs in ({"."}, {"-"}):
            return False  # no decimal points, and no phone number's dash
        has_decimals = len(cuts) > 1 and _DECIMALS.match(self.plain, self.groups[until].end) is not None
        groups = self.groups[index : until + 1]
        is_sold = any(
            is_ean(self.plain[group.start : group.end]) or _DATED.match(self.plain, group.start, group.end)
            for group in groups
        )
        return is_sold or any(self.harmless[index : until + 1 - has_decimals])

    def _is_part(self, index: int, until: int) -> bool:
        """Whether the sign within, which is no space, goes on before or behind; or it ends with the beginning
        of the next line's number, which is printed with stars.
        """
        is_wrapped = LINE in self.kinds[index + 1 : until + 1]
        if is_wrapped and _STARS_BEHIND.match(self.plain, self.groups[until].end):
            return True
        inside, around = self.gaps[index + 1 : until + 1], self.gaps[index : index + (index > 0)]
        around = [*around, *self.gaps[until + 1 : until + 2], *_SHORT_BEFORE.findall(self.gaps[index])]
        return any(gap in inside and not gap.isspace() and kind_of(gap) == TIGHT for gap in around)

    def _is_end_of_item(self, index: int, kinds: Sequence[int]) -> bool:
        """Whether a price stands where the line is wrapped, as beside goods."""
        above = index + kinds.index(LINE) if LINE in kinds else None
        return above is not None and any(self.are_prices(at, at) for at in (above, above + 1))

    def _is_one_chain(self, index: int, until: int, gaps: set[str]) -> bool:
        """One separator all through that goes on to no further number, and no sum of amounts."""
        if len(gaps) != 1 or kind_of(*gaps) != TIGHT:
            return False
        goes_on = self.goes_on(index, index - 1, gaps) or self.goes_on(until, until + 1, gaps)
        if goes_on or self.are_prices(index, until):
            return False
        numbers = [int(self.digits[group.first : group.last]) for group in self.groups[index : until + 1]]
        sizes = {group.last - group.first for group in self.groups[index:until]}
        rounded = max(numbers) > _SMALL and any(number % 100 == 0 for number in numbers)
        is_uneven = len(sizes) > 1 or (len(numbers) > _PAIR and self.size(until) > max(sizes))
        if next(iter(gaps)).isspace() and (is_uneven or (len(numbers) > _PAIR and rounded)):
            return False  # columns, of amounts; what is cut into equal pieces ends with no longer one
        if next(iter(gaps)).isspace() and len(numbers) == _PAIR:
            return max(map(self.size, range(index, until + 1))) > _LONGEST_AMOUNT
        if "  " in next(iter(gaps)):
            return max(numbers) < _TWO_DIGITS
        return len(numbers) != _FACTORS or numbers[2] not in (numbers[0] * numbers[1], sum(numbers[:2]))

    def _is_digit_by_digit(self, index: int, until: int) -> bool:
        """One digit after the other, each on its line or with one sign between them, wrapped once at most."""
        if until - index < SHORTEST - 1 or any(
            group.last - group.first > 1 for group in self.groups[index : until + 1]
        ):
            return False
        gaps = self.gaps[index + 1 : until + 1]
        inner = {gap for gap in gaps if kind_of(gap) != LINE} or set(gaps)
        if len(inner) > 1 or WORD in self.kinds[index + 1 : until + 1]:
            return False
        if len(set(self.digits[self.groups[index].first : self.groups[until].last])) <= _FACTORS:
            return False  # a column of quantities
        return not (self.goes_on(index, index - 1, inner) or self.goes_on(until, until + 1, inner))

    def _is_column(self, index: int, until: int) -> bool:
        """Whether its lines are those of a column of amounts or counts."""
        if self.kinds[index + 1] == LINE and _COLUMNS.fullmatch(self.gaps[index]):
            return self.are_prices(index + 1, until)  # a row's end, above amounts
        if self.kinds[index + 1] == LINE and self.is_sum(until + 1):
            return True  # a line's end, above supply and tax, which their sum follows
        return self._is_line_by_line(index, until) and self._is_one_of_more_lines(index, until)

    def _is_line_by_line(self, index: int, until: int) -> bool:
        """Whether a word and a new line stand before each of its groups but the first."""
        return all("\n" in self.gaps[at] and self.kinds[at] == WORD for at in range(index + 1, until + 1))

    def _is_one_of_more_lines(self, index: int, until: int) -> bool:
        """Whether all below its first line are amounts, or the line above or below is as long a number."""
        if until - index > 1 and self.are_prices(index + 1, until):
            return True
        return self._is_as_long(index, index - 1) or self._is_as_long(until, until + 1)

    def _is_as_long(self, at: int, beyond: int) -> bool:
        is_there = 0 <= beyond < len(self.groups) and self.size(beyond) == self.size(at)
        return is_there and "\n" in self.gaps[max(at, beyond)] and not self.is_claimed(beyond)

    def _is_of_claimed(self, index: int) -> bool:
        """Whether it goes on with a number in groups that is announced as another's, or ends its line."""
        sign, first = self.gaps[index], index
        if sign != self.gaps[index + 1] and self.kinds[index + 1] != LINE:
            return False
        while first > 0 and self.gaps[first] == sign and self.size(first - 1) < _SHORTEST_OTHER:
            first -= 1
        return first < index and self.is_claimed(first)

    def _is_of_longer(self, index: int, until: int) -> bool:
        """Whether a number that is not announced stands right before it in its line, or right behind it."""
        before = self.kinds[index] == TIGHT and index > 0 and not self.harmless[index - 1]
        if before and (self.size(index - 1) > _PAIR or not self.gaps[index].isspace()):
            is_apart = self.is_claimed(index - 1) and not self.are_prices(index - 1, index - 1)  # of sums
            if not is_apart or self._is_of_claimed(index):
                return True
        behind = until + 1 < len(self.groups) and set(self.gaps[until + 1]) == {" "}
        return behind and not self.harmless[until + 1] and self.size(until + 1) > _PAIR

    def _grouped(self, index: int) -> Iterator[tuple[int, int]]:
        """What is printed in a card's own groups, though a digit of it may be misread or lost."""
        for whole in WHOLE:
            until = index + len(whole)
            if until >= len(self.groups) or self.are_prices(index, until):
                return
            first, last = self.groups[index].first, self.groups[until].last
            cuts = tuple(group.first - first for group in self.groups[index + 1 : until + 1])
            rest = last - first - whole[-1]
            is_cut = cuts == whole and rest <= SIZE_OF_GROUP + (whole == AMEX) and last - first > SHORTEST
            usual = _USUAL[whole == AMEX].intersection(lengths_of(self.digits[first : first + 4]))
            fits = is_cut and any(last - first <= length for length in usual)
            in_columns = (whole == AMEX and "  " in self.gaps[until]) or self._is_part(index, until)
            if fits and not in_columns and self._is_even(index, until):
                yield first, last

    def _labelled(self, index: int) -> Iterator[tuple[int, int]]:
        """The number beside the word for it, whatever its check digit says: digits are misread."""
        first, last = self.groups[index].first, 0
        for until in range(index, min(index + LONGEST, len(self.groups))):
            group = self.groups[until]
            if self.harmless[until] or (until > index and self.kinds[until] in (BREAK, WORD)):
                break
            is_below = "\n" in "".join(self.gaps[index : until + 1])
            if is_below and is_ean(self.plain[group.start : group.end]):
                break  # a line of goods
            if group.last - first > LONGEST and until > index:
                break
            if last - first >= SHORTEST and self.gaps[until] != self.gaps[until - 1]:
                break
            last = group.last
        if self._is_unlike(index, first, last):
            return
        while last - first > SHORTEST and self.digits[first] in "01":
            first += 1  # what was read of a sign before the number
        if last - first >= SHORTEST and self.digits[first] not in "01":
            yield first, last

    def _is_unlike(self, index: int, first: int, last: int) -> bool:
        """Whether what stands beside a mere 'card' (no 'card number') is a day, or amounts in a row."""
        if last <= first or _NUMBER_WORD.search(self.gaps[index][-LONGEST_GAP:]):
            return False
        if self.digits.startswith("20", first):
            return True
        groups = [group for group in self.groups[index : index + LONGEST] if group.last <= last]
        if "\n" in "".join(self.gaps[index : index + len(groups)]) and len(groups) <= _FACTORS:
            return True
        cuts = {group.first - first for group in groups[1:]}
        prices = [PRICE.fullmatch(self.digits[group.first : group.last]) is not None for group in groups]
        if cuts <= FOURS:
            return len(groups) > 1 and all(prices)
        in_columns = len(groups) > 1 and "  " in self.gaps[index + 1] and any(prices)
        if (*cuts, last - first) == _DAY_AND_APPROVAL:
            return last - first not in lengths_of(self.digits[first : first + 4])
        is_even = cuts == set(AMEX) or all(cut % 6 == 0 for cut in cuts)
        return in_columns or (len(groups) > 1 and all(prices)) or not is_even


_SHORTEST_GLUED, _PAIR, _FACTORS, _FEWEST_PAIRS = 16, 2, 3, 6
_TWO_DIGITS, _SMALL, _DAY_AND_APPROVAL = 100, 9_999, (6, 14)
_SHORTEST_OTHER = 6
"""Digits of an approval number; fewer behind a word like it are the beginning of a number in groups."""
_LONGEST_AMOUNT = 8
"""Digits: a hundred million won are on no receipt."""
_USUAL = (frozenset({16, 19}), frozenset({14, 15}))
_COLUMNS = re.compile("[ 0-9]* {2,}")
_STARS_BEHIND = re.compile(r"(?:\*\*)?([-./ ])(?:\*{4}\1)+[0-9*]{3,4}|\*{4,12}[0-9*]{3,4}")
_SHORT_BEFORE = re.compile(r"(?<=[0-9])[-./]$")
"""The sign behind digits that are too few for goods: `010-`."""
_DATED = re.compile(r"20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4,}")
_MIXED = re.compile(r"[0-9] ?[A-Za-z|]|[A-Za-z|] ?[0-9]")
_DECIMALS = re.compile(r"\.\d\d(?!\.?\d)")
_NUMBER_WORD = re.compile(r"번\s?호|NO|NUM|#|PAN", re.IGNORECASE)
