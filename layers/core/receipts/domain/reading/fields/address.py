"""Where the shop is: Korean addresses by their units; the others have a module of their own."""

import re
from collections.abc import Sequence

from receipts.domain.reading.blocks.announced import Announced, announced_by
from receipts.domain.reading.blocks.boxes import Column, above, below, column_of
from receipts.domain.reading.fields.western_address import find_western_address
from receipts.domain.reading.layout.rows import GAP, Row
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

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
_PHONE = re.compile(r"(?<![A-Za-z])T(?:EL|el)|전화|[☎☏]|\bT[.:]|[\s/|·]\(?0\d{1,2}[-)]\s?\d{3,4}-\d{4}\b")
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
_BESIDE_ITS_WORD, _BY_ITS_UNITS, _CUT = 0.85, 0.75, 0.5
"""How sure an address is: a word says that it is one, and what ends in a road or an open bracket lacks its
end.
"""
_OF_OTHERS = re.compile(
    r"(?:출발|도착|상차|하차|승차|행선|방문|배송|배달|수거|설치|납품|인수|수령|픽업|현장|공사|반납|대여)(?:지|처|장소|위치)?"
    r"\s?(?:명|주소)?\s*[:：]?\s*$|받는\s?\S{0,3}[:：\s]*$|보내는\s?\S{0,3}[:：\s]*$"
)
"""Before an address: where something is taken, fetched or set up, which is hardly ever the shop."""
_CLOCK_ALONE = re.compile(r"\W*\d{1,2}:\d{2}\s?(?:[AP]\.?M\.?)?\W*", re.IGNORECASE)
_A_STOP = re.compile(
    r"\W*(?:PICK.?UP|DROP.?OFF|TRIP|RIDE|ORIGIN|DESTINATION|DELIVER(?:Y|ED)|SHIPP?(?:ED|ING)?)\s?(?:TO|FROM|AT|ADDRESS|LOCATION|:|$|\d)",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 6
"""Letters: the shortest address has a district and a road, 중구 을지로."""


def find_address(rows: Sequence[Row], currency: str | None, start: int = 0) -> Found[str] | None:
    """The first address at or below row `start`, or None."""
    rows_below = [row for row in rows if row.index >= start]
    if currency == "KRW":
        return _labelled(rows, rows_below) or _korean(rows, rows_below)
    return find_western_address([row for row in rows_below if not _is_of_a_trip(row, rows)], currency)


def _is_of_a_trip(row: Row, rows: Sequence[Row]) -> bool:
    """Whether somebody was fetched or set down there: a clock alone, or a word for it, stands above."""
    above = rows[row.index - 1].text if row.index else ""
    return bool(_CLOCK_ALONE.fullmatch(above) or _A_STOP.match(above) or _A_STOP.match(row.text))


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
    return first.strip(" ]:/|·")


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
