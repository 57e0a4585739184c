"""Nobody makes reading worse unnoticed: figures are kept, and a fall has to be accepted by hand."""

from pathlib import Path

import pytest

from benchmarks.accuracy import gate
from benchmarks.accuracy.figures import Figures, figures_of
from benchmarks.accuracy.gate import accept, accepted, falls
from benchmarks.accuracy.judging import Judgement, Verdict
from benchmarks.accuracy.truths import Truth

PAGES = [Path(gate.__file__).parents[2] / name for name in ("README.md", "README.ko.md")]


def figures(rights: int, of: int, invented: int = 0) -> Figures:
    verdicts = [Verdict("total", 1, 1, right=True)] * rights
    verdicts += [Verdict("total", 1, None, right=False)] * (of - rights)
    verdicts += [Verdict("vat", None, 5, right=False)] * invented
    verdicts += [Verdict("vat", None, None, right=True)] * (of - invented)
    return figures_of("shop", [Judgement(Truth(Path("a.jpg"), {}), tuple(verdicts), None, (), 1.0)])


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    file = tmp_path / "accuracy.json"
    accept([figures(190, 200)], file)
    return file


def test_the_same_figures_are_no_fall(kept: Path) -> None:
    assert list(falls(figures(190, 200), accepted(kept))) == []


def test_a_point_less_is_let_pass_and_more_is_not(kept: Path) -> None:
    assert list(falls(figures(188, 200), accepted(kept))) == []
    assert list(falls(figures(187, 200), accepted(kept))) == ["shop: total fell from 95.0% to 93.5%"]


def test_more_inventions_are_a_fall_though_the_number_rises(kept: Path) -> None:
    sentences = list(falls(figures(190, 200, invented=10), accepted(kept)))
    assert "shop: invented rose from 0.0% to 5.0%" in sentences


def test_a_field_that_is_no_longer_measured_is_a_fall(kept: Path) -> None:
    empty = figures_of("shop", [Judgement(Truth(Path("a.jpg"), {}), (), None, (), 1.0)])
    assert "shop: total was 95.0% and is no longer measured" in list(falls(empty, accepted(kept)))


def test_a_set_that_was_never_accepted_cannot_fall(tmp_path: Path) -> None:
    assert list(falls(figures(0, 200), accepted(tmp_path / "nothing.json"))) == []


def test_accepting_one_set_leaves_the_others(kept: Path) -> None:
    other = figures_of("other", [Judgement(Truth(Path("a.jpg"), {}), (), None, (), 1.0)])
    accept([other], kept)
    assert set(accepted(kept)) == {"shop", "other"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_readme_gives_the_accepted_totals(page: Path) -> None:
    text, kept = page.read_text(encoding="utf-8").replace(" %", "%"), accepted(gate.ACCEPTED)
    totals = {name: f"{100 * kept[name]['total']:.1f}%" for name in ("korean", "sroie", "wild")}
    assert {name: total for name, total in totals.items() if total not in text} == {}
