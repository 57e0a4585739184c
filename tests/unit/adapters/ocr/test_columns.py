"""Boxes that the detector was in doubt of: a 1 in a column of counts is one stroke."""

from __future__ import annotations

import numpy as np
import pytest

from receipts.adapters.ocr import columns
from receipts.adapters.ocr.detection import Quads

ROWS = (100, 140, 180, 220)
LINE = 30.0


def boxes(*own: tuple[float, float, float, float]) -> Quads:
    """Each from left, top, width and height."""
    return np.array(
        [
            [[left, top], [left + width, top], [left + width, top + height], [left, top + height]]
            for left, top, width, height in own
        ],
        np.float32,
    ).reshape(-1, 4, 2)


NAMES = [(20.0, float(top), 150.0, 30.0) for top in ROWS]
AMOUNTS = [(400.0, float(top), 90.0, 30.0) for top in ROWS]


def borne_out(sure: Quads, faint: Quads) -> Quads:
    return columns.borne_out(sure, faint, LINE)


def count(top: float, left: float = 300.0, width: float = 14.0, height: float = 22.0) -> Quads:
    return boxes((left, top + 4, width, height))


def sure(*counts: int) -> Quads:
    """A table of names, counts in `counts` of its rows, and amounts."""
    return boxes(*NAMES, *AMOUNTS, *((300.0, top + 4.0, 14.0, 22.0) for top in counts))


def test_a_count_that_its_column_bears_out_is_kept() -> None:
    assert len(borne_out(sure(100, 140, 220), count(180))) == 1


def test_a_column_of_nothing_but_faint_counts_bears_itself_out() -> None:
    faint = np.concatenate([count(top) for top in ROWS])
    assert len(borne_out(sure(), faint)) == len(ROWS)


@pytest.mark.parametrize(
    "faint",
    [
        pytest.param(count(180, left=350), id="beside the column"),
        pytest.param(count(300), id="below the table"),
        pytest.param(count(180, left=500), id="right of the amounts"),
        pytest.param(count(180, left=5, width=8), id="left of the names"),
        pytest.param(count(165, width=80, height=70), id="larger than a character"),
    ],
)
def test_a_speck_elsewhere_is_none(faint: Quads) -> None:
    assert len(borne_out(sure(100, 140, 220), faint)) == 0


def test_one_other_makes_no_column() -> None:
    assert len(borne_out(sure(100), count(180))) == 0


def test_a_page_without_text_has_no_columns() -> None:
    assert len(borne_out(boxes(), count(180))) == 0
    assert len(borne_out(sure(100, 140), boxes())) == 0
