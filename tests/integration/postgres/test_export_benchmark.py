"""`make export-speed` still fits the tables: what it does with many receipts works with a few, too."""

import pytest

from benchmarks import export_speed


def test_a_tenth_and_all_are_exported_and_no_row_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks.export_speed", "--receipts", "10000"])
    assert export_speed.main() == 0, capsys.readouterr().out
    assert "| 10,000 |" in capsys.readouterr().out
