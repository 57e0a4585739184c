"""The rule of duplicates keeps what it was measured to do, on pairs that it was not made on."""

from benchmarks.duplicates.judging import judged

PRECISION, RECALL = 0.88, 0.78
"""Below what `make duplicates` reports (benchmarks/README.md) by what chance does to so few pairs."""


def test_duplicates_are_found_and_second_purchases_are_not_taken_for_them() -> None:
    result = judged(range(1, 80, 2))
    assert result.precision >= PRECISION
    assert result.recall >= RECALL
    (coffees,) = (kind for kind in result.kinds if kind.name == "two coffees a minute apart")
    assert coffees.called == 0
