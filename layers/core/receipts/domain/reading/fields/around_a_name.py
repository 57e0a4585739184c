"""What stands around a shop's name at the head: where it is, what it serves, its kind set as a sign."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from receipts.domain.reading.fields.tidy_name import tidied
from receipts.domain.reading.layout.rows import Cell, Row
from receipts.domain.reading.letters.jamo import is_syllable
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.korean_towns import PROVINCES, TOWNS
from receipts.domain.reading.vocabulary.korean_words import SERVED, TRADES

_BESIDE = re.compile(
    r"(?:[가-힣A-Za-z0-9·]{2,12}\s){1,3}(?:바로\s)?(?:앞|옆|뒤|맞은\s?편|건너\s?편|인근|근처|부근|사거리|삼거리)"
)
"""창원대 앞: a space parts the two, while 학교앞분식 is a shop."""
_SPECIALITY = re.compile(r".{2,20}\s전문(?:점|매장|집)?")
"""중화요리 전문점"""
_LISTED = re.compile(r"[가-힣A-Za-z]{2,7}(?:\s?[/·ㆍ,]\s?[가-힣A-Za-z]{2,7}){2,}")
"""손세차/실내크리닝/광택: three of a kind."""
_FORMERLY = re.compile(r"\(?구\)\s?[가-힣].*")
"""(구)한울주유소: what the shop was called before."""
STREET = re.compile(
    r"(?:시|군|구|도)\s.*(?:로|길|동)\s?[\d*]|[가-힣](?:로|길)\s?\d+|[A-Za-z]-(?:daero|ro|gil|gu|si|dong)\b|"
    r"^[가-힣]{2,7}\s(?:[가-힣]{1,4}[시군구]\s){1,2}[가-힣\d]*[가-힣](?:대로|로|길|동|읍|면)$"
)
"""A street, a quarter with its number, or without where that stands in another cell: 서울 중구 한빛로."""
_UNIT = re.compile(r"(?<=[가-힣]{2})(?:특별자치시|특별자치도|특별시|광역시|시|도)$")
_DISTRICT = re.compile(r"[가-힣]{2,4}(?:시|군)|[가-힣]{1,3}구")
_GOODS_IN_GU = frozenset({"가구", "공구", "침구", "문구", "완구", "전구", "문방구"})
_A_SPACE, _ONE_HEIGHT = 0.6, 1.2
"""In heights of the print: between words of a name, and how much two parts of it may differ."""
_BETWEEN = re.compile(r"[\s/·ㆍ,&+|]+")


def _is_region(text: str) -> bool:
    """Whether a province or city and its district are named and nothing else: 경기도 수원시 팔달구.
    An address begins so whose road was read as another column.
    """
    region, *districts = text.split() or [""]
    if not districts or _UNIT.sub("", region) not in TOWNS | PROVINCES:
        return False
    return all(_DISTRICT.fullmatch(word) and word not in _GOODS_IN_GU for word in districts)


def says_where_or_what(text: str) -> bool:
    """Whether it says in which district or beside what the shop stands, 시청 맞은편, what it was called
    before, or what kinds of house it is and nothing else: 구내식당/케이터링. A name may read so, too, where
    nothing better is printed.
    """
    kinds = [kind for kind in _BETWEEN.split(text) if kind]
    is_kinds = len(kinds) > 1 and all(kind in TRADES | SERVED for kind in kinds)
    patterns = (_BESIDE, _SPECIALITY, _LISTED, _FORMERLY)
    return is_kinds or _is_region(text) or any(pattern.fullmatch(text) for pattern in patterns)


def in_full(name: Found[str], head: Sequence[Row]) -> Found[str]:
    """The name below its sign: 우편취급국 over 달빛우편취급국 is its kind, and the name ends in it."""
    below = [row for row in head if row.index == name.row.index + 1 and len(row.cells) == 1]
    for row in below:
        text = tidied(row.text)
        if text != name.value and text.endswith(name.value) and not find_labels(text):
            return replace(name, value=text, row=row, start=max(row.text.find(text), 0))
    return name


def joined(cells: Iterable[Cell]) -> list[Cell]:
    """The cells, parts of one text put together: of one height, with no more than a space between.

    The reader parts a name at a wide space as if another column began.
    """
    found: list[Cell] = []
    for cell in cells:
        last = found[-1] if found else None
        if last is not None and _are_one_text(last, cell):
            right, left = max(last.right, cell.right), last.left
            middle, width = (left + right) / 2, right - left
            found[-1] = replace(last, text=f"{last.text} {cell.text}", x=middle, width=width)
        else:
            found.append(cell)
    return found


def _are_one_text(one: Cell, other: Cell) -> bool:
    is_near = other.left - one.right < _A_SPACE * one.height
    is_alike = 1 / _ONE_HEIGHT < one.height / other.height < _ONE_HEIGHT
    is_words = not any(map(str.isdigit, one.text + other.text))
    return is_near and is_alike and is_words and not (find_labels(one.text) or find_labels(other.text))


def is_above_address(text: str, row: Row, rows: Sequence[Row]) -> bool:
    """Whether two syllables stand right above a street: the shortest names, 영진 or 다솜."""
    below = rows[row.index + 1 : row.index + 2]
    return all(map(is_syllable, text)) and any(STREET.search(" ".join(other.text.split())) for other in below)


def is_of_address(cell: Cell, row: Row) -> bool:
    """Whether a street or a quarter with its number is named, in Hangul or as the road signs spell it; or the
    number and the house, behind a gap that was read as wide.
    """
    before = [other.text for other in row.cells if other.left < cell.left][-1:]
    goes_on = bool(before and cell.text[:1].isdigit() and STREET.search(before[0]))
    return goes_on or bool(STREET.search(cell.text))
