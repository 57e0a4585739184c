"""Dates and times in a text, in every style receipts print them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from enum import Enum
from functools import lru_cache

from receipts.domain.reading.letters.look_alikes import DIGITS_FOR_LETTERS, FOR_SMALL_L, FOR_STRUCK_ZERO
from receipts.domain.reading.letters.normalise import without_accents
from receipts.domain.reading.letters.spelling import is_one_slip
from receipts.domain.reading.values.months import month_in_europe

_ENGLISH = {
    name: number
    for number, name in enumerate(
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"], start=1
    )
}
_MONTHS = _ENGLISH | {
    "SEPT": 9,
    "OGOS": 8,
    "MAC": 3,
    "MEI": 5,
    "JUIN": 6,
    "OKT": 10,
    "DEZ": 12,
    "DIS": 12,
    "MAI": 5,
    "JULAI": 7,
}
_IN_FULL = (
    *("JANUARY", "FEBRUARY", "MARCH", "APRIL", "JUNE", "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER"),
    *("DECEMBER", "JANUARI", "OGOS", "DISEMBER"),
)
_CENTURY = 2000
"""What a year of two digits is added to."""
_EARLIEST, _LATEST = 1990, 2099
"""Years that are printed on receipts; what lies beyond is a code."""
_S = r"\s{0,2}"
_GAP = rf"{_S}[-./,·~]{_S}"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_START = r"(?<![\d.,])(?<!\d[-/:])"
_WHOLE_WORD = rf"{_START}(?<![A-Z])"
"""Of CL0SED 23 Nov 17 the 0 is no day."""
_END = r"(?!\d|,\d{3})"
_DAY = r"(?P<day>\d?\d)(?:st|nd|rd|th)?"
_NAME = r"(?P<name>[A-ZÀ-ſ]{3,12})"
_SIGN = r"[-./, ']{0,3}"
_DIGITS = "".join(filter(str.isdigit, DIGITS_FOR_LETTERS))
_DIGIT_IN_MONTH = re.compile(
    rf"(?<=\d[-./ ])(?=[A-Z]{{0,2}}[{_DIGITS}][A-Z]{{0,2}}[-./ ])[A-Z{_DIGITS}]{{3}}"
    r"(?=[-./ '](?:20)?\d\d(?!\d))",
    re.IGNORECASE,
)
"""A month of three letters, one of them read as a digit, between a day and a year: 04-0CT-2016."""
_NO_YEAR_BEHIND = r"(?!\s?[.,]\s?20\d\d(?!\d)|\s20\d\d\s{1,3}[0-2]?\d:\d\d)"
"""Of `Covers: 4  Dec 30, 2017` the 30 is the day, though the comma may look like a stop."""
_MONTH_NAME = (
    r"(?P<name>JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|"
    rf"OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?|JU[{FOR_SMALL_L}])"
)
"""Before a day and a year of two digits: Jun27'14, DEC-05-19."""
_JULY = re.compile(rf"^JU[{FOR_SMALL_L}]$")
_BEFORE_TIME = (
    r"(?=\d?\d:\d\d|[0-2]\d[0-5]\d[0-5]\d(?!\d)|\d\s{1,2}\d?\d:\d\d:\d\d|\D|$)(?![-.]\d{1,3}(?![\d:]))"
)
"""A time may follow without a gap, and without colons; or after a mark that was read as a digit."""
_OF_A_DAY = r"(?:\([월화수목금토일]\)|(?<=\s)\s?[0-2]?\d:[0-5]\d)"
"""Behind 26.3.4, where the year must be the first: its weekday or a time."""
_ALONE = r"(?<![\w.,#*/-])"
_BEHIND_ITS_WORD = (
    r"(?:(?<=[일자짜시])|(?<=[일자짜시][\s:：])|(?<=[일자짜시]\s\s)|(?<=[일자짜시][:：]\s)|"
    r"(?<=[일자짜시]\s[:：]\s))"
)
"""Before 26.8.30, which beside other words may be a version or an address: 일자, 날짜, 일시."""

_STYLES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_START}{_YEAR}{_S}[년年]{_S}(?P<month>\d?\d){_S}[월月]{_S}(?P<day>\d?\d){_S}[일日]?",
        rf"{_START}(?P<short>\d\d){_S}년{_S}(?P<month>\d?\d){_S}월{_S}(?P<day>\d?\d){_S}일?",
        rf"{_START}{_YEAR}{_GAP}(?P<month>\d?\d){_GAP}(?P<day>[0-3]\d){_BEFORE_TIME}",
        rf"{_START}{_YEAR}{_GAP}(?P<month>\d?\d){_GAP}(?P<day>\d){_END}",
        rf"{_START}{_YEAR}\s(?P<month>[01]\d)\s{_S}(?P<day>[0-3]\d){_BEFORE_TIME}",
        rf"{_START}{_YEAR}[-./ ](?P<month>[01]\d)(?P<day>[0-3]\d){_BEFORE_TIME}",
        rf"{_START}{_YEAR}(?P<month>[01]\d)[-./ ](?P<day>[0-3]\d){_BEFORE_TIME}",
        rf"{_START}{_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?=[0-2]\d[0-5]\d(?:[0-5]\d)?{_END}|{_S}[0-2]?\d:|\D|$)",
        rf"{_START}(?P<one>\d?\d){_GAP}(?P<two>\d?\d){_GAP}{_YEAR}{_BEFORE_TIME}",
        rf"{_START}(?P<one>\d\d)(?P<two>\d\d)[-./]{_YEAR}{_BEFORE_TIME}",
        rf"{_START}(?P<one>\d\d)[-./](?P<two>\d\d){_YEAR}{_BEFORE_TIME}",
        rf"{_ALONE}(?P<one>[0-3]\d)\s?(?P<two>[01]\d)\s?(?P<year>20\d\d)(?![\d*-]|\s\d\d\s)",
        rf"{_START}(?P<short>\d\d)\.\s(?P<month>\d?\d)\.\s(?P<day>\d?\d)(?:\.|{_END})",
        rf"{_START}(?P<short>\d\d)(?P<sign>[./])(?P<month>\d?\d)(?P=sign)(?P<day>\d)(?=\s?{_OF_A_DAY})",
        rf"{_START}(?P<one>\d\d){_GAP}(?P<two>\d\d){_GAP}(?P<three>\d\d){_BEFORE_TIME}",
        rf"{_START}(?P<one>\d){_GAP}(?P<two>\d?\d){_GAP}(?P<three>\d\d){_BEFORE_TIME}",
        rf"{_START}(?P<one>\d\d)/(?P<two>\d)/(?P<three>\d\d){_BEFORE_TIME}",
        rf"{_START}(?P<one>\d\d)[-.](?P<two>\d)[-.](?P<three>\d\d)(?=\s{{1,3}}[0-2]?\d:[0-5]\d)",
        rf"{_BEHIND_ITS_WORD}(?P<one>\d\d)\.(?P<two>\d)\.(?P<three>\d\d)(?=\s*$|\s\s)",
        r"^(?P<one>\d\d)\.(?P<two>\d)\.(?P<three>\d\d)\s*$",
        rf"{_WHOLE_WORD}{_DAY}{_SIGN}(?:D[EI] )?{_NAME}(?: DE)?{_SIGN}{_YEAR}{_BEFORE_TIME}",
        rf"{_WHOLE_WORD}{_YEAR}(?P<sign>[-./ ]){_NAME}(?P=sign){_DAY}{_BEFORE_TIME}",
        rf"{_WHOLE_WORD}{_DAY}{_SIGN}{_NAME}{_SIGN}(?P<short>\d\d){_END}(?![.,]\d\d){_NO_YEAR_BEHIND}",
        rf"{_NAME}[-./, ]{{1,3}}{_DAY}[-./, ']{{1,3}}{_YEAR}{_BEFORE_TIME}",
        rf"(?<![A-Z]){_MONTH_NAME}\s{{1,2}}{_DAY}(?=\s\d\d:\d\d:\d\d\s(?:[A-Z]{{2,4}}\s)?{_YEAR}(?!\d))",
        rf"(?<![A-Z]){_MONTH_NAME}\s{{1,2}}{_DAY},?\s{{1,2}}(?P<short>\d\d)(?=\s{{1,3}}[0-2]?\d:[0-5]\d)",
        rf"(?<![A-Z]){_MONTH_NAME}[-./ ]?{_DAY}(?:,?\s?['’`]|[-./])(?P<short>\d\d){_END}(?![-./]\d)",
    )
)

_STRUCK = re.compile(
    rf"2[0{FOR_STRUCK_ZERO}](?P<year>\d\d)(?P<sign>[-./])(?P<month>[01{FOR_STRUCK_ZERO}]\d)(?P=sign)"
    rf"(?P<day>[0-3{FOR_STRUCK_ZERO}]\d)"
)
_TIME = re.compile(
    r"(?P<before>오전|오후|AM|PM|A\.M|P\.M)?[\s(]{0,3}"
    r"(?<![\d,])(?<!\d\.)(?<!\d[:;])(?P<hour>[0-2]?\d)\s?(?:[:;]|시)\s?(?P<minute>[0-5]\d|\d(?=\s?분))(?:\s?분)?"
    r"(?:\s?[:;.]?\s?(?P<second>[0-5]\d|\d(?=\s?초))(?:\s?초)?(?!\d))?\s?(?P<after>[AP]\.?M|오전|오후)?(?![\d:])",
    re.IGNORECASE,
)
_WORN_TIME = re.compile(
    r"(?P<before>)(?<![\d.,:;-])(?P<hour>[0-2]\d)(?=.{0,3}[:;])[:;. ]?(?P<minute>[0-5]\d)"
    r"[:;. ]?(?P<second>[0-5]\d)(?P<after>)(?![\d:;])"
)
"""Of two colons one is left: 1211:44, 12.11:44, 12:11.44, 12 11:44."""
_CUT_TIME = re.compile(
    r"(?P<before>오전|오후)?\s{0,3}(?<![\d.,:;-])(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)(?P<second>)(?P<after>)"
    r":[0-5]?(?=\s*$)"
)
"""At the edge of the paper, which took of the seconds one digit or both."""
_BARE_TIME = re.compile(
    r"(?P<before>)(?:^,?\s{1,2}(?:AT |À |KL\.? |UM )?|"
    r"\b(?:TIME|HORA|ORA|HEURE|(?:UHR)?ZEIT|TID|TIJD|JAM|MASA)\b\W{1,3})"
    r"(?P<hour>[01]?\d|2[0-3])[.,]?(?P<minute>[0-5]\d)(?P<second>)\s?(?P<after>[AP]M)?(?=\s{2}|\s[^\W\d]|\W*$)",
    re.IGNORECASE,
)
"""Right behind the date or its word, without a colon: 16/05/2025 1438, Time: 2250, 12 Apr 2025 11.26."""
_NUMBER = re.compile(r"\d+")
_ONE_SHORT = re.compile(r"(?:20)?\d\d([-./])(?:\d\1\d\d|\d\d\1\d)\s{1,3}\d\d:\d\d")
"""Year first and a time behind, as tills print it: they write two digits for the day and for the month."""
_CUT_YEAR = re.compile(r"\d\s")
"""Right behind a year of two digits: it has a third, and one more is lost."""
_NOON = 12
"""Hours before which PM adds as many."""


class Order(Enum):
    """How a date of three short numbers is to be understood."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    YEAR_FIRST = "ymd"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at `text[start:end]`; `certain` is False where the order of its numbers was only assumed."""

    value: date
    start: int
    end: int
    certain: bool = True
    others: frozenset[date] = frozenset()
    """The days that its numbers make in another order."""
    year_last: bool = False
    mended: bool = False
    """Whether a digit was taken for another to make a date."""


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time of day at `text[start:end]`; `seconds` tells whether seconds are printed."""

    value: time
    start: int
    end: int
    seconds: bool
    told: bool = True
    """Whether a colon, AM or PM, or its word tells that it is one."""


@lru_cache(maxsize=4096)
def dates_in(text: str, order: Order) -> tuple[FoundDate, ...]:
    """The dates in `text`; `order` is only asked where the numbers leave a choice."""
    found: list[FoundDate] = []
    text = _DIGIT_IN_MONTH.sub(_as_month, text)
    for style in _STYLES:
        for match in style.finditer(text):
            if all(match.end() <= other.start or other.end <= match.start() for other in found):
                found.extend(_date(match, order))
    return tuple(sorted(found, key=lambda one: one.start)) or tuple(_mended(text, order))


def _as_month(found: re.Match[str]) -> str:
    letters = "".join(DIGITS_FOR_LETTERS[char] if char.isdigit() else char for char in found.group())
    return letters if letters.upper() in _MONTHS else found.group()


def _mended(text: str, order: Order) -> Iterator[FoundDate]:
    """Dates with an 8 where those of this century have a nought or a smaller digit: 2826-87-03."""
    whole = _STRUCK.sub(_with_noughts, text)
    if whole != text:
        yield from (replace(found, mended=True) for found in dates_in(whole, order))


def _with_noughts(match: re.Match[str]) -> str:
    month, day = (re.sub(f"^[{FOR_STRUCK_ZERO}]", "0", match[part]) for part in ("month", "day"))
    return f"20{match['year']}{match['sign']}{month}{match['sign']}{day}"


def may_lack_a_digit(text: str, found: FoundDate) -> bool:
    """Whether the date looks like what is left of a longer one: 2024-04-1 has a month of two digits and a day
    of one, 2025-1-29 13:24 the other way round, 12/11/202 a year of three, 4.10.21 one of one.
    """
    numbers = _NUMBER.findall(text[found.start : found.end])
    if _CUT_YEAR.match(text, found.end) and max(map(len, numbers)) == len("26"):
        return True
    if not found.year_last and len(numbers[0]) == 1 and found.value.year == _CENTURY + int(numbers[0]):
        return True
    if _ONE_SHORT.match(text, found.start):
        return True
    month_and_day = [one for one in numbers if int(one) in {found.value.month, found.value.day}]
    return any(len(one) == 1 for one in month_and_day) and any(one[0] == "0" for one in month_and_day)


def _date(match: re.Match[str], order: Order) -> Iterator[FoundDate]:
    parts = match.groupdict()
    days = [date(*way) for way in _readings(parts, order) if _exists(*way)]
    if days:
        certain, year_last = "one" not in parts, bool(parts.get("one") and parts.get("year"))
        others = frozenset(days) - {days[0]}
        yield FoundDate(days[0], match.start(), match.end(), certain, others, year_last)


def _exists(year: int, month: int, day: int) -> bool:
    if not _EARLIEST <= year <= _LATEST:
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _readings(parts: dict[str, str | None], order: Order) -> Iterator[tuple[int, int, int]]:
    """The ways to read the matched numbers as year, month, day; the likeliest first."""
    year = _year(parts)
    if parts.get("name"):
        name = parts["name"] or ""
        month = month_named(name)
        if month and (parts.get("year") or _may_be_whole(name)):
            yield year, month, int(parts["day"] or 0)
    elif parts.get("one") is None:
        yield year, int(parts["month"] or 0), int(parts["day"] or 0)
    else:
        yield from _short_readings(
            int(parts["one"] or 0), int(parts["two"] or 0), parts.get("three"), year, order
        )


def _short_readings(
    one: int, two: int, three: str | None, year: int, order: Order
) -> Iterator[tuple[int, int, int]]:
    last = _CENTURY + int(three) if three else year
    ways = {
        Order.DAY_FIRST: (last, two, one),
        Order.MONTH_FIRST: (last, one, two),
        Order.YEAR_FIRST: (_CENTURY + one, two, int(three)) if three else (last, one, two),
    }
    yield ways[order]
    yield from (way for other, way in ways.items() if other is not order)


def _year(parts: dict[str, str | None]) -> int:
    if parts.get("year"):
        return int(parts["year"] or 0)
    return _CENTURY + int(parts.get("short") or 0)


def month_named(name: str) -> int | None:
    """The month of an English, Malay or European name or its abbreviation."""
    upper = _JULY.sub("JUL", without_accents(name).upper())
    return _MONTHS.get(upper) or _MONTHS.get(upper[:3]) or month_in_europe(upper) or _month_like(upper)


def _may_be_whole(name: str) -> bool:
    """Whether the name is one of a month or a short form, but for a letter; 1 Margherita 18 is a pizza."""
    upper = without_accents(name).upper()
    known = upper in _MONTHS or month_in_europe(upper) or len(upper) == len("JAN")
    return bool(known) or any(full.startswith(upper) or is_one_slip(upper, full) for full in _IN_FULL)


def _month_like(name: str) -> int | None:
    """The one English month that a single misread letter tells apart from `name`."""
    if len(name) != len("JAN"):
        return None
    close = {
        month
        for known, month in _ENGLISH.items()
        if sum(a != b for a, b in zip(known, name, strict=True)) == 1
    }
    return close.pop() if len(close) == 1 else None


def times_in(text: str) -> tuple[FoundTime, ...]:
    """The times of day in `text`: 24 hours, or 12 with AM/PM or 오전/오후 before or after. Where there is
    none, those of which a colon was lost.
    """
    shapes = (_TIME, _WORN_TIME, _CUT_TIME)
    found = (tuple(filter(None, map(_time, shape.finditer(text)))) for shape in shapes)
    return next(filter(None, found), ())


def bare_time_in(text: str) -> FoundTime | None:
    """The time of day that stands without a colon where one is expected, in `text` behind a date."""
    match = _BARE_TIME.search(text)
    if match is None or not (match["after"] or len(match["hour"]) == len("09")):
        return None
    found = _time(match)
    return found and replace(found, told=bool(match["after"]) or match.start() > 0)


def _time(match: re.Match[str]) -> FoundTime | None:
    hour = int(match["hour"])
    half = (match["before"] or match["after"] or "").upper()
    if hour < _NOON and (half.startswith("P") or half == "오후"):
        hour += _NOON
    elif hour == _NOON and (half.startswith("A") or half == "오전"):
        hour = 0
    if hour > 23:  # noqa: PLR2004 - the last hour of a day
        return None
    value = time(hour, int(match["minute"]), int(match["second"] or 0))
    return FoundTime(value, match.start("hour"), match.end(), bool(match["second"]))
