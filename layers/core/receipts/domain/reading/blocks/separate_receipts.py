"""Several receipts in one picture: told apart by the empty paper between them and by what each says."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.lean import page_angle, print_height
from receipts.domain.reading.layout.rows import rows_of
from receipts.domain.reading.values.business_numbers import find_business_numbers
from receipts.domain.reading.values.currency import currency_of
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.vocabulary.keywords import leading_word
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.text import Page, TextLine

_FEWEST_LINES = 5
"""Shop, number, date, sum and payment: with less a part is no receipt."""
_STRIP, _BREAK = 0.8, 3.0
"""How wide, in line heights, the empty strip between receipts side by side, and between stacked ones, is."""
_MOST_LINES, _MOST_CUTS, _MOST_STRIPS = 600, 8, 12
"""Each strip that is tried costs a reading of both sides: a table has hundreds, receipts on a table few."""
_SUMS = (Label.TOTAL, Label.PAID, Label.AMOUNT)

Lines = tuple[TextLine, ...]


def receipts_on(page: Page) -> tuple[Page, ...]:
    """The page as it is, or cut into its receipts, the largest first.

    A receipt prints its words on the left and its amounts on the right, and leaves gaps: a cut counts only
    where both parts have a sum of their own, and a date or a business number. One above the other, they
    must also name different sellers and sums, for a bill and its card slip come on one strip of paper.
    """
    parts = [replace(page, lines=lines) for lines in _cut(page, page.lines)]
    return tuple(sorted(parts, key=lambda part: -_area(part.lines)))


def receipts_over(pages: Sequence[Page]) -> tuple[tuple[Page, ...], ...]:
    """The pages of each receipt of a file, the largest first.

    A bill goes on over pages, and its card slip may be the next one: another receipt begins where a page
    names another seller and another sum than the page that the receipt so far began with.
    """
    receipts: list[tuple[Page, ...]] = []
    for page in pages:
        if receipts and not _are_of_other_sellers(receipts[-1][0], page):
            receipts[-1] = (*receipts[-1], page)
        else:
            receipts.append((page,))
    return tuple(sorted(receipts, key=lambda own: -sum(_area(page.lines) for page in own)))


def _are_of_other_sellers(page: Page, other: Page) -> bool:
    return _differ(_ledger(page, page.lines), _ledger(other, other.lines))


def _cut(page: Page, lines: Lines, cuts: int = 0) -> Iterator[Lines]:
    way = next(_ways(page, lines), None) if cuts < _MOST_CUTS else None
    if way is None:
        yield lines
        return
    for part in way:
        yield from _cut(page, part, cuts + 1)


def _ways(page: Page, lines: Lines) -> Iterator[tuple[Lines, Lines]]:
    if not 2 * _FEWEST_LINES <= len(lines) <= _MOST_LINES:
        return
    height, across = median(print_height(line) for line in lines), page_angle(lines)
    for left, right in _halves(lines, across, _STRIP * height):
        if (
            _side_by_side(left, right, across + math.pi / 2)
            and _is_receipt_by_itself(page, left)
            and _is_receipt_by_itself(page, right)
        ):
            yield left, right
    for upper, lower in _halves(lines, across + math.pi / 2, _BREAK * height):
        if _are_of_different_sellers(page, upper, lower):
            yield upper, lower


def _halves(lines: Lines, direction: float, gap: float) -> Iterator[tuple[Lines, Lines]]:
    """Both sides of every strip, empty for at least `gap` along `direction`, where both hold enough lines."""
    ordered = sorted(lines, key=lambda line: _span(line, direction))
    for index in sorted(_strips([_span(line, direction) for line in ordered], gap)):
        yield tuple(ordered[:index]), tuple(ordered[index:])


def _strips(spans: Sequence[tuple[float, float]], gap: float) -> list[int]:
    """The numbers of the lines before which the widest strips lie; `spans` are in order."""
    reach, wide = spans[0][1], []
    for index, (start, end) in enumerate(spans):
        if start - reach >= gap and min(index, len(spans) - index) >= _FEWEST_LINES:
            wide.append((reach - start, index))
        reach = max(reach, end)
    return [index for _, index in sorted(wide)[:_MOST_STRIPS]]


def _span(line: TextLine, direction: float) -> tuple[float, float]:
    """Where a line begins and ends along `direction`, in radians from rightwards, clockwise."""
    places = [x * math.cos(direction) + y * math.sin(direction) for x, y in line.box]
    return min(places), max(places)


def _side_by_side(one: Lines, other: Lines, downwards: float) -> bool:
    """Whether they share at least half of the height of the shorter one."""
    (top, bottom), (other_top, other_bottom) = (_extent(lines, downwards) for lines in (one, other))
    shared = min(bottom, other_bottom) - max(top, other_top)
    return 2 * shared >= min(bottom - top, other_bottom - other_top)


def _extent(lines: Lines, direction: float) -> tuple[float, float]:
    spans = [_span(line, direction) for line in lines]
    return min(start for start, _ in spans), max(end for _, end in spans)


def _is_receipt_by_itself(page: Page, lines: Lines) -> bool:
    """Whether these lines are a receipt by themselves."""
    ledger = _ledger(page, lines)
    dated = any(dates_in(row.text, Order.YEAR_FIRST) and not _is_number(row.text) for row in ledger.rows)
    return _sum(ledger) is not None and (dated or bool(_numbers(ledger)))


def _is_number(text: str) -> bool:
    """Whether what has a date in it numbers something: 교부번호 20240415-00112."""
    word = leading_word(text)
    return word is not None and word.label is Label.NUMBER


def _are_of_different_sellers(page: Page, upper: Lines, lower: Lines) -> bool:
    return _differ(_ledger(page, upper), _ledger(page, lower))


def _differ(one: Ledger, other: Ledger) -> bool:
    sums, numbers = (_sum(one), _sum(other)), (_numbers(one), _numbers(other))
    if None in sums or not all(numbers):
        return False
    return sums[0] != sums[1] and not numbers[0] & numbers[1]


def _ledger(page: Page, lines: Sequence[TextLine]) -> Ledger:
    rows = rows_of([replace(page, lines=tuple(lines))])
    return Ledger(rows, currency_of(rows))


def _sum(ledger: Ledger) -> object:
    """The largest amount that a word for sums announces."""
    return max((entry.value for entry in ledger.labelled(*_SUMS) if entry.slips == 0), default=None)


def _numbers(ledger: Ledger) -> set[str]:
    return {found.value.digits for found in find_business_numbers(ledger.rows) if found.value.is_valid}


def _area(lines: Lines) -> float:
    if not lines:
        return 0.0
    width = max(line.right for line in lines) - min(line.left for line in lines)
    return width * (_bottom(lines) - _top(lines))


def _top(lines: Lines) -> float:
    return min(line.top for line in lines)


def _bottom(lines: Lines) -> float:
    return max(line.bottom for line in lines)
