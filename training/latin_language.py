"""What helps decode PP-OCRv6's own head on Western receipts: which letter is likely after which.

Counted (`ngrams.py`) over the commonest words of the languages that such receipts are in, by wordfreq,
and over `lexicon/latin.txt`: what tills abbreviate, trades, units and places.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wordfreq import get_frequency_dict

from training.lexicon import sections
from training.ngrams import FOLDER, Script, Size, build

SCRIPT: Final = Script("abcdefghijklmnopqrstuvwxyzàáâäãåæçèéêëìíîïñòóôöõøùúûüýß'")
SIZE: Final = Size(order=6, prune=1.5)
FILE: Final = FOLDER / "latin_language.npz"

_COUNTS: Final = {
    "en": 400_000, "ms": 200_000, "de": 32_000, "fr": 32_000, "es": 32_000, "it": 32_000, "nl": 20_000,
    "pt": 20_000, "sv": 20_000, "fil": 20_000,
}  # fmt: skip
"""Of each language's words together."""
_RARE: Final = 1e-7
"""Rarer words are misspelt ones and names of far places as often as not."""
_SHORT: Final = 1e-5
"""So are words of two letters, and of three in other languages, of which a receipt has but one."""
_EVENNESS: Final = 0.85
"""Power of a word's frequency: on receipts there are fewer small words than in prose."""
_LEAST: Final = 0.2
_LEXICON: Final = 30.0
"""Count of every entry of `lexicon/latin.txt`."""


def weighted_words() -> Iterator[tuple[str, float]]:
    """Words and how often each counts."""
    for language, total in _COUNTS.items():
        frequencies = {
            word: frequency
            for word, frequency in get_frequency_dict(
                language, "large" if language == "en" else "small"
            ).items()
            if frequency >= (_RARE if len(word) > 3 else _SHORT) and SCRIPT.knows(word)
        }
        share = total / sum(frequency**_EVENNESS for frequency in frequencies.values())
        for word, frequency in frequencies.items():
            yield word, max(_LEAST, share * frequency**_EVENNESS)
    yield from ((word, _LEXICON) for words in sections("latin").values() for word in dict.fromkeys(words))


def main() -> None:
    """Build the shipped model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=FILE)
    file = build(weighted_words(), SCRIPT, SIZE, parser.parse_args().file)
    print(f"{file}: {file.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
