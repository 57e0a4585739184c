"""The seller's name outside Korea: at the head, often with a legal form, before address and numbers."""

import re
from collections.abc import Callable, Iterator, Sequence
from statistics import median

from receipts.domain.reading.fields.beside_a_phone import without_phone
from receipts.domain.reading.fields.beside_a_registration import REGISTRATION
from receipts.domain.reading.fields.name_in_rows import (
    are_surely_initials,
    begins_a_name,
    ends_a_company,
    goes_on_below,
    goes_on_in,
    initials_above,
    is_another,
    is_begun,
    is_beside_a_sign,
    is_generic,
    is_house_alone,
    is_house_of,
    is_in_large_print,
    is_kind_of,
    is_name_alone,
    is_said_again,
    is_scribble,
    is_short_sign,
    is_unfinished,
    may_go_on,
    names_no_house,
    number_above,
    without_fuels,
)
from receipts.domain.reading.fields.set_in_line import is_in_line, is_read_twice
from receipts.domain.reading.fields.slogans import GREETING, SIGN, is_slogan
from receipts.domain.reading.fields.street_row import is_street
from receipts.domain.reading.fields.tidy_western_name import tidied_abroad
from receipts.domain.reading.fields.western_address import (
    begins_an_address,
    is_address,
    names_a_place,
)
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.company_forms import without_owned_by
from receipts.domain.reading.letters.jamo import is_syllable
from receipts.domain.reading.letters.look_alikes import DIGITS_FOR_LETTERS
from receipts.domain.reading.letters.normalise import is_han, without_han
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.irish_counties import names_a_county
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import ENDS_HEAD, NOT_A_NAME, Label

_COMPANY = re.compile(
    r"\b(?:SDN\.?\s*BHD|BHD|BERHAD|S/B|ENTERPRISE|TRADING|RESTAURANT|RESTORAN|RSTORAN|CAFE|KOPITIAM|MARKETING|PHARMACY|HARDWARE|STATIONERY|"
    r"PASAR MINI|PASARAYA|MINIMARKET|FARMASI|(?:POLI)?KLINIK|BENGKEL|WARUNG|PLT|KOPERASI|SYKT|"
    r"(?<!KAWASAN )(?<!JALAN )(?<!JLN )PERUSAHAAN|PERCETAKAN|JABATAN|MAJLIS|PERBADANAN|"
    r"PUSAT (?:RAWATAN|PERUBATAN|KESIHATAN|PERGIGIAN)|SYARIKAT(?!\W*(?:NO|\d))|"
    r"BAKERY|BAKERIES|MART|MARKET|SUPERMARKET|STORE|SHOP|COMPANY|CO\.|"
    r"(?<=& )CO(?=\W*$)|LTD|LIMITED|INC|LLC|PLC|GMBH|S\.?A\.?|BOOK|BISTRO|PUB|HOUSE|STATION|HOTEL|SERVICES|"
    r"(?<!PUSAT )PERNIAGAAN|PEMBORONG|TOURS|TRAVEL|KEDAI|VENTURES?|RESOURCES|HOLDINGS|DISTRIBUTION|"
    r"CORPORATION|CORP|PTE|GROUP|INDUSTRIES|SALON|CLINIC|"
    r"(?:CITY|TOWN|COUNTY|UNIVERSITY) OF)(?!\w)",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:SDN|BHD|BERHAD|S/B|PLT|SB(?=\s?[(\[]\s?\d{4})|LTD|INC|LLC|PLC|GMBH|PTE)(?!\w)|"
    r"(?<=[^\W\d_]{2})(?:SDN\W{0,2}BHD|BERHAD)(?!\w)",
    re.IGNORECASE,
)
"""Those of Malaysia also where no space was read before them: AMANBERHAD."""
_NUMBER_SIGN = re.compile(r"\d{2,3}")
"""88: a shop is called so where nothing else above its address is a name."""
_OF_SHOWS = re.compile(
    r"\b(?:CINEMAS?|CINEPLEX|MULTIPLEX|IMAX|THEAT(?:ER|RE)S?|PLAYHOUSE|KINO)\b", re.IGNORECASE
)
"""A house that shows something: its ticket sets the title above it, or larger."""
_IS_ANNOUNCED = re.compile(r"\s?:|\s+#?\S*\d\S*$")
"""Behind a word that heads the row: what follows is its value, Guest Name: A. Heron, Invoice number B3-04."""
_ONLY_LEGAL = re.compile(r"^(?:CO|\([A-Z]{1,3}\)|SDN|BHD|LTD|[\s.,])+$", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]{4,}")
_FAR = 4
"""Rows below the first: further down all are as unlikely."""
_ADDRESS_START = re.compile(r"(?:NO|LOT|JALAN|JLN|UNIT|LEVEL|\d{1,5},?\s)\b", re.IGNORECASE)
_PARTICULARS = re.compile(r"\d{5}|\bJALAN\b|\bNO[.\s]|\bLOT\b|\d,")
_AMOUNT_LAST = re.compile(r"(?:[$£€]\s?|\bRM\s?|\s)\d+[.,]\d\d\W*$")
"""A line of goods or a sum."""
_AMERICAN_PHONE = re.compile(r"(?<!\d)[2-9]\d{2}[-.)]\s?[2-9]\d{2}[-.]\d{4}(?!\d)")
_NAME_THE_COMPANY = frozenset({"MYR", "SGD", None})
"""Where a tax invoice must name the company by law (GST Act 2014, section 33; GST Regulations, section 11):
elsewhere the sign is what everybody calls the shop.
"""
_WHOLE_NAMES = "MYR"
"""Where tills break the long names of companies into rows of one print."""
_LARGE, _LARGER = 1.35, 1.15
"""Times the usual height: set larger than the rest, as a sign is."""

# What speaks for a row that it is the name, in points set by hand.
_TRADE_WORD, _FIRST = 1.5, 1.2
"""A trade or a legal form says what it is; without one the name is what is printed first."""
_ABOVE_PARTICULARS, _IN_CAPITALS = 1.0, 0.5
"""Number and address follow the name; capitals are usual, but addresses have them, too."""
_LEGAL_FORM, _LEGAL_FORM_ABROAD = 3.0, -1.5
"""Where the law asks for the company (see above) its form decides; elsewhere the sign is the name, and the
company is named in the small print.
"""
_HOUSE_OF_SHOWS = 3.0
"""It outweighs that the title is printed first, and a rating between the two."""
_A_KIND = 1.5
"""ITALIAN RESTAURANT is nobody's name."""
_LARGE_PRINT = 1.0
"""Where nobody has to name the company: what is set large is the sign."""

# What speaks against it.
_A_PLACE, _A_STREET, _IN_BRACKETS, _A_SLOGAN, _NUMBERED = 1.0, 3.0, 1.5, 2.0, 2.0
"""A place may be part of a name, a street is none; a note, a sentence and a number are something else."""
_BELOW_A_SIGN = 2.5
"""Beside a name that is set much larger it says what the shop is."""
_A_ROW_LOWER = 0.4
"""Of two alike the upper one: a trade word three rows down outweighs nothing at the head."""
_WITHOUT_RIVAL, _PERHAPS = 0.85, 0.6
"""How sure a name is: a trade or legal form names it, and nothing else in the head may be it; or not so."""
_DIGITS = "".join(filter(str.isdigit, DIGITS_FOR_LETTERS))
_DIGIT_IN_WORD = re.compile(rf"\b[{_DIGITS}](?=[A-Za-z]{{3}})|[A-Za-z]\d(?=[A-Za-z]{{2}})")
"""URBAN 1DEA: what is read as a digit may be a letter, unless it stands apart."""
_HEAD = 14
"""Rows at the top in which a name is looked for: sign, company, number and address take fewer."""
_MOST_BELOW = 2
"""Rows that a name goes on for: three hold the longest."""
_SHORTEST, _SPECK = 3, 3
"""Letters of a name at least, and of a cell that is more than dirt."""


def find_western_name(rows: Sequence[Row], currency: str | None = None) -> Found[str] | None:
    """The name, which is printed first; a company's legal form may stand in a row of its own below."""
    usual = median(row.height for row in rows) if rows else 0.0
    head = _named(list(_head(rows)), usual)
    head = [row for row in head if not is_han(row.text)] or head
    head = without_fuels(head) if currency == _WHOLE_NAMES else head
    if not head:
        return None
    weigh = _weigher(rows, currency)
    best = max(head, key=lambda row: _score(row, head[0], rows) + weigh(row))
    more = _begun_by(best, head, rows, currency, usual)
    text = " ".join(map(_text, (*reversed(more), best)))
    top = (more or [best])[-1]
    lead = number_above(top, rows) or initials_above(top, rows)
    if lead:
        text = f"{lead.text} {text}"
        more.append(lead)
    rest = list(_rest_of(best, rows, currency, usual))
    text = " ".join([text, *map(_text, rest)])
    more += rest
    rivals = [row for row in head if row not in (best, *more) and _is_rival(row, best)]
    is_whole = is_in_line(best, rows) and not any(map(is_read_twice, (best, *more)))
    is_whole = is_whole and not _DIGIT_IN_WORD.search(text)
    is_whole = is_whole and all(_ONLY_LEGAL.match(_text(row)) for row in rest)
    is_whole = is_whole and not (currency == _WHOLE_NAMES and may_go_on((rest or [best])[-1], rows))
    is_whole = is_whole and (lead is None or are_surely_initials(lead, top))
    is_whole = is_whole and not any(_is_guessed(row, best, currency, usual) for row in more)
    is_other = is_generic(text) or names_no_house(text) or begins_an_address(best.text)
    is_named = _COMPANY.search(text) or (
        best is head[0] and _is_above_number(best, rows) and is_name_alone(_text(best))
    )
    alone = is_named and not (rivals or is_other) and is_whole and _may_be_name(best.text)
    text = without_han(text) if currency in _NAME_THE_COMPANY else text
    return Found(tidied_abroad(text), best, 0, _WITHOUT_RIVAL if alone else _PERHAPS, tuple(more))


def _begun_by(
    best: Row, head: Sequence[Row], rows: Sequence[Row], currency: str | None, usual: float
) -> list[Row]:
    """The rows above `best` that its name begins in, the nearest first."""
    text, above = _text(best), list[Row]()
    for row in reversed([row for row in head if row.index < best.index]):
        core = _text(above[-1]) if above and _ONLY_LEGAL.match(_text(best)) else text
        begins = _begins_in(row, core, currency, goes_on=goes_on_below(row, rows))
        if row.index + 1 == best.index:
            begins = begins or _is_one_sign(row, best, currency, usual) or _is_house(row, text, currency)
        if not (_continues(text) or begins) or is_address(row.text) or is_said_again(_text(row), text):
            break
        text = f"{_text(row)} {text}"
        above.append(row)
    return above


def _begins_in(row: Row, text: str, currency: str | None, *, goes_on: bool) -> bool:
    """Whether the row above ends as no name does, or `text` begins so; or, where names are whole, `text` is
    but a kind of house, or set like the row above and without a trade of its own.
    """
    if is_unfinished(_text(row)) or is_begun(text):
        return True
    return currency == _WHOLE_NAMES and (is_generic(text) or (not _COMPANY.search(text) and goes_on))


def _is_guessed(row: Row, name: Row, currency: str | None, usual: float) -> bool:
    """Whether a row beside the name may be no part of it: MERRY CHRISTMAS is printed as large as the sign."""
    is_sign = row.index < name.index and _is_one_sign(row, name, currency, usual)
    is_sign = is_sign and not _begins_in(row, _text(name), currency, goes_on=False)
    return is_sign or names_no_house(_text(row)) or is_slogan(row.text)


def _is_house(row: Row, name: str, currency: str | None) -> bool:
    """Whether `row` only says what kind of house it is that `name` names below."""
    house = _text(row)
    return is_house_of(house, name) or (currency == _WHOLE_NAMES and is_kind_of(house, name))


def _is_one_sign(row: Row, below: Row, currency: str | None, usual: float) -> bool:
    """Whether two rows are one sign: set alike, and larger than the print of `usual` height. Companies of
    Malaysia are named below their sign.
    """
    if any(is_slogan(one.text) or _LEGAL.search(one.text) for one in (row, below)):
        return False
    if currency in _NAME_THE_COMPANY:
        is_free = not (_COMPANY.search(row.text) or is_said_again(row.text, below.text))
        return is_free and is_name_alone(row.text) and is_in_large_print(row, below, _LARGER * usual)
    return is_in_large_print(row, below, _LARGE * usual)


def _rest_of(name: Row, rows: Sequence[Row], currency: str | None, usual: float) -> Iterator[Row]:
    """The rows below the name that belong to it: its legal form, or what is set alike."""
    last = name
    for row in rows[name.index + 1 : name.index + 1 + _MOST_BELOW]:
        is_other = _COMPANY.search(row.text, 1) and not is_generic(row.text)
        by_law = currency == _WHOLE_NAMES and not is_other
        is_rest = goes_on_below(last, rows) or (may_go_on(last, rows) and _is_above_number(row, rows))
        goes_on = is_unfinished(_text(last)) or (by_law and is_rest)
        goes_on = goes_on or _is_house(last, _text(row), currency) or _is_one_sign(last, row, currency, usual)
        goes_on = goes_on or (is_begun(_text(row)) and goes_on_in(last, row))
        says_what = is_house_alone(_text(row)) or (currency == _WHOLE_NAMES and is_generic(_text(row)))
        goes_on = goes_on or (says_what and not _COMPANY.search(last.text))
        is_end = _ONLY_LEGAL.match(_text(row)) or (ends_a_company(row.text) and not _LEGAL.search(last.text))
        if not (is_end or (goes_on and _may_be_name(row.text))):
            return
        yield row
        last = row


def _named(head: Sequence[Row], usual: float) -> list[Row]:
    """The rows that may be the name; those that read like a sign as well where all others are places."""
    others = [row for row in head if not (is_scribble(row) or is_another(row.text))]
    is_named = any(_may_be_name(row.text) and _is_somebody(row.text) for row in others)
    head = others if is_named else head
    named = [row for row in head if _may_be_name(row.text) or is_short_sign(row, _LARGE * usual)]
    leads = [initials_above(row, head) for row in named]
    named = [row for row in named if row not in leads]
    if all(names_a_place(row.text) for row in named):
        numbers = [row for row in head if row.height > _LARGE * usual and _NUMBER_SIGN.fullmatch(row.text)]
        return numbers or [row for row in head if _may_be_name(row.text, signs=True)]
    return named


def _is_somebody(text: str) -> bool:
    """Whether a trade names somebody in `text`, or no place stands there."""
    return bool(_COMPANY.search(text)) or not names_a_place(text)


def _weigher(rows: Sequence[Row], currency: str | None) -> Callable[[Row], float]:
    """What a legal form and large print add to a row's score where the receipt is from."""
    usual = median(row.height for row in rows)
    if currency in _NAME_THE_COMPANY:
        return lambda row: (
            _LEGAL_FORM * bool(_LEGAL.search(row.text))
            - _A_KIND * names_no_house(_text(row))
            + _ABOVE_PARTICULARS * (_has_its_number(row) or _is_above_its_number(row, rows))
        )
    return lambda row: (
        _LARGE_PRINT * (row.height > _LARGE * usual and _text(row)[:1].isupper())
        - _A_KIND * is_generic(_text(row))
        + _LEGAL_FORM_ABROAD * bool(_LEGAL.search(row.text))
    )


def _has_its_number(row: Row) -> bool:
    """Whether the number that the company is registered under stands behind its name, which is not a note in
    brackets.
    """
    number = REGISTRATION.search(row.text)
    name = row.text[: number.start()].strip() if number else ""
    return bool(name) and not name.startswith("(")


def _is_above_its_number(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the row below is the number of the company that a trade names here, not the sign above."""
    return bool(_COMPANY.search(row.text)) and not is_generic(row.text) and _is_above_number(row, rows)


def _is_above_number(row: Row, rows: Sequence[Row]) -> bool:
    return bool(REGISTRATION.fullmatch(_below(row, rows)))


def _is_rival(row: Row, name: Row) -> bool:
    """Whether `row` may be the name as well: by a trade word, or it stands beside the name and repeats of it.

    Many heads give the name on the sign and the company's, others one name in two rows; what stands above it
    may be either. A sign of which every word stands in the company's name is that company's.
    """
    if _LEGAL.search(name.text) and is_said_again(_text(row), _text(name)):
        return False
    beside = abs(row.index - name.index) == 1 and not any(map(str.isdigit, row.text))
    is_above = row.index + 1 == name.index
    return bool(_COMPANY.search(row.text) or (beside and (is_above or _words(row.text) & _words(name.text))))


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_COMPANY.sub("", text.upper())))


def _continues(text: str) -> bool:
    """Whether the name began in the row above: a legal form, trade word or closing bracket leads."""
    starts = (_COMPANY.match(text) and not begins_a_name(text)) or ends_a_company(text)
    return bool(_ONLY_LEGAL.match(text) or starts) or text.count(")") > text.count("(")


def _text(row: Row) -> str:
    """The row without registration number and without specks that were read as letters of their own."""
    cells = [
        cell.text
        for cell in row.cells
        if (len(cell.text) > _SPECK and not _is_day(cell.text))
        or len(row.cells) == 1
        or _ONLY_LEGAL.match(cell.text)
    ]
    whole = without_phone(" ".join(cells or [row.text]))
    return without_owned_by(REGISTRATION.sub("", whole).strip(" *-_,:="))


def _head(rows: Sequence[Row]) -> Iterator[Row]:
    begun = False
    for row in rows[:_HEAD]:
        labels = {hit.label for hit in find_labels(row.text) if hit.slips == 0}
        if labels == {Label.ITEM_HEADER} and names_a_place(row.text):
            labels = set()  # UNIT 105, BLOCK A heads no column
        if not any(map(str.isdigit, row.text)):
            labels.discard(Label.PHONE)  # MELUR MOBILE CENTRE, KEDAI TELEFON
        if _has_its_number(row) and _LEGAL.search(row.text):
            labels = set()  # MELUR FOODS SDN BHD Company No. 123456-A
        if begun and labels & (ENDS_HEAD | {Label.PHONE, Label.ISSUED, Label.ADDRESS}):
            return
        begun = begun or _may_be_name(row.text)
        yield row


def _may_be_name(text: str, *, signs: bool = False) -> bool:
    text = GREETING.sub("", without_phone(text))
    bare = REGISTRATION.sub("", _without_dates(text))
    hits = [hit for hit in find_labels(bare) if hit.slips == 0]
    labels = {hit.label for hit in hits if hit.label is Label.NOTICE or hit.end - hit.start > len(bare) / 2}
    labels |= {hit.label for hit in hits[:1] if _IS_ANNOUNCED.match(bare, hit.end) and hit.start == 0}
    return (
        sum(char.isalpha() for char in bare) >= _SHORTEST
        and not labels & NOT_A_NAME
        and not (_AMOUNT_LAST.search(text) or _AMERICAN_PHONE.search(text))
        and (signs or not SIGN.fullmatch(bare))
        and sum(map(is_syllable, bare)) * 3 < len(bare)
    )


def _is_day(text: str) -> bool:
    return bool(dates_in(text, Order.DAY_FIRST)) and not any(map(str.isalnum, _without_dates(text)))


def _without_dates(text: str) -> str:
    """`text` without its dates, whose months are words: March 4, 2026."""
    for day in reversed(dates_in(text, Order.DAY_FIRST)):
        text = text[: day.start] + text[day.end :]
    return text


def _above_particulars(row: Row, rows: Sequence[Row]) -> bool:
    """Whether a registration number or an address follows in the next row."""
    below = _below(row, rows)
    return bool(REGISTRATION.fullmatch(below) or _ADDRESS_START.match(below))


def _is_kind_of_house(row: Row, rows: Sequence[Row]) -> bool:
    """Whether it only says what the shop is whose name stands above in one piece: a sign is read in parts."""
    above = rows[row.index - 1 : row.index] if row.index else ()
    return is_generic(row.text) and any(len(one.cells) == 1 and _may_be_name(one.text) for one in above)


def _below(row: Row, rows: Sequence[Row]) -> str:
    return rows[row.index + 1].text if row.index + 1 < len(rows) else ""


def _score(row: Row, first: Row, rows: Sequence[Row]) -> float:
    text = row.text
    is_company = bool(_COMPANY.search(text)) and not (_is_kind_of_house(row, rows) or names_a_county(text))
    is_place = names_a_place(text) and not (is_company or _has_its_number(row))
    score = _TRADE_WORD * is_company + _FIRST * (row is first)
    score += _HOUSE_OF_SHOWS * bool(_OF_SHOWS.search(text))
    score += _ABOVE_PARTICULARS * _above_particulars(row, rows) + _IN_CAPITALS * text.isupper()
    score -= _A_PLACE * is_place + _A_STREET * is_street(row, rows)
    score -= _BELOW_A_SIGN * (not _LEGAL.search(text) and is_beside_a_sign(row, rows))
    score -= _IN_BRACKETS * text.startswith("(") + _A_SLOGAN * is_slogan(text)
    score -= _NUMBERED * bool(_PARTICULARS.search(_text(row).upper()))
    return score - _A_ROW_LOWER * min(row.index - first.index, _FAR)
