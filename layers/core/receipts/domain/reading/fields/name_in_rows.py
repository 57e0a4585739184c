"""A shop's name outside Korea that is set in two rows, and rows of a head that only say what the shop is."""

import re
from collections.abc import Sequence

from receipts.domain.reading.fields.beside_an_address import is_of_another
from receipts.domain.reading.fields.slogans import is_slogan
from receipts.domain.reading.fields.western_address import names_a_place
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.vocabulary.keywords import find_labels

_KITCHENS = (
    "CHINESE|INDIAN|THAI|ITALIAN|MEXICAN|JAPANESE|KOREAN|FRENCH|GREEK|VIETNAMESE|TURKISH|LEBANESE|AMERICAN|"
    "SPANISH|PORTUGUESE|ASIAN|CANTONESE|SZECHUAN|PERSIAN|MEDITERRANEAN|HALAL|KOSHER|VEGETARIAN|VEGAN|"
    "AUTHENTIC|TRADITIONAL|MINI|FINE|FAMILY|SEAFOOD|STEAK|SUSHI|PIZZA|NOODLE|BURGER|COFFEE|TEA|WINE|"
    "SUNDRY|EATING|ICE CREAM|HAIR|BEAUTY|NAIL|GIFT|PET"
)
_HOUSES = (
    "RESTAURANT|RISTORANTE|RESTORAN|CAF[EÉ]|CAFETERIA|DINER|BISTRO|BRASSERIE|GRILL|BAR|PUB|TAVERN|HOUSE|KITCHEN|"
    "CUISINE|FOOD|BAKERY|STORE|SHOP|MARKET|PHARMACY|SALOON|SALON|SPA|HOTEL|SUPERMARKET"
)
_GENERIC = re.compile(
    rf"\W*(?:(?:{_KITCHENS}|{_HOUSES}|THE|A|AND)\W+)*(?:{_KITCHENS})\W+(?:(?:{_HOUSES}|AND)(?:\W+|$))+",
    re.IGNORECASE,
)
"""CHINESE RESTAURANT, Coffee Shop & Bakery: a kind of house, and nobody's name."""
_HOUSES_ALONE = re.compile(rf"\W*(?:(?:{_HOUSES}|THE|A|AND)\W+)*(?:{_HOUSES})\W*", re.IGNORECASE)
"""CAFE, Bar & Grill: somebody's, whose name stands above or below."""
_HOUSE = re.compile(rf"\W*(?:{_HOUSES})\W*", re.IGNORECASE)
_NUMBER_ALONE = re.compile(r"\W*\d{1,4}\W*")
_UNFINISHED = re.compile(r"(?:&|\bAND|\bDAN|\bTHE|\bOF|[-+])\s*$", re.IGNORECASE)
_BEGUN = re.compile(r"\W*(?:&|(?:AND|DAN)\s)", re.IGNORECASE)
_WHOLE = re.compile(
    r"\b(?:TRADING|ENTERPRISES?|RESTAURANT|CAFE|HARDWARE|STATIONERY|BAKERY|MART|MARKET|SUPERMARKET|STORES?|SHOP|"
    r"BOUTIQUE|OPTICAL|WORKSHOP|PHARMACY|CLINIC|HOUSE|HOTEL|SALON|CENT(?:RE|ER)|COMPANY|CO|GALLERY|MARKETING|"
    r"SERVICES?|SUPPL(?:Y|IES)|STATION|GROUP)\W*$",
    re.IGNORECASE,
)
"""In English the trade ends the name, while Malay begins with it: RESTORAN, KEDAI, PUSAT SERVIS."""
_MALAY_HOUSES = (
    "RESTORAN|KEDAI|PASARAYA|PASAR MINI|FARMASI|KLINIK|BENGKEL|WARUNG|PERNIAGAAN|SYARIKAT|SYKT|PUSAT|STESEN|"
    "BUTIK|KOPERASI|PERUSAHAAN|PERCETAKAN|POLIKLINIK|DOBI|SALUN"
)
_MALAY_NAME = re.compile(
    rf"\W*(?:{_MALAY_HOUSES})\s(?!\W*(?:SDN|BHD|BERHAD|S/B|ENTERPRISE)\b)[^\W\d_]", re.IGNORECASE
)
"""FARMASI MELUR SDN BHD; but PASARAYA SDN BHD ends a name."""
_MALAY_GOODS = (
    "NASI|KANDAR|LEMAK|AYAM|CAMPUR|BERIANI|BRIYANI|MEE|LAKSA|ROTI|CANAI|SATAY|SATE|TOM ?YAM|IKAN|BAKAR|SUP|"
    "TULANG|MAKAN|MAKANAN|MINUMAN|LAUT|KOPI|TEH|KEK|VEGETARIAN|MUSLIM|MAMAK|MELAYU|INDIA|CINA|THAI|SEAFOOD|"
    "BUKU|ALAT|ALATAN|TULIS|UBAT|RUNCIT|SERBANEKA|PERABOT|EMAS|KAIN|PAKAIAN|KASUT|JAHIT|BUNGA|HAIWAN|BASIKAL|"
    "KERETA|MOTOSIKAL|MOTOR|TAYAR|BATERI|GANTI|SERVIS|PERKHIDMATAN|BESI|CAT|KAYU|PAPAN|ELEKTRIK|ELEKTRONIK|"
    "PERGIGIAN|GIGI|MATA|CERMIN|KACA|OPTIK|GUNTING|RAMBUT|KECANTIKAN|DOBI|TELEFON|KOMPUTER|MINYAK|TUISYEN|JAGAAN|"
    "BORONG|PEMBORONG|TRADISIONAL|BARANG|BARANGAN|SAYUR|BUAH|DAGING|DAN"
)
_MALAY_KIND = re.compile(
    rf"\W*(?:{_MALAY_HOUSES}|GERAI|KILANG)(?:\W+(?:{_MALAY_HOUSES}|{_MALAY_GOODS}))*\W*", re.IGNORECASE
)
"""KEDAI KOPI, RESTORAN NASI KANDAR, PUSAT SERVIS KERETA: the name follows the kind of house."""
_FUELS = re.compile(
    r"\W*(?:PETRONAS|SHELL|PETRON|CALTEX|BH ?P(?:ETROL)?|ESSO|MOBIL)(?:\W+(?:STATION|STESEN|MINYAK|DAGANGAN|"
    r"MESRA|SELECT|MALAYSIA))*\W*",
    re.IGNORECASE,
)
"""The signs of stations in Malaysia, which dealers run: the seller is named below."""
_STATION_ALONE = re.compile(
    r"(?:\W*\b(?:SELF|SERVICES?|SERVE|PETROL|FILLING|GAS|STATION|STESEN|MINYAK|CONVENIENCE|STORE|SHOP|MART|KEDAI|"
    r"TRADING|ENTERPRISE)\b)+\W*",
    re.IGNORECASE,
)
"""SERVICE STATION below the sign says what it is; TRADING ends what the sign began."""
_LEGAL = re.compile(r"\b(?:BERHAD|BHD|S/B|LTD|INC|LLC|PLC|PTE)\b", re.IGNORECASE)
_END_OF_COMPANY = re.compile(
    r"\W{0,2}(?:\([A-Z][A-Z .]{1,20}\)|(?:CENT(?:RE|ER)|SERVICES?|SUPPL(?:Y|IES)|WORKSHOP|INDUSTR(?:Y|IES)|"
    r"PRODUCTS?|HOLDINGS?)\b[A-Z .()&]{0,20})\s?(?:SDN|BHD|S/B|PTE|LTD)\b",
    re.IGNORECASE,
)
"""(AMPANG) SDN BHD, CENTRE (KL) SDN BHD"""
_SAYS_MORE = re.compile(
    r"\b(?:DEALERS?|SUPPLIERS?|SPECIALI\w+|PENGEDAR|PEMBEKAL|AGENTS?|IMPORTERS?|AUTHORI[SZ]ED|CAWANGAN|BRANCH|"
    r"OUTLET|FORMERLY|LICENSEE|MEMBER|UNIT OF|HALAL|PORK|DELIVERY|CATERING|SINCE|EST|YOUR|OUR|WE|OPEN)\b",
    re.IGNORECASE,
)
"""Below a name: what the shop deals in, whose it is and when it is open."""
_LISTED = re.compile(r"\W*[^\W\d][^\d/|•·]*(?:(?:\s[-–]\s|\s?[/|•·]\s?)[^\W\d][^\d/|•·-]*){2,}")
"""What is sold: PHONES - REPAIRS - PREPAID, Printing / Binding / Laminating."""
_TRADES_OF_COMPANY = (
    "BUILDING|MATERIALS?|HARDWARE|MACHINER(?:Y|IES)|ENGINEERING|AUTO|SPARE|PARTS|TYRES?|BATTER(?:Y|IES)|SUPPL(?:Y|IES)|"
    "TRADING|ENTERPRISES?|MARKETING|DISTRIBUTORS?|DISTRIBUTION|ELECTRICAL|ELECTRONICS?|ELEKTRIK|FOODS?|BEVERAGES?|F&B|"
    "INDUSTR(?:Y|IES)|PRODUCTS?|MANUFACTURING|CONSTRUCTION|TRANSPORT|LOGISTICS?|FURNITURE|STATIONERY|PRINTING|"
    "MOTORS?|PHARMACY|MEDICAL|HEALTHCARE|RESTAURANTS?|CATERING|BAKER(?:Y|IES)|SEAFOOD|RETAIL|RESOURCES|VENTURES?|"
    "HOLDINGS?|SERVICES?|CENT(?:RE|ER)|COMPANY|CO|WORKSHOP|GLASS|ALUMINIUM|TIMBER|STEEL|PAINTS?|PLASTICS?|TEXTILES?|"
    "GARMENTS?|OPTICAL|JEWELLERS?|GOLDSMITH|COMMUNICATIONS?|TECHNOLOG(?:Y|IES)|SYSTEMS?|INTERNATIONAL|MALAYSIA"
)
_END_IN_TRADES = re.compile(
    rf"(?:(?:{_TRADES_OF_COMPANY}|AND|DAN|&|-|,)[\s.]*)+(?:\([A-Z][A-Z .]{{0,20}}\)\s?)?"
    r"(?:SDN|BHD|BERHAD|S/B|PLT)\b",
    re.IGNORECASE,
)
"""BUILDING MATERIALS (M) SDN BHD, below whose they are."""
_WORD = re.compile(r"\w+")
_SHORT_SIGN = re.compile(r"1[6-9]\d\d|20[0-2]\d|[A-Z]\s?&?\s?[A-Za-z]")
"""1847, XO, A&B: shops are called after a year or have two letters. What else has digits alone at the head is
an order or a table.
"""
_INITIALS = re.compile(r"[A-Z](?:\s?[.&+]\s?[A-Z]){1,3}\.?|[A-Z]\s?[A-Z]|[A-Z]\.")
"""T.K., A & W, TK"""
_BARE = re.compile(r"[A-Z ]+\.?")
"""TK: letters without points between them may be of a drawn logo."""
_SAME_PRINT = 0.15
"""The share by which two rows of one name may differ in height."""
_MUCH_LARGER = 1.6
"""Times its height: how large a sign is set beside a line that says what the shop is."""
_NEXT_ROW = 2.2
"""In heights of the print: how far apart the middles of two rows of one name may be."""
_IN_LINE = 1.0
"""In heights: how far from the middle or the left edge of the one the other may be set."""
_FEWEST = 3
"""Letters of a row of a name."""


def is_generic(text: str) -> bool:
    """Whether `text` says what kind of house it is, and nothing else."""
    return bool(_GENERIC.fullmatch(text))


def is_house_alone(text: str) -> bool:
    """Whether `text` says that it is a house, and neither whose nor for what."""
    return bool(_HOUSES_ALONE.fullmatch(text))


def number_above(name: Row, rows: Sequence[Row]) -> Row | None:
    """The number that the shop is called after, where its row below says only what it is: 88 above CAFE."""
    above = rows[name.index - 1] if name.index else None
    is_number = above is not None and above.page == name.page and _NUMBER_ALONE.fullmatch(above.text)
    return above if is_number and (is_generic(name.text) or is_house_alone(name.text)) else None


def is_scribble(row: Row) -> bool:
    """Whether it is letters that stand apart, each of them doubted: M A A, as a stroke of a pen is read."""
    words = row.text.split()
    return len(row.doubted) == len(words) and all(len(word) == 1 for word in words)


def is_short_sign(row: Row, height: float) -> bool:
    """Whether it is a year or two letters that are read well, and larger than `height`: of a drawn logo
    letters may be read, too.
    """
    is_large = row.height > height and len(row.cells) == 1 and not row.doubted
    return is_large and bool(_SHORT_SIGN.fullmatch(row.text))


def initials_above(name: Row, rows: Sequence[Row]) -> Row | None:
    """The initials of who is named in the row below: T.K. above CHEN FRUITS. Where its words begin with these
    letters, TAN KIM TRADING, they are its sign; so may be letters without points in other print.
    """
    above = next((row for row in rows if row.index == name.index - 1), None)
    if above is None or not _INITIALS.fullmatch(above.text) or not _is_in_line(above, name):
        return None
    firsts = "".join(word[0] for word in _WORD.findall(name.text.upper()))
    is_sign = firsts.startswith(re.sub(r"\W", "", above.text))
    return None if is_sign or not ("." in above.text or _is_one_print(above, name)) else above


def are_surely_initials(row: Row, name: Row) -> bool:
    """Whether the initials are of who is named below beyond doubt: with points, and in the same print."""
    return not _BARE.fullmatch(row.text) and bool(_INITIALS.fullmatch(row.text)) and _is_one_print(row, name)


def is_house_of(house: str, name: str) -> bool:
    """Whether `house` only says what the house is that `name` names in the row below: Cafe above Linden."""
    return bool(_HOUSE.fullmatch(house)) and _is_rest(name) and not is_house_alone(name)


def is_in_large_print(one: Row, other: Row, height: float) -> bool:
    """Whether both rows are set alike, and larger than `height`: a sign that takes two rows."""
    return min(one.height, other.height) > height and goes_on_in(one, other)


def is_kind_in_malay(text: str) -> bool:
    """Whether `text` says in Malay what kind of house it is, and nothing else."""
    return bool(_MALAY_KIND.fullmatch(text))


def names_no_house(text: str) -> bool:
    """Whether `text` says, in Malay or English, what kind of house it is, and not whose."""
    return is_kind_in_malay(text) or is_house_alone(text)


def is_kind_of(kind: str, name: str) -> bool:
    """Whether `kind` only says in Malay what the house is that `name` names in the row below: KEDAI KOPI
    above HONG KEE or AL-RAHMAN BISTRO.
    """
    return is_kind_in_malay(kind) and _is_rest(name) and not _MALAY_NAME.match(name)


def without_fuels(head: Sequence[Row]) -> list[Row]:
    """The rows of `head` without the sign of an oil company right above the name of who runs the station."""
    dealers = {
        row.index for row in head if is_name_alone(row.text) and not _STATION_ALONE.fullmatch(row.text)
    }
    return [row for row in head if not (_FUELS.fullmatch(row.text) and row.index + 1 in dealers)]


def is_another(text: str) -> bool:
    """Whether `text` names somebody else than the seller: a doctor, its parent, what it was called,
    or what it sells.
    """
    return bool(_LISTED.fullmatch(text)) or is_of_another(text)


def is_unfinished(text: str) -> bool:
    """Whether a name that ends so goes on in the next row: SENG HIN TRADING &."""
    return bool(_UNFINISHED.search(text))


def is_begun(text: str) -> bool:
    """Whether a name that begins so began in the row above: & LIGHTING CENTRE."""
    return bool(_BEGUN.match(text))


def begins_a_name(text: str) -> bool:
    """Whether a trade leads `text` that begins names in Malay, and the name follows."""
    return bool(_MALAY_NAME.match(text))


def is_said_again(sign: str, name: str) -> bool:
    """Whether all words of the sign stand in the name below it, too: then it is the sign of that company, and
    not the beginning of its name.
    """
    words = set(_WORD.findall(sign.upper()))
    return bool(words) and words <= set(_WORD.findall(name.upper()))


def is_beside_a_sign(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the row above or below is a name, read well and set much larger, that it does not repeat."""
    near = (other for other in rows if abs(other.index - row.index) == 1 and other.page == row.page)
    signs = (other for other in near if other.height > _MUCH_LARGER * row.height and not other.doubted)
    return any(is_name_alone(sign.text) and not is_said_again(sign.text, row.text) for sign in signs)


def goes_on_below(name: Row, rows: Sequence[Row]) -> bool:
    """Whether the row below is the rest of the name: set alike and in line, letters alone, and no legal form
    has ended the name. Companies of Malaysia are named in full by law, and their names are long.
    """
    below = rows[name.index + 1 : name.index + 2]
    is_whole = (
        name.text.startswith("(")
        or _LEGAL.search(name.text)
        or _WHOLE.search(name.text)
        or any(map(str.isdigit, name.text))
        or (below and _said_in_both(name.text, below[0].text))
    )
    return bool(below) and not is_whole and _is_set_alike(name, below[0]) and _is_rest(below[0].text)


def _said_in_both(sign: str, name: str) -> bool:
    """Whether they share a word of four letters and more, which no name has twice: AYAM PENYET SITI above
    SITI RASA RESOURCES.
    """
    words, others = (set(_WORD.findall(text.upper())) for text in (sign, name))
    return any(len(word) > _FEWEST for word in words & others)


def may_go_on(last: Row, rows: Sequence[Row]) -> bool:
    """Whether the rest of a name may stand below its `last` row, which no legal form ends."""
    below = rows[last.index + 1 : last.index + 2]
    if below and _said_in_both(last.text, below[0].text):
        return False
    is_open = bool(below) and not _LEGAL.search(last.text) and below[0].text.isupper() == last.text.isupper()
    return is_open and _is_rest(below[0].text) and not is_slogan(below[0].text)


def ends_a_company(text: str) -> bool:
    """Whether `text` is the end of a company's name: where it is from, or the last word of its trade, and its
    legal form.
    """
    return bool(_END_OF_COMPANY.match(text) or _END_IN_TRADES.match(text))


def goes_on_in(name: Row, below: Row) -> bool:
    """Whether `below`, which begins as no name does, is set like `name` and has letters alone."""
    return _is_set_alike(name, below) and _is_rest(below.text)


def _is_set_alike(one: Row, other: Row) -> bool:
    return (
        _is_in_line(one, other) and _is_one_print(one, other) and one.text.isupper() == other.text.isupper()
    )


def _is_one_print(one: Row, other: Row) -> bool:
    return abs(one.height - other.height) <= _SAME_PRINT * max(one.height, other.height)


def _is_in_line(one: Row, other: Row) -> bool:
    """Whether the other stands right below, both in the middle or at the left."""
    largest = max(one.height, other.height)
    apart = min(abs(one.left - other.left), abs(one.left + one.right - other.left - other.right) / 2)
    return one.page == other.page and other.y - one.y <= _NEXT_ROW * largest and apart <= _IN_LINE * largest


def is_name_alone(text: str) -> bool:
    """Whether `text` is letters alone that may name somebody: no branch, no slogan, no words of the till."""
    return _is_rest(text) and not is_slogan(text)


def _is_rest(text: str) -> bool:
    """Whether `text` is letters alone that announce nothing, name no place and say nothing of a shop."""
    return (
        sum(map(str.isalpha, text)) >= _FEWEST
        and not any(map(str.isdigit, text))
        and not text.strip().startswith(("(", "-", "*"))
        and not (":" in text or find_labels(text) or names_a_place(text) or _SAYS_MORE.search(text))
        and not is_another(text)
    )
