"""`receipts parse`, with an engine that needs no model."""

import json
from pathlib import Path

import pytest

from receipts import cli
from receipts.domain.failure import FailureCause
from tests.fakes.engine import LINES, FakeEngine


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "EmbeddedEngine", FakeEngine)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "lunch.jpg"
    file.write_bytes(b"a photo")
    return file


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    file = tmp_path / "cat.jpg"
    file.write_text(FailureCause.NOT_A_RECEIPT)
    return file


def test_json_is_one_object_a_line_in_input_order(
    photo: Path, cat: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["parse", "--json", str(cat), str(photo)]) == 1
    failed, read = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert failed == {
        "file": str(cat),
        "error": {"code": "not_a_receipt", "message": failed["error"]["message"]},
    }
    assert read["file"] == str(photo)
    assert read["amounts"]["total"] == "2500"
    assert "id" not in read
    assert "status" not in read


def test_the_exit_code_is_zero_when_all_were_read(photo: Path) -> None:
    assert cli.main(["parse", "--json", str(photo)]) == 0


def test_people_get_a_table_and_the_failures_below_it(
    photo: Path, cat: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(["parse", str(photo), str(cat)]) == 1
    printed = capsys.readouterr()
    assert "lunch.jpg" in printed.out
    assert "2,500 KRW" in printed.out
    assert "not_a_receipt" in printed.err
    assert FailureCause.NOT_A_RECEIPT.korean[:10] in printed.err.replace("\n", "")


def test_a_receipt_that_prints_no_time_shows_its_day(
    photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.engine.LINES", (*LINES[:2], "2026-11-20", *LINES[3:]))
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(["parse", str(photo)]) == 0
    assert "2026-11-20 " in capsys.readouterr().out


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["parse", "--json", str(tmp_path / "nothing.jpg")]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "cannot_open_file"
    assert "nothing.jpg" in error["message"]


def test_help_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["parse", "--help"])
    assert "Exit code 0 if all were read" in capsys.readouterr().out.replace("\n", " ")
