"""`make export-speed` still fits the tables: what it does with many receipts works with a few, too."""

import pytest

from benchmarks import export_speed


def test_a_tenth_and_all_are_exported_and_no_row_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["benchmarks.export_speed", "--receipts", "200"])
    monkeypatch.setattr(export_speed, "_EACH_DAY", 10)
    assert export_speed.main() == 0
    assert "| 200 |" in capsys.readouterr().out
