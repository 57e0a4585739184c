"""Greedy CTC: what the recogniser says step by step becomes characters with a place."""

from __future__ import annotations

import numpy as np
import pytest

from receipts.adapters.ocr.decoding import decode

ALPHABET = ["", "a", "b"]


def steps(*best: tuple[int, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A probability matrix in which the given class wins each step with the given probability."""
    matrix = np.full((len(best), len(ALPHABET)), 0.01, np.float32)
    for row, (winner, probability) in zip(matrix, best, strict=True):
        row[winner] = probability
    return matrix


def test_a_character_that_lasts_several_steps_is_written_once() -> None:
    (glyph,) = decode(steps((0, 0.9), (1, 0.6), (1, 0.8), (0, 0.9)), ALPHABET, 8)
    assert (glyph.char, glyph.x) == ("a", 16.0)
    assert glyph.probability == pytest.approx(0.8)


def test_a_blank_between_two_alike_keeps_both() -> None:
    glyphs = decode(steps((1, 0.9), (0, 0.9), (1, 0.9)), ALPHABET, 4)
    assert [(glyph.char, glyph.x) for glyph in glyphs] == [("a", 2.0), ("a", 10.0)]


def test_neighbours_without_a_blank_are_told_apart() -> None:
    assert [glyph.char for glyph in decode(steps((1, 0.9), (2, 0.9)), ALPHABET, 4)] == ["a", "b"]


def test_an_empty_line_has_no_characters() -> None:
    assert decode(steps((0, 0.9), (0, 0.9)), ALPHABET, 4) == ()
