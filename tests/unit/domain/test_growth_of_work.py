"""Reading a page is near-linear in its rows: counted in calls, which no busy machine slows down."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.errors import UnreadableError
from tests.unit.domain.test_growth import Cells, foreign_taxes, goods, page, payments_given_back, sums

FEW, MANY = 50, 150


class _Counter:
    calls = 0

    def __call__(self, _frame: FrameType, event: str, _argument: object) -> None:
        self.calls += event == "call"


def calls(many: Callable[[int], list[Cells]], rows: int) -> int:
    """How many functions a reading of so many rows calls, nothing remembered of others."""
    pages, counter = [page(many(rows))], _Counter()
    find_labels.cache_clear()
    sys.setprofile(counter)
    try:
        with suppress(UnreadableError):
            read_receipt(pages)
    finally:
        sys.setprofile(None)
    return counter.calls


@pytest.mark.parametrize(
    "many", [goods, sums, foreign_taxes, payments_given_back], ids=lambda many: many.__name__
)
def test_three_times_the_rows_take_little_more_than_three_times_the_work(
    many: Callable[[int], list[Cells]],
) -> None:
    assert calls(many, MANY) < 1.5 * MANY / FEW * calls(many, FEW)
