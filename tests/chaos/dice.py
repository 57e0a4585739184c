"""Chance that a seed decides."""

from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_BYTES = 8
_MOST = float(256**_BYTES)


class Dice:
    """Each question has a row of answers of its own, so neither a new kind of fault nor two threads that ask
    at once change what another question is answered.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._asked: Counter[str] = Counter()

    def roll(self, *question: object) -> float:
        """From 0 to 1, another number each time that the same is asked."""
        name = "|".join(map(str, question))
        self._asked[name] += 1
        text = f"{self._seed}|{name}|{self._asked[name]}"
        drawn = blake2b(text.encode(), digest_size=_BYTES).digest()
        return int.from_bytes(drawn) / _MOST

    def happens(self, probability: float, *question: object) -> bool:
        return probability > 0 and self.roll(*question) < probability

    def between(self, low: float, high: float, *question: object) -> float:
        return low + (high - low) * self.roll(*question)

    def one_of(self, choices: Sequence[T], *question: object) -> T:
        return choices[int(self.roll(*question) * len(choices))]
