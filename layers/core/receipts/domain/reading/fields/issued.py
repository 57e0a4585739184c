"""When the receipt was issued: the date that its word, its time and its place speak for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from receipts.domain.reading.fields.stay import charges_of_days, is_departure, is_of_a_ticket
from receipts.domain.reading.fields.words_of_days import (
    BEGAN,
    BEGINS,
    DEPARTS,
    DUE,
    OF_A_BILL,
    OF_A_JOURNEY,
    OF_THE_PAPER,
    OF_THE_PRINT,
    OF_THE_SALE,
    ONCE_MORE,
    ORDERED,
    PERIOD,
    PRINTED_AND_SOLD,
    SHOWN,
    TO_ANOTHER_DAY,
    TO_COME,
    UNTIL,
)
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.currency import tells_country
from receipts.domain.reading.values.dates import (
    FoundDate,
    FoundTime,
    Order,
    bare_time_in,
    dates_in,
    may_lack_a_digit,
    times_in,
)
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.receipt import Precision
from receipts.domain.zones import zone_of

_MONTH_FIRST, _YEAR_FIRST = frozenset({"USD", "PHP"}), frozenset({"KRW", "JPY"})
_BOTH_ORDERS = frozenset({"CAD", "PHP"})
"""Money of countries whose tills print 03/04 for either day."""
_MOST_IN_ROW = 10
"""Dates side by side: where more stand, it is a calendar."""
_EITHER = 0.6
"""How likely the usual order is right where nothing on the receipt tells it."""
_SIX_DIGITS = re.compile(r"\s?([0-2]\d)[:.,;\s]?([0-5]\d)[:.,;\s]?([0-5]\d)(?![\d:]|\s?[AaPp]\.?[Mm])")
_ALONE = re.compile(r"\W*20\d\d\s?년\s{0,4}\d{1,2}\s?월\s{0,4}\d{1,2}\s?일\W*")
"""How forms are dated where they are signed."""
_A_WORD = re.compile(r"[가-힣]{2,4}\s?[:：]?\s*$")
_BESIDE_A_TIME, _BEHIND_ITS_WORD, _ORDER_IS_PRINTED = 2.0, 2.0, 0.3
"""What speaks for a date, in points set by hand: a sale has a moment, so a time weighs as 거래일시 does."""
_OF_ANOTHER_EVENT, _IN_A_PERIOD, _PRINTED_ON, _IN_A_NUMBER = 3.0, 2.0, 1.5, 0.7
"""What speaks against it: behind 유효기간 it is never the sale's, behind 출력일시 for want of another."""
_UNKNOWN_WORD = 0.6
"""A day that 결제일 announces comes before a moment behind a word that nobody knows."""
_SIGNED = 0.8
"""A form is signed below lines that have days of their own: less than a word for the sale's day."""
_ONE_OF_SEVERAL = 0.8
"""The day of one charge of a bill; where nothing else is printed, it is asked."""
_OF_A_STAY = 0.7
"""The day a guest leaves is the bill's where no other day is printed."""
_STILL_TO_COME = 6.0
"""More than word and time of a sale speak for it: nothing was paid on a day that is still to come."""
_ORDER_COMES_FIRST = 0.6
"""The upper of two moments is the sale's, but for that of an order: that of the payment follows below."""
_AT_THE_FOOT = 0.5
"""What the last row has less than the first: of two alike the upper one is the sale's."""
_LEAST, _A_POINT, _THE_ONLY_DAY, _SUREST = 0.62, 0.07, 0.1, 0.98
"""How sure a date is by itself, what each point adds, and that no other day is printed, and the most."""
_ASKED = 0.6
"""How sure a moment is at most whose time has no colon, and so may be a number of something, or whose day was
mended or may be another one's.
"""
_ONE_SALE = timedelta(hours=1)
"""What is eaten is ordered, paid and printed within it."""
_PERIOD_REACH = 4
"""Letters before a date in which the sign of a period may stand."""


@dataclass(frozen=True, slots=True)
class Issued:
    """The moment of sale, as precisely as it is printed, and the row it stands in."""

    value: datetime | date
    precision: Precision
    row: Row
    start: int
    confidence: float
    ambiguous: bool = False
    """Whether day and month could change places, and nothing on the receipt decides."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    found: FoundDate
    row: Row
    time: FoundTime | None
    score: float
    is_of_another: bool
    """Whether what stands around it speaks of another event than the sale."""


def find_issued(rows: Sequence[Row], currency: str | None) -> Issued | None:
    """The date of issue with its time, or None if no date is printed."""
    order, decided = _order(rows, currency)
    found = [candidate for row in rows for candidate in _candidates(row, rows, order)]
    charges = charges_of_days(rows)
    candidates = [
        replace(one, score=one.score - _ONE_OF_SEVERAL, is_of_another=True)
        if one.row.index in charges
        else one
        for one in found
    ]
    likely = [candidate for candidate in candidates if candidate.score > 0]
    plausible = likely or [one for one in candidates if _opens_a_period(one)][:1]
    if not plausible:
        return None
    best = max(plausible, key=lambda candidate: (not candidate.found.mended, candidate.score))
    others = {candidate.found.value for candidate in plausible} - {best.found.value}
    open_to_doubt = bool(best.found.others) and not _is_decided(best.found, currency, decided=decided)
    timed = _with_time(best, plausible)
    timed = replace(timed, time=timed.time or _time_of_approval(rows, order))
    issued = _issued(timed, currency, alone=not others)
    is_bare = timed.time is not None and not timed.time.told
    if timed.found.mended or is_bare or _is_asked(best, plausible, rows):
        issued = replace(issued, confidence=min(issued.confidence, _ASKED))
    if not open_to_doubt:
        return issued
    return replace(issued, ambiguous=True, confidence=round(issued.confidence * _EITHER, 2))


def _opens_a_period(one: _Candidate) -> bool:
    """Whether it is the first of two days, and but for the second it would be the sale's: it is asked."""
    is_first = bool(TO_ANOTHER_DAY.match(one.row.text, one.found.end))
    return is_first and one.score + _IN_A_PERIOD > 0


def _is_decided(found: FoundDate, currency: str | None, *, decided: bool) -> bool:
    """Korea and Japan have an order for the year in front only."""
    return decided and not (found.year_last and currency in _YEAR_FIRST)


def _order(rows: Sequence[Row], currency: str | None) -> tuple[Order, bool]:
    """The order of day and month, and whether anything on the receipt tells it.

    Korea and Japan write the year first, the United States the month, the others the day.
    A date on the same receipt that can only be read one way (12/28/2017) decides for all.
    """
    if currency in _YEAR_FIRST:
        return Order.YEAR_FIRST, True
    text = "\n".join(row.text for row in rows)
    days = re.findall(r"(?<![\d./-])(\d\d?)[-./](\d\d?)[-./](?:20)?\d\d(?!\d|[-./]\d)", text)
    if any(int(month) <= 12 < int(day) <= 31 for month, day in days):  # noqa: PLR2004 - months, days
        return Order.MONTH_FIRST, True
    if any(int(month) <= 12 < int(day) <= 31 for day, month in days):  # noqa: PLR2004 - months, days
        return Order.DAY_FIRST, True
    order = Order.MONTH_FIRST if currency in _MONTH_FIRST else Order.DAY_FIRST
    return order, currency not in _BOTH_ORDERS and tells_country(rows)


def _candidates(row: Row, rows: Sequence[Row], order: Order) -> Iterator[_Candidate]:
    for found in dates_in(row.text, order)[:_MOST_IN_ROW]:
        near = _time_beside(found, row)
        against = _of_another_event(found, row, rows)
        score = _score(found, row, rows, near) - against - _beside_a_sign(found, row)
        time = near or _time_around(row, rows, order) or bare_time_in(row.text[found.end :])
        yield _Candidate(found, row, time, score, is_of_another=against > 0)


def _score(found: FoundDate, row: Row, rows: Sequence[Row], near: FoundTime | None) -> float:
    before = row.text[: found.start]
    leaves = is_departure(found, row, rows)
    score = 1.0 + _BESIDE_A_TIME * (near is not None and not leaves) + _ORDER_IS_PRINTED * found.certain
    score += _BEHIND_ITS_WORD * _is_said(found, row)
    score -= _ORDER_COMES_FIRST * bool(ORDERED.search(before))
    score += _SIGNED * bool(_ALONE.fullmatch(row.text))
    score -= _PRINTED_ON * bool(OF_THE_PAPER.search(before))
    score -= _UNKNOWN_WORD * bool(_A_WORD.match(before) and not find_labels(row.text))
    is_told = bool(OF_THE_SALE.search(before)) or leaves
    score -= _IN_A_NUMBER * (_announced(row, found.start, Label.NUMBER) and not is_told)
    return score - _AT_THE_FOOT * row.index / max(len(rows), 1)


def _is_said(found: FoundDate, row: Row) -> bool:
    """Whether a word before it says that it is the sale's."""
    before = row.text[: found.start]
    is_once_more = bool(ONCE_MORE.search(before))
    return bool(OF_THE_SALE.search(before)) or (
        _announced(row, found.start, Label.ISSUED) and not is_once_more
    )


def _of_another_event(found: FoundDate, row: Row, rows: Sequence[Row]) -> float:
    """What speaks for the day of a journey, a stay, a visit to come, a period: none of them is the sale's."""
    before = row.text[: found.start]
    points = _OF_ANOTHER_EVENT * bool(BEGAN.search(row.text[_end_of_the_last(found, row) : found.start]))
    points += _STILL_TO_COME * bool(TO_COME.search(before))
    if is_departure(found, row, rows):
        points += _OF_A_STAY
    else:
        points += _IN_A_PERIOD * bool(OF_A_JOURNEY.search(before))
        points += _OF_ANOTHER_EVENT * _is_of_another_event(found, row)
    begins = _is_when_it_begins(found, row)
    points += _IN_A_PERIOD * (begins or bool(UNTIL.match(row.text, found.end)))
    return points + _IN_A_PERIOD * bool(TO_ANOTHER_DAY.match(row.text, found.end))


def _beside_a_sign(found: FoundDate, row: Row) -> float:
    """What speaks for a period by its sign: a dash may as well close what stands before it (-REG 12-)."""
    before = PERIOD.search(row.text[max(found.start - _PERIOD_REACH, 0) : found.start])
    behind = PERIOD.match(row.text[found.end :].lstrip(" ()월화수목금토일"))
    return _IN_A_PERIOD * (bool(before) + bool(behind))


def _is_asked(best: _Candidate, candidates: Sequence[_Candidate], rows: Sequence[Row]) -> bool:
    """Whether the day may be another's: of a stay or a journey, with a digit lost, or beside a second moment
    that is as good.
    """
    others = [one for one in candidates if one.found.value != best.found.value]
    is_once = sum(one.found.value == best.found.value for one in candidates) == 1
    if best.is_of_another or (is_once and may_lack_a_digit(best.row.text, best.found)):
        return True
    others = [one for one in others if not one.is_of_another]
    before = best.row.text[: best.found.start]
    if OF_THE_PRINT.search(before) or (
        DUE.search(before) and any(OF_A_BILL.search(row.text) for row in rows)
    ):
        return True
    if _is_of_the_paper(best):
        return any(one.time for one in others)
    if _is_said(best.found, best.row):
        return any(_is_a_moment(one) and not _is_of_the_paper(one) for one in others)
    near = [one for one in candidates if one.time and best.score - one.score < _AT_THE_FOOT]
    return is_of_a_ticket(rows) or any(_is_another_moment(one, best) for one in near if not one.is_of_another)


def _is_a_moment(one: _Candidate) -> bool:
    return _is_said(one.found, one.row) or _time_beside(one.found, one.row) is not None


def _is_of_the_paper(one: _Candidate) -> bool:
    return bool(OF_THE_PAPER.search(one.row.text[: one.found.start]))


def _is_another_moment(one: _Candidate, best: _Candidate) -> bool:
    """Whether it is more than the minutes between ordering, paying and printing."""
    if one.time is None or best.time is None or one.found.value != best.found.value:
        return one.found.value != best.found.value
    first, second = (datetime.combine(best.found.value, time.value) for time in (one.time, best.time))
    return abs(first - second) > _ONE_SALE


def _is_when_it_begins(found: FoundDate, row: Row) -> bool:
    """Whether a film is shown then, a bus leaves, or what is paid at its end began."""
    before = BEGINS.match(row.text[: found.start])
    return bool(before or SHOWN.match(row.text, found.end) or DEPARTS.match(row.text, found.end))


def _announced(row: Row, before: int, label: Label) -> bool:
    return any(hit.label is label and hit.start <= before for hit in find_labels(row.text))


def _is_of_another_event(found: FoundDate, row: Row) -> bool:
    """Whether a word of its row says so: the sale's word does not stand between, nor a date behind the word
    that is meant then (Invoice Date 07/09/2018  Due Date 07/10/2018).
    """
    hits = find_labels(row.text)
    others = [hit for hit in hits if hit.label is Label.OTHER_DATE]
    sales = [hit.start for hit in hits if hit.label is Label.ISSUED and hit.start <= found.start]
    last = max((day.start for day in dates_in(row.text, Order.DAY_FIRST)), default=0)
    return any(
        hit.start > max(sales, default=-1) if hit.start <= found.start else last < hit.start for hit in others
    )


def _end_of_the_last(found: FoundDate, row: Row) -> int:
    """Where the date before `found` ends in its row: what stands before that speaks of that."""
    return max((day.end for day in dates_in(row.text, Order.DAY_FIRST) if day.end <= found.start), default=0)


def _time_beside(found: FoundDate, row: Row) -> FoundTime | None:
    """The time printed in the row of the date: the first one after it, else one before it. Where a slash
    parts the words for the print and for the sale, one parts their times, and the second is the sale's.
    """
    after, before = times_in(row.text[found.end :]), times_in(row.text[: found.start])
    if len(after) > 1 and PRINTED_AND_SOLD.search(row.text[: found.start]):
        return after[1]
    whole = _run_together(found, row)
    if whole or not (after or before):
        return whole
    return after[0] if after else before[-1]


def _run_together(found: FoundDate, row: Row) -> FoundTime | None:
    """`20220907120448`: six digits right after the date are its time, whatever became of the colons."""
    match = _SIX_DIGITS.match(row.text, found.end)
    if match is None:
        return None
    times = times_in(":".join(match.groups()))
    return times[0] if times else None


def _time_around(row: Row, rows: Sequence[Row], order: Order) -> FoundTime | None:
    """A time of its own in the row above or below, where no date goes with it."""
    for index in (row.index + 1, row.index - 1):
        if 0 <= index < len(rows) and rows[index].page == row.page:
            times = times_in(rows[index].text)
            if (
                len(times) == 1
                and not dates_in(rows[index].text, order)
                and not _speaks_of_another_day(rows[index].text)
            ):
                return times[0]
    return None


def _time_of_approval(rows: Sequence[Row], order: Order) -> FoundTime | None:
    """The time in the one row that gives an approval number and a time, and no date."""
    approved = (row for row in rows if any(hit.label is Label.APPROVAL for hit in find_labels(row.text)))
    times = [times_in(row.text) for row in approved if not dates_in(row.text, order)]
    found = [time for in_row in times for time in in_row]
    return found[0] if len(found) == 1 else None


def _speaks_of_another_day(text: str) -> bool:
    """Opening hours, periods, the time of arrival and the like."""
    return (
        "~" in text
        or bool(OF_A_JOURNEY.search(text))
        or any(hit.label is Label.OTHER_DATE for hit in find_labels(text))
    )


def _with_time(best: _Candidate, candidates: Sequence[_Candidate]) -> _Candidate:
    """The same day printed elsewhere may carry the time that the best place lacks, or its seconds."""
    if best.time is not None:
        return next((one for one in candidates if _is_the_same_to_the_second(one, best)), best)
    twins = (one for one in candidates if one.found.value == best.found.value and one.time is not None)
    timed = (one for one in twins if not _is_of_something_else(one))
    return next(timed, best)


def _is_the_same_to_the_second(one: _Candidate, best: _Candidate) -> bool:
    if one.time is None or best.time is None or best.time.seconds or not one.time.seconds:
        return False
    minutes = (one.time.value.replace(second=0), best.time.value)
    return one.found.value == best.found.value and minutes[0] == minutes[1]


def _is_of_something_else(one: _Candidate) -> bool:
    """Whether the time is when a journey, a stay or a hire began or ended, on the day of the sale perhaps."""
    before, behind = one.row.text[: one.found.start], one.row.text[one.found.end :]
    return bool(
        _is_of_another_event(one.found, one.row)
        or _is_when_it_begins(one.found, one.row)
        or OF_A_JOURNEY.search(before)
        or UNTIL.match(behind)
    )


def _issued(best: _Candidate, currency: str | None, *, alone: bool) -> Issued:
    confidence = round(min(_SUREST, _LEAST + _A_POINT * best.score + _THE_ONLY_DAY * alone), 2)
    day = best.found.value
    if best.time is None:
        return Issued(day, Precision.DAY, best.row, best.found.start, confidence)
    moment = datetime.combine(day, best.time.value, zone_of(currency))
    precision = Precision.SECOND if best.time.seconds else Precision.MINUTE
    return Issued(moment, precision, best.row, best.found.start, confidence)
