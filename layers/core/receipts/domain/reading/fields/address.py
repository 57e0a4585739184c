"""Where the shop is: Korean addresses by their units, others by the rows between name and numbers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from receipts.domain.reading.blocks.announced import Announced, announced_by
from receipts.domain.reading.blocks.boxes import Column, above, below, column_of
from receipts.domain.reading.layout.rows import GAP, Row
from receipts.domain.reading.letters.look_alikes import FOR_JLN, LETTERS_FOR_DIGITS
from receipts.domain.reading.letters.normalise import without_accents, without_hangul
from receipts.domain.reading.values.currency import CANADIAN_POSTCODE, STATES
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.reading.vocabulary.malaysian_places import spelt_right, words_in

_PROVINCES = (
    "서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|충청북|충청남|"
    "전북|전남|전라북|전라남|경북|경남|경상북|경상남|제주"
)
_OF_PROVINCE = r"(?:특별자치시|특별자치도|특별시|광역시|시|도)"
_PACK = r"\d+(?:\.\d+)?\s?(?:[mM]?[lL]|[kK]?[gG]|개|입|봉|병|매|인분|구)(?![A-Za-z가-힣])"
"""How much is in it makes goods: 서울막걸리 750ml."""
_ROAD = r"[가-힣0-9·.]*[가-힣0-9](?:로|길|동|읍|면|리|가)"
_KOREAN = re.compile(
    rf"(?<![가-힣])(?:{_PROVINCES}){_OF_PROVINCE}?"
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
_PERHAPS_A_PERSON = re.compile(r"[가-힣]{2,3}[동호로길]")
"""홍길동, 김민호: alone in a row it is rather the owner than a quarter or a road."""
_IN_BRACKETS = re.compile(r"\([가-힣][가-힣\d\s.,]*\)")
"""The building or quarter that follows the address: (물결시장)."""
_ROAD_LAST, _HOUSE_FIRST = (
    re.compile(r"[가-힣\d](?:로|길|동|리|가)$"),
    re.compile(r"\d{1,4}(?:-\d{1,4})?(?:[\s,(].*)?"),
)
_TOWN_LAST = re.compile(rf"[가-힣](?:시|군|구|읍|면)$|^(?:{_PROVINCES}){_OF_PROVINCE}?$")
_PLACE_FIRST = re.compile(rf"(?:[가-힣]{{1,5}}(?:시|군|구|읍|면)\s?)*(?:{_ROAD}(?:\s.*)?)?")
"""What goes on below a province or town: the next town, its road, or both."""
_LEADING = re.compile(
    rf"(?:{_PROVINCES}){_OF_PROVINCE}?(?:\s?[가-힣]{{1,4}}(?:시|군|구|읍|면))*(?:\s{_ROAD})?"
)
"""What an address begins with, alone in its row."""
_BELOW_GROUND, _A_FLOOR = re.compile(r"지하$"), re.compile(r"\d{1,2}\s?층.*")
_GOES_ON = re.compile(r"(?:[,\-~]|지하|[가-힣\d](?:로|길)|[가-힣](?:시|군|구))$")
"""Nothing ends an address so: the rest was not found."""
_GOES_ON_SIGN = re.compile(rf"\s?[,\-](?={GAP}|$)")
_NUMBER_LAST = re.compile(r"\d\s?[-,]$")
_MORE = re.compile(r"\d.*(?:층|호|로|길|동)|[가-힣]\s?\d+")
_STREET = re.compile(
    r"\b(?:JALAN|JLN|JIN|J1N|JL|LORONG|LRG|TAMAN|TMN|LOT|BLOCK|BLK|LEVEL|FLOOR|FLR|PLAZA|MALL|BANDAR|KAMPUNG|KG|SEKSYEN|SECTION|SEK|"
    r"NO(?=[.:,\s]{0,4}[A-Z]{0,3}[- ]?\d)|"
    r"PERSIARAN|LEBUH|BATU|BT|KAWASAN|PUSAT|KOMPLEKS|COMPLEKS|COMPLEX|MENARA|WISMA|UNIT|AVENUE|AVE|STREET|ROAD|RD|BLVD|LANE|DRIVE|"
    r"HIGHWAY|SQUARE|PARK|SUITE|STE|OFF|PT|MEDAN|MUKIM|TERRACE|SELANGOR|JOHOR|KUALA LUMPUR|PENANG|PERAK|"
    r"PAHANG|MELAKA|KEDAH|SABAH|"
    r"STRASSE|PLATZ|WEG|ALLEE|RUE|BOULEVARD|VIA|VIALE|PIAZZA|CORSO|CALLE|AVENIDA|PASEO|"
    r"SARAWAK|KELANTAN|TERENGGANU|PERLIS|SEMBILAN|DARUL|MALAYSIA|SINGAPORE|SHAH ALAM|PETALING JAYA|"
    r"HONG KONG(?=\W*$)|KOWLOON)\b|"
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
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\bSINGAPORE \d{6}\b|"
    r"\d[A-Z]?,\s?(?:[A-Z]{1,2}-)?(?:(?!20[0-4])\d{4}|\d{3} \d{2}|\d{2}-\d{3}|\d{4} [A-Z]{2})\s[^\W\d_]{3}|"
    r"\b(?:NSW|VIC|QLD|TAS|ACT|WA|SA|NT)\s\d{4}\b|\b(?:CITY|MANILA)\s\d{4}\W*$|"
    r",\s?[A-Z][A-Z ]{2,20}[ -]{1,3}\d{6}\W*$",
    re.IGNORECASE,
)
"""Five digits are a postcode beside the name of a town or state; alone they may be an order's (#40095).
Behind a house number and a comma four are one, too, or 111 22, 00-238 and 1012 AB; in India it has six.
"""
_HOUSE_AND_TOWN = re.compile(r"\d[A-Z]?\s?,\s?[^\W\d_]{3,}[^\d:]*$|,\s?HONG KONG\W*$", re.IGNORECASE)
"""A street's row by itself is an address where house and town follow: Jl. Melati 10, Jakarta."""
_ROAD_MISREAD = re.compile(rf"\b(?:{FOR_JLN})\b(?=\.?\s)", re.IGNORECASE)
_DIGITS = {**LETTERS_FOR_DIGITS, "D": "0"}
_POSTCODE_MISREAD = re.compile(
    rf"(?<![\w/-])(?=\w*[{''.join(_DIGITS)}])(?=(?:\w*\d){{3}})[\d{''.join(_DIGITS)}]{{5}}(?=\s[A-Z]{{3}})"
)
"""Five digits before a town, two of them letters at most."""
_STOP = frozenset(
    {Label.PHONE, Label.NUMBER, Label.ISSUED, Label.BUSINESS_NUMBER, Label.CARD_NUMBER, Label.APPROVAL}
)
_BESIDE_ITS_WORD, _BY_ITS_UNITS, _WITH_POSTCODE, _STREET_ALONE, _CUT = 0.85, 0.75, 0.8, 0.7, 0.5
"""How sure an address is: a word or a postcode says that it is one, a street may be part of a name, and one
that ends in a road or an open bracket lacks its end.
"""
_READ_RIGHT = 0.95
"""A word's probability comes true (`training.calibrate`): of those just below, one in twenty is misread."""
_PLAIN = 0.5
"""Where accents are written and none was read: Zürich came as Zrich, which reads like a town."""
_LONGEST_HEAD = 20
"""Rows below the name in which an address begins."""
_OF_OTHERS = re.compile(
    r"(?:출발|도착|상차|하차|승차|행선|방문|배송|배달|수거|설치|납품|인수|수령|픽업|현장|공사|반납|대여)(?:지|처|장소|위치)?"
    r"\s?(?:명|주소)?\s*[:：]?\s*$|받는\s?\S{0,3}[:：\s]*$|보내는\s?\S{0,3}[:：\s]*$"
)
"""Before an address: where something is taken, fetched or set up, which is hardly ever the shop."""
_OF_A_RIDE = re.compile(
    r"^\W*\d?\d:\d\d\b|\b(?:PICK.?UP|DROP.?OFF|DESTINATION|SHIP(?:PED)? TO|DELIVER(?:ED)? TO|FROM|TO):",
    re.IGNORECASE,
)
"""The same abroad: when and where a ride began and ended."""
_FEWEST_LETTERS = 6
"""Letters: the shortest address has a district and a road, 중구 을지로."""
_WITHOUT_ACCENTS = frozenset({"MYR", "SGD", "GBP", "USD"})
_WITH_ACCENTS = frozenset({"EUR", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "VND"})
"""Money of countries that write ä, ø, ł, ğ or the like in the names of their streets and towns."""


def find_address(rows: Sequence[Row], currency: str | None, start: int = 0) -> Found[str] | None:
    """The first address at or below row `start`, or None."""
    rows_below = [row for row in rows if row.index >= start]
    if currency == "KRW":
        return _labelled(rows, rows_below) or _korean(rows, rows_below)
    found = _western(rows_below)
    if found is not None and currency in _WITHOUT_ACCENTS:
        value = without_hangul(without_accents(found.value))
        return replace(found, value=_put_right(value, found) if currency == "MYR" else value)
    if found is not None and currency in _WITH_ACCENTS and found.value.isascii():
        return replace(found, confidence=min(found.confidence, _PLAIN))
    return found


def _put_right(text: str, found: Found[str]) -> str:
    """`text` with what can only be the short form of a road, or digits of a postcode before its town; and
    with the words that the engine doubts as the country's places are spelt.
    """
    read = _POSTCODE_MISREAD.sub(_as_digits, _ROAD_MISREAD.sub("JLN", text))
    return spelt_right(read, _doubted((found.row, *found.more)))


def _doubted(rows: Iterable[Row]) -> frozenset[str]:
    """The words of an address that the engine may have misread."""
    lines = (cell.line for row in rows for cell in row.cells)
    words = (word for line in lines for word in line.words if word.confidence < _READ_RIGHT)
    return frozenset[str]().union(*(words_in(word.text) for word in words))


def _as_digits(found: re.Match[str]) -> str:
    return "".join(_DIGITS.get(char, char) for char in found.group())


def _labelled(rows: Sequence[Row], rows_below: Sequence[Row]) -> Found[str] | None:
    for value in announced_by(rows, Label.ADDRESS):
        column = column_of(rows, value.label_row, value.hit.start)
        printed = _in_column(value, column)
        if _OF_OTHERS.search(value.label_row.text[: value.hit.start]):
            continue
        if value.row not in rows_below or not re.search(r"[가-힣\d]", printed):
            continue
        found = _whole(_alone(printed), value.row, value.start, _BESIDE_ITS_WORD, rows, column)
        if len(found.value) >= _FEWEST_LETTERS and re.search(r"[가-힣]{2}", found.value):
            return found
    return None


def _in_column(value: Announced, column: Column) -> str:
    """The value without what stands in the next column, as the buyer's address beside the seller's; with the
    comma or hyphen that says that it goes on.
    """
    first, *others = value.text.split(GAP)
    end = value.start + len(first)
    for other in others:
        if value.row.cell_at(end + len(GAP)).x > column.right:
            break
        end += len(GAP) + len(other)
    sign = _GOES_ON_SIGN.match(value.row.text, end)
    return value.row.text[value.start : sign.end() if sign else end]


def _korean(rows: Sequence[Row], rows_below: Sequence[Row]) -> Found[str] | None:
    for row in rows_below:
        found = None if _is_of_customer(row, rows) else _KOREAN.search(row.text)
        if found and len(found.group()) >= _FEWEST_LETTERS:
            return _whole(_alone(found.group()), row, found.start(), _BY_ITS_UNITS, rows, None)
    return None


def _is_of_customer(row: Row, rows: Sequence[Row]) -> bool:
    """Whether 배달주소 and the like stand in the row, or alone in the row above."""
    if any(hit.label is Label.PERSON for hit in find_labels(row.text)):
        return True
    above = rows[row.index - 1].text if row.index else ""
    found = _KOREAN.search(row.text)
    before = row.text[: found.start()] if found else ""
    if _OF_OTHERS.search(before) or (not before.strip() and _OF_OTHERS.fullmatch(above.strip())):
        return True
    return any(hit.label is Label.PERSON and not above[hit.end :].strip(" :") for hit in find_labels(above))


def _alone(text: str) -> str:
    """The address without the phone number or the owner printed after a gap in the same row."""
    first, *parts = _PHONE.split(text)[0].split(GAP)
    for part in parts:
        if (_MORE.search(part) and not _KOREAN.match(part)) or _follows(first.strip(), part.strip()):
            first = f"{first.rstrip()} {part}"
    return first.strip(" ]:/")


def _whole(
    text: str, row: Row, start: int, certainty: float, rows: Sequence[Row], column: Column | None
) -> Found[str]:
    """The address with what was wrapped onto the rows below and, in a box, begins above its label."""
    more: list[Row] = []
    for upper in above(rows, row):
        piece = _piece(upper, column)
        if piece and not _LEADING.match(text) and _LEADING.fullmatch(piece):
            text = f"{piece} {text}"
            more.append(upper)
        if piece or column is None:
            break
    for lower in below(rows, row):
        piece = _alone(_piece(lower, column)) or _without_column(lower, column)
        if piece and not (_is_more(piece) or _follows(text, piece)):
            break
        if piece:
            text = f"{text} {piece}"
            more.append(lower)
        elif column is None:
            break
    is_cut = _GOES_ON.search(text) or text.count("(") > text.count(")")
    return Found(text.strip(" ]:,/"), row, start, _CUT if is_cut else certainty, tuple(more))


def _piece(row: Row, column: Column | None) -> str:
    """The row's part of the address: what stands in the column, or all of a row without labels."""
    if column is not None:
        return GAP.join(cell.text for cell in column.cells(row)).strip()
    return "" if find_labels(row.text) else row.text.strip()


def _without_column(row: Row, column: Column | None) -> str:
    """The end of an address that is alone in its row, in brackets; or beside a label that stands in the
    middle of its two lines: 사업장소재지  지하1층.
    """
    if _IN_BRACKETS.fullmatch(row.text.strip()):
        return row.text.strip()
    hits = find_labels(row.text)
    heads_row = len(hits) == 1 and hits[0].label is Label.ADDRESS and not row.text[: hits[0].start].strip()
    if column is not None or not heads_row:
        return ""
    text = row.text[hits[0].end :].strip(" :")
    return text if GAP not in text and (_is_more(text) or _A_FLOOR.fullmatch(text)) else ""


def _follows(address: str, text: str) -> bool:
    """Whether `text` is what the address lacks: a road's number, a town's road, the end of a bracket."""
    if address.count("(") > address.count(")"):
        return ")" in text
    ends = (
        (_ROAD_LAST, _HOUSE_FIRST),
        (_TOWN_LAST, _PLACE_FIRST),
        (_BELOW_GROUND, _A_FLOOR),
        (_NUMBER_LAST, _HOUSE_FIRST),
    )
    return any(last.search(address) and first.fullmatch(text) for last, first in ends)


def _is_more(text: str) -> bool:
    """Whether floor, house or quarter end the row, and no number of the shop stands in it."""
    more = _KOREAN_MORE.match(text) or _IN_BRACKETS.fullmatch(text)
    return bool(more) and not _SHOP_NUMBER.search(text) and not _PERHAPS_A_PERSON.fullmatch(text)


def _western(rows: Sequence[Row]) -> Found[str] | None:
    block = list(_block(rows))
    if not block:
        return None
    while block and not (names_a_place(block[-1].text) or _goes_on(block[:-1])):
        block.pop()
    text = " ".join(row.text.strip(" :") for row in block)
    has_postcode = bool(_POSTCODE.search(text))
    if not (has_postcode or len(block) > 1 or _HOUSE_AND_TOWN.search(text)):
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
    if _OF_A_RIDE.search(text):
        return True
    return bool(labels & (_STOP | {Label.TITLE}) or re.search(r"\d{9}", text)) or not (
        re.search(r"[A-Za-z]{3}", text) or _POSTCODE.search(text)
    )


def names_a_place(text: str) -> bool:
    """Whether a street, a town with its postcode or the like stands in `text`, outside Korea."""
    return bool(_STREET.search(text) or _POSTCODE.search(text) or _UNIT.match(text))
