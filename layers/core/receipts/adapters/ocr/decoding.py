"""From a recogniser's probabilities per time step to characters with their place.

Greedy CTC; letters that the recogniser is not sure of may be settled by the word they stand in.
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
"""No context helps a letter that is less likely than this to the recogniser."""
_WEIGHT: Final = 0.8
"""Of the language model's logarithms beside the recogniser's."""
_NARROWEST: Final = 6.0
"""Pixels of the 48 px high line: two signs of ink nearer to each other are two readings of one."""
_BETWEEN_WORDS: Final = " .,:;-–&'\"()[]"
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
class Context:
    """What settles letters that a recogniser doubts: its script's words, and how far they are believed."""

    language: LanguageModel
    floor: float
    """Natural logarithm: in a name never met, any letter is at least as likely as this."""
    clear: float = 0.0
    """Share of the paths that another letter than the one read needs."""
    doubted: float = 0.0
    """A digit or sign within a word is taken for a letter if read with less: 1DEA, Tota!."""
    closes: bool = False
    """Whether the end of a line is weighed as that of a word; Hangul's compounds gained nothing by it."""

    @classmethod
    def of_hangul(cls, language: LanguageModel) -> Context:
        """One in 2,400, which is about how many syllables there are."""
        return cls(language, floor=-7.8)

    @classmethod
    def of_latin(cls, language: LanguageModel) -> Context:
        """Chosen on one half of SROIE's and WildReceipt's photos; as good on the other half."""
        return cls(language, floor=-5.0, clear=0.85, doubted=0.9, closes=True)

    def opened(self, glyphs: Sequence[Glyph]) -> list[bool]:
        """Which of them another letter may stand for."""
        known = [self.language.knows(glyph.char) for glyph in glyphs]
        return [
            glyph.probability
            < (_SURE if known[place] else self.doubted * _is_within_word(glyphs, known, place))
            for place, glyph in enumerate(glyphs)
        ]


def _is_within_word(glyphs: Sequence[Glyph], known: Sequence[bool], place: int) -> bool:
    """Two letters follow or precede it, and nothing but a letter or the word's end is on its other side. What
    leads two letters alone is as likely how many of them there are: 5EA, 8GB, 5PM.
    """
    if glyphs[place].char in _BETWEEN_WORDS:
        return False

    def is_letter(at: int) -> bool:
        return 0 <= at < len(known) and known[at]

    def is_end(at: int) -> bool:
        return not 0 <= at < len(known) or glyphs[at].char == " "

    before, after = (is_letter(at) or is_end(at) for at in (place - 1, place + 1))
    follows, precedes = (is_letter(place + way) and is_letter(place + 2 * way) for way in (1, -1))
    counts = is_end(place - 1) and not is_letter(place + 3) and glyphs[place].char.isdigit()
    return (follows and before and not counts) or (precedes and after)


def is_hangul(glyph: Glyph | None) -> bool:
    """A syllable or a lone letter of the Korean script."""
    return glyph is not None and ("가" <= glyph.char <= "힣" or "ㄱ" <= glyph.char <= "ㆎ")


@dataclass(frozen=True, slots=True)
class Choice:
    """What may stand in one place: a sure or foreign glyph alone, or letters with their probabilities."""

    chars: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]


_END: Final = Choice((" ",), np.ones(1, np.float32))
"""A line's last word ends as any other does."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """A line's glyphs as a recogniser reads them, and the probabilities of every class at each of them."""

    glyphs: tuple[Glyph, ...]
    peaks: tuple[Probabilities, ...]
    alphabet: Sequence[str]

    def settled(self, context: Context | None) -> tuple[Glyph, ...]:
        """The glyphs, those that are not sure chosen by what stands around them."""
        opened = context.opened(self.glyphs) if context else []
        if context is None or not any(opened):
            return self.glyphs
        choices = [
            self._choice(place, context.language)
            if is_open
            else Choice((glyph.char,), np.ones(1, np.float32))
            for place, (glyph, is_open) in enumerate(zip(self.glyphs, opened, strict=True))
        ]
        return tuple(_revised(self.glyphs, choices, opened, context))

    def _choice(self, place: int, language: LanguageModel) -> Choice:
        """What was read, and every letter that is likely enough."""
        peak, alphabet = self.peaks[place], self.alphabet
        likely = np.flatnonzero(peak >= np.minimum(_LEAST, peak.max())).tolist()
        classes = [i for i in likely if language.knows(alphabet[i]) or alphabet[i] == self.glyphs[place].char]
        return Choice(tuple(alphabet[i] for i in classes), peak[classes])


def decode(probabilities: Probabilities, alphabet: Sequence[str], step: float) -> Decoding:
    """Greedy CTC. Class i is `alphabet[i]`; a step is `step` pixels wide."""
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
    peaks = (probabilities[start + int(scores[start:end].argmax())] for start, end in (runs[i] for i in kept))
    return Decoding(tuple(read[i] for i in kept), tuple(peaks), alphabet)


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


def _revised(
    glyphs: Sequence[Glyph], choices: Sequence[Choice], opened: Sequence[bool], context: Context
) -> Iterator[Glyph]:
    """The most likely path through the choices; a probability is that of all paths with the same letter."""
    paths, shares = _search([*choices, _END] if context.closes else choices, context)
    for place, (glyph, choice, is_open) in enumerate(zip(glyphs, choices, opened, strict=True)):
        if not is_open:
            yield glyph
            continue
        taken = paths[0, place]
        share = float(shares[paths[:, place] == taken].sum())
        char = choice.chars[taken]
        if char == glyph.char or share >= context.clear:
            yield replace(glyph, char=char, probability=share * float(choice.probabilities.sum()))
        else:
            yield glyph


def _ends(choice: Choice, language: LanguageModel) -> npt.NDArray[np.uint64]:
    """The symbols of a choice, a digit as what ends the word before it: LOT5, PUMP5, ITEM5."""
    ended = (" " if char.isdigit() else char for char in choice.chars)
    return np.array([language.symbol(char) for char in ended], np.uint64)


def _search(
    choices: Sequence[Choice], context: Context
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Paths (number of the letter at every place), best first, and their shares of the probability."""
    language = context.language
    contexts = np.array([language.start], np.uint64)
    scores = np.zeros(1)
    paths = np.zeros((1, 0), np.intp)
    for choice in choices:
        symbols = np.array([language.symbol(char) for char in choice.chars], np.uint64)
        grown = scores[:, None] + np.log(choice.probabilities)
        if len(symbols) > 1 or (contexts != contexts[0]).any():
            likely = language.score(contexts, symbols)
            if len(symbols) > 1 and any(map(str.isdigit, choice.chars)):
                likely = np.maximum(likely, language.score(contexts, _ends(choice, language)))
            grown = grown + _WEIGHT * np.maximum(likely, context.floor)
        kept = np.argsort(-grown, axis=None, kind="stable")[:_BEAM]
        rows, columns = np.divmod(kept, len(symbols))
        scores = grown.ravel()[kept]
        contexts = language.follow(contexts[rows], symbols[columns])
        paths = np.column_stack([paths[rows], columns])
    shares = np.exp(_MODESTY * (scores - scores[0]))
    return paths, shares / shares.sum()
