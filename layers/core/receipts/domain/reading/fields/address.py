"""Where the shop is: Korean addresses by their units, others by the rows between name and numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from receipts.domain.reading.blocks.announced import announced_by
from receipts.domain.reading.layout.rows import GAP, Row
from receipts.domain.reading.letters.look_alikes import FOR_JLN, LETTERS_FOR_DIGITS
from receipts.domain.reading.letters.normalise import without_accents, without_hangul
from receipts.domain.reading.values.currency import CANADIAN_POSTCODE, STATES
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

_PROVINCES = (
    "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|충청북|충청남|"
    "전북|전남|전라북|전라남|경북|경남|경상북|경상남|제주"
)
_PACK = r"\d+(?:\.\d+)?\s?(?:[mM]?[lL]|[kK]?[gG]|개|입|봉|병|매|인분|구)(?![A-Za-z가-힣])"
"""How much is in it makes goods: 서울막걸리 750ml."""
_ROAD = r"[가-힣0-9·.]*[가-힣0-9](?:로|길|동|읍|면|리|가)"
_KOREAN = re.compile(
    rf"(?<![가-힣])(?:{_PROVINCES})(?:특별자치시|특별자치도|특별시|광역시|시|도)?"
    rf"(?:\s?[가-힣]{{1,4}}(?:시|군|구)(?=[\s\d]|$|{_ROAD}[\s\d])|\s?{_ROAD}\s?(?!{_PACK})\d|\s{_ROAD}(?=\s)).*|"
    rf"[가-힣]{{1,4}}(?:(?:시|군|구)\s?[가-힣0-9]+(?:로|길|동|읍|면)|(?:시|군)\s?[가-힣0-9]+리)\b.*"
)
"""도로명주소법, 지방자치법 제2조: below a province come 시, 군 or 구, then road (로, 길) or quarter (동). No
구 has a 리: 문방구 온누리 is a shop.
A province alone also begins names of shops and goods: 부산돼지국밥, 서울우유.
"""
_PHONE = re.compile(r"(?<![A-Za-z])T(?:EL|el)|전화|\bT:|\s\(?0\d{1,2}[-)]\s?\d{3,4}-\d{4}\b")
_SHOP_NUMBER = re.compile(r"\d{3}-\d{2}-\d{5}|\d{2,4}-\d{3,4}-\d{4}")
_KOREAN_MORE = re.compile(
    r"^[(]?[가-힣0-9\s,.\-~()]*(?:층|호|동|빌딩|상가|타워|아파트|번지|호점|로|길|건물|센터|프라자|플라자)[)\s\d,.-]*\)?$"
)
_IN_BRACKETS = re.compile(r"\([가-힣][가-힣\d\s.,]*\)")
"""The building or quarter that follows the address: (물결시장)."""
_ROAD_LAST, _HOUSE_FIRST = (
    re.compile(r"[가-힣\d](?:로|길)$"),
    re.compile(r"\d{1,4}(?:-\d{1,4})?(?:[\s,(].*)?"),
)
_TOWN_LAST, _ROAD_FIRST = (
    re.compile(r"[가-힣](?:시|군|구)$"),
    re.compile(r"[가-힣\d.]+(?:로|길|동|읍|면)\s.*\d.*"),
)
_MORE = re.compile(r"\d.*(?:층|호|로|길|동)|[가-힣]\s?\d+")
_STREET = re.compile(
    r"\b(?:JALAN|JLN|JIN|J1N|JL|LORONG|LRG|TAMAN|TMN|LOT|BLOCK|BLK|LEVEL|FLOOR|FLR|PLAZA|MALL|BANDAR|KAMPUNG|KG|SEKSYEN|SECTION|SEK|"
    r"NO(?=[.:,\s]{0,4}[A-Z]{0,3}[- ]?\d)|"
    r"PERSIARAN|LEBUH|BATU|BT|KAWASAN|PUSAT|KOMPLEKS|COMPLEKS|COMPLEX|MENARA|WISMA|UNIT|AVENUE|AVE|STREET|ROAD|RD|BLVD|LANE|DRIVE|"
    r"HIGHWAY|SQUARE|PARK|SUITE|STE|OFF|PT|MEDAN|MUKIM|TERRACE|SELANGOR|JOHOR|KUALA LUMPUR|PENANG|PERAK|"
    r"PAHANG|MELAKA|KEDAH|SABAH|"
    r"STRASSE|PLATZ|WEG|ALLEE|RUE|BOULEVARD|VIA|VIALE|PIAZZA|CORSO|CALLE|AVENIDA|PASEO|"
    r"SARAWAK|KELANTAN|TERENGGANU|PERLIS|SEMBILAN|DARUL|MALAYSIA|SINGAPORE|SHAH ALAM|PETALING JAYA)\b|"
    r"\b\d+\s(?:[NSEW]\.?\s)?[A-Z]+\s(?:ST|DR|CT|LN|PKWY|WAY)\b\.?|"
    r"(?:STRA(?:SS|ß)E|STR\.|PLATZ|WEG|ALLEE)\s\d",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"^\W*[A-Z]{0,3}\d{0,3}-(?:[A-Z]{1,2}|\d{1,3}[A-Z]?)(?:-\d{1,3}[A-Z]?)?\s?,(?=.*[A-Z]{3})", re.IGNORECASE
)
"""Block, floor and unit before a comma: A-16-1, Tower A."""
_COUNTRY = re.compile(r"\b(?:MALAYSIA|SINGAPORE)\W*$", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![\d#-])(?<!No )(?<!No\. )\d{5}(?=[\s,]+[A-Za-z]{2})|"
    rf"(?:,|\b(?:{STATES})\.?,?)\s?\d{{5}}(?:-\d{{4}})?(?![\d-])|"
    r"(?<!Order)(?<!Check)(?<!Table)(?<!\bTic)(?<!\bRec)[A-Za-z]{3}\.?\s\d{5}\W*$|"
    rf"\b{CANADIAN_POSTCODE}\b|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\bSINGAPORE \d{6}\b",
    re.IGNORECASE,
)
"""Five digits are a postcode beside the name of a town or state; alone they may be an order's (#40095)."""
_ROAD_MISREAD = re.compile(rf"\b(?:{FOR_JLN})\b(?=\.?\s)", re.IGNORECASE)
_DIGITS = {**LETTERS_FOR_DIGITS, "D": "0"}
_POSTCODE_MISREAD = re.compile(
    rf"(?<![\w/-])(?=\w*[{''.join(_DIGITS)}])(?=(?:\w*\d){{3}})[\d{''.join(_DIGITS)}]{{5}}(?=\s[A-Z]{{3}})"
)
"""Five digits before a town, two of them letters at most."""
_STOP = frozenset(
    {Label.PHONE, Label.NUMBER, Label.ISSUED, Label.BUSINESS_NUMBER, Label.CARD_NUMBER, Label.APPROVAL}
)
_BESIDE_ITS_WORD, _BY_ITS_UNITS, _WITH_POSTCODE, _STREET_ALONE = 0.85, 0.75, 0.8, 0.7
"""How sure an address is: a word or a postcode says that it is one, a street may be part of a name."""
_LONGEST_HEAD = 20
"""Rows below the name in which an address begins."""
_FEWEST_LETTERS = 6
"""Letters: the shortest address has a district and a road, 중구 을지로."""
_WITHOUT_ACCENTS = frozenset({"MYR", "SGD", "GBP", "USD"})


def find_address(rows: Sequence[Row], currency: str | None, start: int = 0) -> Found[str] | None:
    """The first address at or below row `start`, or None."""
    rows_below = [row for row in rows if row.index >= start]
    if currency == "KRW":
        return _labelled(rows, rows_below) or _korean(rows, rows_below)
    found = _western(rows_below)
    if found is not None and currency in _WITHOUT_ACCENTS:
        value = without_hangul(without_accents(found.value))
        return replace(found, value=_put_right(value) if currency == "MYR" else value)
    return found


def _put_right(text: str) -> str:
    """`text` with what can only be the short form of a road, or digits of a postcode before its town."""
    return _POSTCODE_MISREAD.sub(_as_digits, _ROAD_MISREAD.sub("JLN", text))


def _as_digits(found: re.Match[str]) -> str:
    return "".join(_DIGITS.get(char, char) for char in found.group())


def _labelled(rows: Sequence[Row], rows_below: Sequence[Row]) -> Found[str] | None:
    for value in announced_by(rows, Label.ADDRESS):
        if (
            value.row in rows_below
            and len(value.text) >= _FEWEST_LETTERS
            and re.search(r"[가-힣]{2}", value.text)
        ):
            return _continued(_alone(value.text), value.row, value.start, _BESIDE_ITS_WORD, rows)
    return None


def _korean(rows: Sequence[Row], rows_below: Sequence[Row]) -> Found[str] | None:
    for row in rows_below:
        found = None if _is_of_customer(row, rows) else _KOREAN.search(row.text)
        if found and len(found.group()) >= _FEWEST_LETTERS:
            return _continued(_alone(found.group()), row, found.start(), _BY_ITS_UNITS, rows)
    return None


def _is_of_customer(row: Row, rows: Sequence[Row]) -> bool:
    """Whether 배달주소 and the like stand in the row, or alone in the row above."""
    if any(hit.label is Label.PERSON for hit in find_labels(row.text)):
        return True
    above = rows[row.index - 1].text if row.index else ""
    return any(hit.label is Label.PERSON and not above[hit.end :].strip(" :") for hit in find_labels(above))


def _alone(text: str) -> str:
    """The address without the phone number or the owner printed after a gap in the same row."""
    first, *parts = _PHONE.split(text)[0].split(GAP)
    for part in parts:
        if (_MORE.search(part) and not _KOREAN.match(part)) or _is_house(first, part.strip()):
            first = f"{first.rstrip()} {part}"
    return first.strip(" ]:,/")


def _continued(text: str, row: Row, start: int, certainty: float, rows: Sequence[Row]) -> Found[str]:
    """The address with what was wrapped onto the next row."""
    if row.index + 1 < len(rows):
        below = rows[row.index + 1]
        is_more = _is_more(below.text.strip()) or _is_house(text, below.text.strip())
        if below.page == row.page and not find_labels(below.text) and is_more:
            return Found(f"{text} {below.text.strip()}", row, start, certainty, (below,))
    return Found(text, row, start, certainty)


def _is_house(address: str, text: str) -> bool:
    """Whether a road ends the address and its number stands in the row below, or a town and its road."""
    to_road = _TOWN_LAST.search(address) and _ROAD_FIRST.fullmatch(text)
    return bool(to_road or (_ROAD_LAST.search(address) and _HOUSE_FIRST.fullmatch(text)))


def _is_more(text: str) -> bool:
    """Whether floor, house or quarter end the row, and no number of the shop stands in it."""
    more = _KOREAN_MORE.match(text) or _IN_BRACKETS.fullmatch(text)
    return bool(more) and not _SHOP_NUMBER.search(text)


def _western(rows: Sequence[Row]) -> Found[str] | None:
    block = list(_block(rows))
    if not block:
        return None
    while block and not (names_a_place(block[-1].text) or _goes_on(block[:-1])):
        block.pop()
    text = " ".join(row.text.strip(" :") for row in block)
    has_postcode = bool(_POSTCODE.search(text))
    if not (has_postcode or len(block) > 1):
        return None
    sure = _WITH_POSTCODE if has_postcode else _STREET_ALONE
    return Found(" ".join(text.split()), block[0], 0, sure, tuple(block[1:]))


def _goes_on(block: Sequence[Row]) -> bool:
    """Whether the last of these rows ends in a comma: then the town is in the next."""
    return bool(block) and block[-1].text.rstrip().endswith(",") and names_a_place(block[-1].text)


def _block(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows from the first that looks like an address to the first that is something else."""
    begun = False
    for row in rows[:_LONGEST_HEAD]:
        if begun and _ends_block(row):
            return
        if begun or (names_a_place(row.text) and not _ends_block(row)):
            begun = True
            yield row
            if _COUNTRY.search(row.text):
                return


def _ends_block(row: Row) -> bool:
    text = row.text
    labels = {hit.label for hit in find_labels(text) if hit.start < len(text) / 2 and hit.slips == 0}
    return bool(labels & (_STOP | {Label.TITLE}) or re.search(r"\d{9}", text)) or not (
        re.search(r"[A-Za-z]{3}", text) or _POSTCODE.search(text)
    )


def names_a_place(text: str) -> bool:
    """Whether a street, a town with its postcode or the like stands in `text`, outside Korea."""
    return bool(_STREET.search(text) or _POSTCODE.search(text) or _UNIT.match(text))
