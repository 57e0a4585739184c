"""What the recogniser says step by step becomes characters with a place; doubtful ones go by their word."""

from __future__ import annotations

import numpy as np
import pytest

from receipts.adapters.ocr.decoding import Context, Glyph, decode
from tests.unit.adapters.ocr.languages import language_of

ALPHABET = ["", "a", "b"]
KOREAN = ["", "마", "늘", "블", "장", "1", "7"]
GARLIC = Context.of_hangul(language_of("마늘", "블"))


def steps(*best: tuple[int, float]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """A probability matrix in which the given class wins each step with the given probability."""
    matrix = np.full((len(best), len(ALPHABET)), 0.01, np.float32)
    for row, (winner, probability) in zip(matrix, best, strict=True):
        row[winner] = probability
    return matrix


def test_a_character_that_lasts_several_steps_is_written_once() -> None:
    (glyph,) = decode(steps((0, 0.9), (1, 0.6), (1, 0.8), (0, 0.9)), ALPHABET, 8).glyphs
    assert (glyph.char, glyph.x) == ("a", 16.0)
    assert glyph.probability == pytest.approx(0.8)


def test_a_blank_between_two_alike_keeps_both() -> None:
    glyphs = decode(steps((1, 0.9), (0, 0.9), (1, 0.9)), ALPHABET, 4).glyphs
    assert [(glyph.char, glyph.x) for glyph in glyphs] == [("a", 2.0), ("a", 10.0)]


def test_neighbours_without_a_blank_are_told_apart() -> None:
    assert [glyph.char for glyph in decode(steps((1, 0.9), (2, 0.9)), ALPHABET, 8).glyphs] == ["a", "b"]


def test_two_signs_on_the_same_ink_are_two_readings_of_one_and_the_surer_stands() -> None:
    assert [glyph.char for glyph in decode(steps((1, 0.57), (2, 0.58)), ALPHABET, 4).glyphs] == ["b"]
    assert [glyph.char for glyph in decode(steps((1, 0.6), (2, 0.5)), ALPHABET, 4).glyphs] == ["a"]


def test_an_empty_line_has_no_characters() -> None:
    assert decode(steps((0, 0.9), (0, 0.9)), ALPHABET, 4).glyphs == ()


def read(*places: dict[str, float]) -> tuple[Glyph, ...]:
    """The line with these alternatives, a blank step after each, read with a model that knows garlic."""
    matrix = np.zeros((2 * len(places), len(KOREAN)), np.float32)
    matrix[1::2, 0] = 1
    for row, alternatives in zip(matrix[::2], places, strict=True):
        for char, probability in alternatives.items():
            row[KOREAN.index(char)] = probability
        row[0] = 1 - row.sum()
    return decode(matrix, KOREAN, 4).settled(GARLIC)


def text(glyphs: tuple[Glyph, ...]) -> str:
    return "".join(glyph.char for glyph in glyphs)


def test_a_doubtful_syllable_is_settled_by_the_word_it_stands_in() -> None:
    glyphs = read({"마": 0.99}, {"블": 0.5, "늘": 0.4})
    assert text(glyphs) == "마늘"
    assert glyphs[1].x == 10.0


def test_the_word_settles_its_first_syllable_as_well() -> None:
    assert text(read({"블": 0.5, "마": 0.4}, {"늘": 0.99})) == "마늘"


def test_a_sure_syllable_stays_whatever_the_word() -> None:
    glyphs = read({"마": 0.5, "장": 0.2}, {"블": 0.985, "늘": 0.012})
    assert text(glyphs) == "마블"
    assert glyphs[1].probability == pytest.approx(0.985)


def test_a_syllable_that_is_a_little_too_sure_is_asked_too() -> None:
    assert text(read({"마": 0.99}, {"블": 0.93, "늘": 0.06})) == "마늘"


def test_a_name_in_no_dictionary_survives_a_little_doubt() -> None:
    assert text(read({"마": 0.99}, {"블": 0.91, "늘": 0.01})) == "마블"


@pytest.mark.parametrize("digit", ["1", "7"])
def test_a_digit_is_never_changed(digit: str) -> None:
    glyphs = read({"마": 0.99}, {digit: 0.4, "늘": 0.35, "블": 0.2})
    assert text(glyphs) == "마" + digit
    assert glyphs[1].probability == pytest.approx(0.4)


def test_a_syllable_never_becomes_a_digit() -> None:
    assert text(read({"마": 0.99}, {"블": 0.4, "1": 0.39})) == "마블"


def test_a_syllable_the_model_does_not_know_is_left_alone() -> None:
    assert text(read({"마": 0.99}, {"장": 0.5, "늘": 0.4})) == "마장"


def test_a_word_ends_at_a_digit() -> None:
    assert text(read({"마": 0.99}, {"1": 0.99}, {"블": 0.5, "늘": 0.4})) == "마1블"


def test_context_that_agrees_makes_surer_but_not_beyond_the_alternatives() -> None:
    agreed = read({"마": 0.99}, {"늘": 0.6, "블": 0.3})[1]
    assert 0.6 < agreed.probability <= 0.9


def test_context_that_decides_a_close_thing_leaves_doubt() -> None:
    settled = read({"마": 0.99}, {"블": 0.85, "늘": 0.1})[1]
    assert settled.char == "늘"
    assert settled.probability < 0.95


def test_without_a_model_the_likeliest_is_taken() -> None:
    matrix = np.zeros((3, len(KOREAN)), np.float32)
    matrix[0, 1], matrix[1, 0], matrix[2, 2:4] = 0.99, 1, (0.4, 0.5)
    decoding = decode(matrix, KOREAN, 4)
    assert text(decoding.glyphs) == "마블"
    assert text(decoding.settled(GARLIC)) == "마늘"
