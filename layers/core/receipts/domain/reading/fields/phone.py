"""The shop's telephone number."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from receipts.domain.reading.fields.western_address import is_place
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.values.dates import FoundDate, Order, dates_in
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels, leading_word
from receipts.domain.reading.vocabulary.labels import Label

_AREA = r"0(?:2|[3-6]\d|70|50\d|10)[-).\s]{0,2}\d{3,4}[-.\s]{0,2}\d{4}"
_KOREAN = re.compile(rf"(?<![\d-])(?:{_AREA}|1[568]\d{{2}}[-\s]?\d{{4}})(?![\d-])")
_KOREAN_UNSAID = re.compile(rf"(?<![\d-])(?:{_AREA}|1[568]\d{{2}}[-\s]\d{{4}})(?![\d-])")
"""Without a word eight digits in a row are rather an approval or an order: 15807129."""
_OTHER = re.compile(
    r"(?<!\d)(?<!\d[-,.])(?!\d{1,3}\.\d{2}\s)"
    r"(\+\d{1,3}\s?\(0\)\s?\d[\d\s/.-]{4,11}\d|\(0\d{2,4}\)\s?\d[\d\s-]{3,8}\d|"
    r"\+?\(?\d{1,3}\)?(?:[-.\s]?|\s?/\s?)\d[\d\s.-]{5,10}\d(?:\s\d\d)?|0\d{3,4}\s?/\s?\d[\d\s-]{2,8}\d)(?!\d|/\d{1,2}/\d)"
)
"""No part of an amount or a date, and no amount itself, though it is dotted: 1,183.00 1,183.00."""
_AMERICAN = re.compile(
    r"(?<![\d-])((?:\+?1[-.\s]{1,2})?(?:\([2-9]\d{2}\)\s?[2-9]\d{2}-\d{4}|[2-9]\d{2}([-.])[2-9]\d{2}\2\d{4}|"
    r"[2-9]\d{2}/[2-9]\d{2}-\d{4}))(?!-?\d)"
)
"""The North American plan; its numbers often stand below the address without a word."""
_AMERICAN_WIDE = re.compile(r"(?<![\d-])\(?[2-9]\d{2}\)?\s-\s[2-9]\d{2}\s-\s\d{4}(?!-?\d)")
"""The same with room around its strokes, where a word announces it."""
_BARE_AMERICAN = re.compile(r"^\W*?(\(?[2-9]\d{2}\)?\s?[2-9]\d{2}[\s-]?\d{4})\W*$")
"""The same without a sign, alone in its row: nothing but its place below the address tells what it is."""
_BARE_ABROAD = re.compile(
    r"^(?:[TP]\s)?\W*?((?:\+\d{1,3}[\s(]|\(?0\d)[\d\s()./-]{6,14}\d|"
    r"[6-9]\d{2}(?:[ .]\d{3}){2}|[6-9]\d{2}(?:[ .]\d{2}){3}|[3689]\d{3}[ -]\d{4})\W*$"
)
"""Elsewhere a trunk zero or the country's code leads, and again the place tells. Spain has nine digits
without one, Singapore eight.
"""
_NORTH_AMERICA = frozenset({"USD", "CAD", None})
_BY_A_LETTER = re.compile(r"(?:^|\s)[TP]\s?[:.]\s?(?=\+?\(?\d)", re.IGNORECASE)
"""T: 2850 5075  F: 2850 5844"""
_FAX = "FAX"
_A_NUMBER = re.compile(r"\d{2}")
_HELP = frozenset({"고객센터", "문의전화", "문의처", "팩스"})
_OF_OTHERS = re.compile(
    r"고객\s?(?:연락처|전화|번호)|주문자|받는\s?분|대리점|협회|신고|나이스정보|한국정보통신|스마트로|KICC|KSNET|KOCES|KIS정보|포상|여신|금융감독|고객\s?센터|콜\s?센터|상담|거절|부당|분실|민원|ARS|VAN사|밴사|카드사|고객의\s?소리"
)
"""Whom the notices that terminals preprint tell people to call."""
_BESIDE_ITS_WORD, _BY_ITS_FORM = 0.9, 0.7
"""How sure a number is: what its word does not announce may be a fax or an order."""
_CUSTOMER = re.compile(r"\b(?:MR|MRS|MS|CUST(?:OMER)?|GUEST|ATTN|NAME|DELIVER\w*|PICK.?UP)\b", re.IGNORECASE)
_TO_A_CUSTOMER = re.compile(
    r"\b(?:BILL(?:ED|ING)?|SHIP(?:PED|PING)?|DELIVER(?:ED|Y)?|SOLD|INVOICED?)\s(?:TO|ADDRESS)\b",
    re.IGNORECASE,
)
_OF_HIS_ADDRESS = 8
"""Rows that name, street, town, country and telephone of who is billed take at most."""
_NATIONWIDE = re.compile(r"1[568]\d{2}[-\s]")
"""Numbers of no place, at which chains and the companies of card terminals can be called."""
_OF_ANOTHER = 0.4
"""How sure a number is beside somebody's name, who ordered by it, or that may be a help line's."""
_MOST = 3
"""Numbers that are looked at for one that is no fax."""
_HEAD = 0.6
"""Numbers below this share of the page are the card company's or a help line's."""


def find_phone(rows: Sequence[Row], currency: str | None, section: range) -> Found[str] | None:
    """The seller's first telephone number: by the Korean plan, elsewhere by its label. Outside Korea a fax
    counts where no telephone is printed.
    """
    found = list(islice(_phones(rows, currency, section), _MOST))
    return next((one for one in found if currency == "KRW" or not _is_fax(one)), found[0] if found else None)


def _is_fax(found: Found[str]) -> bool:
    before = found.row.text[: found.start]
    words = [hit.word for hit in find_labels(before) if hit.label is Label.PHONE]
    return bool(words) and set(words) == {_FAX}


def _phones(rows: Sequence[Row], currency: str | None, section: range) -> Iterator[Found[str]]:
    for row in rows:
        if row.index not in section or not (row.index <= len(rows) * _HEAD + 4 or _is_of_shop(row, rows)):
            continue
        labelled = _is_labelled(row.text)
        if _OF_OTHERS.search(row.text) or (not labelled and _is_another_number(row, currency)):
            continue
        if match := _number_in(row.text, currency, labelled=labelled):
            is_doubtful = _CUSTOMER.search(row.text) or _NATIONWIDE.match(match.group().strip())
            by_form = _OF_ANOTHER if is_doubtful else _BY_ITS_FORM
            sure = _BESIDE_ITS_WORD if labelled else by_form
            if _is_below_a_customer(row, rows):
                sure = min(sure, _OF_ANOTHER)
            yield Found(match.group().strip(), row, match.start(), sure)
            continue
        bare = _bare(row.text, currency)
        if (
            currency != "KRW"
            and bare
            and not dates_in(row.text, Order.DAY_FIRST)
            and row.index
            and is_place(rows[row.index - 1].text)
        ):
            yield Found(bare[1], row, bare.start(1), _BY_ITS_FORM)


def _is_below_a_customer(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the row may be of who is billed, whose address is headed some rows above."""
    above = rows[max(row.index - _OF_HIS_ADDRESS, 0) : row.index + 1]
    return any(_TO_A_CUSTOMER.search(one.text) for one in above)


def _is_of_a_date(number: re.Match[str], days: Sequence[FoundDate]) -> bool:
    """Whether it is part of a date with what stands beside it."""
    return any(day.start < number.end() and number.start() < day.end for day in days)


def _number_in(text: str, currency: str | None, *, labelled: bool) -> re.Match[str] | None:
    """The number in `text`; behind its word rather than before it, where a tax number may stand: NIF
    518273645 Tel 289 182 736. Behind the word for a fax comes the fax.
    """
    plans = (_AMERICAN, _AMERICAN_WIDE) if labelled and currency in _NORTH_AMERICA else ()
    plans = (*plans, _plan(currency, labelled=labelled))
    words = [hit for hit in find_labels(text) if hit.label is Label.PHONE and currency != "KRW"]
    starts = [_behind(hit, text) for hit in sorted(words, key=lambda hit: hit.word == _FAX)]
    found = (number for start in (*starts, 0) for plan in plans for number in plan.finditer(text, start))
    days = dates_in(text, Order.DAY_FIRST)
    return next((number for number in found if not _is_of_a_date(number, days)), None)


def _behind(word: Hit, text: str) -> int:
    """Where the number begins at the earliest: a word may have been found around it, Tel 0521 281827 - P."""
    return word.start if _A_NUMBER.search(text, word.start, word.end) else word.end


def _bare(text: str, currency: str | None) -> re.Match[str] | None:
    """A number alone in its row, by the plans of the country, or of any where nothing tells the country."""
    american = _BARE_AMERICAN.match(text) if currency in _NORTH_AMERICA else None
    abroad = _BARE_ABROAD.match(text) if currency not in _NORTH_AMERICA or currency is None else None
    return american or abroad


def _is_another_number(row: Row, currency: str | None) -> bool:
    """고객번호 1827 3346: a word says what the digits number."""
    word = leading_word(row.text) if currency == "KRW" else None
    return word is not None and word.label is Label.NUMBER and not word.slips


def _is_labelled(text: str) -> bool:
    return any(hit.label is Label.PHONE for hit in find_labels(text)) or bool(_BY_A_LETTER.search(text))


def _is_of_shop(row: Row, rows: Sequence[Row]) -> bool:
    """Whether 전화 follows the shop's name or number, which slips print at the foot."""
    words = {hit.word for hit in find_labels(row.text) if hit.label is Label.PHONE}
    above = (
        hit.label for other in rows[max(row.index - 4, 0) : row.index] for hit in find_labels(other.text)
    )
    return bool(words - _HELP) and bool({Label.MERCHANT, Label.BUSINESS_NUMBER} & set(above))


def _plan(currency: str | None, *, labelled: bool) -> re.Pattern[str]:
    if currency == "KRW":
        return _KOREAN if labelled else _KOREAN_UNSAID
    return _OTHER if labelled else _AMERICAN
