"""A shop that belongs to a chain: its name begins as the chain's does, also where a letter was misread."""

import re
from collections.abc import Iterator
from dataclasses import replace

from receipts.domain.reading.letters.jamo import difference
from receipts.domain.reading.values.found import Found
from receipts.domain.reading.vocabulary.korean_chains import CHAINS

_SHORTEST = 3
"""Syllables: a shorter name has others a letter away."""
_LETTERS_OFF = 2
"""Letters that may be wrong at once, in one of four syllables and more; of three one may be."""
_LONG, _BEGINNING = 5, 3
"""Syllables of a name in which two may be wrong, or that is known by its beginning and its end though one
between is lost.
"""
_UNMISTAKABLE = 6
"""Syllables of a name that no other shop has but for a letter."""
_BRANCH = "점"
_FIRST_WORD = re.compile(r"(?:\([가-힣]\)|주식회사)?\s?(?P<word>[가-힣A-Za-z0-9]{3,})")
"""Behind the form of the company: (주)아성다이소."""


def chain_of(name: str) -> str | None:
    """The chain that `name` begins with, letter by letter."""
    word = _first_word(name)
    return next((head for head in _heads(word) if head in CHAINS), None)


def called_as_its_chain(found: Found[str]) -> Found[str]:
    """The name with its first word, where the engine doubts it, as the one chain spells it that it can mean:
    a letter or two off, or short of a syllable; a long name a letter off also where the engine is sure, since
    nobody else may be called so (상표법 제108조). And with 점 at the end of its branch where that is a letter
    off. Its confidence stays: what was doubted is asked as before.
    """
    word = _first_word(found.value)
    meant = _misread(word) or _cut(word)
    if meant and (_is_doubted(word, found) or _is_a_letter_off(*meant)):
        found = replace(found, value=found.value.replace(*meant, 1))
    return _with_branch(found)


def _is_a_letter_off(head: str, chain: str) -> bool:
    return len(head) == len(chain) >= _UNMISTAKABLE and sum(map(difference, head, chain)) == 1


def _with_branch(found: Found[str]) -> Found[str]:
    *before, last = found.value.split() or [""]
    is_branch = len(last) >= _SHORTEST and any(map(chain_of, before)) and _is_doubted(last, found)
    if not is_branch or difference(last[-1], _BRANCH) != 1:
        return found
    return replace(found, value=found.value[:-1] + _BRANCH)


def _first_word(name: str) -> str:
    match = _FIRST_WORD.match(name)
    return match["word"] if match else ""


def _heads(word: str) -> Iterator[str]:
    """What the word may begin with, the longest first."""
    return (word[:length] for length in range(len(word), _SHORTEST - 1, -1))


def _is_doubted(word: str, found: Found[str]) -> bool:
    """Whether the engine doubts what holds this word of the name."""
    return bool(word) and any(word in one.text for one in found.row.doubted)


def _misread(word: str) -> tuple[str, str] | None:
    """What the word begins with, and the chain that it means, where it can mean one alone."""
    for head in _heads(word):
        if head in CHAINS:
            return None
        like = [chain for chain in CHAINS if _is_misread(head, chain)]
        if like:
            return (head, like[0]) if len(like) == 1 else None
    return None


def _is_misread(head: str, chain: str) -> bool:
    """Whether `head` is the chain's name with so little wrong that it is rather that than another name."""
    if len(head) != len(chain):
        return False
    slips = [slip for one, other in zip(head, chain, strict=True) if (slip := difference(one, other))]
    letters, syllables = (1, 1) if len(chain) == _SHORTEST else (_LETTERS_OFF, 1 + (len(chain) >= _LONG))
    return sum(slips) <= letters and len(slips) <= syllables


def _cut(word: str) -> tuple[str, str] | None:
    """The same where a syllable inside is lost or one too many."""
    like = [
        chain
        for chain in CHAINS
        if len(chain) >= _LONG
        and abs(len(chain) - len(word)) == 1
        and chain[:_BEGINNING] == word[:_BEGINNING]
        and difference(chain[-1], word[-1]) <= 1
    ]
    return (word, like[0]) if len(like) == 1 else None
