"""From a reader's probabilities to the share of words that is right where it says so.

A word is right only if all of its characters are, and networks are surer than they ought to be. The curves
were fitted to synthetic receipts (training/calibrate.py); between their knots they are straight.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np


@dataclass(frozen=True, slots=True)
class Curve:
    """Knots of a rising curve: raw probabilities, and the share that was right at each."""

    raw: tuple[float, ...]
    right: tuple[float, ...]

    def __call__(self, probability: float) -> float:
        return float(np.interp(probability, self.raw, self.right))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A curve for words, and one for whole lines."""

    word: Curve
    line: Curve

    @classmethod
    def load(cls, file: Path) -> Self:
        stored = json.loads(file.read_text("utf-8"))
        return cls(**{kind: Curve(*map(tuple, stored[kind])) for kind in ("word", "line")})

    def save(self, file: Path) -> None:
        stored = {"word": [self.word.raw, self.word.right], "line": [self.line.raw, self.line.right]}
        file.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")
