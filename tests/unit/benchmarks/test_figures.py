"""The figures say what was right, what was invented, and whether confidences can be believed."""

from pathlib import Path

import pytest

from benchmarks.accuracy.figures import Figures, Share, figures_of, trust
from benchmarks.accuracy.judging import ItemCount, Judgement, Verdict
from benchmarks.accuracy.table import table
from benchmarks.accuracy.truths import Truth

TRUTH = Truth(Path("one.jpg"), {})


def right(confidence: float | None = None) -> Verdict:
    return Verdict("total", 1, 1, right=True, confidence=confidence)


def wrong(confidence: float | None = None) -> Verdict:
    return Verdict("total", 1, 2, right=False, confidence=confidence)


LEFT_OUT = Verdict("vat", None, None, right=True)
INVENTED = Verdict("vat", None, 5, right=False)
MISSED = Verdict("vat", 5, None, right=False)


def figures(*receipts: tuple[Verdict, ...]) -> Figures:
    return figures_of("shop", [Judgement(TRUTH, fields, None, (), 2.0) for fields in receipts])


def test_exact_counts_what_was_rightly_left_out() -> None:
    vat = figures((LEFT_OUT,), (LEFT_OUT,), (INVENTED,), (MISSED,)).fields["vat"]
    assert vat.exact == Share(2, 4)
    assert vat.precision == Share(0, 1)
    assert vat.recall == Share(0, 1)


def test_inventions_are_counted_among_what_is_not_printed() -> None:
    assert figures((LEFT_OUT,), (INVENTED,), (MISSED,), (right(),)).invented == Share(1, 2)


def test_a_receipt_is_whole_if_nothing_is_wrong() -> None:
    assert figures((right(), LEFT_OUT), (right(), MISSED)).whole_receipt == Share(1, 2)


def test_items_have_the_harmonic_mean_of_precision_and_recall() -> None:
    count = ItemCount(printed=3, read=1, both=1, name=1, amount=1)
    found = figures_of("shop", [Judgement(TRUTH, (), count, (), 2.0)]).items
    assert found is not None
    assert found.both == 0.5


def test_confidences_that_come_true_have_no_error() -> None:
    assert trust([right(1.0), right(0.5), wrong(0.5)]).calibration_error == 0


def test_overconfidence_is_an_error_as_large_as_the_distance() -> None:
    assert trust([right(0.9), wrong(0.9)]).calibration_error == pytest.approx(0.4)


def test_only_sure_fields_are_held_to_the_bar() -> None:
    assert trust([right(0.99), wrong(0.99), wrong(0.1), wrong(None)]).sure_right == Share(1, 2)


def test_a_set_without_confidences_has_no_error_to_keep() -> None:
    assert "calibration_error" not in figures((LEFT_OUT,)).flat()


def test_the_table_shows_every_field_in_percent() -> None:
    printed = table(figures((right(0.9),), (wrong(0.9),), (LEFT_OUT,)))
    assert "| total              |  50.0 |   2 |      50.0 |   50.0 |" in printed
    assert "| vat                | 100.0 |   1 |         – |      – |" in printed
    assert "2.00 s of CPU a receipt" in printed
