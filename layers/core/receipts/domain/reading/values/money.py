"""Amounts of money in a text, in the notation of the receipt's currency."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from receipts.domain.currencies import decimals_of, is_whole
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.look_alikes import FOR_WON_SIGN
from receipts.domain.reading.values.dates import FoundDate, Order, dates_in
from receipts.domain.reading.values.money_signs import CODES
from receipts.domain.reading.values.written_amounts import written_amounts
from receipts.domain.reading.vocabulary.keywords import leading_word
from receipts.domain.reading.vocabulary.labels import SUMS, Label

_CENTS = 2
"""Digits behind the last sign, at least."""
_LEAST_NEGATIVE = 10
"""A minus before less is a dash or a count."""
_HEADLESS = re.compile(r"0\s?,\s?\d{3}")
"""What is left of an amount whose head is lost: 0,900 of 10,900."""
COIN = Decimal("0.05")
"""The smallest coin of Malaysia: what is paid is rounded to it."""
_LARGEST = 10
"""Digits: a number longer than this is no amount on a receipt."""

_MARK = (
    rf"(?:₩|\\|￦|W(?=\d)|KRW|RM|{CODES}|(?:US|S)?\$|£|€|¥|"
    rf"[{FOR_WON_SIGN}](?=\d{{1,3}},\d{{3}}))"
)
_ABROAD = re.compile(rf"\b({CODES}|US\$)\s*$")
"""Before an amount: the same again in other money, as on a Korean slip of what was paid abroad, or where
Swiss shops say what it would be in euro.
"""
_BEFORE = r"(?<![\d*A-Za-z])(?<!\d[-.,:/])(?<![*#][-])"
_FREE = (
    r"(?:(?<![\d*#A-Za-z])|(?<=\*)(?<![^\s$£€*]\*)(?<![^\s$£€*]\*\*)(?<![^\s$£€*]\*\*\*)(?<!\*\*\*\*))"
    r"(?<!\d[-.,:/])"
)
"""Before an amount with cents: stars keep others from writing digits in front of it (*41.55), but those of a
hidden number are more, or touch its digits.
"""
_AFTER_WHOLE = (
    r"(?!\d|[-:/]\d|\s?-?[*Xx]{3}|\s?%|(?!P\b|(?<=,\d\d\d)[ABEFNTXYZ]\*?(?:\s{2}|\s*$))[A-Za-z]|[*#](?!\s*$)|(?<!,\d\d\d)[*#]|"
    r"\.\d|(?<!\.\d\d\d),[A-Za-z]?\d)"
)
"""Of 33,16 and 33,1b0 the 33 is no amount: digits that belong to it are lost. Only 70.000,00 has cents.
Before three stars it is the head of a hidden number; one at the end of the row marks what is exempt: 6,980*.
Letters there tell how the line is taxed: 12,990F.
"""
_WHOLE = re.compile(
    rf"{_BEFORE}(?<!#(?!\d{{1,3}},))(?P<sign>[-+△▲(]\s?)?(?P<mark>{_MARK}\s?)?(?P<minus>-\s?)?"
    rf"(?P<number>\d{{1,3}}(?:\s?[,.]{{1,2}}\s?\d{{3}})+|\d+){_AFTER_WHOLE}\s?(?P<unit>원)?(?P<tail>-(?![\d-])|\))?"
)
_MINOR = re.compile(
    rf"(?P<sign>[-+(]\s?)?(?:(?P<mark>{_MARK}\s?)|{_FREE})(?P<minus>-\s?)?"
    r"(?P<number>\d{1,3}(?:[,.]\s?\d{3})+[.,]\s?\d{2}|\d{1,3}(?:['’]\d{3})+[.,]\d{2}|"
    r"\d{1,3}(?: \d{3})+,\d{2}|\d+\s?\.\s?\d{2}|(?<![\d.])\.\d{2}|\d+,\d{2}|\d{1,4},\s\d{2}(?=\W*$))"
    r"(?!\d|[.,/:]\d|\s?%)(?P<unit>)(?P<tail>-(?!\d)|\))?"
)
_THOUSANDTHS = re.compile(
    rf"(?P<sign>[-+(]\s?)?(?:(?P<mark>{_MARK}\s?)|{_FREE})(?P<minus>-\s?)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+\.\d{3}|\d+\.\d{3})(?!\d|[.,/:]\d|\s?%)(?P<unit>)(?P<tail>-(?!\d)|\))?"
)
"""Of dinars: what stands behind the point is no group of digits."""
_SELDOM_DIVIDED = frozenset({"IDR", "COP"})
"""Their cents are of the past, and prices end in groups: 70.000."""
_TENTHS = frozenset({"HKD", "CNY", "TWD"})
"""Prices of these are also printed with one decimal (HK$48.0)."""
_TENTH = re.compile(
    rf"(?P<sign>[-+(]\s?)?(?:(?P<mark>(?:HK|NT)?\$\s?|{_MARK}\s?)|{_FREE})(?P<minus>-\s?)?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}|(?:(?<=\$)|(?<=\$ ))(?:\d{1,3}(?:,\d{3})+|\d+))"
    r"(?!\d|[.,/:]\d|\s?%)(?P<unit>)(?P<tail>-(?!\d)|\))?"
)
_BY_CODE = re.compile(
    rf"(?P<sign>[-+(]\s?)?(?P<mark>\b(?:{CODES})\s)(?P<minus>-\s?)?"
    r"(?P<number>\d{1,3}(?:[,.’']\d{3})+|\d{1,7})(?=\s{2}|\s*$)(?P<unit>)(?P<tail>-(?!\d)|\))?"
)
"""CHF 380 at the end of a column: with the code of the money an amount needs no cents."""
_SIGNED = re.compile(
    rf"(?P<sign>[-+(]\s?)?(?:(?P<mark>(?:(?i:\bRS\.?|INR|THB|PHP)|[₹฿₱]|{_MARK})\s?)|{_FREE})(?P<minus>-\s?)?"
    r"(?P<number>(?:\d{1,3}(?:,\d{2,3})+|\d+)\.\d{2}|\d{1,3}(?:,\d{2,3})+(?(mark)|(?=/-))|(?(mark)\d{1,7}|(?!)))"
    r"(?!\d|[.,:/]\d|\s?%)(?P<unit>)(?P<tail>-(?!\d)|\))?"
)
"""Where prices are printed without their paise, satang or centavos: Rs 1,939/-, and India groups 1,23,456."""
_SIGNED_MONEY = frozenset({"INR", "THB", "PHP"})
_BY_DECIMALS = {3: _THOUSANDTHS}
_WON = ("₩", "￦", "\\")
_COUNTED = re.compile(
    r"\s?(?:년|월|일|시|분|초|층|호|번|명|인|종|매|회|차|점|건|대|박|조|포인트|km|kg|ml|g\b(?!-)|L\b|P\b)",
    re.IGNORECASE,
)
"""Units of other things than money; a P alone counts points."""
_MINUS = re.compile(r"\[\s?-\s?\]\W*$")
_MINUS_IN_COLUMN = re.compile(r"\d\s{2,}-\d")
_CREDIT, _CREDIT_BEFORE = re.compile(r"\s?C[Rr]\b"), re.compile(r"\bC[Rr]$")
"""Beside an amount of a bill: it is owed to the customer."""
_IN_WORDS_BEFORE = re.compile(r"[십백천만억]\s?원\s?정?\s*$")
_SPENT = re.compile(
    r"(?:포인트|적립금|마일리지)\s?(?:사용|결제|차감)(?!\s?가능)|사용\s?(?:포인트|적립금|마일리지)"
)
"""Points that were paid with are money, those that were earned are not."""
_NOTE = re.compile(r"[\w)]\($")
"""An amount in brackets right behind a word tells of it, 한판(55,000): it is neither a sum nor a minus.
With a plus in them it says what more an option costs, wherever it stands.
"""


_GAP_BEFORE_NOUGHT = re.compile(
    r"(?:(?<=\s[1-9])|(?<=\s[1-9]\d)|(?<=\s[1-9]\d\d))\s(?=0\d0(?:원|\s{2}|\s*$))"
)
"""No number by itself begins with a nought and ends in one."""
_ONE_AMOUNT = re.compile(r"\W*[1-9]\d{0,2}(?:\s\d{3})+\s?원?\W*")
_PLAIN_SUM = re.compile(r"\W*[1-9]\d{2,6}0\s?원?\W*")
_SAYS_THE_SUM = frozenset({Label.PAID, Label.TOTAL})
_GAP_IN_AMOUNT = re.compile(r"(?<=\d)\s(?=\d{3}(?!\d))")
_SAYS_AN_AMOUNT = SUMS | {Label.DISCOUNT}
"""Behind their words stands one amount."""


Place = tuple[int, int]
"""A row, and where in its text an amount starts."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount printed at `row.text[start:end]`."""

    value: Decimal
    row: Row
    start: int
    end: int
    marked: bool
    """Whether it carries a currency sign, separator, decimals or a minus: it cannot be a mere count."""
    mended: bool = False
    """Whether a digit was taken for another because the sums say so."""
    in_words: bool = False
    """Whether some of it is said in words (12만원), as in notices: it counts beside a word for a sum."""

    @property
    def place(self) -> Place:
        return self.row.index, self.start

    @property
    def x(self) -> float:
        return self.row.x_at(self.end)

    @property
    def text(self) -> str:
        return self.row.text[self.start : self.end]


def money_in(row: Row, currency: str | None) -> tuple[Money, ...]:
    """The amounts in a row, left to right. Dates, times, phone and card numbers are none."""
    whole = is_whole(currency) or currency in _SELDOM_DIVIDED
    whole = whole or (currency is None and not _MINOR.search(row.text))
    decimals = decimals_of(currency)
    signed = _SIGNED if currency in _SIGNED_MONEY else _TENTH if currency in _TENTHS else None
    pattern = _WHOLE if whole else signed or _BY_DECIMALS.get(decimals, _MINOR)
    text = _with_commas(row.text) if currency == "KRW" else row.text
    matches = [*pattern.finditer(text), *(_BY_CODE.finditer(text) if pattern is _MINOR else ())]
    own = (match for match in sorted(matches, key=_begin) if not _is_abroad(match, row, currency))
    found = (_money(match, row, max(decimals, _CENTS)) for match in own)
    days = [day for day in dates_in(row.text, Order.YEAR_FIRST) if not _spans_columns(day, row.text)]
    plain = [money for money in found if money is not None and not _is_part_of(money, days)]
    if currency != "KRW":
        return tuple(plain)
    return _with_words([replace(one, marked=one.marked or _is_said(row.text)) for one in plain], row)


def _spans_columns(day: FoundDate, text: str) -> bool:
    """Whether it is a count and the negative amount in the column behind it: 6  -13.20."""
    return bool(_MINUS_IN_COLUMN.search(text, day.start, day.end))


def _begin(match: re.Match[str]) -> int:
    return match.start("number")


def _is_said(text: str) -> bool:
    """Whether the one number behind a word for the sum is it, though its comma is lost: 총요금 21480."""
    word = leading_word(text)
    if word is None or word.label not in _SAYS_THE_SUM or word.slips:
        return False
    return bool(_PLAIN_SUM.fullmatch(text, word.end))


def _with_commas(text: str) -> str:
    """`text` with the commas that were read as gaps: in 54 000, or behind 부가세 in 1 255."""
    word = leading_word(text)
    if word is not None and word.label in _SAYS_AN_AMOUNT and _ONE_AMOUNT.fullmatch(text, word.end):
        return _GAP_IN_AMOUNT.sub(",", text)
    return _GAP_BEFORE_NOUGHT.sub(",", text)


def _with_words(plain: Sequence[Money], row: Row) -> tuple[Money, ...]:
    """What is said in words stands for itself: of 12만원 the 12 is no amount."""
    words = [
        Money(written.value, row, written.start, written.end, marked=True, in_words=not written.is_formal)
        for written in written_amounts(row.text)
    ]
    kept = (one for one in plain if all(one.end <= other.start or other.end <= one.start for other in words))
    return tuple(sorted((*kept, *words), key=_start))


def _start(money: Money) -> int:
    return money.start


def _is_abroad(match: re.Match[str], row: Row, currency: str | None) -> bool:
    code = _ABROAD.search(row.text[: match.start("number")])
    return code is not None and currency is not None and code[1].replace("US$", "USD") != currency


def _is_part_of(money: Money, days: Sequence[FoundDate]) -> bool:
    return any(day.start < money.end and money.start < day.end for day in days)


def _money(match: re.Match[str], row: Row, decimals: int) -> Money | None:
    number = match["number"]
    digits = re.sub(r"\D", "", number)
    if not match["mark"] and _COUNTED.match(row.text[match.end("number") :]) and not _SPENT.search(row.text):
        return None
    if len(digits) > _LARGEST or (digits == number and len(number) > 1 and number.startswith("0")):
        return None
    if _is_note(match, row) or _HEADLESS.match(number):
        return None
    negative = bool(match["minus"]) or (match["sign"] or "").strip() in {"-", "△", "▲"}
    negative = (
        negative
        or _ends_in_minus(match)
        or _in_brackets(match, row)
        or _is_credited(row, match.start(), match.end())
        or bool(_MINUS.search(row.text[: match.start()]))
    )
    value = _value(number, decimals)
    marked = digits != number or bool(match["mark"]) or bool(match["unit"])
    marked = marked or (negative and value >= _LEAST_NEGATIVE)
    return Money(-value if negative else value, row, match.start("number"), match.end("number"), marked)


def is_credit(money: Money) -> bool:
    """Whether CR stands beside the amount: it is owed to the customer."""
    return _is_credited(money.row, money.start, money.end)


def _is_credited(row: Row, start: int, end: int) -> bool:
    before = row.text[:start].rstrip("$€£ ")
    return bool(_CREDIT.match(row.text, end) or _CREDIT_BEFORE.search(before))


def _is_note(match: re.Match[str], row: Row) -> bool:
    if match["tail"] != ")":
        return False
    sign, before = (match["sign"] or "").strip(), row.text[: match.start()]
    is_more = sign == "+" and before.endswith("(")
    return is_more or (sign == "(" and not match["mark"] and bool(_NOTE.search(before + "(")))


def _ends_in_minus(match: re.Match[str]) -> bool:
    """`16,500-`; the stroke behind `₩16,500-` only closes the amount, so that nobody adds a digit."""
    return match["tail"] == "-" and not (match["mark"] or "").startswith(_WON)


def _in_brackets(match: re.Match[str], row: Row) -> bool:
    """Bookkeepers' brackets around a grouped number or dollars mean minus; those around a plain one do not.

    Nor do those around a sum that stands in words before: 사만오천원정 (45,000).
    """
    if (match["sign"] or "").strip() != "(" or match["tail"] != ")":
        return False
    if _IN_WORDS_BEFORE.search(row.text[: match.start()]):
        return False
    if "," not in match["number"]:
        return "$" in (match["mark"] or "") or row.text[: match.start()].endswith("$")
    return not (match["mark"] or "").startswith(_WON)


def _value(number: str, decimals: int) -> Decimal:
    """`1,234.50`, `1.234,50`, `12 ,500` or `12.500` as a number: not more than `decimals` digits after the
    last sign are decimals.
    """
    compact = re.sub(r"\s", "", number)
    whole, sign, tail = (
        compact.rpartition(max(",.", key=compact.rfind)) if re.search(r"[,.]", compact) else ("", "", compact)
    )
    if sign and len(tail) <= decimals:
        return Decimal(re.sub(r"\D", "", whole) + "." + tail)
    return Decimal(re.sub(r"\D", "", compact))
