"""Who signs a paper at its foot: beside the business number, above it, or with a seal."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from receipts.domain.reading.blocks.announced import announced_by
from receipts.domain.reading.fields.not_a_shop import is_a_person, without_owner
from receipts.domain.reading.fields.particulars import NUMBER
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import is_syllable
from receipts.domain.reading.values.business_numbers import find_business_numbers
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels, leading_word
from receipts.domain.reading.vocabulary.korean_words import SENTENCE_ENDS
from receipts.domain.reading.vocabulary.labels import Label

_BESIDE = re.compile(rf"(?P<name>(?:\(\s?[주유합]?\s?\)|[^\d(]){{3,}})\s?\(?{NUMBER}\)?\s*$")
"""서현점(902-45-00731)"""
_LEADS = re.compile(rf"\W*(?:사업자|등록번호|고유번호)?[가-힣]{{0,6}}\W*{NUMBER}")
_SEALED = re.compile(
    r"(?P<name>[^\[(]{3,40}?)\s*[\[(]\s?(?:인|직인|서명|날인)\s?(?:생략)?\s?[\])]\s*$|(?P<plain>.{3,40}?)\s+직인\s?생략\W*$"
)
_PRESENTED = re.compile(r"(?P<name>.{3,40}?)\s+(?:드림|올림|배상)\W*")
_ISSUED_BY = frozenset({"발급기관", "발급기관명", "발행기관"})
_AUTHORITY = re.compile(r"(?:[시군구도]청|센터|사무소|법원|등기소|세무서|공단|공사|우체국|경찰서)$")
"""What issues certificates; a card is issued by a bank."""
_BESIDE_ITS_WORD = 0.85
"""How sure an authority is by its word and by what it is called."""
_SENTENCE = re.compile(SENTENCE_ENDS)
_PLACE = re.compile(r"(?:시|군|구|도)\s.*(?:로|길|동|읍|면)\s?\d|[가-힣](?:로|길)\s?\d+")
_REGISTERED = re.compile(r"(?:등록|신고|허가|인가|지정)\s?(?:번호|증)?\W*제?\s?\d[\d-]*\s?호?\W*$")
"""Schools and the like give the number of their registration, too: (학원등록번호 제 4417호)."""
_HALF_A_WORD = re.compile(r"\W*[상호](?:\s{1,6}[:：]?|[:：])\s{0,6}(?P<name>[가-힣A-Za-z(].*)")
"""상 호 set so wide that one of its syllables is lost."""
_NEAR = 2
"""Rows from it in which the form gives number, address or owner."""
_HAS_NUMBER = re.compile(rf"(?<!\d){NUMBER}(?!\d)")
_ENOUGH = 2
"""Kinds of them that tell a form."""
_PARTICULARS = frozenset({Label.BUSINESS_NUMBER, Label.ADDRESS, Label.OWNER})
_HALF_A_NAME = 0.6
"""How sure a name is whose word is known by half."""
_ABOVE = 2
"""Rows between which the address may stand."""


def issued_by(rows: Sequence[Row]) -> Found[str] | None:
    """The authority that 발급기관 names, which on a card slip is a bank and sold nothing."""
    said = (value for value in announced_by(rows, Label.ISSUER) if value.hit.word in _ISSUED_BY)
    named = (value for value in said if _AUTHORITY.search(value.text))
    return next((Found(value.text, value.row, value.start, _BESIDE_ITS_WORD) for value in named), None)


def behind_half_its_word(rows: Sequence[Row]) -> Found[str] | None:
    """The name in a form's row that begins with half of 상호, among what forms give with it."""
    for row in rows:
        match = _HALF_A_WORD.match(row.text)
        if match is None or len(_particulars_near(row, rows)) < _ENOUGH:
            continue
        start = match.start("name")
        end = min((hit.start for hit in find_labels(row.text)), default=len(row.text))
        if _may_name(name := row.text[start:end].strip()):
            return Found(name, row, start, _HALF_A_NAME)
    return None


def _particulars_near(row: Row, rows: Sequence[Row]) -> set[Label]:
    """Which of number, address and owner are given around the row."""
    near = rows[max(row.index - _NEAR, 0) : row.index + _NEAR + 1]
    said = {hit.label for one in near for hit in find_labels(one.text) if not hit.slips}
    if any(_HAS_NUMBER.search(one.text) for one in near):
        said.add(Label.BUSINESS_NUMBER)
    return said & _PARTICULARS


def as_signed(name: Found[str], rows: Sequence[Row]) -> Found[str]:
    """`name` as it stands beside the business number elsewhere, where a drawn logo was misread: one syllable
    is wrong or too many, and the engine is surer of the plain print. Two spellings are asked in any case.
    """
    for row in (found.row for found in find_business_numbers(rows) if found.value.is_valid):
        match = _BESIDE.match(row.text)
        other = match["name"].strip() if match and row is not name.row else name.value
        if other != name.value and _is_misread(name.value, other):
            surer = _sureness(row) > _sureness(name.row)
            value = other if surer else name.value
            return replace(name, value=value, confidence=min(name.confidence, _HALF_A_NAME))
    return name


def _is_misread(one: str, other: str) -> bool:
    """Whether the two differ in the letters of one syllable, or the first has one more."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return len(one) == len(other) + 1 and one.startswith(other)


def _sureness(row: Row) -> float:
    return min(cell.line.confidence for cell in row.cells)


def signatures(rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """What may name the seller, the likeliest first."""
    numbered = [found.row for found in find_business_numbers(rows) if found.value.is_valid]
    for row in numbered:
        if match := _BESIDE.match(row.text):
            yield row, match["name"]
    for row in numbered:
        yield from _above(row, rows)
        yield from _below(row, rows)
    for row in reversed(rows):
        name = _without_seal(row.text)
        if name != row.text and _may_name(name):
            yield row, name


def _above(row: Row, rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """The row above a number that leads its own, or the one above the address there."""
    upper = rows[max(row.index - _ABOVE, 0) : row.index] if _LEADS.match(row.text) else ()
    for other in reversed(upper):
        if _may_name(other.text) and len(other.cells) == 1:
            yield other, _without_seal(other.text)
        if not (_PLACE.search(other.text) or _REGISTERED.search(other.text) or _names_owner(other)):
            return


def _below(row: Row, rows: Sequence[Row]) -> Iterator[tuple[Row, str]]:
    """The row between a number that leads its own and the address below."""
    below = rows[row.index + 1 : row.index + 3]
    if len(below) > 1 and _LEADS.fullmatch(row.text) and _PLACE.search(below[1].text):
        yield from ((one, one.text) for one in below[:1] if _may_name(one.text) and len(one.cells) == 1)


def _names_owner(row: Row) -> bool:
    word = leading_word(row.text)
    return word is not None and word.label is Label.OWNER and not word.slips


def _without_seal(text: str) -> str:
    """한울대학교 총장 [직인], 사단법인 온기나눔회 (인): the name alone."""
    match = _SEALED.match(text) or _PRESENTED.fullmatch(text)
    return without_owner(next(filter(None, match.groups())) if match else text)


def _may_name(text: str) -> bool:
    """Whether it may be a name by its letters: Hangul, no number, no person and no word for a field."""
    open_bracket = text.count("(") != text.count(")")
    plain = not (
        open_bracket or any(map(str.isdigit, text)) or _SENTENCE.search(text) or is_a_person(text.strip())
    )
    said = {hit.label for hit in find_labels(text)} - {Label.MERCHANT}
    return plain and not said and sum(map(is_syllable, text)) > 1
