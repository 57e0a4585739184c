"""Resident numbers (주민등록번호, 외국인등록번호): a day of birth and seven digits more."""

import re
from collections.abc import Iterator

from receipts.domain.mask.forms import AS_DIGITS, DIGIT
from receipts.domain.mask.harmless import is_harmless
from receipts.domain.mask.issuers import SHORTEST, is_ean
from receipts.domain.mask.lines import are_of_two_lines
from receipts.domain.mask.words import LONGEST_GAP, OTHER, RESIDENT_WORD, announcer

_STAR = "[*xX]"
_T = r"[ \-._/~;]"
_BACK = rf"(?=.{{0,3}}[0-9*])((?:{DIGIT}|{_STAR})(?:{_T}{{0,2}}(?:{DIGIT}|{_STAR})){{%s}})"
_BORN = (
    rf"({DIGIT}{{6}}|{DIGIT}(?:{_T}{{1,2}}{DIGIT}){{5}}|\d\d(?P<sign>[-./ ])\d\d(?P=sign)\d\d(?=(?P=sign)))"
)
_SIGNS = r"[^0-9A-Za-z가-힣\n*|]{0,8}"
_BAR = r"[*|lI](?= {0,8}[0-9](?:[ -]?[0-9]){6}(?![0-9]))"  # a stroke, where seven digits follow
_BETWEEN = rf"{_SIGNS}(?:\n|{_BAR})?{_SIGNS}"
_BEFORE = (
    r"(?<![0-9])(?:(?<![0-9][-.])|(?<=(?<![0-9])[0-9][-.])|(?<=[0-9]{8}-))"  # "1." of a list, a file's day
)
_BEHIND = r"(?:(?![0-9])|(?=[0-9]{1,3},[0-9]{3}))"  # a price may be glued to it
_RESIDENT = re.compile(rf"{_BEFORE}{_BORN}{_BETWEEN}(?P<back>{_BACK % 6}){_BEHIND}")
_LABELLED_RESIDENT = re.compile(
    rf"[^0-9\n]{{0,16}}?\n?[^0-9\n]{{0,8}}?{_BORN}{_BETWEEN}(?P<back>{_BACK % '0,6'})"
)
_SECOND_HALF = re.compile(r"뒷\s?자리[^0-9\n]{0,8}(?P<back>[0-9](?:[ -]?[0-9]){6})(?![0-9])")
_WRAPPED = re.compile(
    rf"(?<![0-9]){_BORN}-(?P<front>[1-8][0-9]{{1,5}})\n {{0,8}}(?P<rest>[0-9]{{1,5}})"
    r"(?![0-9]|[,.:/-][0-9]| ?(?:원|EA|개)(?![가-힣])| +[0-9])"  # an amount below, or a row of them
)
_WHOLE_BORN = (
    rf"(?P<born>{DIGIT}{{8}}|(?P<dotted>{DIGIT}{{2}}(?:{DIGIT}{{2}})?"
    rf"(?P<mark>[-./년]) ?{DIGIT}{{1,2}}(?:(?P=mark)|월) ?{DIGIT}{{1,2}})[.일]?)"
)
_WHOLE_RESIDENT = re.compile(
    rf"(?<![0-9])(?<![0-9][-./]){_WHOLE_BORN}(?P<gap> {{0,3}}[-~/._]? {{0,3}})"
    rf"(?P<back>(?:{DIGIT}|{_STAR}){{7}}){_BEHIND}"
)
_LABELLED_WHOLE_RESIDENT = re.compile(
    rf"[^0-9\n]{{0,16}}?\n?[^0-9\n]{{0,8}}?(?<![0-9]){_WHOLE_BORN}"
    rf"(?:(?<=일)|(?={DIGIT}{{7}}(?!{DIGIT}))|(?!{DIGIT})){_BETWEEN}(?P<back>{_BACK % '0,6'})"
)
_ROW_OF_PAYMENTS = re.compile(
    r"(?:카드|현금|상품권|결제|취소|매출|매입|입금|정산|CARD|CASH)[^0-9\n]{0,8}"
    r"(?:[1-9][0-9,]{0,9} +){0,3}[0-9]{1,3} +$",
    re.IGNORECASE,
)
_ROW_GOES_ON = re.compile(r" *(?:\n|\Z)| +[0-9]")
"""How many payments of a kind there were, before their amounts: a till's sums of the day."""
_DAY = re.compile(r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_OLDEST = "30"
_FIRST_YEAR, _NEXT_CENTURY, _FIRST_PAPERS, _LAST_YEAR = 1900, 2000, 2016, 2035
_LENGTH_OF_SHORT_YEAR, _LENGTH_OF_SHORT_DAY = 2, 8
_FEWEST_BORN, _FEWEST_SIGNS, _LENGTH_OF_BACK = 3, 2, 7


def hidden_of_residents(plain: str) -> Iterator[int]:
    """The offsets in `plain` of the last seven of each resident number."""
    for word in RESIDENT_WORD.finditer(plain):
        if found := _behind_word(plain, word.end()):
            yield from _symbols_in(plain, *found.span("back"))
    for found in _SECOND_HALF.finditer(plain):
        yield from _symbols_in(plain, *found.span("back"))
    for found in _WRAPPED.finditer(plain):
        if len(found["front"] + found["rest"]) == _LENGTH_OF_BACK and _is_wrapped(plain, found):
            yield from _symbols_in(plain, found.start("front"), found.end("rest"))
    for found in _RESIDENT.finditer(plain):
        if _is_resident(plain, found):
            yield from _symbols_in(plain, *found.span("back"))
    for found in _WHOLE_RESIDENT.finditer(plain):
        if _is_whole_resident(plain, found):
            yield from _symbols_in(plain, *found.span("back"))


def _behind_word(plain: str, start: int) -> re.Match[str] | None:
    whole = _LABELLED_WHOLE_RESIDENT.match(plain, start)
    return whole if whole and _year_of(whole) else _LABELLED_RESIDENT.match(plain, start)


def _symbols_in(plain: str, start: int, end: int) -> Iterator[int]:
    return (offset for offset in range(start, end) if plain[offset].isalnum() or plain[offset] in "|*")


def _is_wrapped(plain: str, found: re.Match[str]) -> bool:
    """Whether a number goes on in the next line: not a paper's, of its own day and a serial, above an amount.

    Where the day may be a paper's of these years, the century has to go with it.
    """
    if not _is_day(found[1]):
        return False
    before = plain[max(found.start() - LONGEST_GAP, 0) : found.start()]
    if RESIDENT_WORD.search(before):
        return True
    is_of_a_paper = str(_FIRST_PAPERS)[-2:] <= _short_year(found[1]) <= str(_LAST_YEAR)[-2:]
    fits = _goes_with(found["front"][0], found[1]) or not is_of_a_paper
    return fits and announcer(before) != OTHER


def _short_year(born: str) -> str:
    return re.sub(r"[^0-9A-Za-z|]", "", born).translate(AS_DIGITS)[:2]


def _goes_with(century: str, born: str) -> bool:
    """Whether the first of the seven, which names the century, is one of somebody alive with that year."""
    return century in ("1256" if _short_year(born) >= _OLDEST else "3478")


def _is_resident(plain: str, found: re.Match[str]) -> bool:
    """A day of birth and seven more; thirteen digits without a gap may be a bar code as well."""
    if not _is_day(found[1]) or not re.search("[0-9]", found["back"]):
        return False
    start, end = found.span()
    whole = _WHOLE_RESIDENT.match(plain, start)
    if whole and _year_of(whole):
        return False  # its birthday is longer
    before = plain[max(start - LONGEST_GAP, 0) : start]
    if RESIDENT_WORD.search(before):
        return True
    if announcer(before) == OTHER or not _is_possible(plain, found):
        return False
    back = found.span("back")
    if is_harmless(plain, *back) or are_of_two_lines(plain, found.span(1), back):
        return False
    return end - start > SHORTEST or not _is_bar_code(plain, start, end)


def _is_day(printed: str) -> bool:
    born = re.sub(r"[^0-9A-Za-z|]", "", printed)
    return bool(_DAY.fullmatch(born.translate(AS_DIGITS))) and sum(map(str.isdigit, born)) >= _FEWEST_BORN


def _is_possible(plain: str, found: re.Match[str]) -> bool:
    """Whether the first of the seven, which names the century, goes with the year; a dash does without.

    Of 1 and 2, 5 and 6, born 1900 to 1999, few are over 96; of 3 and 4, 7 and 8 none was born after 2029; and
    9 and 0 are of the 19th century. So papers that are numbered by their day and seven more stay whole.
    """
    between = plain[found.end(1) : found.start("back")]
    century = found["back"][:1].translate(AS_DIGITS)
    if century in ("0", "9"):
        return False
    if between.strip() or not found["back"][:1].isalnum():
        return True
    if len(set(re.split("[^ ]", found["back"].strip())[1:-1])) > 1 or _is_among(plain, found, between):
        return False  # numbers side by side
    return _goes_with(century, found[1])


def _is_among(plain: str, found: re.Match[str], between: str) -> bool:
    """Whether the same blanks, or any where the line ends between, go on to one more bare number."""
    start, end = found.start(1), found.end("back")
    before, behind = plain[max(start - LONGEST_GAP, 0) : start], plain[end : end + LONGEST_GAP]
    blanks = " +" if "\n" in between else between
    if not between.strip(" ") and _ROW_OF_PAYMENTS.search(before) and _ROW_GOES_ON.match(plain, end):
        return True
    before_it, behind_it = rf"(?<![^ \n])\d{{2,}}{blanks}$", rf"{blanks}\d{{2,}}(?![^ \n])"
    return bool(between) and bool(re.search(before_it, before) or re.match(behind_it, behind))


def _year_of(found: re.Match[str]) -> int | None:
    """The year of birth, with the century; None where it is no day."""
    printed = found["born"].translate(AS_DIGITS)
    if found["dotted"] is None:
        year, month, day = printed[:4], printed[4:6], printed[6:]
    else:
        year, month, day = re.findall(r"\d+", printed)
    whole = (
        int(year) if len(year) > _LENGTH_OF_SHORT_YEAR else int(("19" if year >= _OLDEST else "20") + year)
    )
    is_day = _DAY.fullmatch(f"{whole % 100:02}{month:>02}{day:>02}") and _FIRST_YEAR <= whole <= _LAST_YEAR
    return whole if is_day else None


def _is_whole_resident(plain: str, found: re.Match[str]) -> bool:
    """A birthday with its century or its signs, and seven more: a dash is enough, but for days of papers.

    Beside a mere space, or with nothing between, a day of the last years is a paper's, and the first of the
    seven goes with the century where the year has but two digits or nothing stands between.
    """
    year, century = _year_of(found), found["back"][0].translate(AS_DIGITS)
    before = plain[max(found.start() - LONGEST_GAP, 0) : found.start()]
    if year is None or announcer(before) == OTHER or not re.search("[0-9]", found["back"]):
        return False
    if century in "09":
        return False
    fits = century in ("1256" if year < _NEXT_CENTURY else "3478") or not century.isdigit()
    if found["gap"].strip():
        return fits or year < _FIRST_PAPERS
    is_told = len(found["born"]) > _LENGTH_OF_SHORT_DAY and found["gap"] != ""
    return (fits or is_told) and year < _FIRST_PAPERS


def _is_bar_code(plain: str, start: int, end: int) -> bool:
    """Two of three: the check digit of an EAN-13, Korea's prefix, money around it as among goods."""
    lines = plain[max(start - LONGEST_GAP, 0) : start] + " " + plain[end : end + LONGEST_GAP]
    is_sold = re.search(r"\d,\d{3}|(?<!\d)[1-9]\d*0(?![\d-])", lines) is not None
    return is_ean(plain[start:end]) + plain.startswith("880", start) + is_sold >= _FEWEST_SIGNS
