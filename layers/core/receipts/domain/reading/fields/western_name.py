"""The seller's name outside Korea: at the head, often with a legal form, before address and numbers."""

import re
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import is_syllable
from receipts.domain.reading.letters.normalise import without_hangul
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import ENDS_HEAD, NOT_A_NAME, Label

_COMPANY = re.compile(
    r"\b(?:SDN\.?\s*BHD|BHD|S/B|ENTERPRISE|TRADING|RESTAURANT|RESTORAN|RSTORAN|CAFE|KOPITIAM|MARKETING|PHARMACY|HARDWARE|STATIONERY|"
    r"BAKERY|BAKERIES|MART|MARKET|SUPERMARKET|STORE|SHOP|COMPANY|CO\.|LTD|LIMITED|INC|LLC|PLC|GMBH|S\.?A\.?|BOOK|BISTRO|PUB|HOUSE|"
    r"STATION|HOTEL|SERVICES|PERNIAGAAN|KEDAI|VENTURE|DISTRIBUTION|CORPORATION|CORP|PTE|GROUP|INDUSTRIES|SALON|CLINIC)(?!\w)",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"\b(?:SDN|BHD|S/B|LTD|INC|LLC|PLC|GMBH|PTE)(?!\w)", re.IGNORECASE)
_ONLY_LEGAL = re.compile(r"^(?:CO|\(M\)|SDN|BHD|\(KL\)|LTD|[\s.,])+$", re.IGNORECASE)
_REGISTRATION = re.compile(
    r"\s{0,9}[\[(]?\s{0,3}(?:(?:CO|COMPANY|REG|ROC|GST|BUS)[A-Z.\s]{0,30}(?:NO|REG|ID)?[.:\s]{0,5})?[\[(]\s{0,3}"
    r"(?:CO\.?\s{0,3}NO\.?\s{0,3}:?\s{0,3})?[A-Z]{0,3}\s?\d{4}\d*\s?-?\s?[A-Z0-9]?\s{0,3}[)\]]?.*$|"
    r"(?<!\s)\s+\d{5,}-[A-Z]\b.*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]{4,}")
_FAR = 4
"""Rows below the first: further down all are as unlikely."""
_ADDRESS_START = re.compile(r"(?:NO|LOT|JALAN|JLN|UNIT|LEVEL|\d{1,5},?\s)\b", re.IGNORECASE)
_AMOUNT_LAST = re.compile(r"(?:[$£€]\s?|\s)\d+[.,]\d\d\W*$")
"""A line of goods or a sum."""
_NAME_THE_COMPANY = frozenset({"MYR", "SGD", None})
"""Where a tax invoice must name the company by law (GST Act 2014, section 33; GST Regulations, section 11):
elsewhere the sign is what everybody calls the shop.
"""
_SIGN = 1.2
"""Times the height of the company's name below it: then it is the sign above the shop."""
_LARGE = 1.35
"""Times the usual height: set larger than the rest, as a sign is."""
_HEAD = 14
"""Rows at the top in which a name is looked for: sign, company, number and address take fewer."""
_SHORTEST, _SPECK = 3, 3
"""Letters of a name at least, and of a cell that is more than dirt."""


def find_western_name(rows: Sequence[Row], currency: str | None = None) -> Found[str] | None:
    """The name, which is printed first; a company's legal form may stand in a row of its own below."""
    head = [row for row in _head(rows) if _may_be_name(row.text)]
    if not head:
        return None
    weigh = _weigher(rows, currency)
    best = max(head, key=lambda row: _score(row, head[0], rows) + weigh(row))
    text, more = _text(best), []
    for row in reversed([row for row in head if row.index < best.index]):
        if not _continues(text):
            break
        text = f"{_text(row)} {text}"
        more.append(row)
    below = [row for row in head if row.index == best.index + 1]
    if below and _ONLY_LEGAL.match(_text(below[0])):
        text = f"{text} {_text(below[0])}"
        more.append(below[0])
    rivals = [row for row in head if row not in (best, *more) and _is_rival(row, best)]
    confidence = 0.85 if _COMPANY.search(text) and not rivals else 0.6
    return Found(without_hangul(text), best, 0, confidence, tuple(more))


def _weigher(rows: Sequence[Row], currency: str | None) -> Callable[[Row], float]:
    """What a legal form and large print add to a row's score where the receipt is from."""
    usual = median(row.height for row in rows)
    if currency in _NAME_THE_COMPANY:
        return lambda row: 3.0 * bool(_LEGAL.search(row.text))
    return lambda row: (
        1.0 * (row.height > _LARGE * usual and _text(row)[:1].isupper()) - 1.5 * bool(_LEGAL.search(row.text))
    )


def _is_rival(row: Row, name: Row) -> bool:
    """Whether `row` may be the name as well: by a trade word, or it stands beside the name and repeats of it.

    Many heads give the name on the sign and the company's; which of them is asked for is anybody's guess.
    """
    beside = abs(row.index - name.index) == 1 and not any(map(str.isdigit, row.text))
    is_sign = row.index + 1 == name.index and row.height > _SIGN * name.height
    return bool(_COMPANY.search(row.text) or (beside and (is_sign or _words(row.text) & _words(name.text))))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_COMPANY.sub("", text.upper())))


def _continues(text: str) -> bool:
    """Whether the name began in the row above: a legal form, trade word or closing bracket leads."""
    starts = _COMPANY.match(text)
    return bool(_ONLY_LEGAL.match(text) or starts) or text.count(")") > text.count("(")


def _text(row: Row) -> str:
    """The row without registration number and without specks that were read as letters of their own."""
    cells = [
        cell.text
        for cell in row.cells
        if len(cell.text) > _SPECK or len(row.cells) == 1 or _ONLY_LEGAL.match(cell.text)
    ]
    return _REGISTRATION.sub("", " ".join(cells or [row.text])).strip(" *-_,:=")


def _head(rows: Sequence[Row]) -> Iterator[Row]:
    begun = False
    for row in rows[:_HEAD]:
        labels = {hit.label for hit in find_labels(row.text) if hit.slips == 0}
        if begun and labels & (ENDS_HEAD | {Label.PHONE, Label.ISSUED, Label.ADDRESS}):
            return
        begun = begun or _may_be_name(row.text)
        yield row


def _may_be_name(text: str) -> bool:
    bare = _REGISTRATION.sub("", _without_dates(text))
    hits = [hit for hit in find_labels(bare) if hit.slips == 0]
    labels = {hit.label for hit in hits if hit.label is Label.NOTICE or hit.end - hit.start > len(bare) / 2}
    return (
        sum(char.isalpha() for char in bare) >= _SHORTEST
        and not labels & NOT_A_NAME
        and not _AMOUNT_LAST.search(text)
        and sum(map(is_syllable, bare)) * 3 < len(bare)
    )


def _without_dates(text: str) -> str:
    """`text` without its dates, whose months are words: March 4, 2026."""
    for day in reversed(dates_in(text, Order.DAY_FIRST)):
        text = text[: day.start] + text[day.end :]
    return text


def _above_particulars(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a registration number or an address follows in the next row."""
    below = rows[row.index + 1].text if row.index + 1 < len(rows) else ""
    return bool(_REGISTRATION.fullmatch(below) or _ADDRESS_START.match(below))


def _score(row: Row, first: Row, rows: Sequence[Row]) -> float:
    text = row.text
    score = 1.5 * bool(_COMPANY.search(text)) + 1.2 * (row is first)
    score += 1.0 * _above_particulars(row, rows)
    score -= 0.4 * min(row.index - first.index, _FAR) + 2.0 * bool(
        re.search(r"\d{5}|\bJALAN\b|\bNO[.\s]|\bLOT\b|\d,", text.upper())
    )
    return score + 0.5 * text.isupper()
