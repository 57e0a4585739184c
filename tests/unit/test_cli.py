"""`receipts parse`, with an engine that needs no model."""

import json
from contextlib import nullcontext
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from receipts import cli
from receipts.adapters.category_table import load_categories
from receipts.adapters.clock import SystemClock
from receipts.adapters.postgres import PostgresMerchantDirectory
from receipts.domain.business_number import BusinessNumber
from receipts.domain.failure import FailureCause
from receipts.usecases.read_file import ReadFile
from tests.fakes.engine import LINES, FakeEngine


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ReadFile(FakeEngine(), SystemClock(), load_categories())
    monkeypatch.setattr(cli, "_reader", lambda: nullcontext(reader))


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


def test_in_a_narrow_terminal_or_a_pipe_each_receipt_is_a_block_with_nothing_cut(
    photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "가나다라마바사아자차카타파하 종합식자재마트 서울특별시청앞광장점"
    monkeypatch.setattr("tests.fakes.engine.LINES", (name, *LINES[1:]))
    monkeypatch.setenv("COLUMNS", "40")
    assert cli.main(["parse", str(photo)]) == 0
    file, *rows = capsys.readouterr().out.splitlines()
    assert file == str(photo)
    assert [tuple(row.split(maxsplit=1)) for row in rows[:1] + rows[2:5]] == [
        ("merchant", name),
        ("date", "2026-11-20 12:28"),
        ("total", "2,500 KRW"),
        ("VAT", "227 KRW"),
    ]
    assert rows[1].split() == ["business", "no.", "123-45-67891"]


@pytest.mark.parametrize("columns", ["40", "200"])
def test_a_check_that_warns_is_told_in_sentences_not_by_its_code(
    columns: str, photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.engine.LINES", (*LINES[:2], "2011-11-20", *LINES[3:]))
    monkeypatch.setenv("COLUMNS", columns)
    assert cli.main(["parse", str(photo)]) == 0
    printed = capsys.readouterr().out
    assert "1 !" in printed
    assert "5년보다 오래되었습니다. 날짜를 확인해 주세요. (The date is in the future, or older" in printed
    assert "date_plausible" not in printed


@pytest.mark.parametrize("columns", ["40", "200"])
def test_a_receipt_that_prints_no_time_shows_its_day(
    columns: str, photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.engine.LINES", (*LINES[:2], "2026-11-20", *LINES[3:]))
    monkeypatch.setenv("COLUMNS", columns)
    assert cli.main(["parse", str(photo)]) == 0
    printed = capsys.readouterr().out
    assert "2026-11-20" in printed
    assert "00:00" not in printed


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["parse", "--json", str(tmp_path / "nothing.jpg")]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "cannot_open_file"
    assert "nothing.jpg" in error["message"]


def test_help_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["parse", "--help"])
    assert "Exit code 0 if all were read" in capsys.readouterr().out.replace("\n", " ")


# Sharing merchants

HEAD = "business_number,name,address,phone"


def test_merchants_are_shared_from_a_file(
    postgres_url: str,
    engine: Engine,
    application_engine: Engine,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres_url)
    file = tmp_path / "shared.csv"
    file.write_text(f"{HEAD}\n902-45-00731,도토리다방,,055-123-4567\n", encoding="utf-8-sig")
    assert cli.main(["directory", "load", str(file)]) == 0
    assert capsys.readouterr().out == "1 merchant is shared\n"
    found = PostgresMerchantDirectory(application_engine).find(uuid4(), BusinessNumber("9024500731"))
    assert found
    assert (found.name, found.address, found.phone) == ("도토리다방", None, "055-123-4567")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("number,name\n", "line 1"),
        (f"{HEAD}\n902-45-00731,도토리다방,,\n902-45-00732,두리다방,,\n", "line 3: no such number"),
        (f"{HEAD}\n123,도토리다방,,\n", "line 2"),
        (f"{HEAD}\n902-45-00731,,,\n", "line 2: the name is empty"),
        (f"{HEAD}\n902-45-00731,도토리\x00다방,,\n", "line 2: a text has U+0000"),
        (
            f"{HEAD}\n902-45-00731,도토리다방,{'가' * 501},\n",
            "line 2: a text has U+0000 in it, or more than 500",
        ),
        (f"{HEAD}\n902-45-00731,{'가' * 200_000},,\n", "line 2: field larger than field limit"),
    ],
)
def test_a_file_with_a_wrong_line_shares_nothing(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "shared.csv"
    file.write_text(text)
    assert cli.main(["directory", "load", str(file)]) == 1
    assert told in capsys.readouterr().err


def test_a_list_that_is_not_there_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nope.csv"
    assert cli.main(["directory", "load", str(file)]) == 1
    assert capsys.readouterr().err == f"error: {file} cannot be read: No such file or directory\n"


def test_without_a_database_the_missing_setting_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    file = tmp_path / "shared.csv"
    file.write_text(f"{HEAD}\n")
    assert cli.main(["directory", "load", str(file)]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: no database is named; set DATABASE_OWNER_URL")
    assert len(told.splitlines()) == 1
