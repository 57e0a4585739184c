"""Where a scanned sheet is printed that is blank elsewhere."""

import numpy as np
import pytest

from receipts.adapters.ocr.detection import printed_part
from receipts.adapters.ocr.pages import Pixels

SHEET = (3508, 2480, 3)


def sheet(grey: int = 254) -> Pixels:
    return np.full(SHEET, grey, np.uint8)


def with_print(pixels: Pixels, top: int, left: int, height: int = 600, width: int = 330) -> Pixels:
    """Lines as fine as small print is from afar."""
    pixels[top : top + height : 12, left : left + width] = 90
    return pixels


@pytest.mark.parametrize(("top", "left"), [(200, 500), (0, 0), (2900, 2140), (1500, 1000)])
def test_the_printed_part_of_a_blank_sheet_is_found(top: int, left: int) -> None:
    found = printed_part(with_print(sheet(), top, left))
    assert (found[0] <= left, found[1] <= top) == (True, True)
    assert (found[2] >= left + 330, found[3] >= top + 589) == (True, True)
    assert (found[2] - found[0], found[3] - found[1]) < (450, 720)


def test_two_receipts_on_a_sheet_are_both_in_it() -> None:
    left, top, right, bottom = printed_part(with_print(with_print(sheet(), 200, 100), 300, 500))
    assert (left <= 100, top <= 200, right >= 830, bottom >= 889) == (True, True, True, True)


@pytest.mark.parametrize(
    "pixels",
    [
        sheet(),
        sheet(40),
        with_print(sheet(180), 200, 500),
        with_print(sheet(), 100, 100, 3000, 2000),
        with_print(with_print(sheet(), 0, 0, 40, 40), 3400, 2400, 40, 40),
        with_print(np.full((40, 30, 3), 254, np.uint8), 4, 4, 30, 20),
    ],
    ids=["blank", "dark", "grey", "printed all over", "marks in two corners", "tiny"],
)
def test_any_other_picture_is_looked_at_whole(pixels: Pixels) -> None:
    assert printed_part(pixels) == (0, 0, pixels.shape[1], pixels.shape[0])
