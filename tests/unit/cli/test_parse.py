"""`receipts parse`: what it prints, for people and for programs."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from receipts.cli.__main__ import main
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import Reading
from receipts.errors import ReaderBrokenError
from tests.fakes.engine import LINES


def test_json_is_one_object_a_line_in_input_order(
    photo: Path, cat: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parse", "--json", str(cat), str(photo)]) == 1
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
    assert main(["parse", "--json", str(photo)]) == 0


def test_people_get_a_table_and_the_failures_below_it(
    photo: Path, cat: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert main(["parse", str(photo), str(cat)]) == 1
    printed = capsys.readouterr()
    assert "lunch.jpg" in printed.out
    assert "2,500 KRW" in printed.out
    assert "not_a_receipt" in printed.err
    assert FailureCause.NOT_A_RECEIPT.sentence.korean[:10] in printed.err.replace("\n", "")


def test_in_a_narrow_terminal_or_a_pipe_each_receipt_is_a_block_with_nothing_cut(
    photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "가나다라마바사아자차카타파하 종합식자재마트 서울특별시청앞광장점"
    monkeypatch.setattr("tests.fakes.engine.LINES", (name, *LINES[1:]))
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["parse", str(photo)]) == 0
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
    assert main(["parse", str(photo)]) == 0
    printed = capsys.readouterr().out
    assert "1 !" in printed
    assert "5년보다 오래되었습니다. 날짜를 확인해 주세요. (The date is in the future, or older" in printed
    assert "date_plausible" not in printed


def test_what_a_check_warns_of_needs_review_as_it_does_where_it_is_approved(
    photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.engine.LINES", (*LINES[:2], "2011-11-20", *LINES[3:]))
    assert main(["parse", "--json", str(photo)]) == 0
    review = json.loads(capsys.readouterr().out)["review"]
    assert review == {"required": True, "reasons": ["date_plausible"]}
    assert main(["parse", str(photo)]) == 0
    assert "needs review      yes: date plausible" in capsys.readouterr().out


@pytest.mark.parametrize("columns", ["40", "200"])
def test_a_receipt_that_prints_no_time_shows_its_day(
    columns: str, photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.engine.LINES", (*LINES[:2], "2026-11-20", *LINES[3:]))
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["parse", str(photo)]) == 0
    printed = capsys.readouterr().out
    assert "2026-11-20" in printed
    assert "00:00" not in printed


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "--json", str(tmp_path / "nothing.jpg")]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "cannot_open_file"
    assert "nothing.jpg" in error["message"]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_installation_that_lacks_a_file_is_one_error_that_names_it(
    form: tuple[str, ...],
    photo: Path,
    cat: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        def read(self, _file: Path) -> Reading:
            raise ReaderBrokenError("the model hangul_head.onnx is damaged. Get it back.")

    monkeypatch.setattr("receipts.cli.parse.reader", lambda _environment: nullcontext(Broken()))
    assert main(["parse", *form, str(photo), str(cat)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    assert "파일을 복구하거나 다시 설치해 주세요." in line
    assert "hangul_head.onnx is damaged. Get it back." in line


def test_help_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["parse", "--help"])
    assert "Exit code 0 if all were read" in capsys.readouterr().out.replace("\n", " ")


@pytest.mark.parametrize("columns", ["40", "200"])
def test_people_see_the_proof_the_account_and_whether_to_look(
    columns: str, photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "tests.fakes.engine.LINES", ("도토리다방", "123-45-67891", "간이영수증", "합계 2,500")
    )
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["parse", str(photo)]) == 0
    printed = capsys.readouterr().out
    for heading in ("적격증빙", "proof", "계정과목", "account", "needs", "review"):
        assert heading in printed
    for value in ("no, simple receipt", "복리후생비", "yes"):
        assert value in printed
    assert ("issued at missing" in printed) == (columns == "40")  # a table has no room for why


def test_a_paper_that_does_not_show_enough_proves_nothing_yet(
    photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["parse", str(photo)]) == 0
    assert "적격증빙 proof    unclear, receipt" in capsys.readouterr().out


def test_the_first_help_says_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "To begin with: receipts parse PHOTO" in capsys.readouterr().out
