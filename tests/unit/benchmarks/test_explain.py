"""`make explain`: how a picture is read, step by step."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.explain import explained, main
from receipts.domain.text import Word
from tests.unit.domain.printed import page_of

ROOT = Path(__file__).parents[3]
PAPER = """
달빛문구
사업자번호 902-45-00731
2022-03-04 10:11:12
볼펜  4,600
합계  4,600
신용카드번호 4000-0012-3456-7899
"""


def test_each_row_shows_its_words_its_amounts_and_what_the_engine_doubts() -> None:
    page = page_of(PAPER)
    doubted = replace(page.lines[0], words=(Word("달빛문구", 0.61, page.lines[0].box),))
    told = list(explained([replace(page, lines=(doubted, *page.lines[1:]))]))
    assert told[:2] == ["   0  달빛문구", "        doubts  달빛문구 0.61"]
    at = told.index("   4  합계  4,600")
    assert told[at + 1 : at + 3] == ["        words   합계 = total", "        amounts 4,600 total"]


def test_each_field_shows_its_row_and_how_sure_it_is() -> None:
    told = list(explained([page_of(PAPER)]))
    assert [line.split()[2:] for line in told if "amounts.total" in line] == [["4,600", "(row", "4)"]]


def test_each_line_of_goods_shows_how_many_at_what_price() -> None:
    told = list(explained([page_of(PAPER.replace("볼펜  4,600", "볼펜  1,150  2  2,300\n노트  2,300"))]))
    at = told.index("\ngoods: how many, at what price, and what they make")
    assert [line.split() for line in told[at + 1 : at + 3]] == [
        ["1", "볼펜", "2", "x", "1,150", "=", "2,300"],
        ["2", "노트", "-", "x", "-", "=", "2,300"],
    ]


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        ("2022-03-04 10:11:12", "passed  date_plausible: 2022-03-04 is 7 days before today"),
        ("2012-03-04 10:11:12", "warned  date_plausible: 2012-03-04 is 3659 days before today"),
        ("", "skipped  date_plausible: no date is printed"),
    ],
)
def test_the_date_is_compared_with_the_day_on_which_it_is_explained(printed: str, told: str) -> None:
    """As it is where receipts are read, or a person would look for what is missing on the paper."""
    pages = [page_of(PAPER.replace("2022-03-04 10:11:12", printed))]
    assert told in [line.strip() for line in explained(pages, date(2022, 3, 11))]


def test_no_card_number_is_shown() -> None:
    page = page_of(PAPER)
    word = Word("4000-0012-3456-7899", 0.5, page.lines[-1].box)
    told = "\n".join(
        explained([replace(page, lines=(*page.lines[:-1], replace(page.lines[-1], words=(word,))))])
    )
    assert "3456" not in told


def test_what_holds_no_receipt_is_told_with_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT / "samples/not_a_receipt_cat.jpg")]) == 1
    assert "No receipt was found" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nowhere.jpg"])
    assert capsys.readouterr().err.splitlines() == [
        "error: nowhere.jpg is no file. Name a picture: make explain FILE=samples/taxi.webp"
    ]


def test_the_page_about_reading_shows_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(ROOT / "samples/taxi.webp")]) == 0
    printed = capsys.readouterr().out
    blocks = re.findall(
        r"^```(\w*)\n(.*?)^```$", (ROOT / "docs/reading.md").read_text(), re.DOTALL | re.MULTILINE
    )
    shown = [line for language, block in blocks if not language for line in block.splitlines()]
    assert shown
    assert [line for line in shown if line not in printed.splitlines()] == []
