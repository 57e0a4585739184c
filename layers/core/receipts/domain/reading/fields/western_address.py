"""Where the shop is outside Korea: the rows between name and numbers that name a street or a town."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from receipts.domain.reading.fields.address_put_right import put_right
from receipts.domain.reading.fields.beside_a_phone import without_phone
from receipts.domain.reading.fields.beside_an_address import (
    ends_in_a_company,
    is_below_an_address,
    is_beside_an_address,
    is_of_head_office,
    is_of_outlet,
    is_said_below,
    without_outlet,
)
from receipts.domain.reading.fields.house_first import (
    begins_with_a_house,
    is_house_and_quarter,
    is_house_before_street,
    is_led_by_a_house,
    is_on_a_highway,
    is_postcode_alone,
    is_unit_and_building,
)
from receipts.domain.reading.layout.rows import GAP, Row
from receipts.domain.reading.letters.look_alikes import DIGITS_FOR_LETTERS
from receipts.domain.reading.letters.normalise import without_accents, without_hangul
from receipts.domain.reading.values.currency import CANADIAN_POSTCODE, STATES
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.irish_counties import COUNTY_ALONE, IRISH_COUNTIES
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels, leading_word
from receipts.domain.reading.vocabulary.labels import Label

_HONG_KONG = (
    "TSIM SHA TSUI|CAUSEWAY BAY|MONG ?KOK|WAN ?CHAI|SHA ?TIN|TSUEN WAN|YAU MA TEI|KWUN TONG|SHEUNG WAN"
)
"""Districts: where there is no postcode they end the address."""
_JAPANESE = r"[市区町村郡][^\d\s]{1,12}\d{1,4}(?:[-−]\d{1,4}){1,2}|\d丁目|\d番地"
"""Below a city, ward or district come quarter, block and house, without a street."""
_STREET = re.compile(
    r"\b(?:JALAN|JLN|JIN|J1N|JL|LORONG|LRG|TAMAN|TMN|LOT|BLOCK|BLK|LEVEL|FLOOR|FLR|PLAZA|MALL|BANDAR|KAMPUNG|KG|SEKSYEN|"
    r"SECTION|SEK|"
    r"NO(?=[.:,\s]{0,4}[A-Z]{0,3}[- ]?\d)(?!\W{0,4}\d{2,4}[- ]\d{3,4}[- ]?\d{3,4})|"
    r"PERSIARAN|PESIARAN|LEBUH|LEBOH|LEBUHRAYA|LINGKARAN|CHANGKAT|LENGKOK|LINTANG|LALUAN|BULATAN|SOLOK|SUSUR|DATARAN|"
    r"PRESINT|PERSINT|PRECINCT|PANGSAPURI|KONDOMINIUM|BANGUNAN|BATU|BT(?=\W{1,2}\d)|KAWASAN|PUSAT|KOMPLEKS|COMPLEKS|COMPLEX|MENARA|WISMA|"
    r"(?<!A )UNIT(?! OF\b)|AVENUE|AVE|STREET|ROAD|RD|BLVD|LANE|DRIVE(?!.?THR)|"
    r"HIGHWAY|SQUARE|PARK|SUITE|STE|OFF|PT|MEDAN|MUKIM|TERRACE|SELANGOR|JOHOR|KUALA LUMPUR|K\.L|PENANG|PERAK|"
    r"PAHANG|MELAKA|KEDAH|SABAH|WILAYAH PERSEKUTUAN|PULAU PINANG|P\.? ?PINANG|PUTRAJAYA|LABUAN|"
    r"STRASSE|PLATZ|WEG|ALLEE|RUE|BOULEVARD|VIA|VIALE|PIAZZA|CORSO|CALLE|AVENIDA|PASEO|"
    r"SARAWAK|KELANTAN|TERENGGANU|PERLIS|SEMBILAN|DARUL|MALAYSIA|SINGAPORE|SHAH ALAM|PETALING JAYA|"
    r"(?:ZAC?|ZI)\s(?=D[EU]S?\s|L[AE]S?\s|D'|L')|ZONE (?:ARTISANALE|INDUSTRIELLE|COMMERCIALE)|"
    r"CENTRE COMMERCIAL|RUA|PRACA|AVDA|PZA|PLZA|CTRA|ULICA|ALEJA|HONG KONG(?=\W*$)|KOWLOON)\b|"
    rf"\b(?:{_HONG_KONG})\b|{_JAPANESE}|"
    r"\b(?:SHOP|KEDAI|GERAI|STALL) (?:NO\.? ?)?[A-Z]{0,2}\d{1,4}[A-Z]?(?=,)|\b(?:\d{1,2}|[BGLU]G?)/F\b|"
    r"[A-Z]{2}-(?:CHO|KU|SHI|MACHI|CHOME|DORI|GUN)\b|\bC/\s?[A-Z]|\bUL\.\s?[A-Z]|"
    rf"\bCO\.? (?:{IRISH_COUNTIES})\b|(?<!\w)#\w{{1,2}}-\d{{2,3}}\b|"
    r"\b\d+\s(?:[NSEW]\.?\s)?[A-Z]+\s(?:ST|DR|CT|LN|PKWY|WAY)\b\.?|"
    r"(?:STRA(?:SS|ß)E|STR\.|PLATZ|WEG|ALLEE)\s\d",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"^\W*[A-Z]{0,3}\d{0,3}-(?:[A-Z]{1,2}|\d{1,3}[A-Z]?)(?:-\d{1,3}[A-Z]?)?(?:\s?[&/]\W{0,2}[A-Z\d-]{1,8})?\s?,"
    r"(?=.*[A-Z]{3})",
    re.IGNORECASE,
)
"""Block, floor and unit before a comma: A-16-1, Tower A; or two of them: LG-022 & 023, Ground Floor."""
_TOWN_BEHIND = re.compile(
    r"\W*(?:[A-Z]{1,2}-)?(?:\d{4,5}|\d{3} \d{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{4} ?[A-Z]{2})\s"
    r"[^\W\d_]{3}[^\d:]*(?:\s\d)?$",
    re.IGNORECASE,
)
_TOWN_BEFORE = re.compile(
    rf"(?>.*?[^\W\d_]{{3}}).*(?:\b(?:{STATES})[.,]?\s\d{{5}}(?:-\d{{4}})?|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})\W*$",
    re.IGNORECASE,
)
"""A row that is a town with its postcode, which stands before it or behind it: the street is above."""
_HOUSE_BEHIND = re.compile(
    r"[^\W\d_][^\d:#]{3,}\s\d{1,4}\s?[A-Z]?(?:\s?[-/]\s?(?:\d{1,4}[A-Z]?|[A-Z]))?"
    r"(?:,?\s(?:BAJO|BIS|INT|LOCAL \d{1,3}))?\W*$",
    re.IGNORECASE,
)
"""A street and its house, whatever the street is called: Markt 14. Where the town comes first (English), the
number never stands behind.
"""
_LED_BY = re.compile(
    r"^\W*(?:(?:REG(?:ISTERED|\.)?\s|SHOP\s)?ADD(?:R|RESS)?|ALAMAT|LOCATION)\s?:\s?", re.IGNORECASE
)
"""Before an address its word: ALAMAT : NO 7. Which of the company's places it is (HQ:) belongs to it."""
_OF_A_FORM = re.compile(r"[A-Z]{3}\s?:\s?\S.*[A-Z]{3}\s?:\s?\S", re.IGNORECASE)
"""Two words with their values in one row: Guest : TAN  Room : 204"""
_NAMED_SO = re.compile(
    r"\b(?:JALAN|JLN|LORONG|LRG|PERSIARAN|LEBUH|SOLOK|TAMAN|TMN|KAMPUNG|KG|DESA|PLAZA|MENARA|WISMA|KOMPLEKS|BANGUNAN)"
    r"\.?\s$",
    re.IGNORECASE,
)
_ANNOUNCES = re.compile(
    r"\W{0,2}[:#]|[^\w\n]{0,4}(?:(?:NO|ID)\b[^\w\n]{0,4})?(?:[A-Z]{0,4}[-/. ]{0,2}){0,2}[+(]?\d",
    re.IGNORECASE,
)
"""Behind a word in a place's row: of Jalan Dato Onn, Mid Valley and Jalan Pos Baru it is part of the name."""
_MOMENT = re.compile(r"\b\d{1,2}:\d\d\b|^\W*\d{1,2}([/.-])\d{1,2}\1\d{2,4}\b")
"""A time of day, or a day that leads its row: never of an address."""
_DIGIT_WITHIN = re.compile(
    rf"(?<=[A-Za-z])[{''.join(filter(str.isdigit, DIGITS_FOR_LETTERS))}]{{1,2}}(?=[A-Za-z])"
)
"""GROUND FL0OR: between letters a digit is one."""
_GOODS = re.compile(r"\d[.,]\d{2}\W*$")
"""What ends in an amount is sold, or a sum."""
_A_NUMBER_ALONE = re.compile(r"\W*\d{1,4}[A-Z]?\s[A-Z]", re.IGNORECASE)
_COUNTRY = re.compile(r"\b(?:MALAYSIA|SINGAPORE)\W*$", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<![\d#-])(?<!No )(?<!No\. )(?<!Branch )(?<!Store )(?<!Shop )(?<!Site )(?<!Lot )"
    r"\d{5}(?=[\s,]+(?:[A-Za-z]{2}|[A-Z]\.\s?[A-Z]\b))|"
    rf"(?:,|\b(?:{STATES})\.?,?)\s?\d{{5}}(?:-\d{{4}})?(?![\d-])|"
    r"(?<!Order)(?<!Check)(?<!Table)(?<!\bTic)(?<!\bSt)(?<!\bRec)(?<=[A-Za-z])[A-Za-z]{3}\.?\s\d{5}\W*$|"
    rf"\b{CANADIAN_POSTCODE}\b|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|\bSINGAPORE \d{6}\b|\bS\s?\(\d{6}\)|"
    r"\b[AC-FHKNPRTV-Y]\d[\dW] [A-Z\d]{4}\b|"
    r"\d[A-Z]?,\s?(?:[A-Z]{1,2}-)?(?:(?!20[0-4])\d{4}|\d{3} \d{2}|\d{2}-\d{3}|\d{4} [A-Z]{2})\s[^\W\d_]{3}|"
    r"\b(?:NSW|VIC|QLD|TAS|ACT|WA|SA|NT)\s\d{4}\b|\b(?:CITY|MANILA)\s\d{4}\W*$|"
    r"(?:^|,)\s?[A-Z][A-Z ]{2,20}[ -]{1,3}\d{6}\W*$",
    re.IGNORECASE,
)
"""Five digits are a postcode beside the name of a town or state; alone they may be an order's (#40095).
Behind a house number and a comma four are one, too, or 111 22, 00-238 and 1012 AB; in India it has six.
"""
_HOUSE_AND_TOWN = re.compile(
    rf"\d[A-Z]?\s?,\s?[^\W\d_]{{3,}}[^\d:]*$|"
    rf"\b(?:JALAN|JLN|LORONG|LEBUH)\s[^\d:,]+,\s?[^\W\d_]{{3,}}[^\d:]*$|"
    rf",\s?(?:HONG KONG|{_HONG_KONG})\W*$|{_JAPANESE}",
    re.IGNORECASE,
)
"""A street's row by itself is an address where house and town follow: Jl. Melati 10, Jakarta."""
_STOP = frozenset(
    {Label.PHONE, Label.NUMBER, Label.ISSUED, Label.BUSINESS_NUMBER, Label.CARD_NUMBER, Label.APPROVAL}
)
_ASIDE = frozenset({Label.PHONE, Label.NUMBER, Label.BUSINESS_NUMBER})
_NUMBER_BEHIND = re.compile(
    r"[^\w\n]{0,4}(?:(?:NO|ID)\b[^\w\n]{0,4})?[+(A-Z]{0,3}\d[\d\s()/-]{5}", re.IGNORECASE
)
_A_HARBOUR = re.compile(r"[A-Z]{3} TERMINAL\b(?!\W*(?:NO|ID|\d))", re.IGNORECASE)
"""Ocean Terminal is a place, Terminal 0042 a machine."""
_MOST_ASIDE = 2
"""Rows between the street and the town, with a telephone, a fax or a tax number."""
_WITH_POSTCODE, _STREET_ALONE = 0.8, 0.7
"""How sure an address is: a postcode says that it is one, a street may be part of a name."""
_PLAIN = 0.5
"""Where accents are written and none was read: Zürich came as Zrich, which reads like a town;
or no street was found, or not the end."""
_POSTCODE_ALONE = re.compile(
    r"(?<![\d-])(?:\d{4,6}|\d{5}-\d{4}|\d{3} \d{2}|\d{2}-\d{3}|\d{3}-\d{4})(?![\d-])|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|"
    rf"\b{CANADIAN_POSTCODE}\b",
    re.IGNORECASE,
)
"""Evansville, IN 47711; 10115 Berlin; London NW6 7HT: no house, so its street was not found."""
_LONGEST_HEAD = 20
"""Rows below the name in which an address begins."""
_OF_A_RIDE = re.compile(
    r"^\W*\d?\d:\d\d\b|\b(?:PICK.?UP|DROP.?OFF|DESTINATION|SHIP(?:PED)? TO|DELIVER(?:ED)? TO|FROM|TO):",
    re.IGNORECASE,
)
"""The same abroad: when and where a ride began and ended."""
_WITHOUT_ACCENTS = frozenset({"MYR", "SGD", "GBP", "USD"})
_WITH_ACCENTS = frozenset({"EUR", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "TRY", "VND"})
"""Money of countries that write ä, ø, ł, ğ or the like in the names of their streets and towns."""


def find_western_address(rows: Sequence[Row], currency: str | None) -> Found[str] | None:
    """The first address in `rows`, which begin below the name, or None."""
    found = _western(rows)
    if found is not None and _is_of_head_office(found, rows):
        outlet = next(
            (row.index for row in rows if row.index > found.row.index and is_of_outlet(row.text)), None
        )
        below = [row for row in rows if outlet is not None and row.index >= outlet]
        found = _western(below[: _LONGEST_HEAD // 2]) or found
    if found is not None and currency in _WITHOUT_ACCENTS:
        value = without_hangul(without_accents(found.value))
        return replace(found, value=put_right(value, found) if currency == "MYR" else value)
    if found is not None and currency in _WITH_ACCENTS and found.value.isascii():
        return replace(found, confidence=min(found.confidence, _PLAIN))
    return found


def _is_of_head_office(found: Found[str], rows: Sequence[Row]) -> bool:
    """Whether the word for it leads the address, or stands above it."""
    above = [row.text for row in rows if row.index == found.row.index - 1]
    return any(map(is_of_head_office, (found.row.text, *above)))


def _western(rows: Sequence[Row]) -> Found[str] | None:
    """The first rows that make an address: a place alone in its row may be a sign's, and is none. Then it is
    looked for further down, above the goods.
    """
    head = rows[:_LONGEST_HEAD]
    while head:
        block = list(_block(head))
        found = _address_in(_with_street(block, rows)) if block else None
        if found or not block:
            return found
        goods = next(
            (row.index for row in head if _GOODS.search(row.text) or _heads_goods(row)), head[-1].index
        )
        head = [row for row in head if block[0].index < row.index < goods]
    return None


def _heads_goods(row: Row) -> bool:
    heads = any(hit.label is Label.ITEM_HEADER and not hit.slips for hit in find_labels(row.text))
    return heads and not is_address(row.text)


def _address_in(block: list[Row]) -> Found[str] | None:
    while block and not (is_place(block[-1].text) or _goes_on(block[:-1])):
        block.pop()
    ends = [at for at, row in enumerate(block, 1) if _TOWN_BEFORE.match(row.text)]
    del block[ends[0] + _is_country(block[ends[0] :]) if ends else len(block) :]
    text = _LED_BY.sub(
        "", without_outlet(" ".join(_beside_logo(_alone(row.text)).strip(" :") for row in block))
    )
    has_postcode = bool(_POSTCODE.search(text)) or any(_is_town(row.text) for row in block[1:])
    if not (has_postcode or len(block) > 1 or _HOUSE_AND_TOWN.search(text)):
        return None
    sure = _WITH_POSTCODE if has_postcode else _STREET_ALONE
    if not any(map(str.isdigit, _POSTCODE_ALONE.sub("", text, count=1))) or text.rstrip().endswith(","):
        sure = _PLAIN
    return Found(" ".join(text.split()), block[0], 0, sure, tuple(block[1:]))


def _alone(text: str) -> str:
    """The row without the telephone or the number that ran into it: 70806 Kornwestheim Tel: 07154-55501."""
    text = without_phone(text)
    others = (hit.start for hit in find_labels(text) if hit.start and _NUMBER_BEHIND.match(text, hit.end))
    return text[: min(others, default=len(text))]


def _beside_logo(text: str) -> str:
    """The address without the logo in letters that stands left of its house: MELUR  12, Jalan Raya."""
    logo, gap, rest = text.partition(GAP)
    is_logo = bool(gap) and not any(map(str.isdigit, logo)) and not names_a_place(logo)
    return rest if is_logo and (is_led_by_a_house(rest) or _UNIT.match(rest)) else text


def _with_street(block: list[Row], rows: Sequence[Row]) -> list[Row]:
    """`block` with the row above its first where that is a town without its street."""
    above = [row for row in rows if block and row.index == block[0].index - 1]
    is_alone = bool(block) and bool(_STREET.search(block[0].text))
    is_bare = is_alone and not is_led_by_a_house(block[0].text)
    if any(
        (is_alone and is_house_before_street(row.text))
        or (is_bare and is_house_and_quarter(row.text))
        or (is_unit_and_building(row.text) and not find_labels(row.text))
        for row in above
    ):
        return [*above, *block]
    return [*(row for row in above if _is_street_of(row, block[0])), *block]


def _is_street_of(row: Row, town: Row) -> bool:
    """Whether `row` is the street of the town below it."""
    is_behind = bool(_TOWN_BEHIND.match(town.text)) and not _STREET.search(town.text)
    if not (is_behind or _TOWN_BEFORE.match(_alone(town.text))) or find_labels(row.text):
        return False
    text = row.text.strip()
    return bool(
        begins_with_a_house(text) or (_HOUSE_BEHIND.match(text) if is_behind else is_on_a_highway(text))
    )


def is_address(text: str) -> bool:
    """Whether a place with a number stands there: no name goes on below it, whatever follows."""
    return names_a_place(text) and any(map(str.isdigit, text))


def begins_an_address(text: str, below: str = "") -> bool:
    """Whether `text` is a house and its street: 23, Jalan Besar. Lot 44 Brewing is none where the row below
    has a house of its own.
    """
    is_sign = "," not in text and _A_NUMBER_ALONE.match(below) and names_a_place(below)
    is_sign = is_sign or ends_in_a_company(text)
    return is_address(text) and is_led_by_a_house(text) and not is_sign


def _is_country(rows: Sequence[Row]) -> bool:
    """Whether the first of them is a country by itself."""
    return bool(rows) and not any(map(str.isdigit, rows[0].text))


def is_american_street(text: str, below: str) -> bool:
    """Whether `text` is a house and its street above their town, where the postcode stands last."""
    return begins_with_a_house(text.strip()) and bool(_TOWN_BEFORE.match(below))


def _goes_on(block: Sequence[Row]) -> bool:
    """Whether the last of these rows ends in a comma: then the town is in the next."""
    last = block[-1].text.rstrip() if block else ""
    return is_postcode_alone(last) or (last.endswith(",") and names_a_place(last))


def _block(head: Sequence[Row]) -> Iterator[Row]:
    """Rows from the first that looks like an address to the first that is something else, and what follows a
    telephone or a number that stands between street and town.
    """
    first = next((at for at in range(len(head)) if _begins_at(head, at)), len(head))
    end = _end_of_run(head, first)
    yield from head[first:end]
    if _has_postcode(head[first:end]):
        return
    more = end
    while more - end < _MOST_ASIDE and more < len(head) and _is_aside(head[more]):
        more += 1
    if end < more < len(head) and _goes_on_at(head, more):
        yield from head[more : _end_of_run(head, more)]


def _end_of_run(rows: Sequence[Row], first: int) -> int:
    for at in range(first + 1, len(rows)):
        if is_postcode_alone(rows[at].text) and names_a_place(rows[at - 1].text):
            continue
        if _ends_block(rows[at]) or _COUNTRY.search(rows[at - 1].text):
            return at
        if _OF_A_FORM.search(rows[at].text):
            return at
        if is_below_an_address(rows[at].text) and _has_postcode(rows[first:at]):
            return at
    return len(rows)


def _has_postcode(rows: Sequence[Row]) -> bool:
    return any(_POSTCODE.search(row.text) or _is_town(row.text) for row in rows)


def _is_aside(row: Row) -> bool:
    word = leading_word(row.text)
    return word is not None and word.label in _ASIDE


def _goes_on_at(rows: Sequence[Row], at: int) -> bool:
    """Whether a place stands there, its postcode in the same row or the next."""
    return _has_postcode(rows[at : at + 1]) or (
        names_a_place(rows[at].text) and _has_postcode(rows[at + 1 : at + 2])
    )


def _begins_at(rows: Sequence[Row], at: int) -> bool:
    row, above = rows[at], rows[at - 1] if at else None
    is_town = above is not None and _is_street_of(above, row)
    is_place_first = names_a_place(row.text) and not is_beside_an_address(row.text)
    is_place_first = is_place_first and not is_said_below(
        row.text, [one.text for one in rows[at + 1 : at + 2]]
    )
    return (is_town or is_place_first) and not _ends_block(row)


def _ends_block(row: Row) -> bool:
    text = _alone(row.text) if is_place(_alone(row.text)) else row.text
    hits = [hit for hit in find_labels(text) if hit.start < len(text) / 2 and _is_read(hit, text)]
    labels = {hit.label for hit in hits if not _is_of_a_place(hit, text)}
    if _OF_A_RIDE.search(text) or _MOMENT.search(text):
        return True
    if _A_HARBOUR.search(text):
        labels.discard(Label.NUMBER)
    return bool(labels & (_STOP | {Label.TITLE}) or re.search(r"\d{9}", text)) or not (
        re.search(r"[A-Za-z]{3}", text) or is_place(text)
    )


def _is_read(hit: Hit, text: str) -> bool:
    """Whether the word is read right, or a number follows though a letter of it is wrong: CO KEG NO."""
    return not hit.slips or bool(_NUMBER_BEHIND.match(text, hit.end))


def _is_of_a_place(hit: Hit, text: str) -> bool:
    """Whether the word belongs to the name of a place in `text`: a street is called so, or it announces
    nothing.
    """
    if _NAMED_SO.search(text[: hit.start]):
        return True
    return names_a_place(text) and hit.label in _STOP and not _ANNOUNCES.match(text, hit.end)


def is_place(text: str) -> bool:
    """Whether the row is of an address: it names a place, or is a postcode and its town."""
    return names_a_place(text) or _is_town(text)


def _is_town(text: str) -> bool:
    return bool(_TOWN_BEHIND.match(text) or _TOWN_BEFORE.match(text) or COUNTY_ALONE.match(text))


def names_a_place(text: str) -> bool:
    """Whether a street, a town with its postcode or the like stands in `text`, outside Korea."""
    words = _DIGIT_WITHIN.sub(lambda digits: "".join(DIGITS_FOR_LETTERS[one] for one in digits.group()), text)
    return bool(_STREET.search(words) or _POSTCODE.search(text) or _UNIT.match(text))
