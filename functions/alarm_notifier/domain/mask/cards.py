"""Card numbers among all the digits of a text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from alarm_notifier.domain.mask.forms import AS_DIGITS, DIGIT
from alarm_notifier.domain.mask.words import (
    CARD,
    ENDS_NUMBER,
    LONGEST_GAP,
    MOST_LETTERS,
    OTHER,
    OTHER_WORD,
    announcer,
)

FIRST, LAST = 6, 4
SHORTEST, LONGEST = 13, 19
"""ISO/IEC 7812 account numbers have at most 19 digits and in practice at least 13."""
# Numbers that begin like a card's, and the lengths that go with that:
# https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN); 9: Korea's own cards.
_ISSUERS = (
    (re.compile("4"), (13, 16, 19)),
    (re.compile("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("30[0-5]|3095|36|3[89]"), (14, 16, 19)),
    (re.compile("35[2-8]"), (16, 17, 18, 19)),
    (re.compile("6011|64[4-9]|65|62|8[12]"), (16, 17, 18, 19)),
    (re.compile("50|5[6-9]|6[0137]"), (16, 18, 19)),
    (re.compile("9"), (16,)),
)
_BEGINS = re.compile("[2-689]")

_HARMLESS = re.compile(
    rf"(?<!{DIGIT})(?<![*./-])(?<!{DIGIT}:)(?:"
    r"\d{3}-\d{2}-\d{5}"  # business number
    r"|(?:199\d|20[0-3]\d)(?:[-./년] ?\d{1,2}[-./월] ?\d{1,2}(?:-\d{1,8}){0,3}|"  # day
    r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))"
    r"|\d{2}[-./]\d{2}[-./]\d{2}"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
    r"|0\d{1,3}[-).]\d{3,4}-\d{4}|1[5-9]\d{2}-\d{4}"  # phone; no card number starts with 0 or 1
    r"|\d{1,3}(?:,\d{3}){1,3}|\d{1,6}\.\d{2}"  # money
    rf")(?![*/-]|[A-Za-z|]*\d|[.,:]{DIGIT})"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")

_RUN = re.compile(r"[0-9A-Za-z|]+")
_SYMBOLS = re.compile(DIGIT + "+")
_ONLY_LOOK_ALIKES = re.compile("[OoQDIl|]{4}")
_FOURS, _AMEX = frozenset({4, 8, 12, 16}), (4, 10)
_WHOLE = ((4, 8, 12), (4, 8, 12, 16), _AMEX)
"""Where a card's own grouping cuts its digits: by fours, or American Express's 4-6-5 and Diners' 4-6-4."""
_TIGHT, _WIDE, _LINE, _WORD, _BREAK = range(5)
_MOST_WORDS = 3
_PRICE = re.compile(r"[1-9]\d{1,5}0")
_MONEY_BEFORE, _MONEY_BEHIND = re.compile(rf"{DIGIT},$"), re.compile(rf"[,.]{DIGIT}{{2,3}}(?!\d)| ?원")


def is_ean(digits: str) -> bool:
    """GS1 General Specifications 7.9: weights 1 and 3 from the left, thirteen digits."""
    if len(digits) != SHORTEST or not digits.isdigit():
        return False
    return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0


def hidden_of_cards(plain: str) -> Iterator[int]:
    """The offsets in `plain` of card numbers' digits that may not be shown."""
    yield from _hidden_in(_Numbers(plain, _spans(plain)), labels=True)
    if (goods := without_prices(plain)) is not None:
        long = ((start, end) for start, end in _spans(goods) if end - start >= _SIZE_OF_GROUP)
        yield from _hidden_in(_Numbers(goods, long), labels=False)
    if _MIXED.search(plain):  # every letter taken for a separator
        yield from _hidden_in(
            _Numbers(plain, (found.span() for found in re.finditer("[0-9]+", plain))), labels=False
        )


def _hidden_in(numbers: "_Numbers", *, labels: bool) -> Iterator[int]:
    for first, last in numbers.cards(labels=labels):
        yield from numbers.offsets[first + FIRST : last - LAST]


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits that stand together: `first` to `last` among all digits, `start` to `end` in the text."""

    first: int
    last: int
    start: int
    end: int


class _Numbers:
    """The digits of a text, and what stands between them."""

    def __init__(self, plain: str, spans: Iterable[tuple[int, int]]) -> None:
        self._plain = plain
        self.offsets: list[int] = []
        self._groups: list[_Group] = []
        for start, end in spans:
            first = len(self.offsets)
            self.offsets += range(start, end)
            self._groups.append(_Group(first, len(self.offsets), start, end))
        self._digits = "".join(plain[offset] for offset in self.offsets).translate(AS_DIGITS)
        self._owner = [
            index for index, group in enumerate(self._groups) for _ in range(group.first, group.last)
        ]
        ends = [0, *(group.end for group in self._groups)]
        self._gaps = [shortened(plain[end : group.start]) for end, group in zip(ends, self._groups, strict=False)]
        self._kinds = [_kind(gap) for gap in self._gaps]
        self._harmless = self._in_harmless(plain)

    def _in_harmless(self, plain: str) -> list[bool]:
        """For each group whether it is part of a date, a phone number or money."""
        flags, spans = [], _HARMLESS.finditer(plain)
        span = next(spans, None)
        for group in self._groups:
            while span is not None and span.end() <= group.start:
                span = next(spans, None)
            inside = span is not None and span.start() <= group.start and group.end <= span.end()
            flags.append(inside)
        return flags

    def cards(self, *, labels: bool) -> Iterator[tuple[int, int]]:
        """Where among all digits card numbers begin and end; with `labels`, misread ones as well."""
        for index, group in enumerate(self._groups):
            if self._is_tail(index):
                continue
            if labels:
                yield from self._misread(index)
            for first in self._starts(group):
                for length in _lengths(self._digits[first : first + 4]):
                    last = first + length
                    if last <= len(self._digits) and self._is_card(index, first, last):
                        yield first, last

    def _is_tail(self, index: int) -> bool:
        """Whether it ends a number that was printed with stars, `****-****-****-1234`."""
        return _TAIL.search(self._gaps[index]) is not None

    def _misread(self, index: int) -> Iterator[tuple[int, int]]:
        """Numbers that their label or their groups tell, whatever the check digit says."""
        if self._is_labelled(index):
            yield from self._labelled(index)
        elif not self._is_claimed(index):
            yield from self._grouped(index)

    def _starts(self, group: _Group) -> Iterator[int]:
        """The group's own beginning; behind letters or an amount that are glued to it, others."""
        yield group.first
        size = group.last - group.first
        text = self._plain[group.start : group.end]
        if size > _SIZE_OF_GROUP:
            yield group.last - _SIZE_OF_GROUP
        if size > _SHORTEST_GLUED:
            yield from (group.last - length for length in (16, 15, 14) if length < size)
        if not text[0].isdigit():
            yield group.first + re.search(r"[0-9]|$", text).start()  # type: ignore[union-attr] # $ is found

    def _is_card(self, index: int, first: int, last: int) -> bool:
        if not _passes_luhn(self._digits[first:last]):
            return False
        until = self._owner[last - 1]
        cuts = tuple(group.first - first for group in self._groups[index + 1 : until + 1])
        if not cuts:
            return self._stands_alone(self._groups[index], first, last)
        if _is_whole(cuts, last - first) and self._is_even(index, until) and self._is_all(until, first, last):
            return True
        return self._is_spread(index, until, cuts, last - first) and self._ends_with(until, first, last)

    def _stands_alone(self, group: _Group, first: int, last: int) -> bool:
        """One run of digits; a valid EAN-13 is a bar code, and thirteen announced otherwise are an id."""
        digits = self._digits[first:last]
        if len(digits) == SHORTEST and (is_ean(digits) or self._is_claimed(self._owner[first])):
            return False
        if self._is_labelled(self._owner[first]):
            return True
        return self._is_all(self._owner[last - 1], first, last)

    def _is_all(self, until: int, first: int, last: int) -> bool:
        """Whether it has its groups to itself, but for an amount that is glued to it."""
        begins, ends = self._groups[self._owner[first]], self._groups[until]
        front, back = self._letters(begins.first, first), self._letters(last, ends.last)
        return (not front or self._is_money_before(begins, front)) and (
            not back or self._is_money_behind(ends, back)
        )

    def _letters(self, first: int, last: int) -> str:
        """The signs as written, unless they are letters alone: those belong to a word."""
        signs = "".join(self._plain[offset] for offset in self.offsets[first:last])
        return signs if any(map(str.isdigit, signs)) else ""

    def _is_money_before(self, group: _Group, front: str) -> bool:
        before = self._plain[max(group.start - 2, 0) : group.start]
        return _PRICE.fullmatch(front) is not None or _MONEY_BEFORE.search(before) is not None

    def _is_money_behind(self, group: _Group, back: str) -> bool:
        behind = _MONEY_BEHIND.match(self._plain, group.end)
        return _PRICE.fullmatch(back) is not None or behind is not None

    def _is_even(self, index: int, until: int) -> bool:
        """The same short separator everywhere, as a card is printed."""
        gaps = set(self._gaps[index + 1 : until + 1])
        return len(gaps) == 1 and (self._kinds[until] == _TIGHT or gaps <= {"***", "****"})

    def _ends_with(self, until: int, first: int, last: int) -> bool:
        group, begins = self._groups[until], self._groups[self._owner[first]]
        return not self._letters(last, group.last) and not self._letters(begins.first, first)

    def _is_spread(self, index: int, until: int, cuts: tuple[int, ...], length: int) -> bool:
        """Anything between its groups: those of a card, or one separator all through, or a wrapped line."""
        kinds = self._kinds[index + 1 : until + 1]
        if _BREAK in kinds or self._is_of_others(index, until, cuts, length) or self._is_part(index, until):
            return False
        if self._is_digit_by_digit(index, until):
            return True
        inner = [(cut, at) for at, (cut, kind) in enumerate(zip(cuts, kinds, strict=True)) if kind != _LINE]
        if _is_whole(cuts, length) or (set(cuts) <= _FOURS and (len(cuts) > 1 or length == _LENGTH_OF_FOURS)):
            is_one = kinds.count(_WORD) <= _MOST_WORDS and not self._are_prices(index, until)
            return is_one and not self._is_column(index, until)
        if len(cuts) - len(inner) > 1 or _WORD in kinds or self._is_end_of_item(index, kinds):
            return False
        if _LINE in kinds and (cuts[0] < _SIZE_OF_GROUP or self._goes_on_before(index)):
            return False  # a count, or the end of another number, and the line below
        within = tuple(cut for cut, _ in inner)
        grouped = not within or _is_whole(within, length)
        return grouped or self._is_one_chain(index, until, {self._gaps[index + 1 + at] for _, at in inner})

    def _is_of_others(self, index: int, until: int, cuts: tuple[int, ...], length: int) -> bool:
        """Whether a date, money or a number that is announced as another's is part of it."""
        if self._is_claimed(index) and not _is_whole(cuts, length):
            sizes = {cut - before for before, cut in pairwise((0, *cuts))}
            if len(cuts) < _FEWEST_PAIRS or len(sizes) > 1:
                return True
        signs = {gap for gap in self._gaps[index + 1 : until + 1] if _kind(gap) == _TIGHT}
        if len(cuts) > _PAIR and set(cuts) <= _FOURS and signs in ({"."}, {"-"}):
            return False  # no decimal points, and no phone number's dash
        has_decimals = len(cuts) > 1 and _DECIMALS.match(self._plain, self._groups[until].end) is not None
        groups = self._groups[index : until + 1]
        is_sold = any(
            is_ean(self._plain[group.start : group.end]) or _DATED.match(self._plain, group.start, group.end)
            for group in groups
        )
        return is_sold or any(self._harmless[index : until + 1 - has_decimals])

    def _is_part(self, index: int, until: int) -> bool:
        """Whether the sign within, which is no space, goes on before or behind."""
        inside, around = self._gaps[index + 1 : until + 1], self._gaps[index : index + (index > 0)]
        around = [*around, *self._gaps[until + 1 : until + 2]]
        return any(gap in inside and not gap.isspace() and _kind(gap) == _TIGHT for gap in around)

    def _is_end_of_item(self, index: int, kinds: Sequence[int]) -> bool:
        """Whether a price stands where the line is wrapped, as beside goods."""
        if _LINE not in kinds:
            return False
        above = index + kinds.index(_LINE)
        return self._are_prices(above, above) or self._are_prices(above + 1, above + 1)

    def _is_one_chain(self, index: int, until: int, gaps: set[str]) -> bool:
        """One separator all through that goes on to no further number, and no sum of amounts."""
        if len(gaps) != 1:
            return False
        if self._goes_on(index, index - 1, gaps) or self._goes_on(until, until + 1, gaps):
            return False
        if self._are_prices(index, until):
            return False
        numbers = [int(self._digits[group.first : group.last]) for group in self._groups[index : until + 1]]
        sizes = {group.last - group.first for group in self._groups[index:until]}
        if next(iter(gaps)).isspace() and len(sizes) > 1:
            return False  # columns
        if _kind(*gaps) != _TIGHT or "  " in next(iter(gaps)):
            return max(numbers) < _TWO_DIGITS and _kind(*gaps) == _TIGHT
        return len(numbers) != _FACTORS or numbers[2] not in (numbers[0] * numbers[1], numbers[0] + numbers[1])

    def _is_digit_by_digit(self, index: int, until: int) -> bool:
        """One digit after the other, each on its line or with one sign between them, wrapped once at most."""
        if until - index < SHORTEST - 1 or any(
            group.last - group.first > 1 for group in self._groups[index : until + 1]
        ):
            return False
        gaps = self._gaps[index + 1 : until + 1]
        inner = {gap for gap in gaps if _kind(gap) != _LINE} or set(gaps)
        if len(inner) > 1 or _WORD in self._kinds[index + 1 : until + 1]:
            return False
        if len(set(self._digits[self._groups[index].first : self._groups[until].last])) < _FEWEST_DIFFERENT:
            return False  # a column of quantities
        return not (self._goes_on(index, index - 1, inner) or self._goes_on(until, until + 1, inner))

    def _is_column(self, index: int, until: int) -> bool:
        """Whether its lines go on with a number of the same length: those are the numbers of goods."""
        words = [gap for gap in self._gaps[index + 1 : until + 1] if "\n" in gap and _kind(gap) == _WORD]
        if len(words) < until - index:
            return False
        return any(
            0 <= beyond < len(self._groups)
            and self._size(beyond) == self._size(at)
            and "\n" in self._gaps[max(at, beyond)]
            and not self._is_claimed(beyond)
            for at, beyond in ((index, index - 1), (until, until + 1))
        )

    def _goes_on_before(self, index: int) -> bool:
        """Whether a number stands right before it in its line, of which it is the end."""
        if index == 0 or self._kinds[index] != _TIGHT:
            return False
        return not (self._harmless[index - 1] or self._is_claimed(index - 1)) and self._size(index - 1) > _PAIR

    def _goes_on(self, at: int, beyond: int, gaps: set[str]) -> bool:
        """Whether the group `beyond` is one more of the chain that `at` is the end of."""
        if not 0 <= beyond < len(self._groups) or self._harmless[beyond] or self._is_claimed(beyond):
            return False
        is_alike = self._size(at) == self._size(beyond) or self._size(at) > _PAIR
        return self._gaps[max(at, beyond)] in gaps and is_alike

    def _size(self, index: int) -> int:
        return self._groups[index].last - self._groups[index].first

    def _are_prices(self, index: int, until: int) -> bool:
        groups = self._groups[index : until + 1]
        return all(_PRICE.fullmatch(self._digits[group.first : group.last]) for group in groups)

    def _grouped(self, index: int) -> Iterator[tuple[int, int]]:
        """What is printed in a card's own groups, though a digit of it may be misread or lost."""
        for whole in _WHOLE:
            until = index + len(whole)
            if until >= len(self._groups) or self._are_prices(index, until):
                return
            first, last = self._groups[index].first, self._groups[until].last
            cuts = tuple(group.first - first for group in self._groups[index + 1 : until + 1])
            rest = last - first - whole[-1]
            is_whole = cuts == whole and rest <= _SIZE_OF_GROUP + (whole == _AMEX) and last - first > SHORTEST
            lengths = {14, 15} if whole == _AMEX else {16, 19}
            fits = not lengths.isdisjoint(_lengths(self._digits[first : first + 4]))
            if is_whole and fits and self._is_even(index, until):
                yield first, last

    def _is_labelled(self, index: int) -> bool:
        if self._gaps[index].count("*") > _MOST_STARS:
            return False  # the word announces the stars
        if announcer(self._gaps[index][-LONGEST_GAP:]) == CARD:
            return True
        end = self._groups[index].end
        return _NAMED_BEHIND.match(self._plain, end) is not None

    def _is_claimed(self, index: int) -> bool:
        return announcer(self._gaps[index][-LONGEST_GAP:]) == OTHER

    def _labelled(self, index: int) -> Iterator[tuple[int, int]]:
        """The number beside the word for it, whatever its check digit says: digits are misread."""
        first, last = self._groups[index].first, 0
        for until in range(index, min(index + LONGEST, len(self._groups))):
            group = self._groups[until]
            if self._harmless[until] or (until > index and self._kinds[until] in (_BREAK, _WORD)):
                break
            is_below = "\n" in "".join(self._gaps[index : until + 1])
            if is_below and is_ean(self._plain[group.start : group.end]):
                break  # a line of goods
            if group.last - first > LONGEST and until > index:
                break
            if last - first >= SHORTEST and self._gaps[until] != self._gaps[until - 1]:
                break
            last = group.last
        if self._is_unlike(index, first, last):
            return
        while last - first > SHORTEST and self._digits[first] in "01":
            first += 1  # what was read of a sign before the number
        if last - first >= SHORTEST and self._digits[first] not in "01":
            yield first, min(last, first + LONGEST) if last - first > LONGEST else last

    def _is_unlike(self, index: int, first: int, last: int) -> bool:
        """Whether what stands beside a mere 'card' (no 'card number') is a day, or amounts in a row."""
        if last <= first or _NUMBER_WORD.search(self._gaps[index][-LONGEST_GAP:]):
            return False
        if self._digits.startswith("20", first):
            return True
        groups = [group for group in self._groups[index : index + LONGEST] if group.last <= last]
        if "\n" in "".join(self._gaps[index : index + len(groups)]) and len(groups) < _FOUR_GROUPS:
            return True
        cuts = {group.first - first for group in groups[1:]}
        prices = [_PRICE.fullmatch(self._digits[group.first : group.last]) is not None for group in groups]
        if cuts <= _FOURS:
            return len(groups) > 1 and all(prices)
        in_columns = len(groups) > 1 and self._gaps[index + 1].isspace() and any(prices)
        return in_columns or not (cuts == set(_AMEX) or all(cut % 6 == 0 for cut in cuts))


_LONG_SPACE, _LINES = re.compile(r"([^0-9A-Za-z\n*])\1{3,}"), re.compile(r" *\n[ \n]*")
_COLUMN = re.compile(
    r"[x*×]?\d{1,3}(?:개|EA|ea|[xX*])?|[\\$₩￦;]?-?\d{1,3}(?:,\d{3})+원?|[1-9]\d{1,6}0원?|개|EA|ea|원", re.ASCII
)
_MOST_COLUMNS, _NAMED = 6, re.compile(rf"[^\W\d].{{0,60}} {DIGIT}{{4}}")
_REACH, _LENGTH_OF_FOURS = 9, 16
_SIZE_OF_GROUP, _SHORTEST_GLUED, _PAIR, _TWO_DIGITS, _FACTORS, _FEWEST_PAIRS = 4, 16, 2, 100, 3, 6
_FEWEST_DIFFERENT, _FOUR_GROUPS = 4, 4
_MOST_STARS, _TAIL = 2, re.compile(r"\*{2}[-./ ]{0,3}$|\*[-./]$")
_DATED = re.compile(r"20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4,}")
_MIXED = re.compile(r"[0-9] ?[A-Za-z|]|[A-Za-z|] ?[0-9]")
_DECIMALS = re.compile(r"\.\d\d(?!\.?\d)")
_NUMBER_OF = re.compile("[TGBS]?ID|NO")
_NUMBER_WORD = re.compile(r"번\s?호|NO|NUM|#|PAN", re.IGNORECASE)
_PLAIN_CARD = re.compile(r"카드(?!\s?번)|CARD(?!\s?N)", re.IGNORECASE)
_ABOVE = re.compile(r"\n.{0,9}(?:카드|CARD|VISA|MASTER|AMEX|JCB)", re.IGNORECASE)
"""An issuer at the beginning of a line: it announces what follows."""
_NAMED_BEHIND = re.compile(r"[ (\[]{0,2}[가-힣A-Z]{0,6}(?:카드|CARD)")


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    """Where digits and what looks like them stand together; words are none, and no part of an id is."""
    ids = _UUID.finditer(plain)
    known = next(ids, None)
    for run in _RUN.finditer(plain):
        while known is not None and known.end() <= run.start():
            known = next(ids, None)
        if known is None or run.start() < known.start() or known.group().replace("-", "").isdigit():
            yield from _spans_in(plain, run)


def _spans_in(plain: str, found: re.Match[str]) -> Iterator[tuple[int, int]]:
    run, start = found.group(), found.start()
    if not any(map(str.isdigit, run)):
        if _ONLY_LOOK_ALIKES.fullmatch(run) or _is_misread_whole(plain, found):
            yield found.span()
        return
    whole = _SYMBOLS.fullmatch(run)
    for piece in _SYMBOLS.finditer(run):
        digits = piece if whole else re.search(r"[0-9](?:.*[0-9])?", piece.group())
        if digits and 2 * sum(map(str.isdigit, digits.group())) >= len(digits.group()) - _PAIR:
            offset = start + (0 if whole else piece.start())
            yield offset + digits.start(), offset + digits.end()


def _is_misread_whole(plain: str, found: re.Match[str]) -> bool:
    """Whether up to three letters stand among as many digits each, `4 5 S 1`, or end a card: `3135 ZBz`."""
    size = found.end() - found.start()
    if size >= _SIZE_OF_GROUP or not _SYMBOLS.fullmatch(found.group()):
        return False
    before = plain[max(found.start() - _REACH, 0) : found.start()]
    behind = plain[found.end() : found.end() + _REACH]
    digits = f"{DIGIT}{{{size}}}"
    ends = re.search(rf"(?:{digits}|{DIGIT}{{4}})[^0-9A-Za-z]{{1,5}}$", before) is not None
    begins = re.match(rf"[^0-9A-Za-z]{{1,5}}{digits}(?!{DIGIT})", behind) is not None
    return (ends and begins) if _NUMBER_OF.fullmatch(found.group()) else (ends or begins)


def shortened(gap: str) -> str:
    """What stands between two numbers, without the length of what is blank or repeated in it."""
    return _LONG_SPACE.sub(r"\1\1\1\1", _LINES.sub("\n", gap))


def without_prices(plain: str) -> str | None:
    """The same with blanks for counts and prices at the ends of lines; None where no goods show a number."""
    lines = plain.split("\n")
    if sum(_NAMED.search(line) is not None for line in lines) < _PAIR:
        return None
    return "\n".join(map(_without_columns, lines))


def _without_columns(line: str) -> str:
    tokens = [found.span() for found in re.finditer("[^ ]+", line)]
    end = len(line)
    for start, stop in reversed(tokens[2:][-_MOST_COLUMNS:]):
        if not _COLUMN.fullmatch(line, start, stop):
            break
        end = start
    return line[:end] + " " * (len(line) - end)


def _is_whole(cuts: tuple[int, ...], length: int) -> bool:
    return cuts in _WHOLE and (cuts != _AMEX or SHORTEST < length < _LENGTH_OF_FOURS)


@lru_cache(maxsize=4096)
def _kind(gap: str) -> int:
    """What stands between two numbers: a sign, space, the end of a line, a word; or too much for one."""
    letters = sum(map(str.isalpha, gap))
    if len(gap) > LONGEST_GAP or letters > MOST_LETTERS or gap.count("*") > _MOST_STARS:
        return _BREAK
    said = _PLAIN_CARD.sub("", gap)
    if letters and _ABOVE.search(gap) or OTHER_WORD.search(said) or ENDS_NUMBER.search(said):
        return _BREAK
    if letters:
        return _WORD
    return _LINE if "\n" in gap else _TIGHT if len(gap) <= 3 else _WIDE  # noqa: PLR2004


@lru_cache(maxsize=10_000)
def _lengths(start: str) -> tuple[int, ...]:
    """How long a card number is that starts with these four digits; no length if none does."""
    return next((lengths for issuer, lengths in _ISSUERS if issuer.match(start)), ())


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    return (
        sum(map(int, digits[-1::-2])) + sum(map(_DOUBLED.__getitem__, map(int, digits[-2::-2])))
    ) % 10 == 0


_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
