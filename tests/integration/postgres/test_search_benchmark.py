"""`make search-speed` still fits the tables: what it does with a million receipts works with a few, too."""

import pytest

from benchmarks.search import __main__ as benchmark
from benchmarks.search.questions import QUESTIONS


def test_every_question_is_asked_of_a_table_that_was_filled(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks.search", "--receipts", "2000", "--rounds", "1"])
    benchmark.main()
    told = capsys.readouterr().out
    assert [one.name for one in QUESTIONS if f"| {one.name} |" not in told] == []
    assert "p95 of pages" in told
