"""From a recogniser's probabilities per time step to characters with their place: greedy CTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Probabilities: TypeAlias = npt.NDArray[np.float32]
"""Time steps x classes, rows summing to 1; class 0 is CTC's blank."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as read; `x` is its centre in pixels of the 48 px high line."""

    char: str
    probability: float
    x: float


def decode(probabilities: Probabilities, alphabet: Sequence[str], step: float) -> tuple[Glyph, ...]:
    """Greedy CTC. Class i is `alphabet[i]`; a step is `step` pixels wide."""
    best = probabilities.argmax(axis=1)
    scores = probabilities[np.arange(len(best)), best]
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    ends = np.append(starts[1:], len(best))
    return tuple(
        Glyph(alphabet[best[start]], float(scores[start:end].max()), (start + end) / 2 * step)
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if best[start]
    )
