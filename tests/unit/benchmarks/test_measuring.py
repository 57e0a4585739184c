"""From a folder to figures, a report and an exit code, with an engine that is told what to read."""

import contextlib
import io
import json
from pathlib import Path

import pytest

from benchmarks.accuracy import __main__ as command
from benchmarks.accuracy import gate
from benchmarks.progress import counted
from tests.unit.benchmarks.sets import TellingEngine, korean_set


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TellingEngine:
    """The command's engine; accepted figures are kept aside of the repository's."""
    engine = TellingEngine()
    monkeypatch.setattr(command, "EmbeddedEngine", lambda: engine)
    monkeypatch.setattr(command, "ACCEPTED", tmp_path / "accuracy.json")
    return engine


def measure(tmp_path: Path, *arguments: str) -> int:
    return command.main(["--report", str(tmp_path / "report"), *arguments])


def test_the_report_shows_the_picture_and_what_was_wrong(engine: TellingEngine, tmp_path: Path) -> None:
    folder = korean_set(tmp_path, vat=418)
    assert measure(tmp_path, str(folder)) == 0
    report = (tmp_path / "report" / "report.md").read_text()
    assert "| vat | 418 | – | – |" in report
    assert "![one](korean/one.jpg)" in report
    assert (tmp_path / "report" / "korean" / "one.jpg").exists()
    figures = json.loads((tmp_path / "report" / "figures.json").read_text())
    assert figures["korean"]["flat"]["vat"] == 0


def test_wrong_fields_are_listed_on_request(
    engine: TellingEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = korean_set(tmp_path, vat=418, supply=4182)
    measure(tmp_path, str(folder), "--only", "vat")
    printed = capsys.readouterr().out
    assert "418 ≠ None" in printed
    assert "4182 ≠ None" not in printed


@pytest.mark.parametrize(
    ("field", "told"), [("merchant", "merchant: nothing is wrong"), ("vat", "418 ≠ None")]
)
def test_a_field_that_is_right_everywhere_is_said_to_be(
    field: str, told: str, engine: TellingEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measure(tmp_path, str(korean_set(tmp_path, vat=418)), "--only", field)
    printed = capsys.readouterr().out
    assert told in printed
    assert f"{field}: nothing is wrong" in told or "nothing is wrong" not in printed


def test_a_field_that_is_not_there_is_told_with_those_that_are(engine: TellingEngine, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"--only nosuch: there is no such field; .*item_name.*total, vat$"):
        measure(tmp_path, str(korean_set(tmp_path)), "--only", "nosuch")
    assert not engine.asked


def test_a_worse_reader_fails_until_its_figures_are_accepted(
    engine: TellingEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(korean_set(tmp_path))
    assert measure(tmp_path, folder, "--accept") == 0
    engine.text = engine.text.replace("4,600", "4,500")
    assert measure(tmp_path, folder) == 1
    assert "korean: total fell from 100.0% to 0.0%" in capsys.readouterr().err
    assert measure(tmp_path, folder, "--accept") == 0
    assert measure(tmp_path, folder) == 0


def test_the_cache_spares_the_engine_until_it_changes(engine: TellingEngine, tmp_path: Path) -> None:
    folder, cache = str(korean_set(tmp_path)), str(tmp_path / "cache")
    measure(tmp_path, folder, "--cache", cache)
    measure(tmp_path, folder, "--cache", cache)
    assert len(engine.asked) == 1
    engine.version = "2"
    measure(tmp_path, folder, "--cache", cache)
    assert len(engine.asked) == 2


def test_a_log_gets_a_line_now_and_then_and_no_counter() -> None:
    seen = io.StringIO()
    with contextlib.redirect_stderr(seen):
        assert list(counted(range(120), "korean")) == list(range(120))
    assert seen.getvalue() == "korean: 50 of 120\nkorean: 100 of 120\nkorean: 120 of 120\n"


def test_people_who_watch_see_a_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = io.StringIO()
    monkeypatch.setattr(seen, "isatty", lambda: True)
    with contextlib.redirect_stderr(seen):
        assert list(counted("ab", "korean")) == ["a", "b"]
    assert seen.getvalue() == "\rkorean: 1 of 2\rkorean: 2 of 2\n"


def test_a_folder_without_truths_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        measure(tmp_path, str(tmp_path))
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert told.endswith("holds no receipts with ground truth: see benchmarks/README.md\n")


@pytest.mark.parametrize("truth", ["{", "[]", '{"receipts": [{"file": "one.jpg"}]}', '{"receipts": [1]}'])
def test_ground_truth_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, truth: str) -> None:
    folder = korean_set(tmp_path)
    (folder / "ground_truth.json").write_text(truth)
    with pytest.raises(SystemExit, match=r"^error: .*korean/ground_truth\.json.*: see benchmarks"):
        measure(tmp_path, str(folder))


def test_a_set_without_receipts_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = korean_set(tmp_path)
    (folder / "ground_truth.json").write_text("{}")
    with pytest.raises(SystemExit, match=r"^error: .*korean holds no receipts$"):
        measure(tmp_path, str(folder))


def test_a_picture_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    folder = korean_set(tmp_path, file="two.jpg")
    with pytest.raises(SystemExit, match=r"^error: 1 of 1 pictures are not there, .*two\.jpg for one$"):
        measure(tmp_path, str(folder))


def test_accepted_figures_name_sets_and_no_receipt() -> None:
    assert set(gate.accepted(gate.ACCEPTED)) <= {"korean", "sroie", "wild", "samples"}
