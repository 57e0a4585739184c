"""Who sold: the name, by its label or by its place at the head of the receipt."""

import re
from collections.abc import Iterator, Sequence
from statistics import median

from receipts.domain.reading.dates import Order, dates_in
from receipts.domain.reading.entries import SUMS
from receipts.domain.reading.found import Found
from receipts.domain.reading.jamo import is_syllable
from receipts.domain.reading.keywords import find_labels
from receipts.domain.reading.labels import Label
from receipts.domain.reading.normalise import without_hangul
from receipts.domain.reading.rows import Cell, Row
from receipts.domain.reading.values import Value, values_of

_COMPANY = re.compile(
    r"\b(?:SDN\.?\s*BHD|BHD|S/B|ENTERPRISE|TRADING|RESTAURANT|RESTORAN|RSTORAN|CAFE|KOPITIAM|MARKETING|PHARMACY|HARDWARE|STATIONERY|"
    r"BAKERY|BAKERIES|MART|MARKET|SUPERMARKET|STORE|SHOP|COMPANY|CO\.|LTD|LIMITED|INC|LLC|PLC|GMBH|S\.?A\.?|BOOK|BISTRO|PUB|HOUSE|"
    r"STATION|HOTEL|SERVICES|PERNIAGAAN|KEDAI|VENTURE|DISTRIBUTION|CORPORATION|CORP|PTE|GROUP|INDUSTRIES|SALON|CLINIC)(?!\w)",
    re.IGNORECASE,
)
_LEGAL = re.compile(r"\b(?:SDN|BHD|S/B|LTD|INC|LLC|PLC|GMBH|PTE)(?!\w)", re.IGNORECASE)
_ONLY_LEGAL = re.compile(r"^(?:CO\.?|\(M\)|SDN|BHD|\(KL\)|LTD|[\s.,])+$", re.IGNORECASE)
_REGISTRATION = re.compile(
    r"\s*[\[(]?\s*(?:(?:CO|COMPANY|REG|ROC|GST|BUS)[A-Z.\s]*(?:NO|REG|ID)?[.:\s]*)?[\[(]\s*(?:CO\.?\s*NO\.?\s*:?\s*)?[A-Z]{0,3}\s?\d{4,}\s?-?\s?[A-Z0-9]?\s*[)\]]?.*$|\s+\d{5,}-[A-Z]\b.*$",
    re.IGNORECASE,
)
_EDGES = " :;,.*-_=[]<>|/'\"■□●○◆◇★☆▶▷※"
_TWICE = re.compile(r"\((주|유|합)\(\1\)\)")
_KOREAN_COMPANY = re.compile(r"\(주\)|\(유\)|\(합\)|주식회사|유한회사|협동조합|\bCo\.,?\s?Ltd", re.IGNORECASE)
_SENTENCE = re.compile(
    r"(?:니다|세요|니까|어요|십시오|시오|해요|드려요|됩니|하며|이내|만나다|까지|가능)\W*$|(?:정보|내역|안내|보기)\W*$|[!?~]{1,}$"
)
_STATUS_BAR = re.compile(r"^\W*\d?\d:\d\d\b|\bLTE\b|\b5G\b|\bWi-?Fi\b|^\W*\d{1,3}\s?%", re.IGNORECASE)
_BRANCH = re.compile(r"(?!(?:전문|편의|할인|음식)점)(?:[가-힣A-Za-z0-9]{2})점\)?$")
_NUMBERS = re.compile(r"#\s?\d{3,}.*$|\(?\d[\d\s().:/*-]{5,}.*$")
_ENDS_HEAD = frozenset(
    {Label.ITEM_HEADER, Label.TOTAL, Label.PAID, Label.SUPPLY, Label.VAT, Label.CARD_NUMBER, Label.SUBTOTAL}
)
_NOT_A_NAME = frozenset(
    {
        Label.TITLE,
        Label.PHONE,
        Label.ADDRESS,
        Label.OWNER,
        Label.ISSUED,
        Label.NUMBER,
        Label.BUSINESS_NUMBER,
        Label.NOTICE,
        Label.PERSON,
        Label.OTHER_DATE,
        Label.APPROVAL,
        Label.INSTALLMENT,
        Label.ISSUER,
        Label.CANCELLATION,
    }
)
_BUSINESS = re.compile(r"(?<!\d)\d{3}[- ]?\d{2}[- ]?\d{5}(?!\d)")
_PHONE = re.compile(r"(?<!\d)\d{2,4}[-)]\s?\d{3,4}-\d{4}(?!\d)")
_HEAD = 14
_SHORTEST, _SPECK = 3, 3
_FAR = 4
_ADDRESS_START = re.compile(r"(?:NO|LOT|JALAN|JLN|UNIT|LEVEL|\d{1,5},?\s)\b", re.IGNORECASE)
_LEAST_SCORE = 0.5
_LARGE = 1.25
"""Times the usual height: a name set larger than the rest."""
_LONGEST = 40


def find_merchant(rows: Sequence[Row], currency: str | None) -> Found[str] | None:
    """The seller's name: the seller's beside a platform's, else by label, else from the head."""
    for label, confidence in ((Label.SELLER, 0.9), (Label.MERCHANT, 0.88)):
        name = next(_labelled(rows, label, confidence), None) if currency == "KRW" else None
        if name is not None:
            return name
    return _from_head(rows) if currency == "KRW" else _from_western_head(rows)


def seller_section(rows: Sequence[Row]) -> range:
    """The rows that speak of the seller where a slip names a platform and a seller; else all rows."""
    starts = [(row.index, label) for row in rows if (label := _party(row)) is not None]
    for (start, label), (end, _) in zip(starts, [*starts[1:], (len(rows), None)], strict=False):
        if label is Label.SELLER:
            return range(start, _section_end(start, end, starts))
    return range(len(rows))


def _section_end(start: int, end: int, starts: Sequence[tuple[int, Label]]) -> int:
    others = [index for index, label in starts if index > start and label is not Label.SELLER]
    return others[0] if others else max(end, start + 8)


def _party(row: Row) -> Label | None:
    labels = [hit.label for hit in find_labels(row.text) if hit.label in {Label.SELLER, Label.MERCHANT}]
    return labels[0] if labels else None


def _labelled(rows: Sequence[Row], label: Label, confidence: float) -> Iterator[Found[str]]:
    for value in values_of(rows, label):
        text = _tidy(value.text)
        if _is_name(text) and not _is_heading(value):
            yield Found(text, value.row, value.start, confidence - 0.1 * value.hit.slips)


def _is_heading(value: Value) -> bool:
    """`판매자 정보` heads a section; its value is no name."""
    return value.text.startswith(("정보", "사업장", "용", "보관", "주소", "전화", "대표")) or bool(
        {hit.label for hit in find_labels(value.text) if hit.start == 0} & (_NOT_A_NAME - {Label.NUMBER})
    )


def _tidy(text: str) -> str:
    text = re.split(r"\s{2,}|TEL|Tel|전화|사업자|대표자", text)[0]
    text = re.sub(r"\s[\dlI|]{1,2}$", "", re.sub(r"\s+", " ", _strip_numbers(text)))
    return _TWICE.sub(r"(\1)", text).strip(_EDGES)


def _strip_numbers(text: str) -> str:
    return _NUMBERS.sub("", text) if re.search(r"\d[\d\s().:/*-]{5,}|#", text) else text


def _is_name(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    return (
        len(text) <= _LONGEST
        and letters > 1
        and letters * 2 >= len(text.replace(" ", ""))
        and "*" not in text
    )


def _from_head(rows: Sequence[Row]) -> Found[str] | None:
    """Korean heads give the name above or beside the business number, often larger than the rest."""
    head = list(_head(rows))
    if not head or not _has_particulars(head):
        return None
    usual = median(row.height for row in rows)
    best: tuple[float, Row, str] | None = None
    for row in head:
        for cell in _unlabelled(row):
            text = _tidy(cell.text)
            score = _score(text, row, cell.height / usual, rows)
            if _is_name(text) and not _is_label(text) and (best is None or score > best[0]):
                best = (score, row, text)
    if best is None or best[0] < _LEAST_SCORE:
        return None
    score, row, text = best
    return Found(text, row, max(row.text.find(text), 0), round(min(0.85, 0.45 + 0.1 * score), 2))


def _unlabelled(row: Row) -> Iterator[Cell]:
    """The cells of a row up to the one that holds a label: what follows is the label's value."""
    for cell in row.cells:
        yield cell
        if {hit.label for hit in find_labels(cell.text)} & _NOT_A_NAME:
            return


def _is_label(text: str) -> bool:
    """Whether words of the vocabulary that name something else make up half of the text."""
    hits = [hit for hit in find_labels(text) if hit.label in _NOT_A_NAME | {Label.MERCHANT, Label.SELLER}]
    return 2 * sum(hit.end - hit.start for hit in hits) >= len(text)


def _head(rows: Sequence[Row]) -> Iterator[Row]:
    for row in rows[:_HEAD]:
        if any(hit.label in _ENDS_HEAD and hit.slips == 0 for hit in find_labels(row.text)):
            return
        yield row


def _has_particulars(head: Sequence[Row]) -> bool:
    """Whether the top of the receipt is on the image: business number, address, phone or date."""
    wanted = {Label.BUSINESS_NUMBER, Label.PHONE, Label.ADDRESS, Label.OWNER, Label.ISSUED}
    return any(
        {hit.label for hit in find_labels(row.text)} & wanted
        or dates_in(row.text, Order.YEAR_FIRST)
        or _BUSINESS.search(row.text)
        or _PHONE.search(row.text)
        for row in head
    )


def _score(text: str, row: Row, size: float, rows: Sequence[Row]) -> float:
    labels = {hit.label for hit in find_labels(text)}
    score = 1.0 - 0.12 * row.index + 1.0 * _beside_particulars(row, rows)
    score += 2.0 * bool(_BRANCH.search(text)) + 1.5 * bool(_KOREAN_COMPANY.search(text))
    score += 1.0 * (size > _LARGE) + 0.4 * (sum(map(is_syllable, text)) > 1)
    score -= 3.0 * (bool(labels & (SUMS | {Label.DISCOUNT})) and any(map(str.isdigit, text)))
    score -= 3.0 * bool(labels & _NOT_A_NAME) + 2.5 * bool(_SENTENCE.search(text))
    score -= 3.0 * bool(_STATUS_BAR.search(text)) + 1.5 * (len(text) < _SHORTEST)
    return score - 2.0 * bool(re.search(r"(?:시|군|구|도)\s.*(?:로|길|동)\s?\d|[가-힣](?:로|길)\s?\d+", text))


def _beside_particulars(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the business number or the phone stands in this row or the business number in the next."""
    if _PHONE.search(row.text) or _BUSINESS.search(row.text):
        return True
    return row.index + 1 < len(rows) and bool(_BUSINESS.search(rows[row.index + 1].text))


def _from_western_head(rows: Sequence[Row]) -> Found[str] | None:
    """Others print the name first; a company's legal form may stand in a row of its own below."""
    head = [row for row in _western_head(rows) if _may_be_name(row.text)]
    if not head:
        return None
    best = max(head, key=lambda row: _western_score(row, head[0], rows))
    text = _western_text(best)
    for row in reversed([row for row in head if row.index < best.index]):
        if not _continues(text):
            break
        text = f"{_western_text(row)} {text}"
    below = [row for row in head if row.index == best.index + 1]
    if below and _ONLY_LEGAL.match(_western_text(below[0])):
        text = f"{text} {_western_text(below[0])}"
    confidence = 0.85 if _COMPANY.search(text) else 0.6
    return Found(without_hangul(text), best, 0, confidence)


def _continues(text: str) -> bool:
    """Whether the name began in the row above: a legal form, trade word or closing bracket leads."""
    starts = _COMPANY.match(text)
    return bool(_ONLY_LEGAL.match(text) or starts) or text.count(")") > text.count("(")


def _western_text(row: Row) -> str:
    """The row without registration number and without specks that were read as letters of their own."""
    cells = [
        cell.text
        for cell in row.cells
        if len(cell.text) > _SPECK or len(row.cells) == 1 or _ONLY_LEGAL.match(cell.text)
    ]
    return _REGISTRATION.sub("", " ".join(cells or [row.text])).strip(" *-_,:=")


def _western_head(rows: Sequence[Row]) -> Iterator[Row]:
    begun = False
    for row in rows[:_HEAD]:
        labels = {hit.label for hit in find_labels(row.text) if hit.slips == 0}
        if begun and labels & (_ENDS_HEAD | {Label.PHONE, Label.ISSUED, Label.ADDRESS}):
            return
        begun = begun or _may_be_name(row.text)
        yield row


def _may_be_name(text: str) -> bool:
    bare = _REGISTRATION.sub("", text)
    hits = [hit for hit in find_labels(bare) if hit.slips == 0]
    labels = {hit.label for hit in hits if hit.label is Label.NOTICE or hit.end - hit.start > len(bare) / 2}
    return (
        sum(char.isalpha() for char in bare) >= _SHORTEST
        and not labels & _NOT_A_NAME
        and sum(map(is_syllable, bare)) * 3 < len(bare)
    )


def _above_particulars(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a registration number or an address follows in the next row."""
    below = rows[row.index + 1].text if row.index + 1 < len(rows) else ""
    return bool(_REGISTRATION.fullmatch(below) or _ADDRESS_START.match(below))


def _western_score(row: Row, first: Row, rows: Sequence[Row]) -> float:
    text = row.text
    score = 3.0 * bool(_LEGAL.search(text)) + 1.5 * bool(_COMPANY.search(text)) + 1.2 * (row is first)
    score += 1.0 * _above_particulars(row, rows)
    score -= 0.4 * min(row.index - first.index, _FAR) + 2.0 * bool(
        re.search(r"\d{5}|\bJALAN\b|\bNO[.\s]|\bLOT\b|\d,", text.upper())
    )
    return score + 0.5 * text.isupper()
