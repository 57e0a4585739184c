"""How well a head reads: character error rate and lines exactly right, by kind of damage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.head import HangulHead
from training.pool import Sample
from training.vocabulary import Alphabet


@dataclass
class Score:
    """Counts over some lines; `loose` ignores spaces."""

    lines: int = 0
    exact: int = 0
    loose: int = 0
    characters: int = 0
    errors: int = 0

    def __str__(self) -> str:
        lines, characters = max(self.lines, 1), max(self.characters, 1)
        return (f"exact {self.exact / lines:.3f} without spaces {self.loose / lines:.3f} "
                f"CER {self.errors / characters:.4f} ({self.lines} lines)")  # fmt: skip


def edit_distance(left: str, right: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


def stack(samples: Sequence[Sample]) -> Tensor:
    """Features of unequal length as one batch: the last step, which is padding or margin, is repeated."""
    longest = max(sample.features.shape[1] for sample in samples)
    rows = [np.pad(s.features, ((0, 0), (0, longest - s.features.shape[1])), mode="edge") for s in samples]
    return torch.from_numpy(np.stack(rows)).float()


@torch.no_grad()
def read(head: HangulHead, samples: Sequence[Sample], alphabet: Alphabet, batch: int = 32) -> list[str]:
    """Greedy texts of the samples, in their order."""
    head.eval()
    order = sorted(range(len(samples)), key=lambda number: samples[number].features.shape[1])
    texts: dict[int, str] = {}
    for start in range(0, len(order), batch):
        numbers = order[start : start + batch]
        best = head(stack([samples[n] for n in numbers])).argmax(-1)
        texts.update({n: alphabet.decode(row.tolist()).strip() for n, row in zip(numbers, best, strict=True)})
    return [texts[number] for number in range(len(samples))]


def score(head: HangulHead, samples: Sequence[Sample], alphabet: Alphabet) -> dict[str, Score]:
    """Scores by profile, and over all as 'all'."""
    scores: dict[str, Score] = defaultdict(Score)
    for sample, text in zip(samples, read(head, samples, alphabet), strict=True):
        truth = "".join(alphabet.characters[number - 1] for number in sample.classes)
        for name in ("all", sample.profile):
            total = scores[name]
            total.lines += 1
            total.exact += text == truth
            total.loose += text.replace(" ", "") == truth.replace(" ", "")
            total.characters += len(truth)
            total.errors += edit_distance(text, truth)
    return dict(scores)
