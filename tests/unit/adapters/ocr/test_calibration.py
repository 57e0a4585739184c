"""What the engine says of its words is how often such words were right."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from receipts.adapters.ocr.calibration import Calibration, Curve
from receipts.adapters.ocr.sessions import installed_models

CURVE = Curve((0.5, 0.9, 1.0), (0.1, 0.5, 0.98))


@pytest.mark.parametrize(("raw", "right"), [(0.5, 0.1), (0.7, 0.3), (0.9, 0.5), (1.0, 0.98)])
def test_a_curve_is_straight_between_its_knots(raw: float, right: float) -> None:
    assert CURVE(raw) == pytest.approx(right)


def test_below_its_first_knot_a_curve_is_level() -> None:
    assert CURVE(0.2) == CURVE(0.5)


def test_curves_survive_their_file(tmp_path: Path) -> None:
    calibration = Calibration(word=CURVE, line=Curve((0.6, 0.99), (0.2, 0.9)))
    calibration.save(tmp_path / "calibration.json")
    assert Calibration.load(tmp_path / "calibration.json") == calibration


def test_the_shipped_curves_rise_and_promise_nothing_for_certain() -> None:
    shipped = Calibration.load(installed_models().calibration)
    for curve in (shipped.word, shipped.line):
        assert all(before < after for before, after in pairwise(curve.raw))
        assert all(before < after for before, after in pairwise(curve.right))
        assert 0 < curve.right[0] < curve.right[-1] < 1
