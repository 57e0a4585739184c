"""A file with more print than can be read in time is refused when its lines are found, before reading."""

from __future__ import annotations

import numpy as np
import pytest

from receipts.adapters.ocr.recognition import LineBudget
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_LINE_WIDTH
from receipts.errors import UnreadableError


def lines(count: int, width: float, height: float) -> np.ndarray[tuple[int, int, int], np.dtype[np.float32]]:
    box = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return np.repeat(box[np.newaxis], count, axis=0)


def test_two_pages_of_2000_words_are_read_and_the_third_is_refused() -> None:
    budget, page = LineBudget(), lines(100, 1880, 48)
    budget.spend(page)
    budget.spend(page)
    with pytest.raises(UnreadableError) as refusal:
        budget.spend(page)
    assert refusal.value.cause is FailureCause.TOO_COMPLEX


def test_ten_receipts_are_read() -> None:
    budget = LineBudget()
    for _ in range(10):
        budget.spend(lines(50, 300, 24))


def test_lines_count_as_wide_as_they_are_read_whichever_way_they_run() -> None:
    for width, height in ((100_000, 20), (20, 100_000)):
        budget, page = LineBudget(), lines(MAX_LINE_WIDTH // 3200, width, height)
        budget.spend(page)
        with pytest.raises(UnreadableError):
            budget.spend(page)


def test_a_page_without_lines_costs_nothing() -> None:
    LineBudget().spend(np.zeros((0, 4, 2), np.float32))
