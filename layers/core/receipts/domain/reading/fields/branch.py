"""Branches: what names one and no shop, and those called after a town of whose letters one was misread."""

import re

from receipts.domain.reading.letters.jamo import word_difference
from receipts.domain.reading.vocabulary.korean_towns import PROVINCES, QUARTERS, TOWNS

_BRANCH = re.compile(r"(?<![가-힣])([가-힣]{2,3})(?=점$)")
_TOWN = re.compile(r"(?<![가-힣])([가-힣]{2,3})(?=시|군)")
_ALONE = re.compile(
    r"\(?[가-힣A-Za-z0-9]{2,6}(?:\s?\d{1,2}호)?점\)?|(?:무인|직영|가맹|체인)(?:점|매장)\s?\([가-힣A-Za-z0-9]{2,8}\)"
)
_OF_A_QUARTER = re.compile(
    r"[가-힣]{1,4}(?:(?<![우규텐츠])동|읍|역|신도시)\s(?:[가-힣A-Za-z0-9]{2,6}|\d{1,2}[호가])점|"
    r"\([가-힣]{2,6}[역동]\)"
)
"""부암동 산책로점, (의왕역); 우동 and 텐동 are dishes."""
_A_TRADE = re.compile(
    r"(?:서|상|음식|전문|백화|편의|문구|제과|양복|양품|안경|가구|철물|할인|주류|분식|건재|악기|완구)점\W*$"
)
"""달빛서점 and 별빛상점 are shops, and no branches."""
_MAIN_BRANCH = re.compile(r"(?:[가-힣]{2,4}\s)?(?:본점|직영점|지점)")
"""Behind its town the quarter and this: 부산 서면 본점."""
_HOW_IT_IS_RUN = frozenset({"본사", "직영", "가맹", "체인", "무인"})
_UNIT = re.compile(r"(?<=[가-힣]{2})(?:특별시|광역시|시|군)$")


def is_branch_alone(text: str) -> bool:
    """Whether it is the name of a branch and nothing else, with its town or without: 전주 객사점, or
    with the quarter.
    """
    words = text.split()
    while len(words) > 1 and words[0] in _HOW_IT_IS_RUN:
        del words[0]
    while len(words) > 1 and _UNIT.sub("", words[0]) in TOWNS | PROVINCES:
        del words[0]
    if len(words) > 1 and words[0] in QUARTERS:
        del words[0]
    rest = " ".join(words)
    of_town = rest != text and bool(_MAIN_BRANCH.fullmatch(rest))
    alone = _ALONE.fullmatch(rest) or _OF_A_QUARTER.fullmatch(rest)
    return (of_town or bool(alone)) and not _A_TRADE.search(text)


def called_after_its_town(name: str, address: str | None) -> str:
    """`name` with the town of its `address` in place of one that differs in a letter and is no town."""
    branch, towns = _BRANCH.search(name), set(_TOWN.findall(address or "")) & TOWNS
    if branch is None or branch[1] in TOWNS:
        return name
    like = [town for town in towns if len(town) == len(branch[1]) and word_difference(branch[1], town, 1)]
    return name[: branch.start()] + like[0] + name[branch.end() :] if len(like) == 1 else name
