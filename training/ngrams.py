"""Character language models: n-grams of the letters of a script as receipts use them.

Smoothed after Witten and Bell, pruned where the shorter context says nearly the same, and written as a trie
of small integers. The runtime's half is `receipts/adapters/ocr/language.py`; what is counted say
`hangul_language.py` and `latin_language.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.float64]

EDGE: Final = 0
DIGIT: Final = 1
STEPS_PER_NAT: Final = 16
"""Logarithms are stored as whole sixteenths."""
FOLDER: Final = Path(__file__).parent.parent / "layers/core/receipts/adapters/ocr/models"


@dataclass(frozen=True)
class Size:
    """How much of what was counted stays."""

    order: int
    trust: float = 1.0
    """Witten and Bell's weight of what a context has not shown, per letter that it has."""
    prune: float = 1.2
    """Smallest gain, count times nats, for which an n-gram is kept."""


class Script:
    """The letters that a model tells apart, small ones where there are two, and the bits that each takes."""

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self._numbers = {char: number for number, char in enumerate(letters, DIGIT + 1)}
        self.bits = np.uint64((DIGIT + len(letters)).bit_length())

    def number(self, char: str) -> int:
        """A character's symbol: a letter's own, one for all digits, one for whatever else ends a word."""
        return self._numbers.get(char.lower(), DIGIT if char.isdigit() else EDGE)

    def knows(self, word: str) -> bool:
        """Whether it is made of the script's letters alone."""
        return all(char in self._numbers for char in word)


@dataclass
class Level:
    """The n-grams of one length in order of their keys; logarithms are natural."""

    keys: Keys
    scores: Numbers
    backoffs: Numbers


def build(texts: Iterable[tuple[str, float]], script: Script, size: Size, file: Path) -> Path:
    """Count texts, each as often as it says, and write the model; the same file for the same texts."""
    return save(estimate(*encode(texts, script, size.order), script, size), script, file)


def encode(texts: Iterable[tuple[str, float]], script: Script, order: int) -> tuple[Keys, Numbers]:
    """All texts end to end as symbols, with every symbol's weight.

    What is no letter ends a word and begins the next: it is repeated as the next one's whole context, which
    weighs nothing.
    """
    symbols, weights = [EDGE] * order, [0.0] * order
    for text, weight in texts:
        for char in text + " ":
            symbol = script.number(char)
            counts = symbol > DIGIT or symbols[-1] > DIGIT
            symbols.append(symbol)
            weights.append(weight if counts else 0.0)
            if symbol <= DIGIT:
                symbols += [symbol] * (order - 1)
                weights += [0.0] * (order - 1)
    return np.array(symbols, np.uint64), np.array(weights)


def estimate(symbols: Keys, weights: Numbers, script: Script, size: Size) -> list[Level]:
    """Witten-Bell levels from one symbol up, each pruned against those below."""
    keys = np.arange(DIGIT + 1 + len(script.letters), dtype=np.uint64)
    padded = np.full(len(keys), 0.5)
    present, counts = _counted(symbols, weights, 1, script.bits)
    padded[present.astype(np.intp)] += counts
    levels = [Level(keys, np.log(padded / padded.sum()), np.zeros(len(keys)))]
    for length in range(2, size.order + 1):
        levels.append(_level(levels, *_counted(symbols, weights, length, script.bits), script.bits, size))
    return _with_parents(levels, script.bits)


def _counted(symbols: Keys, weights: Numbers, length: int, bits: np.uint64) -> tuple[Keys, Numbers]:
    """Different n-grams that end in a weighted symbol, and their counts."""
    ends = np.flatnonzero(weights)
    keys = np.zeros(len(ends), np.uint64)
    for back in range(length - 1, -1, -1):
        keys = (keys << bits) | symbols[ends - back]
    unique, places = np.unique(keys, return_inverse=True)
    return unique, np.bincount(places, weights[ends])


def _level(below: Sequence[Level], keys: Keys, counts: Numbers, bits: np.uint64, size: Size) -> Level:
    contexts, owner = np.unique(keys >> bits, return_inverse=True)
    totals, types = np.bincount(owner, counts), np.bincount(owner).astype(float)
    lower = np.exp(look_up(below, _tail(keys, len(below), bits), bits))
    unseen = size.trust * types
    likely = (counts + unseen[owner] * lower) / (totals + unseen)[owner]
    rest = (unseen / (totals + unseen))[owner]
    kept = counts * (np.log(likely) - np.log(rest * lower)) > size.prune
    _set_backoffs(below[-1], contexts, owner[kept], likely[kept], lower[kept])
    return Level(keys[kept], np.log(likely[kept]), np.zeros(int(kept.sum())))


def look_up(levels: Sequence[Level], keys: Keys, bits: np.uint64) -> Numbers:
    """Log probability of each key's last symbol after its others; keys have `len(levels)` symbols."""
    level = levels[-1]
    places, found = _find(level.keys, keys)
    scores = np.where(found, level.scores[places], 0.0)
    if len(levels) > 1 and not found.all():
        missing = keys[~found]
        shorter = look_up(levels[:-1], _tail(missing, len(levels) - 1, bits), bits)
        scores[~found] = shorter + _backoff(levels[-2], missing >> bits)
    return scores


def _find(keys: Keys, wanted: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted


def _backoff(level: Level, contexts: Keys) -> Numbers:
    places, found = _find(level.keys, contexts)
    return np.where(found, level.backoffs[places], 0.0)


def _tail(keys: Keys, length: int, bits: np.uint64) -> Keys:
    return keys & np.uint64((1 << int(bits) * length) - 1)


def _set_backoffs(
    level: Level, contexts: Keys, owner: NDArray[np.intp], likely: Numbers, lower: Numbers
) -> None:
    """What a context leaves to the letters it does not list, over what the shorter context gives those."""
    left = 1 - np.bincount(owner, likely, len(contexts))
    below = 1 - np.bincount(owner, lower, len(contexts))
    places, found = _find(level.keys, contexts)
    backoffs = np.log(np.maximum(left, 1e-6) / np.maximum(below, 1e-6))
    level.backoffs[places[found]] = np.minimum(backoffs, 0.0)[found]


def _with_parents(levels: list[Level], bits: np.uint64) -> list[Level]:
    """The trie needs every n-gram's beginning: pruned ones come back with the value they back off to."""
    for length in range(len(levels) - 1, 1, -1):
        wanted = np.unique(levels[length].keys >> bits)
        level = levels[length - 1]
        missing = wanted[~_find(level.keys, wanted)[1]]
        keys = np.concatenate([level.keys, missing])
        scores = np.concatenate([level.scores, look_up(levels[:length], missing, bits)])
        order = np.argsort(keys)
        backoffs = np.concatenate([level.backoffs, np.zeros(len(missing))])
        levels[length - 1] = Level(keys[order], scores[order], backoffs[order])
    return levels


def save(levels: Sequence[Level], script: Script, file: Path) -> Path:
    """Write the trie: last symbols, scores, back-offs, and how many n-grams continue each one."""
    arrays: dict[str, NDArray[np.generic]] = {"letters": np.array(script.letters)}
    for length, level in enumerate(levels, 1):
        arrays[f"symbols{length}"] = _tail(level.keys, 1, script.bits).astype(np.uint16)
        arrays[f"scores{length}"] = _stored(level.scores)
        if length < len(levels):
            parents = levels[length].keys >> script.bits
            ends = np.searchsorted(parents, level.keys, side="right")
            arrays[f"children{length}"] = np.diff(ends, prepend=0).astype(np.uint16)
            arrays[f"backoffs{length}"] = _stored(level.backoffs)
    part = file.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)  # type: ignore[arg-type] # taken for allow_pickle
    return part.replace(file)


def _stored(logarithms: Numbers) -> NDArray[np.uint8]:
    return np.clip(np.rint(-STEPS_PER_NAT * logarithms), 0, 255).astype(np.uint8)
