"""What stands around a shop's name at the head: where it is, what it serves, its kind set as a sign."""

import re
from collections.abc import Sequence
from dataclasses import replace

from receipts.domain.reading.fields.tidy_name import tidied
from receipts.domain.reading.layout.rows import Row
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
_UNIT = re.compile(r"(?<=[가-힣]{2})(?:특별자치시|특별자치도|특별시|광역시|시|도)$")
_DISTRICT = re.compile(r"[가-힣]{2,4}(?:시|군)|[가-힣]{1,3}구")
_GOODS_IN_GU = frozenset({"가구", "공구", "침구", "문구", "완구", "전구", "문방구"})
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
