"""Boxes that hold several lines, because the till prints without space between them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from receipts.adapters.ocr.detection import Quads
from receipts.adapters.ocr.pages import Pixels
from receipts.adapters.ocr.stacked import stacked

USUAL = [(20.0, 300.0), (20.0, 360.0), (20.0, 420.0)]
"""Left and top of boxes 40 pixels high, so that a page has a usual height."""


def printed(*lines: tuple[str, int], scale: float = 1.0) -> Pixels:
    """White paper; each line is its text and where its letters stand, `scale` 1 is 22 pixels high."""
    paper = np.full((520, 400, 3), 255, np.uint8)
    for text, foot in lines:
        cv2.putText(paper, text, (40, foot), cv2.FONT_HERSHEY_SIMPLEX, scale, (30, 30, 30), 2)
    return np.asarray(paper, np.uint8)


def box(left: float, top: float, right: float, bottom: float) -> list[list[float]]:
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def boxes(*own: list[list[float]]) -> Quads:
    usual = [box(left, top, left + 200, top + 40) for left, top in USUAL]
    return np.array([*own, *usual], np.float32)


@pytest.mark.parametrize(
    ("texts", "right"), [(("APPLES", "PEARS"), 200), (("TEA", "COFFEE", "MILK"), 200), (("1", "4", "1"), 66)]
)
def test_lines_without_space_between_them_are_parted(texts: tuple[str, ...], right: int) -> None:
    feet = [72 + 26 * line for line in range(len(texts))]
    found = stacked(printed(*zip(texts, feet, strict=True)), boxes(box(30, 40, right, feet[-1] + 8)))
    assert list(found) == [0]
    middles = [round(float(line[:, 1].mean())) for line in found[0]]
    assert middles == pytest.approx([foot - 11 for foot in feet], abs=4)


def test_a_large_sign_is_one_line() -> None:
    assert stacked(printed(("LOGO", 130), scale=3.0), boxes(box(30, 50, 330, 142))) == {}


def test_a_dotted_letter_is_not_two_lines() -> None:
    assert stacked(printed(("iiij", 104), scale=2.0), boxes(box(30, 45, 200, 125))) == {}


def test_what_a_box_cuts_of_a_line_that_has_a_box_is_left_to_it() -> None:
    paper = printed(("APPLES", 72), ("PEARS", 98), ("PLUMS", 124))
    found = stacked(paper, boxes(box(30, 40, 200, 122), box(30, 96, 200, 132)))
    assert len(found[0]) == 2


def test_usual_boxes_are_left_alone() -> None:
    assert stacked(printed(("APPLES", 72)), boxes(box(30, 40, 200, 84))) == {}
    assert stacked(printed(("APPLES", 72)), np.zeros((0, 4, 2), np.float32)) == {}


@pytest.mark.parametrize("degrees", [-5, -3, 3, 5])
def test_lines_are_parted_on_a_page_that_leans(degrees: float) -> None:
    turn = cv2.getRotationMatrix2D((100, 200), degrees, 1.0)
    paper = printed(("APPLES AND PEARS", 172), ("PLUMS AND CHERRIES", 200))
    leaning = np.asarray(cv2.warpAffine(paper, turn, (400, 520), borderValue=(255, 255, 255)), np.uint8)
    lying = boxes(box(36, 145, 352, 206))
    seen = (lying @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
    (left, top), (right, bottom) = seen[0].min(axis=0), seen[0].max(axis=0)
    seen[0] = box(left, top, right, bottom)
    found = stacked(leaning, seen)
    assert list(found) == [0]
    middles = np.array([[(40 + 340) / 2, foot - 11, 1] for foot in (172, 200)]) @ turn.T
    assert [line.mean(axis=0)[1] for line in found[0]] == pytest.approx(middles[:, 1], abs=4)
