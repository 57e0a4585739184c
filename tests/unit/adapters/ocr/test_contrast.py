"""Pale print is told from ordinary print, and made to stand out."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from receipts.adapters.ocr.contrast import contrast, strengthened
from receipts.adapters.ocr.detection import Quads
from receipts.adapters.ocr.pages import Pixels

LINE = np.array([[(20, 20), (380, 20), (380, 60), (20, 60)]], np.float32)


def print_of(ink: int, paper: int, turned: int = 0) -> Pixels:
    image = Image.new("RGB", (400, 400), (paper,) * 3)
    ImageDraw.Draw(image).text((20, 20), "TOTAL 17,300 KRW", (ink,) * 3, ImageFont.load_default(36))
    return np.ascontiguousarray(np.rot90(np.asarray(image), turned))


@pytest.mark.parametrize(("ink", "paper"), [(20, 220), (190, 215), (215, 190), (5, 40)])
def test_contrast_is_the_distance_of_ink_from_paper_whichever_is_darker(ink: int, paper: int) -> None:
    assert contrast(print_of(ink, paper), LINE) == pytest.approx(abs(paper - ink), abs=2)


def test_lines_that_run_upwards_count_as_well() -> None:
    standing = np.array([[(20, 20), (60, 20), (60, 380), (20, 380)]], np.float32)
    assert contrast(print_of(190, 215, turned=1), standing) == pytest.approx(25, abs=2)


def test_a_page_without_lines_has_no_contrast() -> None:
    nothing: Quads = np.zeros((0, 4, 2), np.float32)
    assert contrast(print_of(20, 220), nothing) == 0


def test_pale_print_stands_out_when_strengthened() -> None:
    pale = print_of(200, 210)
    assert contrast(strengthened(pale), LINE) > 2 * contrast(pale, LINE)


def test_colours_stay_when_strengthened() -> None:
    blue = np.full((64, 64, 3), (180, 90, 60), np.uint8)
    tint = strengthened(blue)[32, 32].astype(int)
    assert tint[0] > tint[1] > tint[2]
