"""The order in which a page is read, and which way it lies."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from receipts.adapters.ocr.layout import along, reading_order, standing_share, tilt, turned

Boxes = npt.NDArray[np.float32]


def boxes(*rectangles: tuple[int, int, int, int], turned: float = 0.0) -> Boxes:
    """Rectangles (left, top, width, height) on a page turned clockwise by `turned` degrees."""
    corners = np.array(
        [[(x, y), (x + w, y), (x + w, y + h), (x, y + h)] for x, y, w, h in rectangles], np.float32
    )
    angle = math.radians(turned)
    matrix = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]], np.float32)
    return np.asarray(corners @ matrix.T, np.float32)


TWO_COLUMNS = ((300, 52, 60, 20), (10, 50, 120, 20), (10, 10, 200, 24), (310, 81, 50, 20), (10, 80, 130, 20))


def test_rows_are_read_from_top_to_bottom_and_left_to_right() -> None:
    assert reading_order(boxes(*TWO_COLUMNS)) == [2, 1, 0, 4, 3]


@pytest.mark.parametrize("degrees", [-10, -4, 4, 10])
def test_a_crooked_photo_is_read_in_the_same_order(degrees: float) -> None:
    assert reading_order(boxes(*TWO_COLUMNS, turned=degrees)) == [2, 1, 0, 4, 3]


def test_a_page_without_text_has_no_order() -> None:
    assert reading_order(np.zeros((0, 4, 2), np.float32)) == []


def test_the_tilt_is_that_of_the_long_lines() -> None:
    assert math.degrees(tilt(boxes(*TWO_COLUMNS, turned=5))) == pytest.approx(5, abs=0.1)


def test_a_page_without_text_has_no_tilt() -> None:
    assert tilt(np.zeros((0, 4, 2), np.float32)) == 0


@pytest.mark.parametrize("degrees", [45, -70, 180])
def test_a_turned_page_holds_all_of_what_it_held(degrees: float) -> None:
    page = np.full((60, 120, 3), 200, np.uint8)
    page[25:35, 50:70] = 0
    there = turned(page, math.radians(degrees))
    back = turned(there, math.radians(-degrees))
    assert np.count_nonzero(there[..., 0] < 100) == pytest.approx(200, abs=30)
    assert np.argwhere(back[..., 0] < 100).mean(axis=0) == pytest.approx(np.array(back.shape[:2]) / 2, abs=2)


def test_a_page_turned_by_a_quarter_lies_across() -> None:
    page = np.full((60, 120, 3), 200, np.uint8)
    page[:10, :10] = 0  # top left, to become the top right
    there = turned(page, math.radians(90))
    assert there.shape == (120, 60, 3)
    assert there[4, 55, 0] == 0


def test_a_page_whose_lines_run_upwards_shows_by_its_standing_text() -> None:
    assert standing_share(boxes((10, 10, 20, 200), (50, 10, 20, 300), (90, 10, 100, 20))) == 5 / 6
    assert standing_share(boxes(*TWO_COLUMNS)) == 0


def test_counts_of_one_are_high_and_stand_on_no_end() -> None:
    counts = [(300, top, 312, top + 22) for top in range(10, 250, 30)]
    assert standing_share(boxes((10, 10, 110, 30), (10, 40, 110, 60), *counts)) == 0


def test_a_page_without_text_lies_no_way() -> None:
    assert standing_share(np.zeros((0, 4, 2), np.float32)) == 0


def test_a_word_lies_in_its_share_of_the_line() -> None:
    (line,) = boxes((100, 50, 200, 20))
    assert along(line, 0.25, 0.5).tolist() == [[150, 50], [200, 50], [200, 70], [150, 70]]
