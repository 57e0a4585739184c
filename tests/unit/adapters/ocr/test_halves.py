"""Letters twice as high as wide, of which the detector made two lines."""

from __future__ import annotations

import numpy as np
import pytest

from receipts.adapters.ocr.detection import Quads
from receipts.adapters.ocr.halves import around, halves, in_one_row, overlap

USUAL = [(20.0, 300.0), (20.0, 360.0), (20.0, 420.0)]
"""Left and top of boxes 40 pixels high, so that a page has a usual height."""


def boxes(*own: tuple[float, float, float, float]) -> Quads:
    usual = [(left, top, left + 200, top + 40) for left, top in USUAL]
    return np.array([box(*one) for one in (*own, *usual)], np.float32)


def box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((100, 20, 240, 62), (102, 46, 238, 84)),  # the upper half and the lower
        ((100, 20, 240, 88), (104, 56, 150, 90)),  # the line, and the foot of a letter of it
    ],
)
def test_what_lies_on_each_other_may_be_one_line(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> None:
    assert list(halves(boxes(one, other))) == [(0, 1)]
    assert list(halves(boxes(other, one))) == [(1, 0)]


@pytest.mark.parametrize(
    "below",
    [
        (100, 54, 240, 94),  # a tight line
        (244, 24, 380, 64),  # the next word
        (100, 36, 240, 130),  # too high for one line
    ],
)
def test_two_lines_and_two_words_are_two(below: tuple[float, float, float, float]) -> None:
    assert list(halves(boxes((100, 20, 240, 62), below))) == []


def test_a_page_with_a_box_or_none_has_no_halves() -> None:
    assert list(halves(np.zeros((0, 4, 2), np.float32))) == []
    assert list(halves(np.array([box(0, 0, 9, 9)], np.float32))) == []


def test_parts_beside_each_other_are_told_from_halves() -> None:
    row = np.array([box(100, 20, 240, 88), box(220, 26, 300, 90)], np.float32)
    below = np.array([box(100, 20, 240, 62), box(102, 46, 238, 84)], np.float32)
    assert in_one_row(row, 0.0)
    assert not in_one_row(below, 0.0)


@pytest.mark.parametrize("degrees", [-5, 0, 5])
def test_the_line_lies_as_the_page_does(degrees: float) -> None:
    slope = np.radians(degrees)
    turn = np.array([[np.cos(slope), np.sin(slope)], [-np.sin(slope), np.cos(slope)]])
    parts = np.array([box(100, 20, 240, 62), box(102, 46, 250, 84)]) @ turn
    whole = np.array(box(100, 20, 250, 84)) @ turn
    assert around(parts.astype(np.float32), float(slope)) == pytest.approx(whole, abs=0.1)


@pytest.mark.parametrize(
    ("one", "other", "whole", "is_so"),
    [
        ("달빛커피연", "연남점", "달빛커피연남점", True),
        ("합계", "합", "합계", True),
        ("달빛", "커피", "달빛커피", False),  # two words, none of them read twice
        ("4,500", "9,000", "9,000", False),  # two lines, of which one was read
    ],
)
def test_parts_that_overlap_have_letters_in_common(one: str, other: str, whole: str, *, is_so: bool) -> None:
    assert overlap(one, other, whole) is is_so
    assert overlap(other, one, whole) is is_so
