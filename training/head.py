"""The Hangul head: a small convolutional CTC classifier on frozen features."""

from __future__ import annotations

from typing import Final

import torch
from torch import Tensor, nn

from training.features import CHANNELS
from training.vocabulary import Alphabet, jamo

_JAMO: Final = (19, 21, 28)


class Block(nn.Module):
    """Depthwise-separable convolution with a residual: context at little cost."""

    def __init__(self, width: int, kernel: int) -> None:
        super().__init__()
        self.depth = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width, bias=False)
        self.point = nn.Conv1d(width, width, 1, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, steps: Tensor) -> Tensor:
        """[N, width, T] to the same shape."""
        result: Tensor = steps + nn.functional.silu(self.norm(self.point(self.depth(steps))))
        return result


class SyllableClassifier(nn.Module):
    """Class weights = a row of their own + rows shared by all syllables with the same jamo.

    Rare syllables are seen a few dozen times each; their initials, medials and finals
    thousands of times. On export the sum is folded into one ordinary matrix.
    """

    def __init__(self, width: int, alphabet: Alphabet) -> None:
        super().__init__()
        self.own = nn.Parameter(torch.randn(alphabet.size, width) * 0.02)
        self.bias = nn.Parameter(torch.zeros(alphabet.size))
        self.shared = nn.ParameterList(nn.Parameter(torch.randn(count + 1, width) * 0.02) for count in _JAMO)
        parts = [(-1, -1, -1), *(jamo(char) or (-1, -1, -1) for char in alphabet.characters)]
        rows = [[number + 1 for number in part] for part in parts]
        self.register_buffer("parts", torch.tensor(rows), persistent=False)

    def weight(self) -> Tensor:
        """The folded matrix [classes, width]."""
        assert isinstance(self.parts, Tensor)
        total: Tensor = self.own
        for place, rows in enumerate(self.shared):
            used = torch.cat([torch.zeros_like(rows[:1]), rows[1:]])
            total = total + used[self.parts[:, place]]
        return total

    def forward(self, steps: Tensor) -> Tensor:
        """[N, T, width] to logits [N, T, classes]."""
        return nn.functional.linear(steps, self.weight(), self.bias)


class HangulHead(nn.Module):
    """Features [N, CHANNELS, T] to logits [N, T, classes]."""

    def __init__(self, alphabet: Alphabet, width: int = 352, dropout: float = 0.1) -> None:
        super().__init__()
        self.scale = nn.BatchNorm1d(CHANNELS, affine=False)
        self.enter = nn.Conv1d(CHANNELS, width, 1, bias=False)
        self.enter_norm = nn.BatchNorm1d(width)
        self.mix = nn.Conv1d(width, width, 3, padding=1, bias=False)
        self.mix_norm = nn.BatchNorm1d(width)
        self.blocks = nn.Sequential(*(Block(width, kernel) for kernel in (5, 5, 7)))
        self.dropout = nn.Dropout(dropout)
        self.classify = SyllableClassifier(width, alphabet)

    def forward(self, features: Tensor) -> Tensor:
        """Logits of every step; CTC's blank is class 0."""
        steps = nn.functional.silu(self.enter_norm(self.enter(self.scale(features))))
        steps = steps + nn.functional.silu(self.mix_norm(self.mix(steps)))
        steps = self.dropout(self.blocks(steps))
        logits: Tensor = self.classify(steps.transpose(1, 2))
        return logits
