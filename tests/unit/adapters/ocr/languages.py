"""A language model small enough to see through: it knows which letter follows which, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from receipts.adapters.ocr.language import LanguageModel, Level

_LIKELY, _UNLIKELY = 8, 160
"""Stored as sixteenths of the natural logarithm, less its sign."""


def language_of(*words: str) -> LanguageModel:
    """A bigram model in which only what stands in `words` is likely."""
    letters = "".join(dict.fromkeys("".join(words)))
    symbols = {char: number for number, char in enumerate(letters, 2)}
    bits = (1 + len(letters)).bit_length()
    pairs = sorted({(symbols[a] << bits) | symbols[b] for word in words for a, b in pairwise(word)})
    single = np.arange(2 + len(letters), dtype=np.uint64)
    return LanguageModel(
        letters,
        [
            Level(single, np.full(len(single), _UNLIKELY, np.uint8), np.zeros(len(single), np.uint8)),
            Level(np.array(pairs, np.uint64), np.full(len(pairs), _LIKELY, np.uint8), np.zeros(0, np.uint8)),
        ],
    )
