"""A branch that is called after its town, 충주점, of whose letters one was misread."""

import re

from receipts.domain.reading.letters.jamo import word_difference
from receipts.domain.reading.vocabulary.korean_towns import TOWNS

_BRANCH = re.compile(r"(?<![가-힣])([가-힣]{2,3})(?=점$)")
_TOWN = re.compile(r"(?<![가-힣])([가-힣]{2,3})(?=시|군)")


def called_after_its_town(name: str, address: str | None) -> str:
    """`name` with the town of its `address` in place of one that differs in a letter and is no town."""
    branch, towns = _BRANCH.search(name), set(_TOWN.findall(address or "")) & TOWNS
    if branch is None or branch[1] in TOWNS:
        return name
    like = [town for town in towns if len(town) == len(branch[1]) and word_difference(branch[1], town, 1)]
    return name[: branch.start()] + like[0] + name[branch.end() :] if len(like) == 1 else name
