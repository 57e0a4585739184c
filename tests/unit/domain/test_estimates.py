"""When a queue will have been read: its length × the measured seconds ÷ the readers that one may use."""

from datetime import UTC, datetime, timedelta

import pytest

from receipts.domain.estimates import estimated_finish
from receipts.domain.fairness import Share

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "seconds"),
    [(1, 2.0), (15, 2.0), (16, 4.0), (300, 40.0), (1000, 134.0)],
)
def test_a_place_in_line_is_reached_after_so_many_rounds_of_the_readers(place: int, seconds: float) -> None:
    finish = estimated_finish(place, [1.5, 2.0, 9.0], Share(20), NOW)
    assert finish == NOW + timedelta(seconds=seconds)


def test_what_is_not_in_line_or_was_never_measured_has_no_estimate() -> None:
    assert estimated_finish(0, [2.0], Share(20), NOW) is None
    assert estimated_finish(7, [], Share(20), NOW) is None
