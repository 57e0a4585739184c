"""Hangul syllables as the letters (jamo) they are built of, to tell a slip from another word."""

from functools import cache

_FIRST, _LAST = 0xAC00, 0xD7A3
"""가 and 힣: the block Hangul Syllables."""
_VOWELS, _FINALS = 21, 28
"""The standard counts VCount vowels and TCount finals, none among them."""
_LETTERS = 3
"""Initial, vowel and final."""
_SHORT = 3
"""Syllables of a word that is short: see `word_difference`."""


def is_syllable(char: str) -> bool:
    """Whether `char` is one of the 11,172 precomposed syllables (Unicode, Hangul Syllables block)."""
    return _FIRST <= ord(char) <= _LAST


def has_hangul(text: str) -> bool:
    """Whether any syllable of Hangul is in `text`."""
    return any(is_syllable(char) for char in text)


@cache
def letters(char: str) -> tuple[int, int, int]:
    """Initial, vowel and final of a syllable, by the arithmetic of the Unicode standard, section 3.12."""
    code = ord(char) - _FIRST
    return code // (_VOWELS * _FINALS), code // _FINALS % _VOWELS, code % _FINALS


@cache
def difference(one: str, other: str) -> int:
    """How many of the three letters differ; 3 where one of the two is no syllable."""
    if one == other:
        return 0
    if not (is_syllable(one) and is_syllable(other)):
        return _LETTERS
    return sum(a != b for a, b in zip(letters(one), letters(other), strict=True))


def word_difference(one: str, other: str, limit: int) -> int | None:
    """Differing letters between two words of one length; None if more than `limit`.

    In a word of up to three syllables each syllable may have one wrong: with two it is another word (계산기,
    계산서).
    """
    total = 0
    most = 1 if len(one) <= _SHORT else limit
    for a, b in zip(one, other, strict=True):
        slips = difference(a, b)
        total += slips
        if slips > most or total > limit:
            return None
    return total
