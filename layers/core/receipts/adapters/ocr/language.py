"""Which letter is likely after which: small n-gram models, of Hangul's syllables and of Latin letters.

Built by training/hangul_language.py and training/latin_language.py, which also say from what. A file is a
trie of small integers; unpacked, every n-gram is one whole number, so that a look-up is a binary search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Keys: TypeAlias = npt.NDArray[np.uint64]
Logarithms: TypeAlias = npt.NDArray[np.float32]

_EDGE: Final = 0
_DIGIT: Final = 1
"""A digit before a word; anything else that is no letter is an edge."""
_UNIT: Final = np.float32(-1 / 16)
"""Natural logarithms are stored as whole sixteenths, less their sign."""


@dataclass(frozen=True, slots=True)
class Level:
    """The n-grams of one length in order of their keys; `backoffs` is empty on the last level."""

    keys: Keys
    scores: npt.NDArray[np.uint8]
    backoffs: npt.NDArray[np.uint8]


class LanguageModel:
    """Log probabilities of a symbol after the symbols before it.

    Symbols are numbers (`symbol`); a context is a key of `order - 1` of them, the nearest in the lowest bits.
    """

    def __init__(self, letters: str, levels: Sequence[Level]) -> None:
        self._levels = levels
        self._numbers = {char: number for number, char in enumerate(letters, _DIGIT + 1)}
        self._bits = _bits(letters)

    @classmethod
    def load(cls, file: Path) -> LanguageModel:
        """The model in `file`."""
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            letters = str(arrays["letters"])
            return cls(letters, _unpack(arrays, _bits(letters)))

    @property
    def start(self) -> int:
        """The context at a line's start."""
        return self._context_after(_EDGE)

    @property
    def size(self) -> int:
        """How many symbols there are."""
        return len(self._levels[0].keys)

    def symbol(self, char: str) -> int:
        """A letter's number, large or small; digits share one, and so does whatever else there is."""
        return self._numbers.get(char.lower(), _DIGIT if char.isdigit() else _EDGE)

    def knows(self, char: str) -> bool:
        """Whether `char` is a letter of the model's script."""
        return char.lower() in self._numbers

    def follow(self, contexts: Keys, symbols: Keys) -> Keys:
        """The contexts after `symbols`; what is no letter leaves nothing of the word before it."""
        within = ((contexts << self._bits) | symbols) & self._mask(len(self._levels) - 1)
        return np.where(symbols > _DIGIT, within, self._fresh[np.minimum(symbols, _DIGIT).astype(np.intp)])

    def score(self, contexts: Keys, symbols: Keys) -> Logarithms:
        """Log probability of each of `symbols` after each of `contexts`: contexts x symbols."""
        scores = np.zeros((len(contexts), len(symbols)), np.float32)
        open_ = np.ones(scores.shape, bool)
        for length in range(len(self._levels), 0, -1):
            level = self._levels[length - 1]
            parents = contexts & self._mask(length - 1)
            places, found = _find(level.keys, (parents[:, None] << self._bits) | symbols)
            scores += np.where(found & open_, level.scores[places] * _UNIT, np.float32(0))
            open_ &= ~found
            if length == 1 or not open_.any():
                return scores
            scores += open_ * self._backoff(self._levels[length - 2], parents)[:, None]
        return scores

    @staticmethod
    def _backoff(level: Level, parents: Keys) -> Logarithms:
        places, found = _find(level.keys, parents)
        return np.where(found, level.backoffs[places] * _UNIT, np.float32(0))

    @cached_property
    def _fresh(self) -> Keys:
        return np.array([self._context_after(kind) for kind in (_EDGE, _DIGIT)], np.uint64)

    def _context_after(self, kind: int) -> int:
        return sum(kind << int(self._bits) * place for place in range(len(self._levels) - 1))

    def _mask(self, length: int) -> np.uint64:
        return np.uint64((1 << int(self._bits) * length) - 1)


def _bits(letters: str) -> np.uint64:
    """Per symbol in a key."""
    return np.uint64((_DIGIT + len(letters)).bit_length())


def _find(keys: Keys, wanted: Keys) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted


def _unpack(arrays: np.lib.npyio.NpzFile, bits: np.uint64) -> list[Level]:
    """Levels with whole keys: each n-gram's is its parent's, with its own last symbol behind."""
    levels: list[Level] = []
    length, parents = 1, np.zeros(1, np.uint64)
    while f"symbols{length}" in arrays:
        symbols = arrays[f"symbols{length}"].astype(np.uint64)
        children = arrays[f"children{length - 1}"] if length > 1 else np.array([len(symbols)])
        keys = (np.repeat(parents, children) << bits) | symbols
        backoffs = arrays.get(f"backoffs{length}", np.zeros(0, np.uint8))
        levels.append(Level(keys, arrays[f"scores{length}"], backoffs))
        length, parents = length + 1, keys
    return levels
