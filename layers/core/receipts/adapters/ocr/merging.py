"""One text out of two readings of the same line.

PP-OCRv6's head (here: Latin) is the better reader of digits, Latin and punctuation, but has no Hangul and
writes Chinese and Japanese look-alikes in its place. The Hangul head knows both scripts and so tells which is
where. The two decodings are aligned, by place and by agreement, and every pair of glyphs is settled: Hangul
where the Hangul head sees it with enough confidence, PP-OCRv6's reading elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from receipts.adapters.ocr.decoding import Glyph, is_hangul
from receipts.adapters.ocr.recognition import LineReading

Pair: TypeAlias = tuple[Glyph | None, Glyph | None]
"""The Latin and the Hangul head's glyph at one place; None where a head saw nothing."""

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ASCII: Final = str.maketrans(_FULL_WIDTH) | str.maketrans(
    "　￦、。，·・“”‘’—–―−【】「」〔〕〈〉￥",
    " ₩,.,··\"\"''----[][][]<>¥",
)  # fmt: skip

_WON: Final = "₩"

# Costs of the alignment; only their proportions matter. Whole numbers, so that the way back finds them again.
_GAP: Final = 70
_DIFFERENT: Final = 70
_LATIN_FOR_HANGUL: Final = 90
_PER_PIXEL: Final = 2
_IMPOSSIBLE: Final = 1000
_REACH: Final = 48.0
"""Glyphs farther apart than the line is high are never the same glyph."""

# Confidence that the Hangul head needs, by what PP-OCRv6 reads in the same place or beside it.
_OVER_LOOKALIKE: Final = 0.15
_OVER_LATIN: Final = 0.3
_OVER_SURE_LATIN: Final = 0.5
_OVER_VERY_SURE_LATIN: Final = 0.7
_BESIDE_HANGUL: Final = 0.2
"""How much less it needs next to Hangul that it is sure of."""
_HANGUL_ALONE: Final = 0.15
_AMONG_HANGUL: Final = 0.2
_AMONG_LATIN: Final = 0.95
_STEMS: Final = "Il|"
"""Between two sure letters these are strokes of one of them."""
_NEVER: Final = 2.0
_SURE_HANGUL: Final = 0.8
_SURE_LATIN: Final = 0.8
_VERY_SURE_LATIN: Final = 0.95
_SURE_SPACE: Final = 0.9
_SURE_IDEOGRAPH: Final = 0.9
"""What PP-OCRv6 needs for an ideograph where the Hangul head sees nothing."""

_KOREAN: Final = 0.05
"""Share of syllables among a page's sure letters: Korean receipts had 0.6 or more, English 0.12 or less."""

_PIECE_REACH: Final = 1.3
_HANGUL_HALF: Final = 22.0
_NARROW_HALF: Final = 6.0
_LATIN_HALF: Final = 11.0
_WIDE_GAP: Final = 26.0
"""Empty pixels between two glyphs that are a space even where neither head says so."""


def merge_page(readings: Sequence[LineReading]) -> list[tuple[Glyph, ...]]:
    """Every line's glyphs; on a page with hardly a syllable, what looks like one is a worn letter, and the
    words are Western ones.
    """
    lines = [merge(reading) for reading in readings]
    if _is_korean(lines):
        return lines
    return [
        merge(replace(reading, latin=reading.western, hangul=_without_syllables(reading.hangul)))
        for reading in readings
    ]


def _is_korean(lines: Sequence[Sequence[Glyph]]) -> bool:
    letters = [glyph for line in lines for glyph in line if glyph.char.isalpha()]
    sure = [glyph for glyph in letters if glyph.probability >= _SURE_HANGUL]
    syllables = sum(map(is_hangul, sure))
    return syllables > 0 and syllables >= _KOREAN * len(sure)


def _without_syllables(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    return tuple(glyph for glyph in glyphs if not is_hangul(glyph))


def merge(reading: LineReading) -> tuple[Glyph, ...]:
    """The line's glyphs from left to right, spaces included; ideographs only where they are sure."""
    latin, hangul = _normalised(reading.latin), _normalised(reading.hangul)
    inked_latin = [glyph for glyph in latin if glyph.char != " "]
    inked_hangul = [glyph for glyph in hangul if glyph.char != " "]
    agreed = [glyph.char for glyph in inked_latin] == [glyph.char for glyph in inked_hangul]
    glyphs = inked_latin if agreed else _settle(align(inked_latin, inked_hangul))
    return _spaced(glyphs, latin, hangul)


def is_plain(glyph: Glyph) -> bool:
    """Anything but ideographs, kana and other scripts that PP-OCRv6 puts where it meets Hangul."""
    return glyph.char < "\u2e80" and not "\u0370" <= glyph.char < "\u1e00"


def half_width(glyph: Glyph) -> float:
    """Roughly half the glyph's width in pixels of the 48 px high line."""
    if is_hangul(glyph) or not is_plain(glyph):
        return _HANGUL_HALF
    return _LATIN_HALF if glyph.char.isalnum() or glyph.char in "#@%&₩+" else _NARROW_HALF


def _normalised(glyphs: Sequence[Glyph]) -> list[Glyph]:
    return [replace(glyph, char=glyph.char.translate(_ASCII)) for glyph in glyphs]


def align(latin: Sequence[Glyph], hangul: Sequence[Glyph]) -> list[Pair]:
    """Pairs in reading order, at least total cost: an edit distance in which glyphs also have a place."""
    rows = [[_GAP * j for j in range(len(hangul) + 1)]]
    for i, left in enumerate(latin, 1):
        above, row = rows[-1], [_GAP * i]
        for j, right in enumerate(hangul, 1):
            both = above[j - 1] + _cost(left, right)
            row.append(min(both, above[j] + _GAP, row[-1] + _GAP))
        rows.append(row)
    return list(reversed(list(_way_back(rows, latin, hangul))))


def _way_back(rows: list[list[int]], latin: Sequence[Glyph], hangul: Sequence[Glyph]) -> Iterator[Pair]:
    """Pairs from the line's end to its start; of two unpaired glyphs the one farther right is the later."""
    i, j = len(latin), len(hangul)
    while i or j:
        here = rows[i][j]
        skips_latin = i and here == rows[i - 1][j] + _GAP
        skips_hangul = j and here == rows[i][j - 1] + _GAP
        if skips_latin and not (skips_hangul and hangul[j - 1].x > latin[i - 1].x):
            i -= 1
            yield latin[i], None
        elif skips_hangul:
            j -= 1
            yield None, hangul[j]
        else:
            i, j = i - 1, j - 1
            yield latin[i], hangul[j]


def _cost(latin: Glyph, hangul: Glyph) -> int:
    distance = abs(latin.x - hangul.x)
    if distance > _REACH:
        return _IMPOSSIBLE
    place = round(_PER_PIXEL * distance)
    if latin.char == hangul.char:
        return place
    return place + (_LATIN_FOR_HANGUL if is_hangul(hangul) and is_plain(latin) else _DIFFERENT)


def _settle(pairs: Sequence[Pair]) -> list[Glyph]:
    """The glyph that each pair is, less what only PP-OCRv6 sees on the ink of a syllable: a piece of it."""
    taken = [_choice(pairs, place) for place in range(len(pairs))]
    inked = [glyph for glyph in taken if glyph]
    extents = [_extent(glyph, inked) for glyph in inked if is_hangul(glyph)]
    return [
        glyph
        for (_, hangul), glyph in zip(pairs, taken, strict=True)
        if glyph and (hangul or not any(abs(glyph.x - x) < reach for x, reach in extents))
    ]


def _extent(syllable: Glyph, glyphs: Sequence[Glyph]) -> tuple[float, float]:
    """A syllable's centre, and how near to it the centre of a piece of it can lie."""
    pitch = min(
        (abs(other.x - syllable.x) for other in glyphs if other is not syllable and is_hangul(other)),
        default=2 * _HANGUL_HALF,
    )
    return syllable.x, _PIECE_REACH * min(_HANGUL_HALF, pitch / 2)


def _choice(pairs: Sequence[Pair], place: int) -> Glyph | None:
    latin, hangul = pairs[place]
    if latin is None:
        return hangul if hangul and hangul.probability >= _floor_alone(pairs, place) else None
    if hangul is None:
        return latin if is_plain(latin) or latin.probability >= _SURE_IDEOGRAPH else None
    if hangul.char == _WON:
        return hangul if not is_plain(latin) or _is_before_digits(pairs, place) else latin
    return hangul if _hangul_head_wins(latin, hangul, _is_beside_hangul(pairs, place)) else latin


def _beside(pairs: Sequence[Pair], place: int) -> Iterator[Pair]:
    return (pairs[i] for i in (place - 1, place + 1) if 0 <= i < len(pairs))


def _is_beside_hangul(pairs: Sequence[Pair], place: int) -> bool:
    return any(
        is_hangul(hangul) and hangul.probability >= _SURE_HANGUL
        for _, hangul in _beside(pairs, place)
        if hangul
    )


def _is_before_digits(pairs: Sequence[Pair], place: int) -> bool:
    """Whether the sign stands where a currency sign can: a digit after it, no letter before it."""
    before, after = (pairs[i] if 0 <= i < len(pairs) else (None, None) for i in (place - 1, place + 1))
    return any(glyph and glyph.char.isdigit() for glyph in after) and not any(
        glyph and glyph.char.isalnum() for glyph in before
    )


def _floor_alone(pairs: Sequence[Pair], place: int) -> float:
    """PP-OCRv6 seldom misses a digit among digits, but often one among Hangul."""
    hangul = pairs[place][1]
    if is_hangul(hangul):
        return _HANGUL_ALONE
    beside = [latin for latin, _ in _beside(pairs, place)]
    if not all(glyph and is_plain(glyph) and glyph.probability >= _SURE_LATIN for glyph in beside):
        return _AMONG_HANGUL
    among_letters = all(glyph and glyph.char.isalpha() for glyph in beside)
    return _NEVER if among_letters and hangul and hangul.char in _STEMS else _AMONG_LATIN


def _hangul_head_wins(latin: Glyph, hangul: Glyph, beside_hangul: bool) -> bool:
    if not is_plain(latin):
        return hangul.probability >= _OVER_LOOKALIKE
    if is_hangul(hangul):
        return hangul.probability >= _needed_over(latin, beside_hangul)
    both_digits = latin.char.isdigit() and hangul.char.isdigit()
    return both_digits and hangul.probability > latin.probability


def _needed_over(latin: Glyph, beside_hangul: bool) -> float:
    """PP-OCRv6 seldom doubts true Latin: its doubt speaks for Hangul, and so does Hangul beside."""
    if latin.probability >= _VERY_SURE_LATIN:
        return _OVER_VERY_SURE_LATIN
    needed = _OVER_SURE_LATIN if latin.probability >= _SURE_LATIN else _OVER_LATIN
    return needed - _BESIDE_HANGUL * beside_hangul


def _spaced(glyphs: Sequence[Glyph], latin: Sequence[Glyph], hangul: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """`glyphs` with a space wherever a head has one that is believed, or the paper shows a wide gap."""
    by_latin = [glyph for glyph in latin if glyph.char == " "]
    by_hangul = [glyph for glyph in hangul if glyph.char == " "]
    spaced: list[Glyph] = []
    for before, glyph in zip((None, *glyphs), glyphs, strict=False):
        if before and _is_parted(before, glyph, by_latin, by_hangul):
            spaced.append(Glyph(" ", 1.0, (before.x + glyph.x) / 2))
        spaced.append(glyph)
    return tuple(spaced)


def _is_parted(before: Glyph, after: Glyph, by_latin: Sequence[Glyph], by_hangul: Sequence[Glyph]) -> bool:
    """Beside Hangul its head's spaces count; elsewhere PP-OCRv6's, and sure ones of the Hangul head as well.

    The latter sees the gap in 2024-06-25 00:41 that PP-OCRv6 drops, but also one after the comma of 1,234.
    """
    needed = 0.0 if is_hangul(before) or is_hangul(after) else _SURE_SPACE
    spaces = [space for space in by_hangul if space.probability >= needed]
    if before.char in ".," and after.char.isdigit():
        spaces = []
    if needed:
        spaces += by_latin
    return _is_gap(before, after) or any(before.x < space.x < after.x for space in spaces)


def _is_gap(before: Glyph, after: Glyph) -> bool:
    return after.x - before.x - half_width(before) - half_width(after) > _WIDE_GAP
