"""How the curves are fitted that turn probabilities into shares of right words."""

from __future__ import annotations

import numpy as np
import pytest

from training.calibrate import Answers, calibration_error, fit, rightly_read


def overconfident(count: int) -> Answers:
    """A reader that is right one time in five less often than it says."""
    random = np.random.default_rng(7)
    raw = random.uniform(0.5, 1.0, count)
    right = (random.random(count) < raw - 0.2).astype(float)
    return Answers(raw, right, np.arange(count))


def test_the_fit_takes_the_boast_out() -> None:
    seen, unseen = next(overconfident(20_000).folds())
    curve = fit(seen)
    fitted = np.array([curve(raw) for raw in unseen.raw])
    assert calibration_error(unseen.raw, unseen.right) == pytest.approx(0.2, abs=0.03)
    assert calibration_error(fitted, unseen.right) < 0.03


def test_a_curve_never_falls() -> None:
    random = np.random.default_rng(3)
    noise = Answers(random.random(500), (random.random(500) < 0.7).astype(float), np.arange(500))
    curve = fit(noise)
    assert list(curve.raw) == sorted(curve.raw)
    assert list(curve.right) == sorted(set(curve.right))


@pytest.mark.parametrize(
    ("words", "truth", "right"),
    [
        (["합계", "12,500"], "합계12,500", [1, 1]),
        (["합게", "12,500"], "합계12,500", [0, 1]),
        (["합계", "12.500"], "합계12,500", [1, 0]),
        (["합계12,500"], "합계12,500", [1]),
        (["합계", "|", "12,500"], "합계12,500", [1, 0, 1]),
    ],
)
def test_a_word_is_right_if_it_stands_in_the_line_where_it_was_read(
    words: list[str], truth: str, right: list[int]
) -> None:
    assert list(rightly_read(words, truth)) == right
