"""Which files `receipts parse` reads: those named, those in folders, and standard input."""

import io
import json
import sys
from pathlib import Path

import pytest

from receipts.cli.__main__ import main
from receipts.domain.failure import FailureCause


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"a photo")


def read_in_order(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["parse", "--json", *arguments])
    return [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()]


def test_a_folder_is_read_with_all_below_it_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "b.pdf", "a.JPG", "2026/11/c.heic", "notes.txt", "2026/._c.heic", ".trash/d.png")
    found = read_in_order(capsys, str(tmp_path))
    assert found == [str(tmp_path / name) for name in ("2026/11/c.heic", "a.JPG", "b.pdf")]


def test_a_file_that_is_named_is_read_whatever_its_ending(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, "receipt.bin")
    assert main(["parse", "--json", str(tmp_path / "receipt.bin")]) == 0
    assert json.loads(capsys.readouterr().out)["amounts"]["total"] == "2500"


def test_an_empty_folder_is_an_error_and_the_rest_is_read(
    tmp_path: Path, photo: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert main(["parse", str(empty), str(photo)]) == 1
    printed = capsys.readouterr()
    assert "2,500 KRW" in printed.out
    assert printed.err.startswith(f"{empty}: empty_folder: no photo or PDF in this folder or below it")


def test_files_of_one_name_are_told_apart_by_their_folders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    put(tmp_path, "may/1.jpg", "june/1.jpg")
    assert main(["parse", str(tmp_path / "may"), str(tmp_path / "june")]) == 0
    printed = capsys.readouterr().out
    assert "may/1.jpg" in printed
    assert "june/1.jpg" in printed


@pytest.mark.parametrize(("sent", "code"), [(b"a photo", 0), (FailureCause.NOT_A_RECEIPT.encode(), 1)])
def test_a_dash_is_standard_input(
    sent: bytes, code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sent)))
    assert main(["parse", "--json", "-"]) == code
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == "-"
    assert told["amounts"]["total"] == "2500" if code == 0 else told["error"]["code"] == "not_a_receipt"
