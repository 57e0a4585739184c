"""From a recogniser's probabilities per time step to characters with their place.

Greedy CTC; with a language model, syllables that the recogniser is not sure of are settled by context.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from receipts.adapters.ocr.language import LanguageModel

Probabilities: TypeAlias = npt.NDArray[np.float32]
"""Time steps x classes, rows summing to 1; class 0 is CTC's blank."""

_SURE: Final = 0.98
"""A glyph read with this probability stays: names and brands are in no dictionary. On other photos of real
receipts the context was right more often than syllables read with 0.9 to 0.98; on the hold-out, as often.
"""
_LEAST: Final = 0.015
"""No context helps a syllable that is less likely than this to the recogniser."""
_WEIGHT: Final = 0.8
"""Of the language model's logarithms beside the recogniser's."""
_FLOOR: Final = -7.8
"""Natural logarithm of one in 2,400: in a name never met, any syllable is as likely as any other."""
_NARROWEST: Final = 6.0
"""Pixels of the 48 px high line: two signs of ink nearer to each other are two readings of one."""
_BEAM: Final = 12
_MODESTY: Final = 0.7
"""Power that makes the paths' shares true on the hold-out: recogniser and context err together."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as read; `x` is its centre in pixels of the 48 px high line."""

    char: str
    probability: float
    x: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What may stand in one place: a sure or foreign glyph alone, or syllables with their probabilities."""

    chars: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]


def decode(
    probabilities: Probabilities,
    alphabet: Sequence[str],
    step: float,
    language: LanguageModel | None = None,
) -> tuple[Glyph, ...]:
    """Greedy CTC, revised by `language`. Class i is `alphabet[i]`; a step is `step` pixels wide."""
    best = probabilities.argmax(axis=1)
    scores = probabilities[np.arange(len(best)), best]
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    runs = [(s, e) for s, e in zip(starts.tolist(), ends.tolist(), strict=True) if best[s]]
    read = [
        Glyph(alphabet[best[start]], float(scores[start:end].max()), (start + end) / 2 * step)
        for start, end in runs
    ]
    kept = _apart(read)
    glyphs, runs = tuple(read[i] for i in kept), [runs[i] for i in kept]
    if language is None or not any(_is_open(glyph, language) for glyph in glyphs):
        return glyphs
    peaks = [probabilities[start + int(scores[start:end].argmax())] for start, end in runs]
    choices = [_choice(glyph, peak, alphabet, language) for glyph, peak in zip(glyphs, peaks, strict=True)]
    return tuple(_revised(glyphs, choices, language))


def _apart(glyphs: Sequence[Glyph]) -> list[int]:
    """Which glyphs stand for ink of their own; of two on the same the surer one."""
    kept: list[int] = []
    for number, glyph in enumerate(glyphs):
        before = glyphs[kept[-1]] if kept else None
        if before and " " not in (glyph.char, before.char) and glyph.x - before.x < _NARROWEST:
            if glyph.probability > before.probability:
                kept[-1] = number
        else:
            kept.append(number)
    return kept


def _is_open(glyph: Glyph, language: LanguageModel) -> bool:
    return glyph.probability < _SURE and language.is_syllable(glyph.char)


def _choice(glyph: Glyph, peak: Probabilities, alphabet: Sequence[str], language: LanguageModel) -> Choice:
    if not _is_open(glyph, language):
        return Choice((glyph.char,), np.ones(1, np.float32))
    likely = np.flatnonzero(peak >= np.minimum(_LEAST, peak.max())).tolist()
    classes = [number for number in likely if language.is_syllable(alphabet[number])]
    return Choice(tuple(alphabet[i] for i in classes), peak[classes])


def _revised(glyphs: Sequence[Glyph], choices: Sequence[Choice], language: LanguageModel) -> Iterator[Glyph]:
    """The most likely path through the choices; a probability is that of all paths with the same syllable."""
    paths, shares = _search(choices, language)
    for place, (glyph, choice) in enumerate(zip(glyphs, choices, strict=True)):
        if not _is_open(glyph, language):
            yield glyph
            continue
        taken = paths[0, place]
        share = float(shares[paths[:, place] == taken].sum())
        yield replace(glyph, char=choice.chars[taken], probability=share * float(choice.probabilities.sum()))


def _search(
    choices: Sequence[Choice], language: LanguageModel
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Paths (number of the syllable at every place), best first, and their shares of the probability."""
    contexts = np.array([language.start], np.uint64)
    scores = np.zeros(1)
    paths = np.zeros((1, 0), np.intp)
    for choice in choices:
        symbols = np.array([language.symbol(char) for char in choice.chars], np.uint64)
        grown = scores[:, None] + np.log(choice.probabilities)
        if len(symbols) > 1 or (contexts != contexts[0]).any():
            grown = grown + _WEIGHT * np.maximum(language.score(contexts, symbols), _FLOOR)
        kept = np.argsort(-grown, axis=None, kind="stable")[:_BEAM]
        rows, columns = np.divmod(kept, len(symbols))
        scores = grown.ravel()[kept]
        contexts = language.follow(contexts[rows], symbols[columns])
        paths = np.column_stack([paths[rows], columns])
    shares = np.exp(_MODESTY * (scores - scores[0]))
    return paths, shares / shares.sum()
